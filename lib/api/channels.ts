import type * as z from 'zod/mini';
import { idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import {
  attachedBy,
  channelBody,
  channelFields,
  channelShown,
  channelSummary,
} from './channelSchemas.ts';
import { isKnownLive } from '../records/streamSessions.ts';
import { invalidRequest } from '../http/validation.ts';
import { jobAccepted } from '../http/jobShape.ts';
import { managedTagIssues } from '../http/managedChannels.ts';
import { readRoutes } from '../http/readRoutes.ts';
import { noChannel } from '../http/problems.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { JOB_PROBLEMS } from '../http/schemas.ts';
import { knownChannel, readBackChannel } from '../readModel/channels.ts';
import { BY_STATE_TEXT, channelPage, channelQuery } from './channelPages.ts';
import { entityTagOf } from '../http/conditional.ts';
import { unchangedChannel } from './unchangedChannel.ts';
import { performByJob, readBack } from '../http/jobMutation.ts';
import { newSubject } from '../http/newSubject.ts';

export const { list: listChannels, get: getChannel } = readRoutes('channels:read', {
  list: {
    key: 'GET /v1/channels',
    operation: 'ListChannels',
    summary: 'List channels',
    description:
      'Returns all channels, or the channels that match one filter: IVS takes one filter at a ' +
      'time. A page may hold fewer channels than requested, or none, because channels have been ' +
      'deleted or belong to another deployment; only the last page has no `nextCursor`. The list ' +
      'answers from what is known, and a filter asks IVS. A channel that was created outside of ' +
      'this deployment is listed within minutes, or at once with `Cache-Control: no-cache`.' +
      BY_STATE_TEXT,
    answer: 'A page of channels.',
    isKnown: true,
    of: 'channels',
    item: channelSummary,
    query: channelQuery,
    read: ({ app, query, preferences: { isFresh = false } }, page) =>
      channelPage(app, query, page, isFresh),
  },
  get: {
    key: 'GET /v1/channels/{channelId}',
    operation: 'GetChannel',
    summary: 'Get a channel',
    answer: 'The channel, without the passphrase of its SRT ingest.',
    schema: channelShown,
    isKnown: true,
    async read({ app, parameters: { channelId }, preferences }) {
      const { value, asOf } = await knownChannel(app, channelId, preferences.isFresh);
      return value ? { channel: value, asOf } : 'notFound';
    },
    body: ({ channel }) => channelBody(channel),
    asOf: ({ asOf }) => asOf,
    missing: ({ parameters }) => noChannel(parameters.channelId),
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
    'Under an `Idempotency-Key`, a retry, a crash or a lost answer never creates a second ' +
    'channel. getStreamKey returns the value of the stream key.',
  answers: {
    201: { description: 'The new channel.', schema: channelShown },
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
          `A resource to attach does not exist: ${attachedBy(job).join(', ')}.`,
          { job: job.id },
        );
      },
    });
  },
});

/**
 * Returns the requested tags with the tag by which the deployment knows its channels.
 * @throws Problem `invalid-request` when the request gives that tag another value
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

/** Returns the answer with the channel that a job has created. */
async function created(call: Call, job: Job): Promise<Answer | 'lagging'> {
  const arn = job.memory.channelArn;
  if (arn === undefined) throw new Error(`The creation ${job.id} succeeded without a channel.`);
  const found = await readBack(call, job, () => readBackChannel(call.app, idOf(arn)));
  if (found === 'lagging') return found;
  if (found === 'notFound')
    throw new Problem('not-found', 'The channel was created and has been deleted since.', {
      job: job.id,
    });
  await found.keep();
  const body = channelBody(found.channel);
  return {
    status: 201,
    headers: { location: `/v1/channels/${idOf(arn)}`, etag: entityTagOf(body) },
    body,
  };
}

export const deleteChannel = defineRoute({
  key: 'DELETE /v1/channels/{channelId}',
  scope: 'channels:write',
  mutates: true,
  operations: ['DeleteChannel'],
  starts: { on: 'channel', workflows: ['deleteChannel'], warns: true, undoable: true },
  name: 'deleteChannel',
  summary: 'Delete a channel, live or idle',
  description:
    'A live channel first loses its stream key, then its stream is stopped, then it is ' +
    'deleted. An encoder that reconnects is refused.',
  answers: { 204: { description: 'The channel has been deleted.' }, 202: jobAccepted },
  problems: [...JOB_PROBLEMS, 'not-found', 'precondition-failed', 'protected'],
  matches: true,
  answer: (call) =>
    performByJob(call, {
      workflow: 'deleteChannel',
      subject: `channel/${call.parameters.channelId}`,
      precondition: unchangedChannel(call),
      // IVS would refuse to delete a live channel, so the attempt would waste a call.
      beginsAt: async () =>
        (await isKnownLive(call.app.store, call.parameters.channelId))
          ? 'notingStreamKey'
          : undefined,
      done: () => ({ status: 204 }),
    }),
});
