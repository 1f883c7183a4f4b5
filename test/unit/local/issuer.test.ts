import { createLocalJWKSet, jwtVerify } from 'jose';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { audience, issuerUrl, openIssuer, scopes } from '../../../local/issuer.ts';

const options = { url: issuerUrl(3000), clock: systemClock };

test('the issuer gives a token for a day with every scope, which its keys verify', async () => {
  const issuer = await openIssuer(null, options);
  const { payload, protectedHeader } = await jwtVerify(
    await issuer.mint(),
    createLocalJWKSet(issuer.jwks()),
    { issuer: 'http://127.0.0.1:3000/_local', audience },
  );
  expect(payload).toMatchObject({ sub: 'local-developer', scope: scopes.join(' ') });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(86_400);
  expect(protectedHeader.alg).toBe('ES256');
  expect(issuer.configuration()).toMatchObject({
    issuer: issuer.url,
    jwks_uri: 'http://127.0.0.1:3000/_local/jwks.json',
  });
  expect(issuer.jwks().keys.every((key) => key.d === undefined)).toBe(true);
});

test('the issuer gives fewer scopes, other subjects and expired tokens on demand', async () => {
  const issuer = await openIssuer(null, options);
  const keys = createLocalJWKSet(issuer.jwks());
  const { payload } = await jwtVerify(
    await issuer.mint({ scopes: ['jobs:read'], subject: 'ops' }),
    keys,
  );
  expect([payload.sub, payload['scope']]).toEqual(['ops', 'jobs:read']);
  await expect(jwtVerify(await issuer.mint({ ttlSeconds: -60 }), keys)).rejects.toMatchObject({
    code: 'ERR_JWT_EXPIRED',
  });
});

test('the key of the issuer outlives a restart, and is for its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'issuer-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [first, second] = await Promise.all([
    openIssuer(join(folder, 'keys'), options),
    openIssuer(join(folder, 'keys'), options),
  ]);
  const later = await openIssuer(join(folder, 'keys'), options);
  expect(second.jwks()).toEqual(first.jwks());
  await jwtVerify(await first.mint(), createLocalJWKSet(later.jwks()));
  expect(await readdir(join(folder, 'keys'))).toEqual(['private-key.pem']);
  expect((await stat(join(folder, 'keys', 'private-key.pem'))).mode & 0o077).toBe(0);
});
