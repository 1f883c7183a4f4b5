import { generateKeyPairSync } from 'node:crypto';
import { describe, expect } from 'vitest';
import { askIvs, givenChannel, givenLiveChannel } from '../../given.ts';
import { givenRecordingConfiguration } from '../../givenAttachments.ts';
import type { World, Answer } from '../../world.ts';
import { it } from '../../worldTest.ts';

// The resources that govern channels and viewers: key pairs, policies, configurations.

const get = (world: World, path: string): Promise<Answer> => world.http('GET', path);
const post = (
  world: World,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => world.http('POST', path, { body, headers });
const under = (key: string): Record<string, string> => ({ 'idempotency-key': key });
const problem = (type: string, status: number): object => ({
  status,
  body: { type: `/problems/${type}`, status },
});
const faulty = (field: string): object => ({ status: 400, body: { errors: [{ field }] } });
const named = (answer: Answer, list: string): Set<string | undefined> =>
  new Set((answer.body[list] as { name?: string }[]).map(({ name }) => name));

/** Returns the two halves of a key for playback tokens, in PEM. */
function keyHalves(namedCurve = 'P-384'): { publicKeyMaterial: string; privateHalf: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    publicKeyMaterial: String(publicKey.export({ type: 'spki', format: 'pem' })),
    privateHalf: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

const mediaTailor = {
  playbackConfigurationArn:
    'arn:aws:mediatailor:us-west-2:123456789012:playbackConfiguration/shows',
};

/** The resource types that one call creates, each with its input. */
const RESOURCE_TYPES = [
  [
    'playback-key-pairs',
    'playbackKeyPair',
    'playbackKeyPairs',
    'ImportPlaybackKeyPair',
    () => ({ publicKeyMaterial: keyHalves().publicKeyMaterial }),
  ],
  [
    'playback-restriction-policies',
    'playbackRestrictionPolicy',
    'playbackRestrictionPolicies',
    'CreatePlaybackRestrictionPolicy',
    () => ({ allowedCountries: ['DE'] }),
  ],
  [
    'ad-configurations',
    'adConfiguration',
    'adConfigurations',
    'CreateAdConfiguration',
    () => ({ mediaTailorPlaybackConfigurations: [mediaTailor] }),
  ],
] as const;

describe.each(RESOURCE_TYPES)('%s', (path, one, many, operation, fields) => {
  const make = (world: World, name: string, headers = {}): Promise<Answer> =>
    post(world, `/v1/${path}`, { name, ...fields() }, headers);

  it('POST makes a resource, found at its Location and in the list', async ({ world }) => {
    const made = await make(world, 'first');
    expect(made).toMatchObject({ status: 201, body: { [one]: { name: 'first' } } });
    expect(await get(world, made.headers.get('location') ?? '')).toMatchObject({
      status: 200,
      body: { [one]: { arn: (made.body[one] as { arn: string }).arn } },
    });
    await make(world, 'second');
    await make(world, 'third');
    expect(named(await get(world, `/v1/${path}`), many)).toEqual(
      new Set(['first', 'second', 'third']),
    );
    const page = await get(world, `/v1/${path}?limit=2`);
    const rest = await get(world, `/v1/${path}?limit=2&cursor=${String(page.body.nextCursor)}`);
    expect(page.body[many]).toHaveLength(2);
    expect(new Set([...named(page, many), ...named(rest, many)])).toEqual(
      new Set(['first', 'second', 'third']),
    );
    expect(rest.body).not.toHaveProperty('nextCursor');
    expect(await get(world, `/v1/${path}/nobody`)).toMatchObject(problem('not-found', 404));
  });

  it('POST makes one under an Idempotency-Key, even if the answer is lost', async ({ world }) => {
    const body = { name: 'first', ...fields() };
    const ask = (): Promise<Answer> => post(world, `/v1/${path}`, body, under('one'));
    world.fateOf = (call) => (call.operation === operation ? 'lostResponse' : undefined);
    expect(await ask()).toMatchObject(problem('ivs-unavailable', 503));
    world.fateOf = () => undefined;
    await world.advance(40_000);
    const made = await ask();
    expect(made).toMatchObject({ status: 201, body: { [one]: { name: 'first' } } });
    const again = await ask();
    expect(again.body).toEqual(made.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(made.headers.get('location'));
    expect(
      await post(world, `/v1/${path}`, { ...body, name: 'second' }, under('one')),
    ).toMatchObject(problem('idempotency-key-reused', 422));
    expect((await get(world, `/v1/${path}`)).body[many]).toHaveLength(1);
  });

  it('POST makes one under a key, even if the first call lands late', async ({ world }) => {
    world.stack.ivs.settings.readLagMs = 9_000;
    const body = { name: 'first', ...fields() };
    const ask = (): Promise<Answer> => post(world, `/v1/${path}`, body, under('one'));
    let sent: unknown;
    world.fateOf = (call) => {
      if (call.operation === operation) sent ??= call.input;
      return undefined;
    };
    world.stack.ivs.setFaults([{ operation, error: 'InternalServerException', count: 1 }]);
    expect(await ask()).toMatchObject(problem('ivs-unavailable', 503));

    const untilAsked: (number | string | null)[] = [];
    for (const afterMs of [1_000, 28_000, 8_000]) {
      await world.advance(afterMs);
      const answer = await ask();
      untilAsked.push(answer.status, answer.headers.get('retry-after'));
      if (afterMs === 28_000) expect((await askIvs(world, operation, sent)).status).toBe(200);
    }
    expect(untilAsked).toEqual([409, '39', 409, '11', 409, '3']);
    await world.advance(3_000);
    expect(await ask()).toMatchObject({ status: 201, body: { [one]: { name: 'first' } } });
    await world.advance(10_000);
    expect((await get(world, `/v1/${path}`)).body[many]).toHaveLength(1);
  });

  it('POST makes one for each of two callers who use the same key', async ({ world }) => {
    const ask = (subject: string): Promise<Answer> =>
      world.http('POST', `/v1/${path}`, {
        body: { name: subject, ...fields() },
        headers: under('one'),
        subject,
      });
    const answers = [await ask('ann'), await ask('bob')];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, null]);
    expect(world.count(operation)).toBe(2);
  });

  it('POST succeeds at once after a refusal under the same key', async ({ world }) => {
    world.stack.ivs.setFaults([{ operation, error: 'ThrottlingException', count: 1 }]);
    const body = { name: 'first', ...fields() };
    const ask = (): Promise<Answer> => post(world, `/v1/${path}`, body, under('one'));
    expect(await ask()).toMatchObject(problem('throttled', 429));
    expect(await ask()).toMatchObject({ status: 201 });
  });

  it('POST as a dry run creates no resource, and refuses a wrong name', async ({ world }) => {
    const planned = await post(world, `/v1/${path}?dryRun=true`, { name: 'first', ...fields() });
    expect(planned).toMatchObject({
      status: 200,
      body: { dryRun: { operation, request: { name: 'first' } } },
    });
    expect(await make(world, 'a name')).toMatchObject(faulty('name'));
    expect(world.count(operation)).toBe(0);
  });
});

describe('playback key pairs', () => {
  it('an imported key pair is one of three at most, and is deleted once', async ({ world }) => {
    const { publicKeyMaterial, privateHalf } = keyHalves();
    expect(
      await post(world, '/v1/playback-key-pairs', { publicKeyMaterial: privateHalf }),
    ).toMatchObject(faulty('publicKeyMaterial'));
    expect(
      await post(world, '/v1/playback-key-pairs', {
        publicKeyMaterial: keyHalves('P-256').publicKeyMaterial,
      }),
    ).toMatchObject(problem('invalid-request', 400));
    await world.advance(1_000);
    const made = await post(world, '/v1/playback-key-pairs', { publicKeyMaterial });
    for (let n = 0; n < 2; n++)
      await post(world, '/v1/playback-key-pairs', {
        publicKeyMaterial: keyHalves().publicKeyMaterial,
      });
    await world.advance(1_000);
    expect(
      await post(world, '/v1/playback-key-pairs', {
        publicKeyMaterial: keyHalves().publicKeyMaterial,
      }),
    ).toMatchObject(problem('quota-exceeded', 402));

    const path = made.headers.get('location') ?? '';
    expect(await world.http('DELETE', `${path}?dryRun=true`)).toMatchObject({
      status: 200,
      body: { dryRun: { operation: 'DeletePlaybackKeyPair' } },
    });
    expect(await world.http('DELETE', path)).toMatchObject({ status: 204 });
    for (const query of ['', '?dryRun=true'])
      expect(await world.http('DELETE', path + query)).toMatchObject(problem('not-found', 404));
    expect(world.logged.join('')).not.toContain('PRIVATE KEY');
  });

  it('a repeated deletion whose answer was lost does not report 404', async ({ world }) => {
    const path =
      (
        await post(world, '/v1/playback-key-pairs', {
          publicKeyMaterial: keyHalves().publicKeyMaterial,
        })
      ).headers.get('location') ?? '';
    world.fateOf = ({ operation }) =>
      operation === 'DeletePlaybackKeyPair' ? 'lostResponse' : undefined;
    expect(await world.http('DELETE', path, { headers: under('one') })).toMatchObject(
      problem('ivs-unavailable', 503),
    );
    world.fateOf = () => undefined;
    expect(await world.http('DELETE', path, { headers: under('one') })).toMatchObject({
      status: 204,
    });
    expect(await get(world, path)).toMatchObject(problem('not-found', 404));
  });
});

describe('updates of configurations', () => {
  it('an update of a policy keeps other members, and may empty a list', async ({ world }) => {
    const made = await post(world, '/v1/playback-restriction-policies', {
      name: 'europe',
      allowedCountries: ['DE', 'FR'],
      allowedOrigins: ['https://example.com'],
    });
    const path = made.headers.get('location') ?? '';
    const changed = await world.http('PATCH', path, { body: { allowedCountries: [] } });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        playbackRestrictionPolicy: {
          name: 'europe',
          allowedCountries: [],
          allowedOrigins: ['https://example.com'],
        },
      },
    });
    expect((await get(world, path)).body).toEqual(changed.body);
    expect(await world.http('PATCH', path, { body: {} })).toMatchObject(faulty('body'));
    for (const none of ['de', 'ZZ', 'XK', 'UK', 'EU', 'AN'])
      expect(
        await world.http('PATCH', path, { body: { allowedCountries: [none] } }),
        none,
      ).toMatchObject(faulty('allowedCountries[0]'));
    for (const query of ['', '?dryRun=true']) {
      const answer = await world.http('PATCH', `/v1/playback-restriction-policies/nobody${query}`, {
        body: { name: 'x' },
      });
      expect(answer).toMatchObject(problem('not-found', 404));
    }
  });

  it('an update of an ad configuration keeps the other members', async ({ world }) => {
    const made = await post(world, '/v1/ad-configurations', {
      name: 'shows',
      mediaTailorPlaybackConfigurations: [mediaTailor],
    });
    const path = made.headers.get('location') ?? '';
    const postRollConfiguration = { enabled: true, durationSeconds: 30 };
    expect(await world.http('PATCH', path, { body: { postRollConfiguration } })).toMatchObject({
      status: 200,
      body: {
        adConfiguration: {
          name: 'shows',
          postRollConfiguration,
          mediaTailorPlaybackConfigurations: [mediaTailor],
        },
      },
    });
    expect(
      await world.http('PATCH', path, { body: { mediaTailorPlaybackConfigurations: [] } }),
    ).toMatchObject(faulty('mediaTailorPlaybackConfigurations'));
    expect(await world.http('PATCH', `${path}?dryRun=true`, { body: { name: 'x' } })).toMatchObject(
      { status: 200, body: { dryRun: { operation: 'UpdateAdConfiguration' } } },
    );
    for (const query of ['', '?dryRun=true']) {
      expect(
        await world.http('PATCH', `/v1/ad-configurations/nobody${query}`, { body: { name: 'x' } }),
      ).toMatchObject(problem('not-found', 404));
    }
    for (const playbackConfigurationArn of ['shows', `${mediaTailor.playbackConfigurationArn}_2`]) {
      expect(
        await post(world, '/v1/ad-configurations', {
          mediaTailorPlaybackConfigurations: [{ playbackConfigurationArn }],
        }),
      ).toMatchObject(faulty('mediaTailorPlaybackConfigurations[0].playbackConfigurationArn'));
    }
  });
});

