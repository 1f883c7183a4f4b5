import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';
import type { Channel } from '../state/resources.ts';

/**
 * Lists channels. Filters exclude each other (409, not 400). The name must be equal: whether IVS
 * matches prefixes is unconfirmed.
 */
export const listChannels = defineOperation({
  name: 'ListChannels',
  run({ state }, input) {
    const filters: [keyof Channel, string | undefined][] = [
      ['name', input.filterByName],
      ['recordingConfigurationArn', input.filterByRecordingConfigurationArn],
      ['playbackRestrictionPolicyArn', input.filterByPlaybackRestrictionPolicyArn],
      ['adConfigurationArn', input.filterByAdConfigurationArn],
    ];
    const [filter, second] = filters.filter(([, value]) => value !== undefined);
    if (second) throw ivsError('ConflictException', 'Only one filter may be specified');
    const matching = state.channels
      .all()
      .filter(({ channel }) => !filter || channel[filter[0]] === filter[1]);
    const { items, ...next } = page('ListChannels', matching, input, 100);
    return { channels: items.map(({ channel }) => summary(channel)), ...next };
  },
});

function summary(channel: Channel): Partial<Channel> {
  const {
    ingestEndpoint: _i,
    playbackUrl: _p,
    srt: _s,
    multitrackInputConfiguration: _m,
    containerFormat: _c,
    ...rest
  } = channel;
  return rest;
}
