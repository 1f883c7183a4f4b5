import type { Channel } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import { isTagged } from '../managed.ts';
import {
  allPolicies,
  keyRuleOf,
  type KeyRule,
  type Policy,
  type RuledChannel,
} from '../records/policies.ts';
import { mayRotate, rotationTimes } from '../records/rotationTimes.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';

/** Returns the rule for the key of a channel that this deployment manages. */
export function managedRuleOf(
  { config }: App,
  policies: readonly Policy[],
  { arn = '', name, tags }: Pick<Channel, 'arn' | 'name' | 'tags'>,
): KeyRule | undefined {
  const channel: RuledChannel = { id: idOf(arn), name, tags };
  return isTagged(config, tags) ? keyRuleOf(policies, channel) : undefined;
}

/**
 * Returns whether a channel that is idle now has a key whose rotation is due.
 * @param channel the channel as IVS describes it now
 */
export async function isRotationDue(
  app: App,
  channel: Pick<Channel, 'arn' | 'name' | 'tags'>,
): Promise<boolean> {
  const rule = managedRuleOf(app, await allPolicies(app.store), channel);
  const id = idOf(channel.arn ?? '');
  const row = rule && (await readStreamKeyRow(app.store, id));
  return (
    rule !== undefined &&
    row !== undefined &&
    mayRotate(rule, rotationTimes(rule, id, row.since), app.clock.now()) &&
    !(await readSuspension(app.store, id))
  );
}
