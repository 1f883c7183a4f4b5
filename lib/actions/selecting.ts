import type { Channel } from '@aws-sdk/client-ivs';
import { batchGetChannel } from '../ivs/channels.ts';
import { isOpen } from '../journal/openStates.ts';
import { hasInOrder } from '../patterns/wildcard.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import { subjectIdOf, type FleetMembers } from '../subjects.ts';
import { intervalOf, ROTATE_EVERY_TAG } from '../tags.ts';
import type { ActionContext, ChildSubject } from './context.ts';
import type { Operation, Selection } from './inputs.ts';

type Tags = Readonly<Record<string, string>>;

/** Returns whether a channel has the name and the tags of a selection. */
export function looksSelected(
  { tags = {}, name }: Selection,
  channel: { readonly name?: string | undefined; readonly tags?: Tags | undefined },
): boolean {
  return (
    Object.entries(tags).every(([key, value]) => channel.tags?.[key] === value) &&
    (name === undefined || hasInOrder(channel.name ?? '', name.split('*')))
  );
}

/**
 * Returns whether the stream key of a channel is as old as a selection asks. A key of unknown age
 * is not.
 * @param since the time since which the channel has its key, and the present, in ms since the epoch
 */
export function isOldEnough(
  { is, keyOlderThanMs }: Selection,
  { since, now, tags = {} }: { since: number | undefined; now: number; tags?: Tags | undefined },
): boolean {
  const ageMs = since === undefined ? -1 : now - since;
  if (is === 'overdue' && !(ageMs >= (intervalOf(tags[ROTATE_EVERY_TAG]) ?? Infinity)))
    return false;
  return keyOlderThanMs === undefined || ageMs >= keyOlderThanMs;
}

type Context = Pick<
  ActionContext<Operation>,
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
  const unmanaged = await context.unmanagedAmong(arns);
  const matches = await Promise.all(
    items.map(async ({ subject }) => {
      const id = subjectIdOf(subject);
      const channel = channels.get(context.channelArnOf(id));
      if (unmanaged.has(context.channelArnOf(id))) return false;
      if (asksIvs && !(channel && looksSelected(selection, channel))) return false;
      if (is === 'overdue' || keyOlderThanMs !== undefined) {
        const since = (await readStreamKeyRow(store, id))?.since;
        if (!isOldEnough(selection, { since, now: clock.now(), tags: channel?.tags })) return false;
      }
      return isInState(context, is, id);
    }),
  );
  return new Set(items.filter((_, n) => matches[n]).map(({ index }) => index));
}
