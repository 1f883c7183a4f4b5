import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getChannel as readChannel, listChannels as readChannels } from '../ivs/channels.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { subjectFor } from '../jobs/commands.ts';
import type { Job } from '../jobs/job.ts';
import { invalidRequest, type Schema } from './input.ts';
import { jobAccepted } from './jobView.ts';
import { nextIn, pageAsked, pageFields } from './pages.ts';
import { defineRoute, type Answer, type Call } from './route.ts';
import { named, nextCursor, OF_IVS, OF_WORK, resourceName, said, tags } from './shapes.ts';
import { newTags } from './tagRules.ts';
import { accepted, perform } from './work.ts';

type Channel = Exclude<Awaited<ReturnType<typeof readChannel>>, 'notFound'>;

const arnOfA = (resource: string, rule: string, more = ''): Schema<string> =>
  z.string().check(z.maxLength(128), z.regex(new RegExp(`^(arn:aws:ivs:[a-z0-9-]+:[0-9]+:${resource}/[a-zA-Z0-9-]+)${more}$`), rule));
const orEmpty = (resource: string): Schema<string> => arnOfA(resource, `must be the ARN of a ${resource}, or empty`, '?');

/** What IVS takes in CreateChannel (IVS API reference and service model 2020-07-14). Which of them go together is IVS's to say. */
export const channelFields = named(
  'NewChannel',
  z.strictObject({
    name: said('Names need not differ.', z.optional(resourceName)),
    latencyMode: said('`LOW` when absent.', z.optional(z.enum(['NORMAL', 'LOW']))),
    type: said('What is done with the video; `STANDARD` when absent.', z.optional(z.enum(['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD']))),
    authorized: said('Private: whoever plays needs a token, signed with a playback key pair of yours.', z.optional(z.boolean())),
    recordingConfigurationArn: said('Shows are recorded by it; empty for none.', z.optional(orEmpty('recording-configuration'))),
    tags: said('Two of them give orders: `channelkeeper:rotate-after-show` and `channelkeeper:rotate-every`.', z.optional(newTags)),
    insecureIngest: said('RTMP is taken besides RTMPS.', z.optional(z.boolean())),
    preset: z.optional(z.enum(['HIGHER_BANDWIDTH_DELIVERY', 'CONSTRAINED_BANDWIDTH_DELIVERY'])),
    playbackRestrictionPolicyArn: said(
      'Says where and from which pages it plays; ignored on private channels. Empty for none.',
      z.optional(orEmpty('playback-restriction-policy')),
    ),
    multitrackInputConfiguration: z.optional(
      z.strictObject({
        enabled: z.optional(z.boolean()),
        policy: z.optional(z.enum(['ALLOW', 'REQUIRE'])),
        maximumResolution: z.optional(z.enum(['SD', 'HD', 'FULL_HD'])),
      }),
    ),
    containerFormat: z.optional(z.enum(['TS', 'FRAGMENTED_MP4'])),
    adConfigurationArn: said('Needed for ad breaks; empty for none.', z.optional(orEmpty('ad-configuration'))),
  }),
);

const text = z.optional(z.string());
const flag = z.optional(z.boolean());
/** What ListChannels gives of a channel, and GetChannel too. */
const summaryFields = {
  arn: said('Its last segment is the id.', z.optional(z.string())),
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
    ingestEndpoint: said('Encoders send to `rtmps://<ingestEndpoint>:443/app/<value of the stream key>`.', z.optional(z.string())),
    playbackUrl: said('For players; of a private channel with `?token=`.', z.optional(z.string())),
    containerFormat: text,
    multitrackInputConfiguration: z.optional(z.object({ enabled: flag, policy: text, maximumResolution: text })),
    srt: z.optional(z.object({ endpoint: text })),
  }),
);
const warning = named('Warning', z.object({ field: z.string(), message: z.string() }));
export const channelShown = z.object({ channel: channelShape, warnings: z.optional(z.array(warning)) });

