import { updateChannel } from './channelUpdates.ts';
import { createChannel, deleteChannel, getChannel, listChannels } from './channels.ts';
import { elsewhere } from './elsewhere.ts';
import { getHealth, getHealthV1 } from './health.ts';
import { abandonTheJob, cancelTheJob, getJob, getJobResults, listJobs, redriveTheJob } from './jobs.ts';
import { getStreamKey, listStreamKeys, rotateStreamKey } from './streamKeys.ts';
import { getStream, stopStream } from './streams.ts';
import { getSuspension, resumeChannel, suspendChannel } from './suspensions.ts';
import { revokeViewers } from './viewerSessionRevocations.ts';
import type { Route } from './route.ts';

// The table of routes, by the function that serves them: each has the rights of its role in serverless.yml and no more. The rows of the function
// `docs` are in reference.ts, because what they carry is large.

/** Everything that only reads, and every address that is none. */
export const queries: readonly Route[] = [
  getHealth,
  getHealthV1,
  listChannels,
  getChannel,
  getStream,
  getSuspension,
  listStreamKeys,
  listJobs,
  getJob,
  getJobResults,
  elsewhere,
];

/** Everything that starts or steers work. */
export const commands: readonly Route[] = [
  createChannel,
  updateChannel,
  deleteChannel,
  suspendChannel,
  resumeChannel,
  stopStream,
  rotateStreamKey,
  revokeViewers,
  cancelTheJob,
  redriveTheJob,
  abandonTheJob,
];

/** The one that reads the value of a stream key. */
export const streamKeys: readonly Route[] = [getStreamKey];
