import { msOf } from '../../lib/client/clock.ts';
import { inline } from '../output/text.ts';
import type { Session } from '../session.ts';
import { LISTED_MAX, type Finding } from './finding.ts';

/** A suspension takes its channel dark within seconds; a later one is stuck. */
const DARK_WITHIN_MS = 60_000;

/**
 * Lists the channels that are suspended now. The API names those first that are not known to be
 * dark.
 */
export async function suspensions({ client, io }: Session): Promise<Finding[]> {
  const found: Finding[] = [];
  let more = 0;
  const pages = client.each('/v1/suspensions', { query: { limit: 100 } });
  for await (const { channelArn, suspendedAt, suspendedBy, reason, isDark } of pages) {
    if (found.length === LISTED_MAX) {
      more += 1;
      continue;
    }
    const channel = channelArn.slice(channelArn.lastIndexOf('/') + 1);
    const isStuck =
      isDark === false && io.clock.now() - (msOf(suspendedAt) ?? Infinity) > DARK_WITHIN_MS;
    const why = reason === undefined ? '' : `: ${inline(reason)}`;
    const dark = isDark === false ? ', not known to be dark' : '';
    found.push({
      check: 'suspended',
      state: isStuck ? 'problem' : 'note',
      text: `the channel ${channel}, since ${suspendedAt}, by ${inline(suspendedBy)}${why}${dark}`,
      command: `channelkeeper channels ${isStuck ? 'suspend' : 'resume'} ${channel}`,
    });
  }
  if (more > 0)
    found.push({
      check: 'suspended',
      state: 'note',
      text: `${more} more channels`,
      command: 'channelkeeper suspensions list --all',
    });
  return found.length > 0
    ? found
    : [{ check: 'suspended', state: 'ok', text: 'no channel is suspended' }];
}
