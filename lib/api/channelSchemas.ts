import * as z from 'zod/mini';
import type { KnownChannel } from '../readModel/channels.ts';
import type { Job } from '../jobs/job.ts';
import type { Schema } from '../http/validation.ts';
import { withId, resourceName, described, tags, text } from '../http/schemas.ts';
import { ROTATE_AFTER_SHOW_TAG, ROTATE_EVERY_TAG } from '../tags.ts';
import { malformedOrders, newTags } from './tagSchemas.ts';

type Channel = KnownChannel;

const arnOfA = (resource: string, rule: string, more = ''): Schema<string> =>
  z
    .string()
    .check(
      z.maxLength(128),
      z.regex(
        new RegExp(`^(arn:aws:ivs:[a-z0-9-]+:[0-9]+:${resource}/[a-zA-Z0-9-]+)${more}$`),
        rule,
      ),
    );
/** Returns the schema of an ARN in a query parameter. */
export const filterOf = (resource: string): Schema<string> =>
  arnOfA(resource, `must be an ARN like arn:aws:ivs:…:${resource}/…`);
const orEmpty = (resource: string): Schema<string> =>
  arnOfA(resource, `must be an ARN like arn:aws:ivs:…:${resource}/…, or empty`, '?');

/**
 * The fields that IVS accepts in CreateChannel (IVS API reference and service model 2020-07-14).
 * IVS decides which of them go together.
 */
export const channelFields = withId(
  'NewChannel',
  z.strictObject({
    name: described('Names need not be unique.', z.optional(resourceName)),
    latencyMode: described('`LOW` by default.', z.optional(z.enum(['NORMAL', 'LOW']))),
    type: described(
      'How IVS processes the video; `STANDARD` by default.',
      z.optional(z.enum(['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'])),
    ),
    authorized: described(
      'Whether the channel is private. Viewers of a private channel need a token that is ' +
        'signed with one of your playback key pairs.',
      z.optional(z.boolean()),
    ),
    recordingConfigurationArn: described(
      'The recording configuration that records the streams; empty for none.',
      z.optional(orEmpty('recording-configuration')),
    ),
    tags: described(
      `Two tags configure stream key rotation: \`${ROTATE_AFTER_SHOW_TAG}\` (\`true\` or ` +
        `\`false\`) and \`${ROTATE_EVERY_TAG}\` (\`12h\`, \`30d\`; from \`1h\` to \`365d\`).`,
      z.optional(newTags),
    ),
    insecureIngest: described('Whether RTMP is accepted besides RTMPS.', z.optional(z.boolean())),
    preset: z.optional(z.enum(['HIGHER_BANDWIDTH_DELIVERY', 'CONSTRAINED_BANDWIDTH_DELIVERY'])),
    playbackRestrictionPolicyArn: described(
      'The policy that restricts the countries and origins in which the channel plays; IVS ' +
        'ignores it on private channels. Empty for none.',
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
    adConfigurationArn: described(
      'The ad configuration, which ad breaks need; empty for none.',
      z.optional(orEmpty('ad-configuration')),
    ),
  }),
);

const flag = z.optional(z.boolean());
/** The fields of a channel that both ListChannels and GetChannel return. */
const summaryFields = {
  arn: described('The last segment of the ARN is the id of the channel.', z.optional(z.string())),
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
export const channelSummary = withId('ChannelSummary', z.object(summaryFields));
/** The shape that `channelView` returns. */
export const channelShape = withId(
  'Channel',
  z.object({
    ...summaryFields,
    ingestEndpoint: described(
      'Encoders send to `rtmps://<ingestEndpoint>:443/app/<value of the stream key>`.',
      z.optional(z.string()),
    ),
    playbackUrl: described(
      'The address for players. On a private channel, players append `?token=`.',
      z.optional(z.string()),
    ),
    containerFormat: text,
    multitrackInputConfiguration: z.optional(
      z.object({ enabled: flag, policy: text, maximumResolution: text }),
    ),
    srt: z.optional(z.object({ endpoint: text })),
  }),
);
const warning = withId('Warning', z.object({ field: z.string(), message: z.string() }));
export const channelShown = z.object({
  channel: channelShape,
  warnings: z.optional(z.array(warning)),
});

/**
 * Returns a channel as IVS describes it, without the passphrase of its SRT ingest, which is as
 * sensitive as a stream key.
 */
export function channelView({ srt, ...channel }: Channel): Record<string, unknown> {
  return { ...channel, ...(srt && { srt: { endpoint: srt.endpoint } }) };
}

const POLICY_IGNORED =
  'The channel is private, and IVS applies playback restriction policies to public channels ' +
  'only. The playback tokens decide who may watch.';

/**
 * Returns the body of `channelShown`: a channel, with a warning for each setting that IVS or
 * Channelkeeper will not follow.
 */
export function channelBody(channel: Channel): Record<string, unknown> {
  const ignoresPolicy = channel.authorized && channel.playbackRestrictionPolicyArn;
  const warnings = [
    ...(ignoresPolicy ? [{ field: 'playbackRestrictionPolicyArn', message: POLICY_IGNORED }] : []),
    // Anybody who may tag the channel in IVS can set a value that cannot be read.
    ...malformedOrders(channel.tags ?? {}).map(({ key, rule }) => ({
      field: `tags.${key}`,
      message: `The tag cannot be read and has no effect: it ${rule}.`,
    })),
  ];
  return { channel: channelView(channel), ...(warnings.length > 0 && { warnings }) };
}

/** Returns the ARNs that a job is to attach to its channel. */
export const attachedBy = ({ input }: Job): string[] =>
  Object.entries(input.channel ?? {}).flatMap(([field, arn]) =>
    field.endsWith('Arn') && typeof arn === 'string' && arn ? [arn] : [],
  );
