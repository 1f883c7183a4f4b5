import { retainedSessions } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';
import { sessionTimes } from './rules/sessionTimes.ts';

/** Lists sessions, newest first (unconfirmed). Error events are limit breaches and failures. */
export const listStreamSessions = defineOperation({
  name: 'ListStreamSessions',
  run(world, input) {
    const { items, ...next } = page(
      'ListStreamSessions',
      retainedSessions(world, input.channelArn),
      input,
      100,
      'newestFirst',
    );
    return {
      streamSessions: items.map((session) => ({
        ...sessionTimes(session),
        hasErrorEvent: session.hasErrorEvent ?? false,
      })),
      ...next,
    };
  },
});
