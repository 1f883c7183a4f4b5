import { describe, expect } from 'vitest';
import { givenChannel, jobIn } from '../given.ts';
import { World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

describe('revokeViewers', () => {
  const pairs = (channelId: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ channelId, viewerId: `v-${i}` }));
  const revoke = (world: World, body: unknown) =>
    world.http('POST', '/v1/viewer-session-revocations', { body });

  /** Returns the pairs that IVS was asked to revoke, each as often as it was asked. */
  const asked = (world: World): string[] =>
    world.calls.flatMap(({ operation, input }) => {
      if (operation === 'StartViewerSessionRevocation') return [String(input.viewerId)];
      return operation === 'BatchStartViewerSessionRevocation'
        ? (input.viewerSessions as { viewerId: string }[]).map(({ viewerId }) => viewerId)
        : [];
    });

  it('throws a thousand viewers out at the pace of the quota', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const from = world.clock.now();

    const { id } = jobIn(
      await revoke(world, {
        viewerSessions: pairs(channel.id, 1_000),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      }),
    );
    const job = await world.ended(id, 180_000);

    const seconds = (world.clock.now() - from) / 1_000;
    expect(job).toMatchObject({
      status: 'succeeded',
      memory: { total: 1_000, done: 1_000, failed: 0 },
    });
    // 2 batches of 20 and 10 single calls a second: 50 pairs a second.
    expect(seconds).toBeGreaterThan(19);
    expect(seconds).toBeLessThan(21.5);
    expect(new Set(asked(world)).size).toBe(1_000);
    expect(world.stack.ivs.requests().filter(({ status }) => status === 429)).toEqual([]);
    expect(world.published('Viewers Revoked')).toMatchObject([
      expect.objectContaining({ total: 1_000, revoked: 1_000, failed: 0 }),
    ]);
  });

  it('reports the pairs that IVS refuses, and goes on with the others', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-13', code: '403' },
    ]);

    const { id } = jobIn(
      await revoke(world, {
        viewerSessions: pairs(channel.id, 30),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      }),
    );
    const job = await world.ended(id, 60_000);
    const results = await world.http('GET', `/v1/jobs/${id}/results?limit=100`);

    expect(job).toMatchObject({ status: 'succeeded', memory: { done: 30, failed: 1 } });
    const outcomes = results.body.results as { viewerId: string; outcome: string; code?: string }[];
    expect(outcomes).toHaveLength(30);
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([
      expect.objectContaining({ viewerId: 'v-13', code: '403' }),
    ]);
  });

  it('asks again, alone, for a pair that IVS could not do in the batch', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-3', code: '500' },
    ]);

    const { id } = jobIn(
      await revoke(world, {
        viewerSessions: pairs(channel.id, 10),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      }),
    );
    const job = await world.ended(id, 60_000);

    expect(job).toMatchObject({ status: 'succeeded', memory: { done: 10, failed: 0 } });
    expect(asked(world).filter((viewerId) => viewerId === 'v-3')).toHaveLength(2);
  });

  it('continues after a crash in the middle, and loses no pair', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    let calls = 0;
    world.fateOf = ({ operation }) =>
      operation === 'BatchStartViewerSessionRevocation' && ++calls === 8 ? 'crashAfter' : undefined;

    const { id } = jobIn(
      await revoke(world, {
        viewerSessions: pairs(channel.id, 250),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      }),
    );
    const job = await world.ended(id, 300_000);

    expect(job).toMatchObject({ status: 'succeeded', memory: { done: 250, failed: 0 } });
    expect(new Set(asked(world)).size).toBe(250);
  });

  it('reports a pair as revoked that was refused before a crash', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-3', code: '403' },
    ]);
    world.fateOf = ({ operation, input }) => {
      if (operation !== 'UpdateItem' || !JSON.stringify(input).includes('result#'))
        return undefined;
      world.stack.ivs.setFaults([]);
      world.fateOf = () => undefined;
      return 'crashAfter';
    };

    const { status } = await revoke(world, {
      viewerSessions: pairs(channel.id, 10),
      viewerSessionVersionsLessThanOrEqualTo: 7,
    });
    expect(status).toBe(500);
    const { body } = await world.http('GET', '/v1/jobs?workflow=revokeViewers');
    const [{ id } = { id: '' }] = body.jobs as { id: string }[];
    const job = await world.ended(id, 300_000);
    const results = await world.http('GET', `/v1/jobs/${id}/results?limit=100`);

    expect(job).toMatchObject({ status: 'succeeded', memory: { done: 10, failed: 0 } });
    expect((results.body.results as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 10 }, () => 'revoked'),
    );
  });

  it('always states a version', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });

    expect((await revoke(world, { viewerSessions: pairs(channel.id, 1) })).status).toBe(400);

    const perPair = await revoke(world, {
      viewerSessions: [
        { channelArn: channel.arn, viewerId: 'v', viewerSessionVersionsLessThanOrEqualTo: 3 },
      ],
    });
    await world.ended(jobIn(perPair).id, 60_000);
    const batch = world.calls.find(
      ({ operation }) => operation === 'BatchStartViewerSessionRevocation',
    );
    expect(batch?.input.viewerSessions).toEqual([
      { channelArn: channel.arn, viewerId: 'v', viewerSessionVersionsLessThanOrEqualTo: 3 },
    ]);
  });

  it('can be cancelled on its way, and tells how far it came', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const { id } = jobIn(
      await revoke(world, {
        viewerSessions: pairs(channel.id, 500),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      }),
    );
    await world.advance(5_000);

    await world.http('POST', `/v1/jobs/${id}/cancel`);
    const job = await world.ended(id, 60_000);

    expect(job.status).toBe('cancelled');
    expect(job.memory.done).toBeLessThan(500);
    expect(job.memory.done).toBeGreaterThan(0);
  });

  it('is cancelled at once in an outage of IVS', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', error: 'InternalServerException' },
    ]);
    const { id } = jobIn(
      await revoke(world, {
        viewerSessions: pairs(channel.id, 500),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      }),
    );
    await world.advance(5 * 60_000);
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    const job = await world.ended(id, 5_000);
    expect(job).toMatchObject({ status: 'cancelled', cancel: { result: 'cancelled' } });
    expect(job).not.toHaveProperty('left');
  });

  it.for(['first', 'second'])(
    'never mixes two batches under one Idempotency-Key: the pairs of the %s are written late',
    async (late, { world }) => {
      const channel = await givenChannel(world, { authorized: true });
      const batchOf = (name: string, count: number) =>
        pairs(channel.id, count).map(({ channelId, viewerId }) => ({
          channelId,
          viewerId: `${name}-${viewerId}`,
        }));
      let putOff = false;
      world.pick = (waiting) => {
        // Both requests get as far as their pairs before either is let through.
        const other = waiting.findIndex(
          ({ input }) => !JSON.stringify(input.Item ?? {}).includes('portion#'),
        );
        if (putOff || other >= 0) return { index: Math.max(0, other) };
        putOff = true;
        return {
          index: waiting.findIndex(({ input }) => JSON.stringify(input).includes(`${late}-v-`)),
          afterMs: 1_000,
        };
      };
      const headers = { 'idempotency-key': 'same' };
      const ask = (name: string, count: number) =>
        world.http('POST', '/v1/viewer-session-revocations', {
          body: { viewerSessions: batchOf(name, count), viewerSessionVersionsLessThanOrEqualTo: 7 },
          headers,
        });

      const [first, second] = await Promise.all([ask('first', 100), ask('second', 60)]);
      const answers = { first, second };
      await world.advance(120_000);

      const accepted = answers.first.status === 422 ? 'second' : 'first';
      expect(Object.values(answers).filter(({ status }) => status === 422)).toHaveLength(1);
      expect(new Set(asked(world))).toEqual(
        new Set(batchOf(accepted, accepted === 'first' ? 100 : 60).map(({ viewerId }) => viewerId)),
      );
      const [job] = (await world.http('GET', '/v1/jobs?workflow=revokeViewers')).body.jobs as {
        status: string;
      }[];
      expect(job?.status).toBe('succeeded');
    },
  );
});

describe('revokeViewers with versions that are epoch seconds', () => {
  const it = itIn({ environment: { VIEWER_SESSION_VERSIONS: 'epochSeconds' } });

  it('takes the time of acceptance for a version that is absent', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const acceptedAt = Math.floor(world.clock.now() / 1_000);

    const answer = await world.http('POST', '/v1/viewer-session-revocations', {
      body: { viewerSessions: [{ channelId: channel.id, viewerId: 'v' }] },
    });
    await world.ended(jobIn(answer).id, 60_000);

    const batch = world.calls.find(
      ({ operation }) => operation === 'BatchStartViewerSessionRevocation',
    );
    expect(batch?.input.viewerSessions).toEqual([
      {
        channelArn: channel.arn,
        viewerId: 'v',
        viewerSessionVersionsLessThanOrEqualTo: acceptedAt,
      },
    ]);
  });
});
