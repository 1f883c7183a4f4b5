import { existingChannel } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { revoke } from '../regions/revocations.ts';

/** Revokes a viewer's sessions. The version defaults to 0, which revokes next to nothing. */
export const startViewerSessionRevocation = defineOperation({
  name: 'StartViewerSessionRevocation',
  run(world, { channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: version = 0 }) {
    existingChannel(world, channelArn);
    revoke(world, channelArn, viewerId, version);
    return undefined;
  },
});