/** A channel as IVS shapes it, without the passphrase of its SRT ingest: that is as good as a stream key. */
export function channelView({ srt, ...channel }: Channel): Record<string, unknown> {
  return { ...channel, ...(srt && { srt: { endpoint: srt.endpoint } }) };
}

/** `channelShown`: a channel, with a warning where IVS will not do what its settings say. */
export function channelBody(channel: Channel): Record<string, unknown> {
  const ignored = channel.authorized && channel.playbackRestrictionPolicyArn;
  const message = 'The channel is private, and IVS heeds a playback restriction policy on public channels only: who may watch is in the playback tokens.';
  return { channel: channelView(channel), ...(ignored && { warnings: [{ field: 'playbackRestrictionPolicyArn', message }] }) };
}

const FILTERS = {
  name: 'filterByName',
  recordingConfigurationArn: 'filterByRecordingConfigurationArn',
  playbackRestrictionPolicyArn: 'filterByPlaybackRestrictionPolicyArn',
  adConfigurationArn: 'filterByAdConfigurationArn',
} as const;

const filterOf = (resource: string): Schema<string> => arnOfA(resource, `must be the ARN of a ${resource}`);

export const listChannels = defineRoute({
  key: 'GET /v1/channels',
  scope: 'channels:read',
  operations: ['ListChannels'],
  name: 'listChannels',
  summary: 'Channels, in the order of IVS',
  description: 'All of them, or those of one name or with one thing on them: IVS takes one such filter at a time.',
  answers: { 200: { description: 'A page of channels.', schema: z.object({ channels: z.array(channelSummary), nextCursor }) } },
  problems: OF_IVS,
  query: z.strictObject({
    ...pageFields,
    name: said('Only those of this name, which need not be one. Filters exclude each other.', z.optional(resourceName.check(z.minLength(1)))),
    recordingConfigurationArn: said('Only those that record by it.', z.optional(filterOf('recording-configuration'))),
    playbackRestrictionPolicyArn: said('Only those that it restricts.', z.optional(filterOf('playback-restriction-policy'))),
    adConfigurationArn: said('Only those that take ads by it.', z.optional(filterOf('ad-configuration'))),
  }),
  async answer({ app, query: { limit, cursor, ...filters } }) {
    const named = (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).filter((name) => filters[name] !== undefined);
    if (named.length > 1) {
      throw invalidRequest(named.map((field) => ({ field, rule: `excludes ${named.filter((other) => other !== field).join(', ')}: one filter at a time` })));
    }
    const filter = Object.fromEntries(named.map((name) => [FILTERS[name], filters[name]]));
    const { channels, ...page } = await readChannels(app.ivs, { ...pageAsked('channels', { limit, cursor }), ...filter });
    return { status: 200, body: { channels, ...nextIn('channels', page) } };
  },
});

export const getChannel = defineRoute({
  key: 'GET /v1/channels/{channelId}',
  scope: 'channels:read',
  operations: ['GetChannel'],
  name: 'getChannel',
  summary: 'A channel',
  answers: { 200: { description: 'The channel, without the passphrase of its SRT ingest.', schema: channelShown } },
  problems: [...OF_IVS, 'not-found'],
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
    return { status: 201, headers: { location: `/v1/channels/${idOf(arn)}` }, body: channelBody(channel) };
  } catch (error) {
    if (error instanceof IvsRefusal && (error.class === 'throttled' || error.class === 'unavailable')) return accepted(call, job);
    throw error;
  }
}

export const deleteChannel = defineRoute({
  key: 'DELETE /v1/channels/{channelId}',
  scope: 'channels:write',
  mutates: true,
  operations: ['DeleteChannel'],
  name: 'deleteChannel',
  summary: 'Delete a channel, live or not',
  description: 'One that is live loses its stream key first, then its show is stopped, then it is deleted: an encoder that comes back finds the door shut.',
  answers: { 204: { description: 'The channel is gone.' }, 202: jobAccepted },
  problems: [...OF_WORK, 'not-found'],
  answer: (call) =>
    perform(call, { workflow: 'deleteChannel', subject: `channel/${call.parameters.channelId}`, done: () => ({ status: 204 }) }),
});
