import type { Channel } from '@aws-sdk/client-ivs';
import { batchGetChannel } from '../ivs/channels.ts';
import { isOpen } from '../journal/openStates.ts';
import { allPolicies, keyRuleOf, type RuledChannel } from '../records/policies.ts';
import { looksSelected } from '../records/selections.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import { subjectIdOf, type FleetMembers } from '../subjects.ts';
import type { ActionContext, ChildSubject } from './context.ts';
import type { ChannelOperation, Selection } from './inputs.ts';

/** The stream key of a channel. Times in ms since the epoch. */
interface KeyAge {
  /** Since when the channel has the key; undefined: nobody knows. */
  readonly since: number | undefined;
  readonly now: number;
  /** How old the key may become, in ms; undefined: nobody says. */
  readonly maxAgeMs: number | undefined;
}

/**
 * Returns whether the stream key of a channel is as old as a selection asks. A key of unknown age
 * is not.
 */
export function isOldEnough(
  { is, keyOlderThanMs }: Selection,
  { since, now, maxAgeMs = Infinity }: KeyAge,
): boolean {
  const ageMs = since === undefined ? -1 : now - since;
  if (is === 'overdue' && !(ageMs >= maxAgeMs)) return false;
  return keyOlderThanMs === undefined || ageMs >= keyOlderThanMs;
}

type Context = Pick<
  ActionContext<ChannelOperation>,
  'ivs' | 'store' | 'clock' | 'input' | 'unmanagedAmong'
> &
  FleetMembers;

/** Returns whether a channel is in the state of a selection, by the records that say so. */
async function isInState({ store }: Context, is: Selection['is'], id: string): Promise<boolean> {
  if (is === 'suspended') return (await readSuspension(store, id)) !== undefined;
  if (is === 'live') return isOpen(store, 'stream', id);
  if (is === 'idle') return !(await isOpen(store, 'stream', id));
  if (is === 'keyless') return isOpen(store, 'keyless', id);
  return is === 'unhealthy' ? isOpen(store, 'starvation', id) : true;
}

/**
 * Returns those of some items, by index, that match the selection now and that this deployment
 * manages. IVS says what name and tags a channel has, in one call for all items.
 * @throws IvsRefusal
 */
export async function stillSelected(
  context: Context,
  items: readonly ChildSubject[],
): Promise<ReadonlySet<number>> {
  const { ivs, store, clock, input } = context;
  const { selection } = input;
  const { tags, name, is, keyOlderThanMs } = selection;
  const asksIvs = tags !== undefined || name !== undefined || is === 'overdue';
  const channels = new Map<string, Channel>();
  const arns = items.map(({ subject }) => context.channelArnOf(subjectIdOf(subject)));
  if (asksIvs && items.length > 0) {
    for (const channel of (await batchGetChannel(ivs, arns)).items)
      channels.set(channel.arn ?? '', channel);
  }
  const policies = is === 'overdue' ? await allPolicies(store) : [];
  const unmanaged = await context.unmanagedAmong(arns);
  const matches = await Promise.all(
    items.map(async ({ subject }) => {
      const id = subjectIdOf(subject);
      const channel = channels.get(context.channelArnOf(id));
      if (unmanaged.has(context.channelArnOf(id))) return false;
      if (asksIvs && !(channel && looksSelected(selection, channel))) return false;
      if (is === 'overdue' || keyOlderThanMs !== undefined) {
        const since = (await readStreamKeyRow(store, id))?.since;
        const ruled: RuledChannel = { id, name: channel?.name, tags: channel?.tags };
        const maxAgeMs = keyRuleOf(policies, ruled)?.maxAgeMs;
        if (!isOldEnough(selection, { since, now: clock.now(), maxAgeMs })) return false;
      }
      return isInState(context, is, id);
    }),
  );
  return new Set(items.filter((_, n) => matches[n]).map(({ index }) => index));
}
