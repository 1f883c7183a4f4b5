import { describe, expect } from 'vitest';
import {
  breakStore,
  deliver,
  givenDeadLetter,
  invocationOf,
  letterPages,
  letters,
  redriveLetter,
  STREAM_STATE,
  type Letter,
} from '../givenDeadLetters.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const SECRET = 'sk_us-west-2_AbCdEf123456_0123456789abcdef';

/** Returns an event about a channel of another account, which the reaction drops. */
const foreignEvent = {
  source: 'aws.ivs',
  'detail-type': 'IVS Stream State Change',
  time: '2026-11-23T10:00:00Z',
  resources: ['arn:aws:ivs:us-west-2:999999999999:channel/AbCdEf123456'],
  detail: { event_name: 'Stream End', stream_id: 'st-1' },
};

async function show(world: World, id: string): Promise<Letter> {
  const { body } = await world.http('GET', `/v1/dead-letters/${id}`);
  return body.deadLetter as Letter;
}

async function onlyLetter(world: World): Promise<Letter> {
  const [letter, ...others] = await letters(world);
  expect(others).toEqual([]);
  if (!letter) throw new Error('There is no dead letter.');
  return letter;
}

describe('an event that its function gave up', () => {
  it('is listed, shown and redriven, and its job then ends', async ({ world }) => {
    const { channel, jobId } = await givenDeadLetter(world);
    await world.settle();

    const letter = await onlyLetter(world);
    expect(letter).toMatchObject({
      function: 'streamState',
      reason: 'RetriesExhausted',
      attempts: 3,
      error: expect.stringContaining('no answer') as string,
      detailType: 'IVS Stream State Change',
      channelArn: channel.arn,
    });
    expect((await world.job(jobId)).status).toBe('waiting');
    expect((await show(world, letter.id)).event).toMatchObject({
      source: 'aws.ivs',
      resources: [channel.arn],
      detail: { event_name: 'Stream End' },
    });

    expect(await redriveLetter(world, letter.id)).toMatchObject({ status: 204, text: '' });

    expect((await world.job(jobId)).status).toBe('succeeded');
    expect(await letters(world)).toEqual([]);
    expect(await world.http('GET', `/v1/dead-letters/${letter.id}`)).toMatchObject({ status: 404 });
    expect(await redriveLetter(world, letter.id)).toMatchObject({ status: 404 });
  });

  it('is kept with its new error when it fails again', async ({ world }) => {
    const { jobId } = await givenDeadLetter(world);
    await world.settle();
    const { id } = await onlyLetter(world);
    const mend = breakStore(
      world,
      ({ functionName, input }) =>
        functionName === 'deadLetters' && !/deadLetter\//.test(JSON.stringify(input)),
    );

    const failed = await redriveLetter(world, id);

    expect(failed).toMatchObject({ status: 502, body: { type: '/problems/redrive-failed' } });
    mend();
    expect(await onlyLetter(world)).toMatchObject({
      id,
      attempts: 4,
      error: expect.stringContaining('no answer') as string,
      redrivenAt: expect.any(String) as string,
    });
    expect((await redriveLetter(world, id)).status).toBe(204);
    expect((await world.job(jobId)).status).toBe('succeeded');
  });

  it('is redriven by one of two requests; the other is told so', async ({ world }) => {
    await givenDeadLetter(world);
    await world.settle();
    const { id } = await onlyLetter(world);
    const answers = await Promise.all([redriveLetter(world, id), redriveLetter(world, id)]);
    const [first, second] = answers.toSorted((a, b) => a.status - b.status);
    expect(first?.status).toBe(204);
    expect(second?.body.type).toMatch(/^\/problems\/(?:request-under-way|not-found)$/);
  });

  it('is redriven although the answer to the claim was lost', async ({ world }) => {
    const { jobId } = await givenDeadLetter(world);
    await world.settle();
    const { id } = await onlyLetter(world);
    let lost = 0;
    world.fateOf = ({ functionName, operation, input }) =>
      functionName === 'deadLetters' &&
      operation === 'UpdateItem' &&
      JSON.stringify(input).includes(id) &&
      lost++ === 0
        ? 'lostResponse'
        : undefined;
    expect((await redriveLetter(world, id)).status).toBe(204);
    expect(lost).toBeGreaterThan(1);
    expect((await world.job(jobId)).status).toBe('succeeded');
    expect(await letters(world)).toEqual([]);
  });

  it('can be redriven again after a process died in the middle', async ({ world }) => {
    const { jobId } = await givenDeadLetter(world);
    await world.settle();
    const { id } = await onlyLetter(world);
    let crashed = false;
    world.fateOf = ({ functionName, service }) => {
      if (crashed || functionName !== 'deadLetters' || service !== 'ivs') return undefined;
      crashed = true;
      return 'crashBefore';
    };
    expect((await redriveLetter(world, id, { 'idempotency-key': 'once' })).status).toBe(500);
    expect(crashed).toBe(true);

    expect(await redriveLetter(world, id)).toMatchObject({
      status: 409,
      body: { type: '/problems/request-under-way' },
    });
    expect(await world.http('DELETE', `/v1/dead-letters/${id}`)).toMatchObject({ status: 409 });
    await world.advance(MINUTE_MS);
    expect((await redriveLetter(world, id, { 'idempotency-key': 'once' })).status).toBe(204);
    expect((await world.ended(jobId)).status).toBe('succeeded');
  });
});

