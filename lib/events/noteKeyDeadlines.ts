import type { App } from '../app.ts';
import {
  deadlineIn,
  deadlineKey,
  noteDeadline,
  readPlace,
  removeDeadline,
  writePlace,
  type KeyDeadline,
} from '../journal/keyDeadlines.ts';
import { isTagged } from '../managed.ts';
import type { KnownChannel } from '../readModel/channels.ts';
import { channelIdOfReading, recordKey } from '../records/keys.ts';
import { CHANNEL_LIST, readingRecordOf } from '../records/readings.ts';
import { intervalOf, ROTATE_EVERY_TAG } from '../tags.ts';

/** The number of channels whose records one step reads. */
const STEP = 100;
/** One run every five minutes passes 3,000 channels, so 10,000 channels take twenty minutes. */
const STEPS_MAX = 30;

/**
 * Notes when the stream key of a channel becomes older than its tag allows, for a part of the known
 * channels. The next run continues where this one ends. It does not ask IVS: the tags are those of
 * the last reading.
 * @param untilMs ms since the epoch: no new step begins after it
 */
export async function noteKeyDeadlines(app: App, untilMs: number): Promise<void> {
  const { store, clock } = app;
  const began = await readPlace(store);
  let after = began;
  for (let step = 0; step < STEPS_MAX && clock.now() < untilMs; step++) {
    const keys = await store.keys({
      index: 'jobs',
      partition: CHANNEL_LIST,
      limit: STEP,
      order: 'ascending',
      ...(after !== undefined && { above: after }),
    });
    const ids = keys.map(channelIdOfReading);
    await noteOf(app, ids);
    after = ids.length < STEP ? undefined : ids.at(-1);
    if (after === undefined) break;
  }
  if (after !== began) await writePlace(store, after);
}

/** Returns how old the key of a channel may become, in ms, by what is known of the channel. */
function intervalIn({ config }: App, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const { tags } = JSON.parse(value) as KnownChannel;
  return isTagged(config, tags) ? intervalOf(tags?.[ROTATE_EVERY_TAG]) : undefined;
}

async function noteOf(app: App, channelIds: readonly string[]): Promise<void> {
  const { store } = app;
  const count = channelIds.length;
  const items = await store.getMany([
    ...channelIds.map(recordKey.channelReading),
    ...channelIds.map(deadlineKey),
  ]);
  const channels = channelIds.map((channelId, n) => ({
    channelId,
    everyMs: intervalIn(app, readingRecordOf(items[n]).reading?.value),
    noted: deadlineIn(items[count + n]),
  }));
  const tagged = channels.filter(({ everyMs }) => everyMs !== undefined);
  const records = await store.getMany(
    tagged.flatMap(({ channelId }) => [
      recordKey.streamKeyAge(channelId),
      recordKey.suspension(channelId),
    ]),
  );
  const deadlines = new Map(
    tagged.flatMap(({ channelId, everyMs = 0 }, n): [string, KeyDeadline][] => {
      const [age, suspension] = records.slice(2 * n, 2 * n + 2);
      const since = age?.since;
      // A suspended channel has no key that could be too old.
      return typeof since === 'number' && suspension?.duePk === undefined
        ? [[channelId, { since, dueAt: since + everyMs }]]
        : [];
    }),
  );
  for (const { channelId, noted } of channels) {
    const deadline = deadlines.get(channelId);
    if (noted && !deadline) await removeDeadline(store, channelId);
    else if (deadline && (deadline.since !== noted?.since || deadline.dueAt !== noted.dueAt))
      await noteDeadline(store, channelId, deadline);
  }
}
