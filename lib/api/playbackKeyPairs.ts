import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  deletePlaybackKeyPair as remove,
  getPlaybackKeyPair as readKeyPair,
  importPlaybackKeyPair as importKeyPair,
  listPlaybackKeyPairs as readKeyPairs,
} from '../ivs/playbackKeyPairs.ts';
import { pageQuery } from '../http/pagination.ts';
import { readRoutes } from '../http/readRoutes.ts';
import { madeBefore, performDirectly } from '../http/directMutation.ts';
import { defineRoute, type Call } from '../http/route.ts';
import { withId, OF_CHANGE, tags, text } from '../http/schemas.ts';
import { EXAMPLE_KEY, newKeyPairFields } from './newPlaybackKeyPair.ts';

const summaryFields = { arn: text, name: text, tags: z.optional(tags) };
/** The shape that IVS returns (ListPlaybackKeyPairs, GetPlaybackKeyPair). */
const playbackKeyPairSummary = withId('PlaybackKeyPairSummary', z.object(summaryFields));
const playbackKeyPair = withId(
  'PlaybackKeyPair',
  z.object({ ...summaryFields, fingerprint: text }),
);
const shown = z.object({ playbackKeyPair });

type OfOne = Pick<Call<'playbackKeyPairId'>, 'app' | 'parameters'>;
const arnIn = ({ app, parameters }: OfOne): string =>
  arnOf(app.config, 'playback-key', parameters.playbackKeyPairId);
const read = (call: OfOne): ReturnType<typeof readKeyPair> =>
  readKeyPair(call.app.ivs, arnIn(call));
const missing = ({ parameters }: OfOne): Problem =>
  new Problem('not-found', `There is no playback key pair ${parameters.playbackKeyPairId}.`);

export const { list: listPlaybackKeyPairs, get: getPlaybackKeyPair } = readRoutes(
  'playback-key-pairs:read',
  {
    list: {
      key: 'GET /v1/playback-key-pairs',
      operation: 'ListPlaybackKeyPairs',
      summary: 'List playback key pairs',
      answer: 'A page of playback key pairs.',
      of: 'playbackKeyPairs',
      item: playbackKeyPairSummary,
      query: pageQuery,
      read: ({ app }, page) => readKeyPairs(app.ivs, page),
    },
    get: {
      key: 'GET /v1/playback-key-pairs/{playbackKeyPairId}',
      operation: 'GetPlaybackKeyPair',
      summary: 'Get a playback key pair with its fingerprint',
      answer: 'The playback key pair.',
      schema: shown,
      read,
      body: (found) => ({ playbackKeyPair: found }),
      missing,
    },
  },
);

const newKeyPair = withId('NewPlaybackKeyPair', z.strictObject(newKeyPairFields));

/**
 * Imports a public key. A retry finds the key pair by the key itself or, under an Idempotency-Key,
 * by a tag.
 */
export const importPlaybackKeyPair = defineRoute({
  key: 'POST /v1/playback-key-pairs',
  scope: 'playback-key-pairs:write',
  mutates: true,
  plain: true,
  operations: ['ImportPlaybackKeyPair'],
  name: 'importPlaybackKeyPair',
  summary: 'Import a playback key pair',
  description:
    'Takes the public key of an ECDSA key pair on the curve P-384, in PEM. IVS then accepts ' +
    'playback tokens that are signed with the private key, on every private channel of the ' +
    'region. A region allows three key pairs, so keep one place free for the next key.',
  answers: {
    201: {
      description: 'The new playback key pair. IVS accepts tokens that are signed with it.',
      schema: shown,
    },
  },
  problems: OF_CHANGE,
  example: { body: { name: 'autumn', publicKeyMaterial: EXAMPLE_KEY } },
  body: newKeyPair,
  answer(call) {
    const { app, body } = call;
    return performDirectly(call, {
      operation: 'ImportPlaybackKeyPair',
      request: body,
      again: 'onceSettled',
      async does(attempt) {
        const known = await madeBefore(attempt, (page) => readKeyPairs(app.ivs, page));
        const made =
          known ??
          (await importKeyPair(app.ivs, { ...body, tags: { ...body.tags, ...attempt.marks } }));
        return {
          status: 201,
          headers: { location: `/v1/playback-key-pairs/${idOf(made.arn ?? '')}` },
          body: { playbackKeyPair: made },
        };
      },
    });
  },
});

export const deletePlaybackKeyPair = defineRoute({
  key: 'DELETE /v1/playback-key-pairs/{playbackKeyPairId}',
  scope: 'playback-key-pairs:write',
  mutates: true,
  plain: true,
  operations: ['DeletePlaybackKeyPair'],
  name: 'deletePlaybackKeyPair',
  summary: 'Delete a playback key pair',
  description:
    'IVS at once refuses tokens that are signed with it, on every private channel of the ' +
    'region. Current viewers continue to watch, because IVS checks a token when playback ' +
    'starts.',
  answers: {
    204: {
      description:
        'The playback key pair has been deleted. IVS refuses tokens that are signed with it.',
    },
  },
  problems: [...OF_CHANGE, 'not-found'],
  answer(call) {
    const arn = arnIn(call);
    return performDirectly(call, {
      operation: 'DeletePlaybackKeyPair',
      request: { arn },
      async look() {
        if ((await read(call)) === 'notFound') throw missing(call);
      },
      async does({ uncertain }) {
        if ((await remove(call.app.ivs, arn)) === 'notFound' && !uncertain) throw missing(call);
        return { status: 204 };
      },
    });
  },
});