describe('the function that keeps dead letters', () => {
  it('loses nothing when it crashes before its write, and keeps one of two', async ({ world }) => {
    let crashes = 0;
    await givenDeadLetter(world, ({ functionName, operation }) => {
      if (functionName !== 'keepDeadLetters' || operation !== 'PutItem') return undefined;
      crashes += 1;
      if (crashes === 3) return 'crashAfter';
      return crashes < 3 ? 'crashBefore' : undefined;
    });
    expect(await letters(world)).toEqual([]);
    // The queue delivers the message again every three minutes.
    await world.advance(15 * MINUTE_MS);
    expect(crashes).toBe(4);
    await onlyLetter(world);
  });

  it('writes nothing for a message that comes again, even after a drop', async ({ world }) => {
    const message = { messageId: 'm-1', body: invocationOf(foreignEvent) };
    await deliver(world, message, message);
    await deliver(world, message);
    const { id } = await onlyLetter(world);

    const dropped = await world.http('DELETE', `/v1/dead-letters/${id}`);
    await deliver(world, message);

    expect(dropped.status).toBe(204);
    expect(await letters(world)).toEqual([]);
    expect(await world.http('DELETE', `/v1/dead-letters/${id}`)).toMatchObject({ status: 404 });
  });

  it('keeps the messages of a batch that it can, and gets the others again', async ({ world }) => {
    const mend = breakStore(
      world,
      ({ functionName, input }) =>
        functionName === 'keepDeadLetters' && JSON.stringify(input).includes('second'),
    );
    const result = await world.stack.lambda.invoke('keepDeadLetters', {
      Records: ['first', 'second'].map((messageId) => ({ messageId, body: messageId })),
    });
    mend();
    expect(result).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: 'second' }] } });
    expect((await letters(world)).map(({ id }) => id)).toHaveLength(1);
  });

  it('understands an event that EventBridge could not deliver', async ({ world }) => {
    await deliver(world, {
      messageId: 'm-1',
      body: JSON.stringify(foreignEvent),
      messageAttributes: {
        RULE_ARN: 'arn:aws:events:us-west-2:123456789012:rule/r',
        TARGET_ARN: STREAM_STATE,
        ERROR_CODE: 'NO_PERMISSIONS',
        ERROR_MESSAGE: 'not allowed',
        RETRY_ATTEMPTS: '0',
      },
    });
    const letter = await onlyLetter(world);
    expect(letter).toMatchObject({
      function: 'streamState',
      reason: 'NO_PERMISSIONS',
      attempts: 1,
      error: 'NO_PERMISSIONS: not allowed',
      channelArn: foreignEvent.resources[0],
    });
    expect((await show(world, letter.id)).event).toEqual(foreignEvent);
    expect((await redriveLetter(world, letter.id)).status).toBe(204);
  });

  it('keeps what it cannot read as text, and what is too large without its body', async ({
    world,
  }) => {
    const nested = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const deep = invocationOf({ ...foreignEvent, detail: 'here' }).replace('"here"', nested);
    const large = invocationOf({ ...foreignEvent, filler: 'ä'.repeat(200_000) });
    const bodies = ['{ not JSON', '[1]', '{"a":1}', deep, large];
    await deliver(world, ...bodies.map((body, n) => ({ messageId: `m-${n}`, body, sentAt: n })));

    const shown = [];
    for (const { id } of (await letters(world)).toReversed()) shown.push(await show(world, id));

    expect(shown.map(({ reason, text }) => [reason, text])).toEqual([
      ...bodies.slice(0, 4).map((body) => ['Unreadable', body]),
      ['RetriesExhausted', undefined],
    ]);
    expect(shown[4]).toMatchObject({ function: 'streamState', attempts: 3 });
    expect(shown[4]?.event).toBeUndefined();
    expect(shown[4]?.leftOutBytes).toBeGreaterThan(400_000);
    for (const { id } of shown)
      expect(await redriveLetter(world, id)).toMatchObject({
        status: 409,
        body: { type: '/problems/cannot-be-redriven' },
      });
    expect(await letters(world)).toHaveLength(5);
  });

  it('stores and shows no secret', async ({ world }) => {
    const event = { ...foreignEvent, detail: { ...foreignEvent.detail, note: SECRET } };
    await deliver(
      world,
      { messageId: 'm-1', body: invocationOf({ ...event, authorization: 'Basic abc123' }) },
      { messageId: 'm-2', body: `neither, with ${SECRET} and Bearer abc.def.ghi` },
      { messageId: 'm-3', body: invocationOf(event).replace('boom', `boom ${SECRET}`) },
    );
    const told: unknown[] = [world.logged];
    for (const { id } of await letters(world)) {
      told.push(await show(world, id));
      told.push(await world.app.store.get({ pk: `deadLetter/${id}`, sk: 'deadLetter' }));
    }
    expect(told).toHaveLength(7);
    expect(JSON.stringify(told)).not.toMatch(/sk_us|abc123|abc\.def/);
    expect(JSON.stringify(told)).toContain('sk_***');
  });
});

