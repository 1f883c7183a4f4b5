import { describe, expect } from 'vitest';
import { examplesPath } from '../../../scripts/generateDocs.ts';
import type { Example } from '../../../lib/openapi/document.ts';
import type { Described } from '../../../lib/http/route.ts';
import {
  deleteKey,
  givenChannel,
  givenLiveChannel,
  jobIn,
  keysOf,
  type GivenChannel,
} from '../../given.ts';
import { givenRecordingConfiguration } from '../../givenAttachments.ts';
import { subjectOfJobId } from '../../../lib/jobs/job.ts';
import { routes } from '../../answers.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// Every documented operation is called once, as in its example, and its answer is the one that the
// document shows. After an intended change: npx vitest run test/contract/api/examples.test.ts -u &&
// npm run docs

type Ids = Record<string, string>;
const HOUR_MS = 3_600_000;
const ACCOUNT = 'arn:aws:ivs:us-west-2:123456789012';
const steering = ['cancelJob', 'redriveJob', 'abandonJob'];

const idle = async (world: World): Promise<Ids> =>
  idsOf(await givenChannel(world, { name: 'first-show', tags: { team: 'studio' } }));
const live = async (world: World): Promise<Ids> =>
  idsOf(await givenLiveChannel(world, {}, { name: 'first-show' }));
const idsOf = ({ id }: GivenChannel): Ids => ({ channelId: id });

/** Returns the ids of a job that waits for the end of a stream. */
async function waitingJob(world: World): Promise<Ids> {
  const { channelId = '' } = await live(world);
  const answer = await world.http(
    'POST',
    `/v1/channels/${channelId}/stream-key-rotations?when=idle`,
  );
  return { channelId, jobId: jobIn(answer).id };
}

async function cancelledJob(world: World): Promise<Ids> {
  const ids = await waitingJob(world);
  await world.http('POST', `/v1/jobs/${ids.jobId ?? ''}/cancel`);
  return ids;
}

async function suspended(world: World): Promise<Ids> {
  const ids = await live(world);
  const answer = await world.http('POST', `/v1/channels/${ids.channelId ?? ''}/suspension`);
  await world.ended(jobIn(answer).id);
  return ids;
}

async function revokedViewers(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  const viewerSessions = [
    { channelId, viewerId: 'viewer-1', viewerSessionVersionsLessThanOrEqualTo: 7 },
  ];
  return {
    channelId,
    jobId: jobIn(
      await world.http('POST', '/v1/viewer-session-revocations', { body: { viewerSessions } }),
    ).id,
  };
}

const idIn = (value: unknown): string => (value as { arn: string }).arn.split('/')[1] ?? '';

/** Creates a resource of another type over the API, as in that type's own example. */
async function made(world: World, name: string, member: string): Promise<Ids> {
  const { key = '', described } = routes.find((route) => route.described?.name === name) ?? {};
  const { body } = await world.http('POST', key.split(' ')[1] ?? '', {
    body: described?.example?.body,
  });
  return { [`${member}Id`]: idIn(body[member]) };
}
const keyPair = (world: World): Promise<Ids> =>
  made(world, 'importPlaybackKeyPair', 'playbackKeyPair');
const policy = (world: World): Promise<Ids> =>
  made(world, 'createPlaybackRestrictionPolicy', 'playbackRestrictionPolicy');
const adConfiguration = (world: World): Promise<Ids> =>
  made(world, 'createAdConfiguration', 'adConfiguration');

/** Returns the id of a live channel with ads. */
async function liveWithAds(world: World): Promise<Ids> {
  const { adConfigurationId = '' } = await adConfiguration(world);
  const adConfigurationArn = `${ACCOUNT}:ad-configuration/${adConfigurationId}`;
  return { ...idsOf(await givenLiveChannel(world, {}, { adConfigurationArn })), adConfigurationId };
}

async function recordingConfiguration(world: World): Promise<Ids> {
  return {
    recordingConfigurationId: (await givenRecordingConfiguration(world, { name: 'archive' })).id,
  };
}

async function idleWithKey(world: World): Promise<Ids> {
  const ids = await idle(world);
  const [key] = await keysOf(world, {
    id: ids.channelId ?? '',
    arn: `${ACCOUNT}:channel/${ids.channelId ?? ''}`,
  });
  return { ...ids, streamKeyId: key?.arn?.split('/')[1] ?? '' };
}

async function tagged(world: World): Promise<Ids> {
  const { channelId = '' } = await idle(world);
  return { channelId, noun: 'channels', resourceId: channelId };
}

