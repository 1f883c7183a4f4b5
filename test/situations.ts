import { readFileSync } from 'node:fs';
import {
  deleteKey,
  givenChannel,
  givenLiveChannel,
  jobIn,
  keysOf,
  type GivenChannel,
} from './given.ts';
import { startJob } from '../lib/jobs/commands.ts';
import { randomId } from '../lib/random.ts';
import { deliver, invocationOf, letters } from './givenDeadLetters.ts';
import { givenRecordingConfiguration } from './givenAttachments.ts';
import { ban, giveKey, keyPair as keyPairForTokens } from './givenViewers.ts';
import { routes } from './answers.ts';
import { givenLink } from './givenKeys.ts';
import type { World } from './world.ts';

// A situation for each operation of the API, in which its documented example does its work.

export type Ids = Record<string, string>;
const ACCOUNT = 'arn:aws:ivs:us-west-2:123456789012';

export const idle = async (world: World): Promise<Ids> =>
  idsOf(await givenChannel(world, { name: 'first-show', tags: { team: 'studio' } }));
const live = async (world: World): Promise<Ids> =>
  idsOf(await givenLiveChannel(world, {}, { name: 'first-show' }));
const idsOf = ({ id }: GivenChannel): Ids => ({ channelId: id });

/** Returns the ids of a job that waits for the end of a stream. */
export async function waitingJob(world: World): Promise<Ids> {
  const { channelId = '' } = await live(world);
  const answer = await world.http(
    'POST',
    `/v1/channels/${channelId}/stream-key-rotations?when=idle`,
  );
  return { channelId, jobId: jobIn(answer).id };
}

/** Lets a minute of work be measured. */
async function measured(world: World): Promise<Ids> {
  await world.invoke('measure');
  const { id } = await givenChannel(world);
  await world.http('DELETE', `/v1/channels/${id}`);
  await world.advance(60_000);
  await world.invoke('measure');
  await world.advance(60_000);
  return {};
}

async function scheduledJob(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  const answer = await world.http('DELETE', `/v1/channels/${channelId}?after=PT2H`);
  return { channelId, jobId: jobIn(answer).id };
}

/** Returns the ids of a job that needs a second person, as a deployment may want it. */
async function unapprovedJob(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  const { job } = await startJob(
    world.app,
    {
      workflow: 'startLater',
      subject: `scheduledJob/${randomId(world.app.random)}`,
      input: {
        channelId,
        workflow: 'deleteChannel',
        input: {},
        startsAt: world.clock.now(),
        needsApproval: true,
      },
      caller: 'somebody-else',
    },
    0,
  );
  // The worker takes it up, and it waits for its approval.
  await world.advance(1_000);
  return { channelId, jobId: job.id };
}

async function cancelledJob(world: World): Promise<Ids> {
  const ids = await waitingJob(world);
  await world.http('POST', `/v1/jobs/${ids.jobId ?? ''}/cancel`);
  return ids;
}

async function suspended(world: World): Promise<Ids> {
  const ids = await live(world);
  const answer = await world.http('POST', `/v1/channels/${ids.channelId ?? ''}/suspension`);
  await world.ended(jobIn(answer).id);
  return ids;
}

async function revokedViewers(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  const viewerSessions = [
    { channelId, viewerId: 'viewer-1', viewerSessionVersionsLessThanOrEqualTo: 7 },
  ];
  return {
    channelId,
    jobId: jobIn(
      await world.http('POST', '/v1/viewer-session-revocations', { body: { viewerSessions } }),
    ).id,
  };
}

/** Returns the ids of a channel and of a batch that is open. */
async function openedBatch(world: World): Promise<Ids> {
  const ids = await idle(world);
  const answer = await world.http('POST', '/v1/viewer-session-revocations/batches');
  return { ...ids, jobId: jobIn(answer).id };
}

async function pausedBatch(world: World): Promise<Ids> {
  const ids = await openedBatch(world);
  await world.http('POST', `/v1/viewer-session-revocations/${ids.jobId ?? ''}/pause`);
  return ids;
}

const idIn = (value: unknown): string => (value as { arn: string }).arn.split('/')[1] ?? '';

