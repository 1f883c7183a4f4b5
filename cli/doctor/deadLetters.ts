import { dataOf } from '../../lib/client/client.ts';
import { inline } from '../output/text.ts';
import type { Session } from '../session.ts';
import type { Finding } from './finding.ts';

/** Looks for events that were given up: their work is not done until somebody redrives them. */
export async function deadLetters({ client, signal }: Session): Promise<Finding> {
  const answer = await client.GET('/v1/dead-letters', {
    params: { query: { limit: 100 } },
    signal,
  });
  const { deadLetters, nextCursor } = dataOf(answer);
  const [newest] = deadLetters;
  if (!newest) return { check: 'dead letters', state: 'ok', text: 'no event was given up' };
  const count = `${deadLetters.length}${nextCursor === undefined ? '' : ' or more'}`;
  const noun = deadLetters.length === 1 ? 'dead letter' : 'dead letters';
  const why = newest.error === undefined ? '' : `: ${inline(newest.error)}`;
  return {
    check: 'dead letters',
    state: 'problem',
    text:
      `${count} ${noun}; the newest is of ${inline(newest.function)}, since ` +
      `${newest.arrivedAt}${why}`,
    command: 'channelkeeper dlq list',
  };
}
