import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getChannel as readChannel, listChannels as readChannels } from '../ivs/channels.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { subjectFor } from '../jobs/commands.ts';
import type { Job } from '../jobs/job.ts';
import { cursorAt, placeOf } from './cursors.ts';
import { numberFrom, type Schema } from './input.ts';
import { jobAccepted } from './jobView.ts';
import { defineRoute, type Answer, type Call } from './route.ts';
import { named, nextCursor, OF_IVS, OF_WORK, tags } from './shapes.ts';
import { accepted, perform } from './work.ts';

type Channel = Exclude<Awaited<ReturnType<typeof readChannel>>, 'notFound'>;

/** IVS allows 50 tags; one is ours: it tells a channel of a lost answer from one that was never made. */
const TAGS_MAX = 49;
const TAG_ALPHABET = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const orEmpty = (resource: string): Schema<string> =>
  z.string().check(
    z.maxLength(128),
    z.regex(new RegExp(`^(arn:aws:ivs:[a-z0-9-]+:[0-9]+:${resource}/[a-zA-Z0-9-]+)?$`), `must be the ARN of a ${resource}, or empty`),
  );

const tagKey = z.string().check(
  z.minLength(1),
  z.maxLength(128),
  z.regex(TAG_ALPHABET, 'must be a tag key: letters, digits, spaces and _.:/=+-@'),
  z.refine((key) => !/^aws:/i.test(key), 'must not begin with "aws:", which AWS keeps for itself'),
  z.refine((key) => key !== 'channelkeeper:job', 'must not be "channelkeeper:job", which is set by this API'),
);
const tagValue = z.string().check(z.maxLength(256), z.regex(TAG_ALPHABET, 'must be a tag value: letters, digits, spaces and _.:/=+-@'));

/** What IVS takes in CreateChannel (IVS API reference and service model 2020-07-14). Which of them go together is IVS's to say. */
export const channelFields = named(
  'NewChannel',
  z.strictObject({
    name: z.optional(z.string().check(z.maxLength(128), z.regex(/^[a-zA-Z0-9-_]*$/, 'must have letters, digits, hyphens and underscores only'))),
    latencyMode: z.optional(z.enum(['NORMAL', 'LOW'])),
    type: z.optional(z.enum(['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'])),
    authorized: z.optional(z.boolean()),
    recordingConfigurationArn: z.optional(orEmpty('recording-configuration')),
    tags: z.optional(
      z.record(tagKey, tagValue).check(z.refine((tags) => Object.keys(tags).length <= TAGS_MAX, `must hold at most ${TAGS_MAX} tags`)),
    ),
    insecureIngest: z.optional(z.boolean()),
    preset: z.optional(z.enum(['HIGHER_BANDWIDTH_DELIVERY', 'CONSTRAINED_BANDWIDTH_DELIVERY'])),
    playbackRestrictionPolicyArn: z.optional(orEmpty('playback-restriction-policy')),
    multitrackInputConfiguration: z.optional(
      z.strictObject({
        enabled: z.optional(z.boolean()),
        policy: z.optional(z.enum(['ALLOW', 'REQUIRE'])),
        maximumResolution: z.optional(z.enum(['SD', 'HD', 'FULL_HD'])),
      }),
    ),
    containerFormat: z.optional(z.enum(['TS', 'FRAGMENTED_MP4'])),
    adConfigurationArn: z.optional(orEmpty('ad-configuration')),
  }),
);

const text = z.optional(z.string());
const flag = z.optional(z.boolean());
/** What ListChannels gives of a channel, and GetChannel too. */
const summaryFields = {
  arn: text,
  name: text,
  latencyMode: text,
  type: text,
  authorized: flag,
  insecureIngest: flag,
  preset: text,
  recordingConfigurationArn: text,
  playbackRestrictionPolicyArn: text,
  adConfigurationArn: text,
  tags: z.optional(tags),
};
const channelSummary = named('ChannelSummary', z.object(summaryFields));
/** What `channelView` gives. */
export const channelShape = named(
  'Channel',
  z.object({
    ...summaryFields,
    ingestEndpoint: text,
    playbackUrl: text,
    containerFormat: text,
    multitrackInputConfiguration: z.optional(z.object({ enabled: flag, policy: text, maximumResolution: text })),
    srt: z.optional(z.object({ endpoint: text })),
  }),
);
export const channelShown = z.object({ channel: channelShape });