/** Creates a resource of another type over the API, as in that type's own example. */
async function made(world: World, name: string, member: string): Promise<Ids> {
  const { key = '', described } = routes.find((route) => route.described?.name === name) ?? {};
  const { body } = await world.http('POST', key.split(' ')[1] ?? '', {
    body: described?.example?.body,
  });
  return { [`${member}Id`]: idIn(body[member]) };
}
const keyPair = (world: World): Promise<Ids> =>
  made(world, 'importPlaybackKeyPair', 'playbackKeyPair');
const policy = (world: World): Promise<Ids> =>
  made(world, 'createPlaybackRestrictionPolicy', 'playbackRestrictionPolicy');
const adConfiguration = (world: World): Promise<Ids> =>
  made(world, 'createAdConfiguration', 'adConfiguration');

/** Returns the id of a live channel with ads. */
async function liveWithAds(world: World): Promise<Ids> {
  const { adConfigurationId = '' } = await adConfiguration(world);
  const adConfigurationArn = `${ACCOUNT}:ad-configuration/${adConfigurationId}`;
  return { ...idsOf(await givenLiveChannel(world, {}, { adConfigurationArn })), adConfigurationId };
}

async function recordingConfiguration(world: World): Promise<Ids> {
  return {
    recordingConfigurationId: (await givenRecordingConfiguration(world, { name: 'archive' })).id,
  };
}

async function idleWithKey(world: World): Promise<Ids> {
  const ids = await idle(world);
  const [key] = await keysOf(world, {
    id: ids.channelId ?? '',
    arn: `${ACCOUNT}:channel/${ids.channelId ?? ''}`,
  });
  return { ...ids, streamKeyId: key?.arn?.split('/')[1] ?? '' };
}

async function tagged(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  return { channelId, noun: 'channels', resourceId: channelId };
}

/** Returns the id of a dead letter about a channel. */
async function deadLetter(world: World): Promise<Ids> {
  const { id, arn } = await givenChannel(world);
  const event = {
    version: '0',
    source: 'aws.ivs',
    'detail-type': 'IVS Stream State Change',
    time: '2026-11-23T10:00:00Z',
    resources: [arn],
    detail: { event_name: 'Stream End', stream_id: 'st-1A2b3C4d5E6f7G8h9I0j1K2' },
  };
  await deliver(world, { messageId: 'm-1', body: invocationOf(event) });
  const [letter] = await letters(world);
  return { channelId: id, deadLetterId: letter?.id ?? '' };
}

/** Returns the ids of a channel with a recorded stream and a recording. */
async function recorded(world: World): Promise<Ids> {
  const { id, arn } = await givenChannel(world);
  for (const file of ['streamState.sessionCreated', 'recordingState.recordingEnd']) {
    const path = new URL(`../events/received/${file}.json`, import.meta.url);
    const event = JSON.parse(readFileSync(path, 'utf8')) as { detail: { stream_id: string } };
    await world.invoke('journal', { ...event, resources: [arn] });
  }
  const { body } = await world.http('GET', `/v1/channels/${id}/recordings`);
  const [recording] = body.recordings as { id: string; streamIds: string[] }[];
  return {
    channelId: id,
    recordingId: recording?.id ?? '',
    streamId: recording?.streamIds[0] ?? '',
  };
}

/** Bans a viewer from a private channel. */
async function banned(world: World): Promise<Ids> {
  const channel = await givenChannel(world, { authorized: true });
  await ban(world, channel, 'viewer-1', world.clock.now() + 3_600_000);
  return { channelId: channel.id, viewerId: 'viewer-1' };
}

