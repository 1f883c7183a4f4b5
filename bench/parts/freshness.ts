import type { Stack } from '../../local/stack.ts';
import {
  callIvs,
  givenChannels,
  idOf,
  msUntil,
  refreshReads,
  requesterOf,
  sleep,
  type Answer,
  type Request,
} from '../load/scene.ts';
import { startSystem } from '../load/system.ts';
import type { Advance, Options } from '../parts.ts';
import type { Check, Measured } from '../report/figures.ts';

const CHANNELS = 20;
/** The callers that read all the time. */
const READERS = 20;
/** The shortest time between two changes: four a second, and IVS allows five. */
const CHANGE_EVERY_MS = 250;
/** The same for channels that are changed behind our back; each is then asked for at IVS. */
const FOREIGN_CHANGE_EVERY_MS = 1_000;

const nameOf = ({ body }: Answer): string | undefined =>
  (body.channel as { name?: string } | undefined)?.name;

/** Checks that each change is seen by the read that follows it, while others read. */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  // Four processes make a thousand changes.
  const [changes, foreignChanges] = quick ? [10, 3] : [250, 15];
  const total = changes + foreignChanges;
  const stack = await startSystem([]);
  const load = { isOver: false, reads: 0 };
  try {
    const arns = await givenChannels(stack, CHANNELS);
    await refreshReads(stack);
    const request = await requesterOf(stack);
    const readers = Array.from({ length: READERS }, async (_, reader) => {
      for (let n = reader; !load.isOver; n++) {
        await request('GET', n % 4 === 0 ? '/v1/channels' : pathOf(arns, n));
        load.reads++;
      }
    });
    const seen = await changedByPatch(request, arns, changes, (done) => advance(done, total));
    const foreign = await changedAtIvs(stack, request, arns, foreignChanges, (done) =>
      advance(changes + done, total),
    );
    load.isOver = true;
    await Promise.all(readers);
    return { comparisons: [], checks: [seen, foreign], facts: { 'reads meanwhile': load.reads } };
  } finally {
    load.isOver = true;
    await stack.close();
  }
}

const pathOf = (arns: readonly string[], n: number): string =>
  `/v1/channels/${idOf(arns[n % arns.length] ?? '')}`;

/** Changes channels by PATCH and reads each right after the answer. */
async function changedByPatch(
  request: Request,
  arns: readonly string[],
  count: number,
  onDone: (done: number) => void,
): Promise<Check> {
  let [held, of] = [0, 0];
  for (let n = 0; of < count; n++) {
    const pause = sleep(CHANGE_EVERY_MS);
    const name = `changed-${n}`;
    const changed = await request('PATCH', pathOf(arns, n), { body: { name } });
    // A change that the quota delays is not done yet, so nobody may expect to see it.
    if (changed.status === 200) {
      of++;
      if (nameOf(await answered(request, pathOf(arns, n))) === name) held++;
      onDone(of);
    }
    await pause;
  }
  return { name: 'a PATCH is seen by the next GET', held, of };
}

/** Changes channels at IVS and reads each with `no-cache`. */
async function changedAtIvs(
  stack: Stack,
  request: Request,
  arns: readonly string[],
  count: number,
  onDone: (done: number) => void,
): Promise<Check> {
  let held = 0;
  for (let n = 0; n < count; n++) {
    const pause = sleep(FOREIGN_CHANGE_EVERY_MS);
    const name = `foreign-${n}`;
    await msUntil(
      async () =>
        (await callIvs(stack, 'UpdateChannel', { arn: arns[n % arns.length], name })).status ===
        200,
    );
    const answer = await answered(request, pathOf(arns, n), { 'cache-control': 'no-cache' });
    if (nameOf(answer) === name) held++;
    onDone(n + 1);
    await pause;
  }
  return { name: 'a change at IVS is seen by a GET with no-cache', held, of: count };
}

/** Returns the first answer that is not 429, which says nothing about the channel. */
async function answered(
  request: Request,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  for (;;) {
    const answer = await request('GET', path, { headers });
    if (answer.status !== 429) return answer;
    await sleep(CHANGE_EVERY_MS);
  }
}