/**
 * Functions that set up the world before an operation is called. An operation that is not listed
 * gets an idle channel.
 */
const SITUATIONS: Readonly<Record<string, (world: World) => Promise<Ids>>> = {
  getHealth: () => Promise.resolve({}),
  getHealthV1: () => Promise.resolve({}),
  listEvents: () => Promise.resolve({}),
  createChannel: () => Promise.resolve({}),
  createRecordingConfiguration: () => Promise.resolve({}),
  deleteChannel: live,
  getStream: live,
  stopStream: live,
  getJob: waitingJob,
  listJobs: waitingJob,
  cancelJob: waitingJob,
  abandonJob: waitingJob,
  redriveJob: cancelledJob,
  suspendChannel: live,
  getSuspension: suspended,
  resumeChannel: suspended,
  getReferenceAsset: () => Promise.resolve({ asset: 'start' }),
  getJobResults: revokedViewers,
  getStreamKey: idleWithKey,
  batchGetStreamKeys: idleWithKey,
  createStreamKey: async (world) => {
    const { channelId = '', streamKeyId = '' } = await idleWithKey(world);
    await deleteKey(world, `${ACCOUNT}:stream-key/${streamKeyId}`);
    return { channelId };
  },
  listStreams: live,
  listStreamSessions: live,
  getStreamSession: async (world) => ({ ...(await live(world)), streamId: 'latest' }),
  putMetadata: live,
  insertAdBreak: liveWithAds,
  importPlaybackKeyPair: () => Promise.resolve({}),
  listPlaybackKeyPairs: keyPair,
  getPlaybackKeyPair: keyPair,
  deletePlaybackKeyPair: keyPair,
  createPlaybackRestrictionPolicy: () => Promise.resolve({}),
  listPlaybackRestrictionPolicies: policy,
  getPlaybackRestrictionPolicy: policy,
  updatePlaybackRestrictionPolicy: policy,
  createAdConfiguration: () => Promise.resolve({}),
  listAdConfigurations: adConfiguration,
  getAdConfiguration: adConfiguration,
  updateAdConfiguration: adConfiguration,
  listRecordingConfigurations: recordingConfiguration,
  getRecordingConfiguration: recordingConfiguration,
  deleteRecordingConfiguration: recordingConfiguration,
  deletePlaybackRestrictionPolicy: policy,
  deleteAdConfiguration: adConfiguration,
  getTags: tagged,
  tagResource: tagged,
  untagResource: tagged,
};

/** The names that stand for the ids in the shown values. */
const SHOWN: Ids = {
  channelId: 'AbCdEf123456',
  streamKeyId: 'mNoPqR345678',
  jobId: 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x',
  resourceId: 'AbCdEf123456',
  playbackKeyPairId: 'kLmNoP567890',
  playbackRestrictionPolicyId: 'pQrStU678901',
  recordingConfigurationId: 'rStUvW789012',
  adConfigurationId: 'aBcDeF890123',
};
const SUBJECT_KINDS =
  'viewerSessionRevocation|channelCreation|recordingConfigurationCreation|channel';
const PLACES: Readonly<Record<string, string>> = {
  'playback-key': 'playbackKeyPairId',
  'playback-restriction-policy': 'playbackRestrictionPolicyId',
  'recording-configuration': 'recordingConfigurationId',
  'ad-configuration': 'adConfigurationId',
};

/**
 * Returns the value with fixed names for the parts that differ from run to run. The examples are
 * then easy to read, and equal when they say the same.
 */
