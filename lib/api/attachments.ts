import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { ATTACHMENTS, type AttachmentKind } from '../attachments.ts';
import { Problem } from '../errors.ts';
import { listAttachedChannels } from '../ivs/attachments.ts';
import type { Ivs } from '../ivs/client.ts';
import { itemsOf, type Page, type PageRequest } from '../ivs/pages.ts';
import { liveStreams } from '../ivs/streams.ts';
import type { Job } from '../jobs/job.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { unmanagedAmong } from '../managed.ts';
import { jobAccepted } from '../http/jobShape.ts';
import { defineRoute, type Answer, type Call, type Starts } from '../http/route.ts';
import { JOB_PROBLEMS, described } from '../http/schemas.ts';
import { performByJob } from '../http/jobMutation.ts';

// Recording configurations, playback restriction policies and ad configurations: resources that
// channels refer to by ARN. IVS does not delete one while a channel refers to it.

const query = z.strictObject({
  detach: described(
    'Detaches the channels first: `idle` detaches each one after its stream ends, `now` ' +
      'stops the stream to detach it. If absent, a resource that is in use is not deleted ' +
      '(409).',
    z.optional(z.enum(['idle', 'now'])),
  ),
});
type Detach = z.infer<typeof query>['detach'];

/** The most channels that a problem lists. */
const LISTED_MAX = 100;
/** The most channels that a dry run counts. */
const COUNTED_MAX = 1_000;
/** How long a dry run may wait for rate limiter slots while it lists channels, in ms. */
const COUNTING_MS = 20_000;

const description =
  'IVS does not delete the resource while a channel refers to it; the answer is then 409 and ' +
  'lists the channels. `detach=idle` detaches each channel after the natural end of its ' +
  'stream, and `detach=now` stops the stream to detach the channel. A channel that is ' +
  'attached meanwhile is detached too; no other channel is touched. The results of the job ' +
  'give the outcome for each channel. If the job is cancelled, it cancels the child jobs ' +
  'that still wait and leaves every channel in its current state. A dry run reports how many ' +
  'channels refer to the resource and how many of them are live (of the first 1,000; `more` ' +
  'means that there are more).';

interface Retired {
  id: string;
  kind: AttachmentKind;
}

const inWords = ({ kind }: Retired): string => ATTACHMENTS[kind].name;

/** Returns a page of the channels that refer to the resource. */
const attachedPage = (
  { config }: Pick<App, 'config'>,
  ivs: Ivs,
  { id, kind }: Retired,
  page: PageRequest,
): Promise<Page<string>> =>
  listAttachedChannels(ivs, kind, arnOf(config, ATTACHMENTS[kind].arnKind, id), page);

async function retire(call: Call, detach: Detach, retired: Retired): Promise<Answer> {
  const subject = `${retired.kind}/${retired.id}` as const;
  const work = {
    subject,
    foreseen: () => foreseen(call, retired),
    done: (): Answer => ({ status: 204 }),
    failed: (job: Job) => refusal(call, job, retired),
  };
  if (detach === undefined) return performByJob(call, { ...work, workflow: 'deleteAttachment' });
  await mustHaveNoOthers(call, retired);
  return performByJob(call, { ...work, workflow: 'retireAttachment', input: { detach } });
}

/**
 * Returns the channels that refer to the resource: the first thousand, and whether there are more.
 */
async function attachedChannels(
  app: App,
  ivs: Ivs,
  retired: Retired,
): Promise<{ channels: string[]; more: boolean }> {
  const channels: string[] = [];
  for await (const arn of itemsOf((page) => attachedPage(app, ivs, retired, page))) {
    if (channels.push(arn) > COUNTED_MAX) break;
  }
  return { channels: channels.slice(0, COUNTED_MAX), more: channels.length > COUNTED_MAX };
}

/**
 * Refuses to detach channels of another deployment. It checks the first thousand channels.
 * @throws Problem `in-use`
 */
async function mustHaveNoOthers({ app, arrivedAt }: Call, retired: Retired): Promise<void> {
  if (app.config.managedTag === undefined) return;
  const ivs = paced(app, arrivedAt + COUNTING_MS);
  const { channels } = await attachedChannels(app, ivs, retired);
  const others = [...(await unmanagedAmong({ ...app, ivs }, channels))];
  if (others.length === 0) return;
  const detail =
    `Some channels that refer to the ${inWords(retired)} are not managed by this deployment, ` +
    `which therefore does not detach them. The first ${Math.min(LISTED_MAX, others.length)} ` +
    'are listed.';
  throw new Problem('in-use', detail, { channels: others.slice(0, LISTED_MAX) });
}

