import { z } from 'zod';
import { retainedSessions } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { page } from '../protocol/pages.ts';
import { channelArn, maxResults, paginationToken } from '../protocol/validation.ts';
import { sessionTimes } from '../sessionTimes.ts';

/** Newest first (unconfirmed). Nothing simulated here makes a session with an error event. */
export const listStreamSessions = defineOperation({
  name: 'ListStreamSessions',
  input: z.object({ channelArn, nextToken: paginationToken.optional(), maxResults: maxResults(100).optional() }),
  run(world, input) {
    const { items, ...next } = page('ListStreamSessions', retainedSessions(world, input.channelArn), input, 100, 'newestFirst');
    return { streamSessions: items.map((session) => ({ ...sessionTimes(session), hasErrorEvent: false })), ...next };
  },
});
