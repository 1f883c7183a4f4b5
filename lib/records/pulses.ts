import type { Key, Store } from '../dynamodb.ts';

// Signs of life: when a part of the deployment last did its work. Record `pulse`, `<part>`.

export type PulseOf = 'sweep' | 'event';

const keyOf = (part: PulseOf): Key => ({ pk: 'pulse', sk: part });

/** Notes that a part has done its work at `at` (ms since the epoch). */
export const notePulse = async (store: Store, part: PulseOf, at: number): Promise<void> =>
  void (await store.update(keyOf(part), { set: { at }, when: { notAbove: { at } } }));

/** Returns when each part last did its work, in ms since the epoch; undefined: never. */
export async function readPulses(store: Store): Promise<Record<PulseOf, number | undefined>> {
  const [sweep, event] = (await store.getMany([keyOf('sweep'), keyOf('event')])).map((item) =>
    typeof item?.at === 'number' ? item.at : undefined,
  );
  return { sweep, event };
}
