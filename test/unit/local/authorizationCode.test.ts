import { createHash } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { openAuthorizationCode, type AuthorizationCode } from '../../../local/authorizationCode.ts';
import { systemClock, type Clock } from '../../../local/clock.ts';
import { audience, issuerUrl, openIssuer, type Issuer } from '../../../local/issuer.ts';

const HOST = '127.0.0.1:3000';
const VERIFIER = 'v'.repeat(43);
const challenge = createHash('sha256').update(VERIFIER).digest('base64url');

let at: number;
const clock: Clock = { ...systemClock, now: () => at };
let issuer: Issuer;
let codes: AuthorizationCode;
beforeEach(async () => {
  at = 1_800_000_000_000;
  issuer = await openIssuer(null, { url: issuerUrl(3000), clock });
  codes = openAuthorizationCode({ issuer, clock });
});

const query = (change: Record<string, string> = {}): URLSearchParams =>
  new URLSearchParams({
    client_id: 'channelkeeper-console',
    response_type: 'code',
    redirect_uri: 'http://127.0.0.1:3000/console',
    scope: 'openid jobs:read channels:write nonsense',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  });

/** Returns the parameters with which the browser is sent back. */
function back(change: Record<string, string> = {}): URLSearchParams {
  const answer = codes.authorize(query(change), HOST);
  if (answer.status !== 302) throw new Error(`No redirect: ${JSON.stringify(answer)}`);
  const { origin, pathname, searchParams } = new URL(answer.location);
  expect(origin + pathname).toBe('http://127.0.0.1:3000/console');
  return searchParams;
}

const form = (code: string, change: Record<string, string> = {}): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'channelkeeper-console',
    redirect_uri: 'http://127.0.0.1:3000/console',
    code,
    code_verifier: VERIFIER,
    ...change,
  });

test('a code gives an access token with the known scopes, and an identity token', async () => {
  const answered = back();
  expect(answered.get('state')).toBe('a-state');
  const answer = await codes.token(form(answered.get('code') ?? ''), HOST);
  expect(answer.status).toBe(200);
  const { body } = answer as { body: Record<string, string> };
  const keys = createLocalJWKSet(issuer.jwks());
  const currentDate = new Date(clock.now());
  const access = await jwtVerify(body.access_token ?? '', keys, { audience, currentDate });
  expect(access.payload['scope']).toBe('jobs:read channels:write');
  const identity = await jwtVerify(body.id_token ?? '', keys, {
    audience: 'channelkeeper-console',
    currentDate,
  });
  expect(identity.payload).toMatchObject({ nonce: 'a-nonce', scope: '' });
});

test('a code works once', async () => {
  const code = back().get('code') ?? '';
  expect((await codes.token(form(code), HOST)).status).toBe(200);
  expect(await codes.token(form(code), HOST)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
});

test('a code works for a minute', async () => {
  const [early, late] = [back().get('code') ?? '', back().get('code') ?? ''];
  at += 59_999;
  expect((await codes.token(form(early), HOST)).status).toBe(200);
  at += 1;
  expect((await codes.token(form(late), HOST)).status).toBe(400);
});

describe('tokens are refused', () => {
  test.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another client', { client_id: 'other' }],
    ['another address', { redirect_uri: 'http://127.0.0.1:3000/console/' }],
  ])('for %s', async (_name, change) => {
    const answer = await codes.token(form(back().get('code') ?? '', change), HOST);
    expect(answer.status).toBe(400);
  });

  test('under another name of this machine', async () => {
    const answer = await codes.token(form(back().get('code') ?? ''), 'evil.example:3000');
    expect(answer.status).toBe(400);
  });
});

describe('no code leaves the stack', () => {
  test.each([
    ['another origin', { redirect_uri: 'https://evil.example/console' }, HOST],
    ['another port', { redirect_uri: 'http://127.0.0.1:3001/console' }, HOST],
    ['another path', { redirect_uri: 'http://127.0.0.1:3000/console/../x' }, HOST],
    ['another client', { client_id: 'other' }, HOST],
    ['another name of this machine', {}, 'evil.example:3000'],
  ])('for %s', (_name, change, host) => {
    expect(codes.authorize(query(change), host).status).toBe(400);
  });

  test.each([
    ['a plain challenge', { code_challenge_method: 'plain' }],
    ['no challenge', { code_challenge: '' }],
    ['another response type', { response_type: 'token' }],
  ])('for %s', (_name, change) => {
    const answered = back(change);
    expect([answered.get('error'), answered.get('code')]).toEqual(['invalid_request', null]);
  });
});
