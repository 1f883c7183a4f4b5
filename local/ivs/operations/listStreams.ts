import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';
import { isLive } from '../state/session.ts';
import { streamSummary } from './rules/streamSummary.ts';

/** Lists live streams. Each channel has at most one: the stream that GetStream would return. */
export const listStreams = defineOperation({
  name: 'ListStreams',
  run(world, input) {
    const { state, streams } = world;
    const health = input.filterBy?.health;
    const live = state.sessions
      .all()
      .filter((session) => isLive(session) && streams.live(session.channelArn) === session);
    const matching = live.filter(
      ({ starving }) => health === undefined || health === (starving ? 'STARVING' : 'HEALTHY'),
    );
    const { items, ...next } = page('ListStreams', matching, input, 100);
    return { streams: items.map((session) => streamSummary(world, session)), ...next };
  },
});