function asShown(value: unknown, ids: Ids): unknown {
  let text = JSON.stringify(value) ?? '';
  for (const name of ['jobId', 'channelId', 'streamKeyId'])
    if (ids[name]) text = text.replaceAll(ids[name], SHOWN[name] ?? '');
  text = text
    .replaceAll(/(:channel\/|channel-)[A-Za-z0-9]{12}(?=["-])/g, `$1${SHOWN.channelId ?? ''}`)
    .replaceAll(/:stream-key\/[A-Za-z0-9]{12}(?=")/g, `:stream-key/${SHOWN.streamKeyId ?? ''}`)
    .replaceAll(
      new RegExp(`"(${SUBJECT_KINDS})([-/])([A-Za-z0-9-]{1,64}?)(-[0-9a-z]{16,26})?"`, 'g'),
      (_, kind: string, slash: string, _id, suffix?: string) => {
        const id = kind === 'channel' ? 'AbCdEf123456' : '7r5t8w1x0f3k9m2q';
        return `"${kind}${slash}${id}${suffix === undefined ? '' : '-0f3k9m2q7r5t8w1x'}"`;
      },
    )
    .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d*Z"/g, '"2026-11-23T10:00:00.000Z"')
    .replaceAll(
      /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g,
      '8d2c7c5e-4f0b-4d3a-9f7e-0a1b2c3d4e5f',
    )
    .replaceAll(/"sk_[^"]+"/g, '"sk_us-west-2_AbCdEf123456_0123456789abcdef0123456789abcd"')
    .replaceAll(
      new RegExp(`:(${Object.keys(PLACES).join('|')})/[A-Za-z0-9]{12}(?=")`, 'g'),
      (_, kind: string) => `:${kind}/${SHOWN[PLACES[kind] ?? ''] ?? ''}`,
    )
    .replaceAll(/("adBreak":\{"id":)"[A-Za-z0-9]{12}"/g, '$1"bReAk1234567"')
    .replaceAll(/"st-[A-Za-z0-9]+"/g, '"st-1A2b3C4d5E6f7G8h9I0j1K2"')
    .replaceAll(/"durationMs":\d+/g, '"durationMs":12')
    .replaceAll(/channel\.[A-Za-z0-9]{12}\.m3u8/g, `channel.${SHOWN.channelId ?? ''}.m3u8`)
    .replaceAll(/[0-9a-f]{12}(?=\.global-contribute\.)/g, 'a1b2c3d4e5f6')
    .replaceAll(/(?<=https:\/\/)[0-9a-f]{12}(?=\.)/g, 'f6e5d4c3b2a1')
    .replaceAll(/"nextCursor":"[^"]*"/g, '"nextCursor":"WyJqb2JzIl0"');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

describe('the examples of the OpenAPI document', () => {
  const tried: Record<string, Example> = {};

  /**
   * Calls the operation as its example does, in its situation. A second call makes the same
   * request.
   */
  async function askAsShown(
    world: World,
    name: string,
    key: string,
    example: Described['example'] = {},
  ) {
    const ids = await (SITUATIONS[name] ?? idle)(world);
    const [method = '', template = ''] = key.split(' ');
    const query = example.query ? `?${new URLSearchParams(example.query).toString()}` : '';
    const path = (from: Ids): string =>
      template.replaceAll(/\{(\w+)\}/g, (_, id: string) => from[id] ?? id) + query;
    const sent = JSON.stringify(example.body ?? null)
      .replaceAll(SHOWN.channelId ?? '', ids.channelId ?? 'none')
      .replaceAll(SHOWN.streamKeyId ?? '', ids.streamKeyId ?? 'none');
    const body = JSON.parse(sent) as unknown;
    const ask = (headers: Record<string, string> = {}, of = ids, subject?: string) =>
      world.http(method, path(of), {
        headers,
        ...(example.body !== undefined && { body }),
        ...(subject !== undefined && { subject }),
      });
    return { ids, path, ask };
  }

  it.for(
    routes.flatMap(({ key, described }) =>
      described ? [[described.name, key, described] as const] : [],
    ),
  )('%s does what its example says', async ([name, key, { answers, example = {} }], { world }) => {
    const { ids, path, ask } = await askAsShown(world, name, key, example);

    const answer = await ask();

    expect(Object.keys(answers), JSON.stringify(answer.body)).toContain(String(answer.status));
    // Otherwise the document would contain itself, and all our events.
    const shown =
      answers[answer.status]?.mediaType !== undefined ||
      answer.text === '' ||
      name === 'getOpenApi' ||
      name === 'listEvents'
        ? {}
        : { body: asShown(answer.body, ids) };
    const request = {
      path: path({ ...SHOWN, ...ids, ...SHOWN }),
      ...(example.body !== undefined && { body: example.body }),
    };
    tried[name] = { request, status: answer.status, ...shown };
  });

  const changes = routes.flatMap(({ key, mutates, described }) =>
    mutates && described ? [[described.name, key, described] as const] : [],
  );
  it.for(changes)(
    '%s is done once under one Idempotency-Key',
    async ([name, key, { answers, example }], { world }) => {
      const { ask } = await askAsShown(world, name, key, example);
      const under = { 'idempotency-key': 'once' };

      const first = await ask(under);
      const again = await ask(under);

      expect(
        [first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')],
        JSON.stringify(again.body),
      ).toEqual([null, 'true']);
      expect(Object.keys(answers)).toContain(String(again.status));
    },
  );

  it.for(changes)(
    '%s remembers an Idempotency-Key for 24 hours, whatever it did',
    async ([name, key, { example }], { world }) => {
      const { ask } = await askAsShown(world, name, key, example);
      const under = { 'idempotency-key': 'once' };
      const first = await ask(under);
      world.clock.moveTo(world.clock.now() + 24 * HOUR_MS - 60_000);
      const late = await ask(under);
      world.clock.moveTo(world.clock.now() + 120_000);
      const tooLate = await ask(under);
      expect(
        [first, late, tooLate].map(({ headers }) => headers.get('idempotency-replayed')),
      ).toEqual([null, 'true', null]);
    },
  );

  it.for(changes)(
    '%s keeps the Idempotency-Keys of two callers apart',
    async ([name, key, { example, starts }], { world }) => {
      const { ids, ask } = await askAsShown(world, name, key, example);
      const under = { 'idempotency-key': 'once' };
      const mine = await ask(under, ids, 'operator-7');
      const theirs = await ask(under, ids, 'operator-8');
      expect(
        [mine, theirs].map(({ headers }) => headers.get('idempotency-replayed')),
        JSON.stringify(theirs.body),
      ).toEqual([null, null]);
      const jobs = [mine, theirs].map(
        ({ headers }) => /jobs\/([\w-]+)/.exec(headers.get('link') ?? '')?.[1] ?? '',
      );
      // A job without a resource yet gets a subject of its own. On a shared subject, the second job
      // would find the records of the first.
      if (starts && /Creation$|^viewerSession/.test(starts.on))
        expect(new Set(jobs.map(subjectOfJobId)).size).toBe(2);
    },
  );

  it.for(changes)(
    '%s reports no change as missing or undone, though reads of IVS lag',
    async ([name, key, { answers, example }], { world }) => {
      const { ask } = await askAsShown(world, name, key, example);
      await world.advance(15_000);
      world.stack.ivs.settings.readLagMs = 3_000;
      const under = { 'idempotency-key': 'once' };
      const first = await ask(under);
      const job =
        first.status === 202 && !steering.includes(name)
          ? await world.ended(jobIn(first).id)
          : undefined;
      await world.advance(5_000);
      const later = await ask(under);
      for (const answer of [first, later]) {
        expect(Object.keys(answers), answer.text).toContain(String(answer.status));
        if (answer.status === 200 && answer.body.channel)
          expect(answer.body.channel).toMatchObject(example?.body ?? {});
      }
      if (job) expect(job.status, JSON.stringify(job.error)).toBe('succeeded');
    },
  );

  it('refuses the key of one channel for the same request on another', async ({ world }) => {
    const [one, other] = [await idle(world), await idle(world)];
    const remove = ({ channelId = '' }: Ids) =>
      world.http('DELETE', `/v1/channels/${channelId}`, { headers: { 'idempotency-key': 'once' } });
    expect((await remove(one)).status).toBe(204);
    expect(await remove(other)).toMatchObject({
      status: 422,
      body: { type: '/problems/idempotency-key-reused' },
    });
    expect((await remove(one)).status).toBe(204);
  });

  it('remembers a request that joined a job for 24 hours as well', async ({ world }) => {
    const { channelId = '' } = await waitingJob(world);
    const join = () =>
      world.http('POST', `/v1/channels/${channelId}/stream-key-rotations?when=idle`, {
        headers: { 'idempotency-key': 'joined' },
      });
    const joined = jobIn(await join()).id;
    await world.http('POST', `/v1/jobs/${joined}/cancel`);
    await world.http('DELETE', `/v1/channels/${channelId}/stream?once=true`);
    await world.advance(60_000);
    world.clock.moveTo(world.clock.now() + 24 * HOUR_MS - 120_000);
    const late = await join();
    world.clock.moveTo(world.clock.now() + 120_000);
    const tooLate = await join();
    expect(
      [late, tooLate].map(({ status, headers }) => [status, headers.get('idempotency-replayed')]),
    ).toEqual([
      [409, 'true'],
      [201, null],
    ]);
  });

  it.for(['cancelJob', 'redriveJob', 'abandonJob'])(
    '%s takes an Idempotency-Key for one job only',
    async (name, { world }) => {
      const { ids, ask } = await askAsShown(
        world,
        name,
        changes.find(([one]) => one === name)?.[1] ?? '',
      );
      const under = { 'idempotency-key': 'once' };
      await ask(under);

      expect(
        await ask(under, { ...ids, jobId: 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x' }),
      ).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
    },
  );

  it('the examples are those in docs/examples.json', async () => {
    const sorted = Object.fromEntries(
      Object.entries(tried).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot(examplesPath);
  });
});
