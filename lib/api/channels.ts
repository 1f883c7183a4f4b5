import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getChannel as readChannel, listChannels as readChannels } from '../ivs/channels.ts';
import type { Job } from '../jobs/job.ts';
import {
  attachedBy,
  channelBody,
  channelFields,
  channelShown,
  channelSummary,
  filterOf,
} from './channelSchemas.ts';
import { isTagged } from '../managed.ts';
import { invalidRequest } from '../http/validation.ts';
import { jobAccepted } from '../http/jobView.ts';
import { managedTagIssues } from '../http/managedChannels.ts';
import { nextIn, pageAsked, pageFields } from '../http/pagination.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import {
  nextCursor,
  IVS_PROBLEMS,
  JOB_PROBLEMS,
  resourceName,
  described,
} from '../http/schemas.ts';
import { newSubject, performByJob, readBack } from '../http/jobMutation.ts';

const FILTERS = {
  name: 'filterByName',
  recordingConfigurationArn: 'filterByRecordingConfigurationArn',
  playbackRestrictionPolicyArn: 'filterByPlaybackRestrictionPolicyArn',
  adConfigurationArn: 'filterByAdConfigurationArn',
} as const;

export const listChannels = defineRoute({
  key: 'GET /v1/channels',
  scope: 'channels:read',
  operations: ['ListChannels'],
  name: 'listChannels',
  summary: 'Channels, in the order of IVS',
  description:
    'All of them, or those of one name or with one thing on them: IVS takes one such filter at a time. Where the deployment manages only the channels with its tag, ' +
    'a page may hold fewer than asked for, or none: only the last one has no `nextCursor`.',
  answers: {
    200: {
      description: 'A page of channels.',
      schema: z.object({ channels: z.array(channelSummary), nextCursor }),
    },
  },
  problems: IVS_PROBLEMS,
  query: z.strictObject({
    ...pageFields,
    name: described(
      'Only those of this name, which need not be one. Filters exclude each other.',
      z.optional(resourceName.check(z.minLength(1))),
    ),
    recordingConfigurationArn: described(
      'Only those that record by it.',
      z.optional(filterOf('recording-configuration')),
    ),
    playbackRestrictionPolicyArn: described(
      'Only those that it restricts.',
      z.optional(filterOf('playback-restriction-policy')),
    ),
    adConfigurationArn: described(
      'Only those that take ads by it.',
      z.optional(filterOf('ad-configuration')),
    ),
  }),
  async answer({ app, query: { limit, cursor, ...filters } }) {
    const named = (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).filter(
      (name) => filters[name] !== undefined,
    );
    if (named.length > 1) {
      throw invalidRequest(
        named.map((field) => ({
          field,
          rule: `excludes ${named.filter((other) => other !== field).join(', ')}: one filter at a time`,
        })),
      );
    }
    const filter = Object.fromEntries(named.map((name) => [FILTERS[name], filters[name]]));
    const page = await readChannels(app.ivs, {
      ...pageAsked('channels', { limit, cursor }),
      ...filter,
    });
    const channels = page.items.filter(({ tags }) => isTagged(app.config, tags));
    return { status: 200, body: { channels, ...nextIn('channels', page) } };
  },
});

export const getChannel = defineRoute({
  key: 'GET /v1/channels/{channelId}',
  scope: 'channels:read',
  operations: ['GetChannel'],
  name: 'getChannel',
  summary: 'A channel',
  answers: {
    200: {
      description: 'The channel, without the passphrase of its SRT ingest.',
      schema: channelShown,
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer({ app, parameters: { channelId } }) {
    const channel = await readChannel(app.ivs, arnOf(app.config, 'channel', channelId));
    if (channel === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    return { status: 200, body: channelBody(channel) };
  },
});

export const createChannel = defineRoute({
  key: 'POST /v1/channels',
  scope: 'channels:write',
  mutates: true,
  operations: ['CreateChannel'],
  starts: { on: 'channelCreation', workflows: ['provisionChannel'] },
  name: 'createChannel',
  summary: 'Create a channel and its stream key',
  description:
    'Under an `Idempotency-Key` a repeat, a crash or a lost answer never makes a second channel. The value of the stream key is read with getStreamKey.',
  answers: {
    201: { description: 'The channel is there.', schema: channelShown },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found'],
  example: { body: { name: 'first-show', type: 'STANDARD', tags: { team: 'studio' } } },
  body: channelFields,
  async answer(call) {
    return performByJob(call, {
      workflow: 'provisionChannel',
      subject: await newSubject(call, 'channelCreation'),
      input: { channel: withManagedTag(call) },
      done: (job) => created(call, job),
      failed(job) {
        if (job.error?.class !== 'notFound') return undefined;
        return new Problem(
          'not-found',
          `Nothing has the ARN that is to be attached: ${attachedBy(job).join(', ')}.`,
          { job: job.id },
        );
      },
    });
  },
});

/**
 * The tags asked for, with the tag by which the deployment knows its channels.
 * @throws Problem `invalid-request` for that tag with another value
 */
function withManagedTag({
  app,
  body,
}: Call<string, unknown, z.infer<typeof channelFields>>): z.infer<typeof channelFields> {
  const { managedTag } = app.config;
  const issues = managedTagIssues(app, body.tags ?? {}, (key) => `tags.${key}`);
  if (issues.length > 0) throw invalidRequest(issues);
  return managedTag === undefined
    ? body
    : { ...body, tags: { ...body.tags, [managedTag.key]: managedTag.value } };
}

/** The channel that a job has made. */
async function created(call: Call, job: Job): Promise<Answer | 'lagging'> {
  const arn = job.memory.channelArn;
  if (arn === undefined) throw new Error(`The creation ${job.id} succeeded without a channel.`);
  const channel = await readBack(call, job, () => readChannel(call.app.ivs, arn));
  if (channel === 'lagging') return channel;
  if (channel === 'notFound')
    throw new Problem('not-found', 'The channel was made and has been deleted since.', {
      job: job.id,
    });
  return {
    status: 201,
    headers: { location: `/v1/channels/${idOf(arn)}` },
    body: channelBody(channel),
  };
}

export const deleteChannel = defineRoute({
  key: 'DELETE /v1/channels/{channelId}',
  scope: 'channels:write',
  mutates: true,
  operations: ['DeleteChannel'],
  starts: { on: 'channel', workflows: ['deleteChannel'] },
  name: 'deleteChannel',
  summary: 'Delete a channel, live or not',
  description:
    'One that is live loses its stream key first, then its stream is stopped, then it is deleted: an encoder that comes back finds the door shut.',
  answers: { 204: { description: 'The channel is gone.' }, 202: jobAccepted },
  problems: [...JOB_PROBLEMS, 'not-found'],
  answer: (call) =>
    performByJob(call, {
      workflow: 'deleteChannel',
      subject: `channel/${call.parameters.channelId}`,
      done: () => ({ status: 204 }),
    }),
});
