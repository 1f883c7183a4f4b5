import { defineOperation } from './defineOperation.ts';
import { checkRoom } from './rules/quotas.ts';
import { arnIn, type AdConfiguration } from '../state/resources.ts';

/**
 * Creates an ad configuration. MediaTailor is not asked whether the playback configurations exist.
 */
export const createAdConfiguration = defineOperation({
  name: 'CreateAdConfiguration',
  run(
    { state, settings, place, random },
    {
      name = '',
      tags = {},
      mediaTailorPlaybackConfigurations,
      postRollConfiguration = { enabled: false, durationSeconds: 15 },
    },
  ) {
    checkRoom(settings, 'adConfigurationsMax', state.adConfigurations.size);
    const arn = arnIn(place, 'ad-configuration', random.alphanumeric(12));
    const adConfiguration: AdConfiguration = {
      arn,
      name,
      mediaTailorPlaybackConfigurations,
      postRollConfiguration,
      tags,
    };
    state.adConfigurations.put(arn, { sequence: state.nextSequence(), adConfiguration });
    return { adConfiguration };
  },
});