/**
 * Returns how many channels refer to the resource, counted over ten pages at most, and how many of
 * them are live.
 */
async function foreseen(
  { app, arrivedAt }: Call,
  retired: Retired,
): Promise<Record<string, unknown>> {
  const ivs = paced(app, arrivedAt + COUNTING_MS);
  const live = await liveStreams(ivs);
  const { channels, more } = await attachedChannels(app, ivs, retired);
  return {
    channels: {
      attached: channels.length,
      live: channels.filter((arn) => live.has(arn)).length,
      ...(more && { more }),
    },
  };
}

/**
 * Returns the problem that explains why the resource still exists, with the channels that refer to
 * it.
 */
async function refusal(
  { app }: Call,
  { id: job, ending, workflow, left }: Job,
  retired: Retired,
): Promise<Problem | undefined> {
  const resourceType = inWords(retired);
  if (ending === 'notFound')
    return new Problem('not-found', `There is no ${resourceType} ${retired.id}.`, { job });
  if (ending !== 'inUse') return undefined;
  const { items: channels, nextToken } = await attachedPage(app, app.ivs, retired, {
    maxResults: LISTED_MAX,
  });
  const more = nextToken === undefined ? '' : ` The first ${channels.length} are listed.`;
  const detail =
    workflow === 'deleteAttachment'
      ? `Channels refer to the ${resourceType}.${more} Send the request again with detach=idle ` +
        'to detach each channel after the natural end of its stream, or with detach=now to ' +
        'stop the streams and detach the channels now.'
      : `Some channels could not be detached from the ${resourceType}. The results of the job ` +
        `give the reasons.${more}`;
  return new Problem(
    'in-use',
    channels.length > 0
      ? detail
      : `IVS refuses to delete the ${resourceType}: it is in use, or still being created. Try ` +
          'again in a few seconds.',
    {
      job,
      channels,
      ...(left && { left }),
    },
  );
}

const startsOn = (on: AttachmentKind): Starts => ({
  on,
  workflows: ['deleteAttachment', 'retireAttachment'],
  children: ['detachChannelNow', 'detachChannelWhenIdle'],
});

const retirement = {
  mutates: true,
  description,
  answers: {
    204: { description: 'The resource has been deleted, and no channel refers to it.' },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'in-use'],
  query,
} as const;

/**
 * Deletes a recording configuration. It detaches the channels first if the request asks for that.
 */
export const deleteRecordingConfiguration = defineRoute({
  ...retirement,
  key: 'DELETE /v1/recording-configurations/{recordingConfigurationId}',
  scope: 'recording-configurations:write',
  operations: ['DeleteRecordingConfiguration'],
  starts: startsOn('recordingConfiguration'),
  name: 'deleteRecordingConfiguration',
  summary: 'Delete a recording configuration',
  answer: (call) =>
    retire(call, call.query.detach, {
      id: call.parameters.recordingConfigurationId,
      kind: 'recordingConfiguration',
    }),
});

/**
 * Deletes a playback restriction policy. It detaches the channels first if the request asks for
 * that.
 */
export const deletePlaybackRestrictionPolicy = defineRoute({
  ...retirement,
  key: 'DELETE /v1/playback-restriction-policies/{playbackRestrictionPolicyId}',
  scope: 'playback-restriction-policies:write',
  operations: ['DeletePlaybackRestrictionPolicy'],
  starts: startsOn('playbackRestrictionPolicy'),
  name: 'deletePlaybackRestrictionPolicy',
  summary: 'Delete a playback restriction policy',
  answer: (call) =>
    retire(call, call.query.detach, {
      id: call.parameters.playbackRestrictionPolicyId,
      kind: 'playbackRestrictionPolicy',
    }),
});

/** Deletes an ad configuration. It detaches the channels first if the request asks for that. */
export const deleteAdConfiguration = defineRoute({
  ...retirement,
  key: 'DELETE /v1/ad-configurations/{adConfigurationId}',
  scope: 'ad-configurations:write',
  operations: ['DeleteAdConfiguration'],
  starts: startsOn('adConfiguration'),
  name: 'deleteAdConfiguration',
  summary: 'Delete an ad configuration',
  answer: (call) =>
    retire(call, call.query.detach, {
      id: call.parameters.adConfigurationId,
      kind: 'adConfiguration',
    }),
});
