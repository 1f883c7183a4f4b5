import { describe, expect } from 'vitest';
import { examplesPath } from '../../../scripts/generateDocs.ts';
import type { Example } from '../../../lib/openapi/document.ts';
import type { Described } from '../../../lib/http/route.ts';
import { jobIn } from '../../given.ts';
import { subjectOfJobId } from '../../../lib/jobs/job.ts';
import { routes } from '../../answers.ts';
import { idle, SHOWN, SITUATIONS, waitingJob, type Ids } from '../../situations.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// Every documented operation is called once, as in its example, and its answer is the one that the
// document shows. After an intended change: npx vitest run test/contract/api/examples.test.ts -u &&
// npm run docs

const HOUR_MS = 3_600_000;
const steering = ['cancelJob', 'redriveJob', 'abandonJob'];
const SUBJECT_KINDS =
  'playbackKeyPair|viewerSessionRevocation|viewerBan|channelCreation|' +
  'recordingConfigurationCreation|operation|channel';
const LINK =
  '"0f3k9m2q7r5t8w1x","url":"https://api.example.com/v1/stream-key-links/0f3k9m2q7r5t8w1x' +
  '#0123456789abcdefghjkmnpqrstvwxyz"';
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
  for (const name of ['operationId', 'jobId', 'channelId', 'streamKeyId', 'deadLetterId'])
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
    .replaceAll(/("operation":\{"id":)"[0-9a-z]{16,26}"/g, '$1"7r5t8w1x0f3k9m2q"')
    .replaceAll(/"durationMs":\d+/g, '"durationMs":12')
    .replaceAll(/"passphrase":"[^"]*"/g, '"passphrase":"0123456789abcdefghijklmnopqrstuv"')
    .replaceAll(/("link":\{"id":)"\w+","url":"[^"]*"/g, `$1${LINK}`)
    .replaceAll(/"token":"[^"]*"/g, '"token":"eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCJ9.e30.c2ln"')
    .replaceAll(/("viewerSessionVersion(?:sLessThanOrEqualTo)?"):1\d{9}/g, '$1:1893456000')
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
      template.replaceAll(/\{(\w+)\}/g, (_, id: string) => from[id] ?? id) +
      query.replace(SHOWN.channelId ?? '', from.channelId ?? 'none');
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
      name === 'getAsyncApi' ||
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
      // Its job works until somebody closes the batch.
      if (name === 'openViewerBatch')
        await world.http('POST', `/v1/viewer-session-revocations/${jobIn(first).id}/close`);
      const job =
        first.status === 202 && !steering.includes(name)
          ? await world.ended(jobIn(first).id, 2 * HOUR_MS)
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
