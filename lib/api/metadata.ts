import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { getStream, insertAdBreak as breakForAds, putMetadata as put } from '../ivs/streams.ts';
import { performDirectly } from '../http/directMutation.ts';
import { noChannel, notLive } from '../http/problems.ts';
import { rateLimitPolicy } from '../http/rateLimits.ts';
import { defineRoute, type Call } from '../http/route.ts';
import { OF_CHANGE, described } from '../http/schemas.ts';

// Metadata and ad breaks: insertions into a live stream, for its players.

const METADATA_BYTES_MAX = 1_024;

/**
 * Throws the problem for an outcome of IVS.
 * @throws Problem `not-found`, `channel-not-broadcasting`
 */
function refuse(channelId: string, word: 'notFound' | 'notLive'): never {
  throw word === 'notFound' ? noChannel(channelId) : notLive(channelId);
}

async function mustBeLive(
  { app, parameters: { channelId } }: Call<'channelId'>,
  channelArn: string,
): Promise<void> {
  const stream = await getStream(app.ivs, channelArn);
  if (stream === 'notFound' || stream === 'notLive') refuse(channelId, stream);
}

/** Inserts metadata into the live stream. */
export const putMetadata = defineRoute({
  key: 'POST /v1/channels/{channelId}/metadata',
  scope: 'streams:write',
  mutates: true,
  plain: true,
  operations: ['PutMetadata'],
  name: 'putMetadata',
  summary: 'Insert metadata into the live stream',
  description:
    'Players receive the metadata, up to 1 KB of UTF-8, in sync with the video. IVS accepts ' +
    '5 calls a second per channel and 155 per account; above that the answer is 429 with ' +
    '`Retry-After`. Under an `Idempotency-Key` the metadata is inserted once at most.',
  answers: { 204: { description: 'IVS has accepted the metadata.' } },
  problems: [...OF_CHANGE, 'not-found', 'channel-not-broadcasting'],
  example: { body: { metadata: '{"question":7}' } },
  body: z.strictObject({
    metadata: described(
      'Any text, 1 KB at most. Its meaning is between you and your player.',
      z.string().check(
        z.minLength(1),
        z.refine(
          (metadata) => Buffer.byteLength(metadata) <= METADATA_BYTES_MAX,
          `must have at most ${METADATA_BYTES_MAX} bytes in UTF-8`,
        ),
      ),
    ),
  }),
  answer(call) {
    const {
      app,
      parameters: { channelId },
      body: { metadata },
    } = call;
    const channelArn = arnOf(app.config, 'channel', channelId);
    return performDirectly(call, {
      operation: 'PutMetadata',
      request: { channelArn, metadata },
      again: 'never',
      look: () => mustBeLive(call, channelArn),
      async does() {
        const word = await put(app.ivs, channelArn, metadata);
        return word === 'put'
          ? { status: 204, headers: rateLimitPolicy('PutMetadata') }
          : refuse(channelId, word);
      },
    });
  },
});

/** Inserts an ad break into the live stream. */
export const insertAdBreak = defineRoute({
  key: 'POST /v1/channels/{channelId}/ad-breaks',
  scope: 'streams:write',
  mutates: true,
  plain: true,
  operations: ['InsertAdBreak'],
  name: 'insertAdBreak',
  summary: 'Insert an ad break into the live stream',
  description:
    'The channel needs an ad configuration. IVS refuses an ad break while another one is ' +
    'running. Under an `Idempotency-Key` the ad break is requested once at most.',
  answers: {
    201: {
      description: 'The ad break that IVS has accepted.',
      schema: z.object({
        adBreak: z.object({ id: z.string(), channelArn: z.string(), durationSeconds: z.int() }),
      }),
    },
  },
  problems: [...OF_CHANGE, 'not-found', 'channel-not-broadcasting'],
  example: { body: { durationSeconds: 30 } },
  body: z.strictObject({
    durationSeconds: described(
      'The length of the ad break.',
      z.int().check(z.minimum(1), z.maximum(300)),
    ),
  }),
  answer(call) {
    const {
      app,
      parameters: { channelId },
      body: { durationSeconds },
    } = call;
    const channelArn = arnOf(app.config, 'channel', channelId);
    return performDirectly(call, {
      operation: 'InsertAdBreak',
      request: { channelArn, durationSeconds },
      again: 'never',
      look: () => mustBeLive(call, channelArn),
      async does() {
        const made = await breakForAds(app.ivs, channelArn, durationSeconds);
        if (typeof made === 'string') return refuse(channelId, made);
        return {
          status: 201,
          body: { adBreak: { id: made.adBreakId, channelArn, durationSeconds } },
        };
      },
    });
  },
});
