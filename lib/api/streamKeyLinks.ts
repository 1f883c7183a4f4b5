import * as z from 'zod/mini';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { durationMs } from '../durations.ts';
import { Problem } from '../errors.ts';
import { note } from '../http/directMutation.ts';
import { ownerMustBeManaged } from '../http/managedChannels.ts';
import { REASON_LENGTH_MAX } from '../http/preferences.ts';
import { defineRoute, type Answer } from '../http/route.ts';
import { described, instant, IVS_PROBLEMS, text } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import { getStreamKey } from '../ivs/streamKeys.ts';
import { scrub } from '../log.ts';
import { randomId } from '../random.ts';
import {
  readStreamKeyLink,
  useUpStreamKeyLink,
  writeStreamKeyLink,
} from '../records/streamKeyLinks.ts';
import { CONTENT_SECURITY, PAGE } from './streamKeyLinkPage.ts';

const EXPIRES_IN = 'PT1H';
const EXPIRES_IN_RULE = 'must be an ISO 8601 duration of more than nothing and at most P1D';
const DAY_MS = 86_400_000;

/**
 * Returns the life of a link in ms.
 * @throws Problem `invalid-request`
 */
function lifeIn(expiresIn: string): number {
  const ms = durationMs(expiresIn);
  if (ms === undefined || ms === 0 || ms > DAY_MS)
    throw invalidRequest([{ field: 'expiresIn', rule: EXPIRES_IN_RULE }]);
  return ms;
}

/**
 * Creates a link that shows the value of a stream key once, to somebody without an access token.
 */
export const createStreamKeyLink = defineRoute({
  key: 'POST /v1/stream-keys/{streamKeyId}/links',
  scope: 'stream-keys:read',
  name: 'createStreamKeyLink',
  summary: 'Create a link that shows the value of a stream key once',
  description:
    'The holder of the link needs no access token. It opens a page with a button, and the button ' +
    'shows the value and uses the link up; a program that only follows links does not. The link ' +
    'is dead when it has been used, at `expiresAt`, and when the stream key is rotated or deleted. ' +
    'It is a secret: send it to one person. Each request creates another link. The audit trail ' +
    'says who created and when it was used.',
  answers: {
    201: {
      description: 'The link. Its token follows the `#`, so that no server logs it.',
      schema: z.object({ link: z.object({ id: z.string(), url: z.string(), expiresAt: instant }) }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  example: { body: { expiresIn: 'PT1H', reason: 'for the new studio' } },
  body: z.strictObject({
    expiresIn: described(
      `How long the link lives, as an ISO 8601 duration: ${EXPIRES_IN} by default, P1D at most.`,
      z.optional(z.string()),
    ),
    reason: described(
      'Your reason, for the audit trail.',
      z.optional(z.string().check(z.maxLength(REASON_LENGTH_MAX))),
    ),
  }),
  async answer(call) {
    const { app, caller, origin, parameters, preferences } = call;
    const { expiresIn = EXPIRES_IN, reason } = call.body;
    const lifeMs = lifeIn(expiresIn);
    const streamKeyArn = arnOf(app.config, 'stream-key', parameters.streamKeyId);
    const streamKey = await getStreamKey(app.ivs, streamKeyArn);
    if (streamKey === 'notFound')
      throw new Problem('not-found', `There is no stream key ${parameters.streamKeyId}.`);
    const { channelArn = '' } = streamKey;
    await ownerMustBeManaged(app, channelArn);
    const channelId = idOf(channelArn);
    const linkId = randomId(app.random);
    const token = randomId(app.random) + randomId(app.random);
    const until = app.clock.now() + lifeMs;
    const link = { streamKeyArn, channelId, by: caller, until };
    await writeStreamKeyLink(app.store, linkId, token, link);
    await note(
      {
        ...call,
        parameters: { channelId },
        preferences: { ...preferences, ...(reason && { reason: scrub(reason) }) },
      },
      'createStreamKeyLink',
      { linkId, streamKeyArn, until: isoTime(until) },
    );
    return {
      status: 201,
      headers: { 'cache-control': 'no-store' },
      body: {
        link: {
          id: linkId,
          url: `${origin}/v1/stream-key-links/${linkId}#${token}`,
          expiresAt: isoTime(until),
        },
      },
    };
  },
});

const SECURE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

/** Shows the page that a link opens. It reads nothing, so that no visit uses the link up. */
export const openStreamKeyLink = defineRoute({
  key: 'GET /v1/stream-key-links/{linkId}',
  scope: 'open',
  name: 'openStreamKeyLink',
  summary: 'Open a link to a stream key',
  description: 'Shows a page with a button that uses the link up, whether there is a link or not.',
  answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
  problems: [],
  answer: (): Promise<Answer> =>
    Promise.resolve({
      status: 200,
      headers: {
        ...SECURE,
        'content-security-policy': CONTENT_SECURITY,
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
      },
      file: { type: 'text/html; charset=utf-8', bytes: Buffer.from(PAGE) },
    }),
});

const noLink = (): Problem =>
  new Problem(
    'not-found',
    'There is no such link, or it has ended. Ask for another one where you got it.',
  );
const usedLink = (at?: string): Problem =>
  new Problem(
    'not-found',
    `The link was used${at === undefined ? '' : ` at ${at}`}. If that was not you, have the stream ` +
      'key rotated.',
  );

/**
 * Returns the value of a stream key to the first who has the token of a link. The value is read
 * first: a link that IVS did not answer for is not used up.
 */
export const readStreamKeyOfLink = defineRoute({
  key: 'POST /v1/stream-key-links/{linkId}',
  scope: 'open',
  name: 'readStreamKeyOfLink',
  summary: 'Use a link up, and get the value of its stream key',
  description: 'The button of the page sends this request. Ten wrong tokens end a link.',
  answers: {
    200: {
      description: 'The stream key, this once.',
      schema: z.object({ streamKey: z.object({ value: text, channelArn: text }) }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found', 'aws-unavailable'],
  example: { body: { token: '0123456789abcdefghjkmnpqrstvwxyz' } },
  body: z.strictObject({
    token: described('The text after the `#` of the link.', z.string().check(z.maxLength(100))),
  }),
  async answer(call) {
    const { app, parameters, body } = call;
    const { store, ivs, clock } = app;
    const { linkId } = parameters;
    const link = await readStreamKeyLink(store, linkId, body.token, clock.now());
    if (!link) throw noLink();
    if (link.usedAt !== undefined) throw usedLink(link.usedAt);
    const streamKey = await getStreamKey(ivs, link.streamKeyArn);
    if (streamKey === 'notFound')
      throw new Problem('not-found', 'The stream key was rotated or deleted. Ask for a new link.');
    if (!(await useUpStreamKeyLink(app, linkId, clock.now()))) throw usedLink();
    await note(
      { ...call, caller: `link:${linkId}`, parameters: { channelId: link.channelId } },
      'readStreamKeyLink',
      { linkId, streamKeyArn: link.streamKeyArn, createdBy: link.by },
    );
    const { value, channelArn } = streamKey;
    return { status: 200, headers: SECURE, body: { streamKey: { value, channelArn } } };
  },
});
