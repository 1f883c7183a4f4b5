import * as z from 'zod/mini';
import { signPlaybackToken } from '../client/playbackTokens.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { noChannel } from '../http/problems.ts';
import { defineRoute } from '../http/route.ts';
import { described, instant, IVS_PROBLEMS, text } from '../http/schemas.ts';
import { invalidRequest, viewerId } from '../http/validation.ts';
import { isTagged } from '../managed.ts';
import { playbackKey, PlaybackKeyUnavailable } from '../playbackKey.ts';
import { randomUuid } from '../random.ts';
import { knownChannel } from '../readModel/channels.ts';
import { readAdmission } from '../records/viewerBans.ts';

/** The latest expiry that IVS accepts with a viewer's id, in seconds (IVS user guide). */
const TTL_SECONDS_MAX = 600;
const TTL_SECONDS = 60;

/** With every other claim at its longest, the token stays below the 2 KB of IVS. */
const ORIGIN_LENGTH_MAX = 800;
/** The most origins whose strict enforcement IVS accepts (IVS user guide). */
const STRICT_ORIGINS_MAX = 5;
const ORIGINS = /^(?:\*|https?:\/\/[\w.:*-]+)(?:, *https?:\/\/[\w.:*-]+)*$/;
const ORIGINS_RULE = 'must list origins, such as https://live.example.com, separated by commas';

const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem('playback-key-unavailable', detail, { retryAfterSeconds: 5 }, { cause });

/**
 * Returns the private key of the deployment.
 * @throws Problem `playback-key-unavailable`
 */
async function privateKeyOf(secretId: string): Promise<string> {
  if (secretId === '')
    throw unavailable('The deployment has no secret: its parameter playbackKeySecret is empty.');
  try {
    return await playbackKey().read(secretId);
  } catch (error) {
    if (error instanceof PlaybackKeyUnavailable)
      throw unavailable(`The secret of the deployment cannot be read. ${error.message}`, error);
    throw error;
  }
}

/** Signs a token that lets one viewer into a private channel. */
export const createPlaybackToken = defineRoute({
  key: 'POST /v1/channels/{channelId}/playback-tokens',
  scope: 'playback-tokens:read',
  name: 'createPlaybackToken',
  summary: 'Create a playback token for a viewer',
  description:
    'The token opens the `playbackUrl` of a private channel, as its query parameter `token`, and ' +
    'has to be used before it expires; playback then goes on without it. A banned viewer gets ' +
    'none. The `aws:viewer-session-version` is the present time in epoch seconds, or one above ' +
    'the highest version that a ban of the viewer has revoked. The answer is a secret: keep it ' +
    'out of logs. Each request creates another token.',
  answers: {
    201: {
      description: 'The token, and the address that it opens.',
      schema: z.object({
        token: z.string(),
        expiresAt: instant,
        viewerSessionVersion: z.int(),
        playbackUrl: text,
      }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found', 'viewer-banned', 'playback-key-unavailable'],
  example: { body: { viewerId: 'viewer-1', ttlSeconds: 60 } },
  body: z.strictObject({
    viewerId: described('The claim `aws:viewer-id`, by which sessions are revoked.', viewerId),
    ttlSeconds: described(
      `The time in which playback has to begin; ${TTL_SECONDS} by default.`,
      z.optional(z.int().check(z.minimum(1), z.maximum(TTL_SECONDS_MAX))),
    ),
    origin: described(
      'The origins of the pages that may play, separated by commas; all origins by default.',
      z.optional(z.string().check(z.maxLength(ORIGIN_LENGTH_MAX), z.regex(ORIGINS, ORIGINS_RULE))),
    ),
    strictOriginEnforcement: described(
      'Whether IVS checks the origin of every request, and not of the first one alone.',
      z.optional(z.boolean()),
    ),
    maximumResolution: described(
      'The best rendition that the viewer may play.',
      z.optional(z.enum(['SD', 'HD', 'FULL_HD'])),
    ),
    singleUse: described('Whether the token opens the stream once only.', z.optional(z.boolean())),
  }),
  async answer({ app, parameters: { channelId }, body }) {
    const { config, clock, random, store } = app;
    const { viewerId, ttlSeconds = TTL_SECONDS, singleUse, ...rights } = body;
    const origins = rights.origin?.split(',').length ?? 0;
    if (rights.strictOriginEnforcement && (origins === 0 || origins > STRICT_ORIGINS_MAX))
      throw invalidRequest([
        {
          field: 'origin',
          rule: `must list 1 to ${STRICT_ORIGINS_MAX} origins with strictOriginEnforcement`,
        },
      ]);
    const now = clock.now();
    const [{ value: channel }, { ban, version: viewerSessionVersion }] = await Promise.all([
      knownChannel(app, channelId),
      readAdmission(store, channelId, viewerId, now),
    ]);
    if (channel?.arn === undefined || !isTagged(config, channel.tags)) throw noChannel(channelId);
    if (ban) {
      const until = isoTime(ban.until);
      throw new Problem(
        'viewer-banned',
        `The viewer ${viewerId} is banned from this channel until ${until}.`,
        { until },
      );
    }
    const token = await signPlaybackToken(await privateKeyOf(config.playbackKeySecret), {
      channelArn: channel.arn,
      viewerId,
      viewerSessionVersion,
      ttlSeconds,
      now,
      ...present(rights),
      ...(singleUse === true && { singleUseUuid: randomUuid(random) }),
    }).catch((error: unknown) => {
      if (error instanceof TypeError)
        throw unavailable('The secret of the deployment is no private key of P-384.', error);
      throw error;
    });
    return {
      status: 201,
      body: {
        token,
        expiresAt: isoTime((Math.floor(now / 1_000) + ttlSeconds) * 1_000),
        viewerSessionVersion,
        playbackUrl: channel.playbackUrl,
      },
    };
  },
});

interface Rights {
  origin?: string | undefined;
  strictOriginEnforcement?: boolean | undefined;
  maximumResolution?: 'SD' | 'HD' | 'FULL_HD' | undefined;
}

/** Returns the rights that the request names. */
const present = ({
  origin,
  strictOriginEnforcement,
  maximumResolution,
}: Rights): { [Name in keyof Rights]: NonNullable<Rights[Name]> } => ({
  ...(origin !== undefined && { origin }),
  ...(strictOriginEnforcement !== undefined && { strictOriginEnforcement }),
  ...(maximumResolution !== undefined && { maximumResolution }),
});