describe('the routes of dead letters', () => {
  it('list every dead letter once, newest first, on pages of any size', async ({ world }) => {
    const times = [5, 3, 3, 9, 1, 3, 7];
    for (const [n, sentAt] of times.entries())
      await deliver(world, { messageId: `m-${n}`, body: invocationOf(foreignEvent), sentAt });
    const all = await letters(world);
    expect(all.map(({ arrivedAt }) => Date.parse(arrivedAt))).toEqual(
      times.toSorted((a, b) => b - a),
    );
    for (const limit of [1, 2, 3, 6, 7, 8]) {
      const pages = await letterPages(world, limit);
      expect(pages.flat()).toEqual(all);
      expect(pages).toHaveLength(Math.ceil(7 / limit));
    }
    for (const place of ['', 'x', '2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.000Z#A b']) {
      const cursor = Buffer.from(JSON.stringify(['deadLetters', place])).toString('base64url');
      expect((await world.http('GET', `/v1/dead-letters?cursor=${cursor}`)).status).toBe(400);
    }
  });

  it('need the scopes of jobs, and change nothing in a dry run', async ({ world }) => {
    await deliver(world, { messageId: 'm-1', body: invocationOf(foreignEvent) });
    const { id } = await onlyLetter(world);
    const path = `/v1/dead-letters/${id}`;
    const changes = [
      ['POST', `${path}/redrive`],
      ['DELETE', path],
    ] as const;
    for (const [method, at] of changes) {
      const narrow = await world.http(method, at, { scopes: ['jobs:read', 'channels:write'] });
      expect(narrow).toMatchObject({ status: 403, body: { scope: 'jobs:write' } });
      expect(await world.http(method, `${at}?dryRun=true`)).toMatchObject({
        status: 200,
        body: { dryRun: { request: { deadLetterId: id, function: 'streamState' } } },
      });
    }
    for (const at of ['/v1/dead-letters', path])
      expect(await world.http('GET', at, { scopes: ['jobs:write'] })).toMatchObject({
        status: 403,
        body: { scope: 'jobs:read' },
      });
    await onlyLetter(world);
    for (const [method, at] of changes)
      expect(await world.http(method, `${at.replace(id, 'none')}?dryRun=true`)).toMatchObject({
        status: 404,
      });
    const headers = { 'x-reason': 'not ours' };
    expect((await world.http('DELETE', path, { headers })).status).toBe(204);
    expect(world.logged.join('\n')).toContain('not ours');
  });

  it('forget a dead letter after 90 days', async ({ world }) => {
    await deliver(world, { messageId: 'm-1', body: invocationOf(foreignEvent) });
    const { id } = await onlyLetter(world);
    world.clock.moveTo(world.clock.now() + 89 * 24 * 60 * MINUTE_MS);
    await onlyLetter(world);
    world.clock.moveTo(world.clock.now() + 2 * 24 * 60 * MINUTE_MS);
    expect(await letters(world)).toEqual([]);
    expect((await world.http('GET', `/v1/dead-letters/${id}`)).status).toBe(404);
  });
});
