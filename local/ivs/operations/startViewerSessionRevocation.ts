import { z } from 'zod';
import { existingChannel } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { channelArn, viewerId, viewerSessionVersion } from '../protocol/validation.ts';
import { revoke } from '../revocations.ts';

/** The version defaults to 0, which revokes next to nothing. */
export const startViewerSessionRevocation = defineOperation({
  name: 'StartViewerSessionRevocation',
  input: z.object({ channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: viewerSessionVersion.default(0) }),
  run(world, { channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: version }) {
    existingChannel(world, channelArn);
    revoke(world, channelArn, viewerId, version);
    return undefined;
  },
});