/** A channel as IVS shapes it, without the passphrase of its SRT ingest: that is as good as a stream key. */
export function channelView({ srt, ...channel }: Channel): Record<string, unknown> {
  return { ...channel, ...(srt && { srt: { endpoint: srt.endpoint } }) };
}

export const listChannels = defineRoute({
  key: 'GET /v1/channels',
  scope: 'channels:read',
  name: 'listChannels',
  summary: 'Channels, in the order of IVS',
  answers: { 200: { description: 'A page of channels.', schema: z.object({ channels: z.array(channelSummary), nextCursor }) } },
  problems: OF_IVS,
  query: z.strictObject({ limit: z.optional(numberFrom(1, 100)), cursor: z.optional(z.string()) }),
  async answer({ app, query: { limit = 100, cursor } }) {
    const page = await readChannels(app.ivs, { maxResults: limit, ...(cursor !== undefined && { nextToken: placeOf('channels', cursor) }) });
    const { channels, nextToken } = page;
    return { status: 200, body: { channels, ...(nextToken !== undefined && { nextCursor: cursorAt('channels', nextToken) }) } };
  },
});

export const getChannel = defineRoute({
  key: 'GET /v1/channels/{channelId}',
  scope: 'channels:read',
  name: 'getChannel',
  summary: 'A channel',
  answers: { 200: { description: 'The channel, without the passphrase of its SRT ingest.', schema: channelShown } },
  problems: [...OF_IVS, 'not-found'],
  async answer({ app, parameters: { channelId } }) {
    const channel = await readChannel(app.ivs, arnOf(app.config, 'channel', channelId));
    if (channel === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    return { status: 200, body: { channel: channelView(channel) } };
  },
});

export const createChannel = defineRoute({
  key: 'POST /v1/channels',
  scope: 'channels:write',
  mutates: true,
  name: 'createChannel',
  summary: 'Create a channel and its stream key',
  description:
    'Under an `Idempotency-Key` a repeat, a crash or a lost answer never makes a second channel. The value of the stream key is read with getStreamKey.',
  answers: { 201: { description: 'The channel is there.', schema: channelShown }, 202: jobAccepted },
  problems: [...OF_WORK, 'not-found'],
  example: { body: { name: 'first-show', type: 'STANDARD', tags: { team: 'studio' } } },
  body: channelFields,
  answer: (call) =>
    perform(call, {
      workflow: 'provisionChannel',
      subject: subjectFor(call.app, 'channelCreation', call.caller, call.preferences.idempotencyKey),
      input: { channel: call.body },
      done: (job) => created(call, job),
    }),
});

/** 201 with the channel; 202 where it has been made but IVS is too busy to show it. */
async function created(call: Call, job: Job): Promise<Answer> {
  const arn = job.memory.channelArn;
  if (arn === undefined) throw new Error(`The creation ${job.id} succeeded without a channel.`);
  try {
    const channel = await readChannel(call.app.ivs, arn);
    if (channel === 'notFound') throw new Problem('not-found', 'The channel was made and has been deleted since.', { job: job.id });
    return { status: 201, headers: { location: `/v1/channels/${idOf(arn)}` }, body: { channel: channelView(channel) } };
  } catch (error) {
    if (error instanceof IvsRefusal && (error.class === 'throttled' || error.class === 'unavailable')) return accepted(call, job);
    throw error;
  }
}

export const deleteChannel = defineRoute({
  key: 'DELETE /v1/channels/{channelId}',
  scope: 'channels:write',
  mutates: true,
  name: 'deleteChannel',
  summary: 'Delete a channel, live or not',
  description: 'One that is live loses its stream key first, then its show is stopped, then it is deleted: an encoder that comes back finds the door shut.',
  answers: { 204: { description: 'The channel is gone.' }, 202: jobAccepted },
  problems: [...OF_WORK, 'not-found'],
  answer: (call) =>
    perform(call, { workflow: 'deleteChannel', subject: `channel/${call.parameters.channelId}`, done: () => ({ status: 204 }) }),
});
