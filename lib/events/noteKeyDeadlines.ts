import type { App } from '../app.ts';
import {
  deadlineIn,
  deadlineKey,
  deadlineOf,
  isSameDeadline,
  noteDeadline,
  readPlace,
  removeDeadline,
  writePlace,
  type KeyDeadline,
} from '../journal/keyDeadlines.ts';
import { isTagged } from '../managed.ts';
import { publishMetrics, type Sample } from '../metrics.ts';
import type { KnownChannel } from '../readModel/channels.ts';
import { channelIdOfReading, recordKey } from '../records/keys.ts';
import { allPolicies, keyRuleOf, type KeyRule, type Policy } from '../records/policies.ts';
import { CHANNEL_LIST, readingRecordOf } from '../records/readings.ts';
import { rotationTimes } from '../records/rotationTimes.ts';
import { noteFirstSeen } from '../records/streamKeyAges.ts';

/** The number of channels whose records one step reads. */
const STEP = 100;
/** One run every five minutes passes 3,000 channels, so 10,000 channels take twenty minutes. */
const STEPS_MAX = 30;

/**
 * Notes when the stream key of a channel becomes older than a policy or its tag allows, for a part
 * of the known channels. The age of an unknown key counts from now. The next run continues where
 * this one ends. It does not ask IVS: name and tags are those of the last reading.
 * @param untilMs ms since the epoch: no new step begins after it
 */
export async function noteKeyDeadlines(app: App, untilMs: number): Promise<void> {
  const { store, clock } = app;
  const policies = await allPolicies(store);
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
    await noteOf(app, policies, ids);
    after = ids.length < STEP ? undefined : ids.at(-1);
    if (after === undefined) break;
  }
  if (after !== began) await writePlace(store, after);
}

/** Returns the rule for the key of a channel, by what is known of the channel. */
function ruleIn(
  { config }: App,
  policies: readonly Policy[],
  id: string,
  value: string | undefined,
): KeyRule | undefined {
  if (value === undefined) return undefined;
  const { name, tags } = JSON.parse(value) as KnownChannel;
  return isTagged(config, tags) ? keyRuleOf(policies, { id, name, tags }) : undefined;
}

async function noteOf(
  app: App,
  policies: readonly Policy[],
  channelIds: readonly string[],
): Promise<void> {
  const { store } = app;
  const count = channelIds.length;
  const items = await store.getMany([
    ...channelIds.map(recordKey.channelReading),
    ...channelIds.map(deadlineKey),
  ]);
  const channels = channelIds.map((channelId, n) => ({
    channelId,
    rule: ruleIn(app, policies, channelId, readingRecordOf(items[n]).reading?.value),
    noted: deadlineIn(items[count + n]),
  }));
  const ruled = channels.filter(({ rule }) => rule !== undefined);
  const records = await store.getMany(
    ruled.flatMap(({ channelId }) => [
      recordKey.streamKeyAge(channelId),
      recordKey.suspension(channelId),
    ]),
  );
  const deadlines = new Map<string, KeyDeadline>();
  const ages: Sample[] = [];
  for (const [n, { channelId, rule, noted }] of ruled.entries()) {
    const [age, suspension] = records.slice(2 * n, 2 * n + 2);
    // A suspended channel has no key that could be too old.
    if (!rule || suspension?.duePk !== undefined) continue;
    if (!age) await noteFirstSeen(store, channelId, app.clock.now());
    const since = age ? age.since : app.clock.now();
    if (typeof since !== 'number') continue;
    ages.push({ name: 'KeyAge', value: (app.clock.now() - since) / 1_000 });
    const times = rotationTimes(rule, channelId, since);
    deadlines.set(channelId, deadlineOf(rule, times, since, noted));
  }
  publishMetrics(app, ages);
  for (const { channelId, noted } of channels) {
    const deadline = deadlines.get(channelId);
    if (noted && !deadline) await removeDeadline(store, channelId);
    else if (deadline && !isSameDeadline(deadline, noted))
      await noteDeadline(store, channelId, deadline);
  }
}
