import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticate, authorize } from '../../../lib/http/auth.ts';
import { problemAnswer } from '../../../lib/http/problems.ts';
import { Problem } from '../../../lib/errors.ts';
import { NOW, openIssuer, type Issuer } from './scene.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await openIssuer();
});
afterAll(() => issuer.close());

const SECONDS = NOW / 1_000;
type Trust = Parameters<typeof authenticate>[1];
const trust = (over: Partial<Trust> = {}): Trust => ({
  issuer: issuer.url,
  audiences: ['channelkeeper'],
  jwksUri: issuer.jwksUri,
  scopePrefix: '',
  ...over,
});
const enter = (token: string, over: Partial<Trust> = {}): ReturnType<typeof authenticate> =>
  authenticate(`Bearer ${token}`, trust(over), NOW);

async function refusal(entering: Promise<unknown>): Promise<Problem> {
  const error: unknown = await entering.then(
    () => new Error('It was let in.'),
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw error;
}

describe('accepted tokens', () => {
  test.each(['RS256', 'ES256'] as const)('accepts a token signed with %s', async (alg) => {
    const caller = await enter(
      await issuer.token({ alg, claims: { scope: 'jobs:read jobs:write' } }),
    );
    expect(caller).toEqual({ name: 'operator-7', scopes: new Set(['jobs:read', 'jobs:write']) });
  });

  test('accepts a token if one of its audiences is ours', async () => {
    await expect(
      enter(await issuer.token({ claims: { aud: ['other', 'channelkeeper'] } })),
    ).resolves.toMatchObject({ name: 'operator-7' });
  });

  test('accepts a token of Cognito, with client_id for aud and prefixed scopes', async () => {
    // The claims as the user pool signs them for a machine. The other scopes, of Cognito and of
    // another resource server, are not ours.
    const claims = {
      aud: undefined,
      sub: '2mkr5tbjr6dgk1v9d0s3c7f4e8',
      client_id: '2mkr5tbjr6dgk1v9d0s3c7f4e8',
      token_use: 'access',
      scope: 'live/channels:read live/jobs:read openid channels:write shop/jobs:write',
      version: 2,
      auth_time: SECONDS,
      iat: SECONDS,
      jti: '5a2c8f0e-0001-4a51-9a11-000000000001',
    };
    const cognito = {
      audiences: ['5n1e0example', '2mkr5tbjr6dgk1v9d0s3c7f4e8'],
      scopePrefix: 'live/',
    };
    const caller = await enter(await issuer.token({ claims }), cognito);
    expect(caller).toEqual({
      name: '2mkr5tbjr6dgk1v9d0s3c7f4e8',
      scopes: new Set(['channels:read', 'jobs:read']),
    });
    expect(() => authorize(caller.scopes, 'jobs:read', cognito)).not.toThrow();
    expect(() => authorize(caller.scopes, 'jobs:write', cognito)).toThrow('live/jobs:write');
  });

  test('accepts a token of a client that has no subject', async () => {
    const claims = { aud: undefined, client_id: 'channelkeeper', sub: undefined };
    await expect(enter(await issuer.token({ claims }))).resolves.toMatchObject({
      name: 'channelkeeper',
    });
  });

  test.each([
    ['a text in scp, as of Entra ID', { scope: undefined, scp: 'jobs:read jobs:write' }],
    ['a list in scp, as of Okta', { scope: undefined, scp: ['jobs:read', 'jobs:write'] }],
    ['a list in scope', { scope: ['jobs:read', 'jobs:write'] }],
  ])('accepts a token with its scopes as %s', async (_what, claims) => {
    await expect(enter(await issuer.token({ claims }))).resolves.toMatchObject({
      scopes: new Set(['jobs:read', 'jobs:write']),
    });
  });

  test('accepts a token without scopes, for a route that needs none', async () => {
    await expect(
      enter(await issuer.token({ claims: { scope: undefined } })),
    ).resolves.toMatchObject({ scopes: new Set() });
  });

  test('asks for the keys of the issuer once', async () => {
    await enter(await issuer.token());
    const before = issuer.asked();
    await enter(await issuer.token());
    expect(issuer.asked()).toBe(before);
  });
});

const challengeOf = (problem: Problem): string | undefined =>
  problemAnswer(problem, { path: '/v1/channels', requestId: 'request-1' }).headers?.[
    'www-authenticate'
  ];

/**
 * Checks a refused entry against RFC 6750: 401, and a challenge that names the error and describes
 * it in the same words as the problem.
 */
async function expectInvalidToken(entering: Promise<unknown>, detail = /./): Promise<void> {
  const problem = await refusal(entering);
  expect(problem).toMatchObject({
    type: 'unauthenticated',
    status: 401,
    extensions: { error: 'invalid_token' },
  });
  expect(problem.message).toMatch(detail);
  expect(challengeOf(problem)).toBe(
    'Bearer realm="channelkeeper", error="invalid_token", ' +
      `error_description="${problem.message.replaceAll('"', "'")}"`,
  );
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('refused tokens', () => {
  test('refuses a request without a token, without an error code (RFC 6750)', async () => {
    const problem = await refusal(authenticate(undefined, trust(), NOW));
    expect(problem).toMatchObject({ type: 'unauthenticated', status: 401, extensions: {} });
    expect(challengeOf(problem)).toBe('Bearer realm="channelkeeper"');
  });

  test.each([
    'Basic b3BlcmF0b3I6eA==',
    'Bearer',
    'Bearer a b',
    'Bearer not-a-token',
    'bearer a.b.c, Bearer d.e.f',
  ])('refuses the header "%s"', async (header) => {
    await expectInvalidToken(authenticate(header, trust(), NOW));
  });

  test('refuses a token with alg none', async () => {
    const claims = {
      iss: issuer.url,
      aud: 'channelkeeper',
      sub: 'operator-7',
      exp: SECONDS + 60,
      scope: 'channels:read',
    };
    for (const alg of ['none', 'None', 'NONE']) {
      await expectInvalidToken(enter(`${part({ alg })}.${part(claims)}.`));
    }
  });

  test('refuses a token with an algorithm that is not ours, by the issuer’s key', async () => {
    await expectInvalidToken(enter(await issuer.token({ alg: 'PS256' })));
  });

  test('refuses a token signed with the public key as an HMAC secret, in any form', async () => {
    const { keys } = (await (await fetch(issuer.jwksUri)).json()) as {
      keys: (JsonWebKey & { kid: string })[];
    };
    const claims = {
      iss: issuer.url,
      aud: 'channelkeeper',
      sub: 'operator-7',
      exp: SECONDS + 60,
      scope: 'channels:read',
    };
    for (const { kid, ...key } of keys) {
      const publicKey = createPublicKey({ key, format: 'jwk' });
      const forms = [
        publicKey.export({ format: 'pem', type: 'spki' }),
        publicKey.export({ format: 'der', type: 'spki' }),
        JSON.stringify(key),
      ];
      for (const secret of forms) {
        const signed = `${part({ alg: 'HS256', kid })}.${part(claims)}`;
        await expectInvalidToken(
          enter(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`),
          /This API does not accept the token/,
        );
      }
    }
  });

  test('refuses a token whose claims were changed after signing', async () => {
    const [header, , signature] = (await issuer.token()).split('.');
    const claims = {
      iss: issuer.url,
      aud: 'channelkeeper',
      sub: 'operator-7',
      exp: SECONDS + 60,
      scope: 'stream-keys:read',
    };
    await expectInvalidToken(enter(`${header}.${part(claims)}.${signature}`));
  });

  test('refuses a token of a key that the issuer does not have', async () => {
    await expectInvalidToken(enter(await issuer.token({ kid: 'unknown' })));
  });

  test.each([
    ['expired', { exp: SECONDS - 30 }, /expired/],
    ['without an expiry', { exp: undefined }, /"exp"/],
    ['not yet valid', { nbf: SECONDS + 600 }, /"nbf"/],
    ['issued in the future', { iat: SECONDS + 600 }, /"iat"/],
    ['of another issuer', { iss: 'https://issuer.example' }, /"iss"/],
    ['for another audience', { aud: 'somebody-else' }, /audience/],
    ['for no audience', { aud: undefined }, /audience/],
    ['for another client of Cognito', { aud: undefined, client_id: 'somebody-else' }, /audience/],
    [
      'for another audience, with our client_id',
      { aud: 'somebody-else', client_id: 'channelkeeper' },
      /audience/,
    ],
    ['that says who, not what (Cognito’s identity token)', { token_use: 'id' }, /access token/],
    ['of nobody', { sub: undefined }, /no subject/],
  ])('refuses a token %s', async (_what, claims, detail) => {
    await expectInvalidToken(enter(await issuer.token({ claims })), detail);
  });
});

test('answers 503 when the issuer is down, which is not the caller’s fault', async () => {
  const gone = await openIssuer();
  await gone.close();
  const problem = await refusal(enter(await issuer.token(), { jwksUri: gone.jwksUri }));
  expect(problem).toMatchObject({ type: 'token-keys-unavailable', status: 503 });
});

test('refuses a token without the scope of the route, whatever others it has', () => {
  const caller = { name: 'operator-7', scopes: new Set(['channels:read']) };
  expect(() => authorize(caller.scopes, 'channels:read', trust())).not.toThrow();
  expect(() => authorize(caller.scopes, 'channels:write', trust())).toThrow(Problem);
  expect(() => authorize(new Set(['channels']), 'channels:read', trust())).toThrow(/channels:read/);
});
