import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  deletePlaybackKeyPair as remove,
  getPlaybackKeyPair as readKeyPair,
  importPlaybackKeyPair as importKeyPair,
  listPlaybackKeyPairs as readKeyPairs,
} from '../ivs/playbackKeyPairs.ts';
import { nextIn, pageAsked, pageQuery } from '../http/pagination.ts';
import { madeBefore, performDirectly } from '../http/directMutation.ts';
import { defineRoute } from '../http/route.ts';
import {
  withId,
  nextCursor,
  OF_CHANGE,
  IVS_PROBLEMS,
  resourceName,
  described,
  tags,
  text,
} from '../http/schemas.ts';
import { newTags } from './tagSchemas.ts';

const summaryFields = { arn: text, name: text, tags: z.optional(tags) };
/** As IVS shapes it (ListPlaybackKeyPairs, GetPlaybackKeyPair). */
const playbackKeyPairSummary = withId('PlaybackKeyPairSummary', z.object(summaryFields));
const playbackKeyPair = withId(
  'PlaybackKeyPair',
  z.object({ ...summaryFields, fingerprint: text }),
);
const shown = z.object({ playbackKeyPair });

const missing = (id: string): Problem =>
  new Problem('not-found', `There is no playback key pair ${id}.`);

export const listPlaybackKeyPairs = defineRoute({
  key: 'GET /v1/playback-key-pairs',
  scope: 'playback-key-pairs:read',
  operations: ['ListPlaybackKeyPairs'],
  name: 'listPlaybackKeyPairs',
  summary: 'The keys that playback tokens may be signed with',
  answers: {
    200: {
      description: 'A page of them.',
      schema: z.object({ playbackKeyPairs: z.array(playbackKeyPairSummary), nextCursor }),
    },
  },
  problems: IVS_PROBLEMS,
  query: pageQuery,
  async answer({ app, query }) {
    const page = await readKeyPairs(app.ivs, pageAsked('playbackKeyPairs', query));
    return {
      status: 200,
      body: { playbackKeyPairs: page.items, ...nextIn('playbackKeyPairs', page) },
    };
  },
});

export const getPlaybackKeyPair = defineRoute({
  key: 'GET /v1/playback-key-pairs/{playbackKeyPairId}',
  scope: 'playback-key-pairs:read',
  operations: ['GetPlaybackKeyPair'],
  name: 'getPlaybackKeyPair',
  summary: 'A playback key pair with its fingerprint',
  answers: { 200: { description: 'The key pair.', schema: shown } },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer({ app, parameters: { playbackKeyPairId } }) {
    const keyPair = await readKeyPair(
      app.ivs,
      arnOf(app.config, 'playback-key', playbackKeyPairId),
    );
    if (keyPair === 'notFound') throw missing(playbackKeyPairId);
    return { status: 200, body: { playbackKeyPair: keyPair } };
  },
});

const newKeyPair = withId(
  'NewPlaybackKeyPair',
  z.strictObject({
    publicKeyMaterial: described(
      'The public half, in PEM: `openssl ecparam -name secp384r1 -genkey -noout -out private.pem; openssl ec -in private.pem -pubout`.',
      z
        .string()
        .check(
          z.maxLength(4_096),
          z.regex(
            /^\s*-----BEGIN PUBLIC KEY-----[\sA-Za-z0-9+/=]+-----END PUBLIC KEY-----\s*$/,
            'must be a public key in PEM: the private half stays with you',
          ),
        ),
    ),
    name: z.optional(resourceName),
    tags: z.optional(newTags),
  }),
);

/** A P-384 public key, made for the example. */
const EXAMPLE_KEY = [
  '-----BEGIN PUBLIC KEY-----',
  'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEHO+FsaUiGC5UuVaes9MpH4lTsevALtDg',
  'n1/+WV5ZFiRbrCn1Wcx/dXGp3c2Ec0h89KUCgjmFuhqJAPVk+CM98KKSPAEhfPKK',
  'BSvbQgSKbIjt0olNqmo++qq7iTfmoT1k',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');

/** Trusts another key. It is known by the key itself or, under an Idempotency-Key, by a tag. */
export const importPlaybackKeyPair = defineRoute({
  key: 'POST /v1/playback-key-pairs',
  scope: 'playback-key-pairs:write',
  mutates: true,
  plain: true,
  operations: ['ImportPlaybackKeyPair'],
  name: 'importPlaybackKeyPair',
  summary: 'Have playback tokens accepted that are signed with a key of yours',
  description:
    'The public half of an ECDSA key on the curve P-384, in PEM. Any key of the region is good for any of its private channels; a region holds three, ' +
    'so keep one place free for the next.',
  answers: { 201: { description: 'Tokens that are signed with it are accepted.', schema: shown } },
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
  summary: 'Have playback tokens refused that are signed with a key',
  description:
    'At once, for every private channel of the region. Whoever is watching goes on watching: a token is looked at when playback starts.',
  answers: { 204: { description: 'Tokens that are signed with it are refused.' } },
  problems: [...OF_CHANGE, 'not-found'],
  answer(call) {
    const {
      app,
      parameters: { playbackKeyPairId },
    } = call;
    const arn = arnOf(app.config, 'playback-key', playbackKeyPairId);
    return performDirectly(call, {
      operation: 'DeletePlaybackKeyPair',
      request: { arn },
      async look() {
        if ((await readKeyPair(app.ivs, arn)) === 'notFound') throw missing(playbackKeyPairId);
      },
      async does({ uncertain }) {
        if ((await remove(app.ivs, arn)) === 'notFound' && !uncertain)
          throw missing(playbackKeyPairId);
        return { status: 204 };
      },
    });
  },
});