/** Gives the deployment a private key. Returns the id of a private channel. */
async function withKey(world: World): Promise<Ids> {
  await giveKey(
    world,
    keyPairForTokens().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return idsOf(await givenChannel(world, { authorized: true }));
}

/** Lets a limit of the account be exceeded. */
async function accountBreach(world: World): Promise<Ids> {
  const path = new URL('../events/received/limitBreach.concurrentViewers.json', import.meta.url);
  await world.invoke('journal', JSON.parse(readFileSync(path, 'utf8')));
  return {};
}

/** Returns the ids of a channel whose tags were changed. */
async function changed(world: World): Promise<Ids> {
  const ids = await idle(world);
  await world.http('POST', `/v1/channels/${ids.channelId ?? ''}/tags`, {
    body: { tags: { team: 'night' } },
    headers: { 'x-reason': 'The night team takes over.' },
  });
  return ids;
}

/** Returns the id of an operation that is planned, and that of its channel. */
async function planned(world: World): Promise<Ids> {
  const { channelId = '' } = await known(world);
  const { body } = await world.http('POST', '/v1/operations', {
    body: { workflow: 'deleteChannel', selection: { ids: [channelId] } },
  });
  const { id, jobId } = body.operation as { id: string; jobId: string };
  return { channelId, operationId: id, jobId };
}

/** Returns the id of a channel that is known without a call of IVS. */
async function known(world: World): Promise<Ids> {
  const ids = await idle(world);
  await world.http('GET', `/v1/channels/${ids.channelId ?? ''}`);
  return ids;
}

/** Returns the id of an operation that another job keeps waiting; it has been paused. */
async function paused(world: World): Promise<Ids> {
  const ids = await heldUp(world);
  await world.http('POST', `/v1/operations/${ids.operationId ?? ''}/pause`);
  return ids;
}

/** Returns the id of an operation under way. */
async function heldUp(world: World): Promise<Ids> {
  const { channelId = '' } = await waitingJob(world);
  await world.http('GET', `/v1/channels/${channelId}`);
  const { body } = await world.http('POST', '/v1/operations', {
    body: { workflow: 'rotateStreamKeyWhenIdle', selection: { ids: [channelId] } },
  });
  const { id, jobId } = body.operation as { id: string; jobId: string };
  await world.http('POST', `/v1/operations/${id}/apply`, { body: {} });
  return { channelId, operationId: id, jobId };
}

/** Returns the id of an operation that was cancelled before it had begun its channel. */
async function cancelledOperation(world: World): Promise<Ids> {
  const ids = await heldUp(world);
  await world.http('POST', `/v1/operations/${ids.operationId ?? ''}/cancel`);
  await world.ended(ids.jobId ?? '');
  return ids;
}

/** Returns the name of a reaction in shadow that has decided about an event. */
async function reaction(world: World): Promise<Ids> {
  const { arn } = await givenChannel(world);
  const body = {
    when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
    then: { workflow: 'suspendChannel' },
    mode: 'shadow',
  };
  await world.http('PUT', '/v1/reactions/breach', { body });
  const path = new URL('../events/received/limitBreach.ingestBitrate.json', import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  await world.invoke('runReactions', { ...event, resources: [arn] });
  return { reactionName: 'breach' };
}

/** Returns the name of a policy that has a key due. */
async function keyPolicy(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  await world.advance(6 * 60_000);
  const body = { selection: { ids: [channelId] }, streamKeyMaxAge: 'P30D' };
  await world.http('PUT', '/v1/policies/night', { body });
  await world.advance(5 * 60_000);
  return { policyName: 'night' };
}

const LINK_ID = '0f3k9m2q7r5t8w1x';

/**
 * Functions that set up the world before an operation is called. An operation that is not listed
 * gets an idle channel.
 */
export const SITUATIONS: Readonly<Record<string, (world: World) => Promise<Ids>>> = {
  getHealth: () => Promise.resolve({}),
  getHealthV1: () => Promise.resolve({}),
  getReady: async (world) => {
    await world.advance(60_000);
    return {};
  },
  listEvents: () => Promise.resolve({}),
  getAsyncApi: () => Promise.resolve({}),
  createChannel: () => Promise.resolve({}),
  createRecordingConfiguration: () => Promise.resolve({}),
  deleteChannel: live,
  getStream: live,
  stopStream: live,
  getJob: waitingJob,
  listJobs: waitingJob,
  cancelJob: waitingJob,
  rescheduleJob: scheduledJob,
  approveJob: unapprovedJob,
  rejectJob: unapprovedJob,
  abandonJob: waitingJob,
  redriveJob: cancelledJob,
  suspendChannel: live,
  getSuspension: suspended,
  listSuspensions: suspended,
  listLimits: measured,
  resumeChannel: suspended,
  listChannelEvents: recorded,
  listAccountEvents: accountBreach,
  listAudit: changed,
  listRecordings: recorded,
  getRecording: recorded,
  listSessionHistory: recorded,
  getSessionHistory: recorded,
  listPolicies: keyPolicy,
  getPolicy: keyPolicy,
  deletePolicy: keyPolicy,
  putPolicy: () => Promise.resolve({ policyName: 'night' }),
  listReactions: reaction,
  getReaction: reaction,
  deleteReaction: reaction,
  listReactionDecisions: reaction,
  putReaction: () => Promise.resolve({ reactionName: 'breach' }),
  listDeadLetters: deadLetter,
  getDeadLetter: deadLetter,
  redriveDeadLetter: deadLetter,
  dropDeadLetter: deadLetter,
  getReferenceAsset: () => Promise.resolve({ asset: 'start' }),
  getJobResults: revokedViewers,
  getStreamKey: idleWithKey,
  deleteStreamKey: idleWithKey,
  createStreamKeyLink: idleWithKey,
  readStreamKeyOfLink: async (world) => {
    const ids = await idleWithKey(world);
    await givenLink(world, LINK_ID, `${ACCOUNT}:stream-key/${ids.streamKeyId ?? ''}`);
    return { ...ids, linkId: LINK_ID };
  },
  batchGetStreamKeys: idleWithKey,
  createStreamKey: async (world) => {
    const { channelId = '', streamKeyId = '' } = await idleWithKey(world);
    await deleteKey(world, `${ACCOUNT}:stream-key/${streamKeyId}`);
    return { channelId };
  },
  listStreams: live,
  listStreamSessions: live,
  getStreamSession: async (world) => ({ ...(await live(world)), streamId: 'latest' }),
  putMetadata: live,
  insertAdBreak: liveWithAds,
  rotatePlaybackKeyPair: keyPair,
  importPlaybackKeyPair: () => Promise.resolve({}),
  listPlaybackKeyPairs: keyPair,
  getPlaybackKeyPair: keyPair,
  deletePlaybackKeyPair: keyPair,
  createPlaybackRestrictionPolicy: () => Promise.resolve({}),
  listPlaybackRestrictionPolicies: policy,
  getPlaybackRestrictionPolicy: policy,
  updatePlaybackRestrictionPolicy: policy,
  createAdConfiguration: () => Promise.resolve({}),
  listAdConfigurations: adConfiguration,
  getAdConfiguration: adConfiguration,
  updateAdConfiguration: adConfiguration,
  listRecordingConfigurations: recordingConfiguration,
  getRecordingConfiguration: recordingConfiguration,
  deleteRecordingConfiguration: recordingConfiguration,
  deletePlaybackRestrictionPolicy: policy,
  deleteAdConfiguration: adConfiguration,
  getViewerBatch: openedBatch,
  addViewerPairs: openedBatch,
  closeViewerBatch: openedBatch,
  pauseViewerBatch: openedBatch,
  resumeViewerBatch: pausedBatch,
  listViewerBans: banned,
  getViewerBan: banned,
  liftViewerBan: banned,
  createPlaybackToken: withKey,
  planOperation: known,
  listOperations: planned,
  getOperation: planned,
  getOperationResults: cancelledOperation,
  applyOperation: planned,
  pauseOperation: heldUp,
  resumeOperation: paused,
  cancelOperation: heldUp,
  redriveOperation: cancelledOperation,
  getTags: tagged,
  tagResource: tagged,
  untagResource: tagged,
};

/** The names that stand for the ids in the shown values. */
export const SHOWN: Ids = {
  channelId: 'AbCdEf123456',
  streamKeyId: 'mNoPqR345678',
  linkId: LINK_ID,
  jobId: 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x',
  resourceId: 'AbCdEf123456',
  playbackKeyPairId: 'kLmNoP567890',
  playbackRestrictionPolicyId: 'pQrStU678901',
  recordingConfigurationId: 'rStUvW789012',
  adConfigurationId: 'aBcDeF890123',
  deadLetterId: '1y3m5q7s9t0v2x4z6b8d0f2h4k',
  operationId: '7r5t8w1x0f3k9m2q',
};