describe('ad breaks', () => {
  it('a stream with ads gets an ad break, and the next after its end', async ({ world }) => {
    const { adConfiguration } = (
      await post(world, '/v1/ad-configurations', {
        mediaTailorPlaybackConfigurations: [mediaTailor],
      })
    ).body;
    const { arn: adConfigurationArn } = adConfiguration as { arn: string };
    const { id, arn } = await givenLiveChannel(world, {}, { adConfigurationArn });
    const path = `/v1/channels/${id}/ad-breaks`;
    expect(await post(world, path, { durationSeconds: 301 })).toMatchObject(
      faulty('durationSeconds'),
    );
    expect(await post(world, path, { durationSeconds: 30 })).toMatchObject({
      status: 201,
      body: {
        adBreak: {
          id: expect.stringMatching(/^\w{12}$/) as string,
          channelArn: arn,
          durationSeconds: 30,
        },
      },
    });
    await world.advance(2_000);
    expect(await post(world, path, { durationSeconds: 30 })).toMatchObject(
      problem('conflict', 409),
    );
  });

  it('an ad break needs a stream', async ({ world }) => {
    const { id } = await givenChannel(world);
    for (const query of ['', '?dryRun=true']) {
      expect(
        await post(world, `/v1/channels/${id}/ad-breaks${query}`, { durationSeconds: 30 }),
      ).toMatchObject(problem('channel-not-broadcasting', 404));
    }
    await world.advance(1_000);
    expect(
      await post(world, '/v1/channels/nobody/ad-breaks', { durationSeconds: 30 }),
    ).toMatchObject(problem('not-found', 404));
  });
});

describe('recording configurations', () => {
  it('recording configurations are listed and shown', async ({ world }) => {
    const request = {
      name: 'archive',
      destinationConfiguration: { s3: { bucketName: 'recordings' } },
    };
    const { id, arn } = await givenRecordingConfiguration(world, request);
    expect((await get(world, '/v1/recording-configurations')).body).toMatchObject({
      recordingConfigurations: [{ arn, ...request }],
    });
    const one = await get(world, `/v1/recording-configurations/${id}`);
    expect(one).toMatchObject({
      status: 200,
      body: { recordingConfiguration: { state: 'ACTIVE', ...request } },
    });
    expect(await get(world, '/v1/recording-configurations/nobody')).toMatchObject(
      problem('not-found', 404),
    );
  });
});
