import { expect } from 'vitest';
import { isoTime } from '../../lib/clock.ts';
import { readViewerBan } from '../../lib/records/viewerBans.ts';
import { readResults } from '../../lib/records/viewerSessionRevocations.ts';
import { jobIn } from '../given.ts';
import { viewersIn } from '../givenBatches.ts';
import { revokedVersion } from '../givenViewers.ts';
import type { Answer, World } from '../world.ts';
import { expectPublished, givenChannel, headersOf } from './parts.ts';
import type { Scenario } from './scenario.ts';

/** Asks again while an earlier request under the same key has no answer. */
async function patiently(
  world: World,
  path: string,
  key: string,
  body: object | undefined,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await world.http('POST', path, {
      ...(body && { body }),
      headers: { 'idempotency-key': key },
    });
    if (answer.body.type !== '/problems/request-under-way' || tries === 5) return answer;
  }
}

/** A batch that gets parts of so many pairs, and is closed. */
const batchScenario = (
  about: Pick<Scenario, 'name' | 'every' | 'children'>,
  counts: readonly number[],
): Scenario => ({
  ...about,
  workflow: 'revokeViewerBatch',
  async given(world, n) {
    const channel = await givenChannel(world, { authorized: true });
    const path = '/v1/viewer-session-revocations';
    const parts = counts.map((count, part) =>
      Array.from({ length: count }, (_, i) => `b-${n}-${part}-${i}`),
    );
    const bodyOf = (viewerIds: string[]): object => ({
      viewerSessions: viewerIds.map((viewerId) => ({ channelId: channel.id, viewerId })),
      viewerSessionVersionsLessThanOrEqualTo: 3,
    });
    return {
      channel,
      async ask() {
        const opened = await world.http('POST', `${path}/batches`, { headers: headersOf(n) });
        if (opened.status !== 202) return opened;
        const { id } = jobIn(opened);
        const requests = [
          ...parts.map((part) => ['pairs', bodyOf(part)] as const),
          ['close', undefined] as const,
        ];
        for (const [at, [step, body]] of requests.entries()) {
          const key = `scenario-${n}-${at}`;
          const answer = await patiently(world, `${path}/${id}/${step}`, key, body);
          if (answer.status >= 500) return answer;
        }
        return opened;
      },
      async check(job) {
        const total = parts.flat().length;
        expect(job).toMatchObject({
          status: 'succeeded',
          memory: { total, done: total, failed: 0 },
        });
        const asked = new Set(world.calls.flatMap((call) => viewersIn(call) ?? []));
        for (const viewerId of parts.flat()) expect(asked.has(viewerId), viewerId).toBe(true);
        expectPublished(world, 'Viewers Revoked', job);
      },
    };
  },
});

export const viewerScenarios: readonly Scenario[] = [
  {
    name: 'viewers are revoked',
    workflow: 'revokeViewers',
    async given(world, n) {
      const channel = await givenChannel(world, { authorized: true });
      const viewerSessions = Array.from({ length: 60 }, (_, i) => ({
        channelId: channel.id,
        viewerId: `v-${n}-${i}`,
      }));
      return {
        channel,
        ask: () =>
          world.http('POST', '/v1/viewer-session-revocations', {
            body: { viewerSessions, viewerSessionVersionsLessThanOrEqualTo: 3 },
            headers: headersOf(n),
          }),
        async check(job) {
          expect(job).toMatchObject({
            status: 'succeeded',
            memory: { total: 60, done: 60, failed: 0 },
          });
          const { results } = await readResults(
            world.app.store,
            { subject: job.subject, total: 60, done: 60 },
            0,
            100,
          );
          expect(results.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(60);
          const asked = new Set(
            world.calls.flatMap(({ input }) =>
              [input, ...((input.viewerSessions ?? []) as object[])].map((pair) =>
                'viewerId' in pair ? pair.viewerId : '',
              ),
            ),
          );
          for (const { viewerId } of viewerSessions)
            expect(asked.has(viewerId), viewerId).toBe(true);
          expectPublished(world, 'Viewers Revoked', job);
        },
      };
    },
  },
  batchScenario({ name: 'viewers are added to a batch', every: 8 }, [30]),
  batchScenario(
    {
      name: 'two jobs share a batch of many viewers',
      children: ['revokeViewerBatchHalf'],
      every: 60,
    },
    [400, 300],
  ),
  {
    name: 'a viewer is banned',
    workflow: 'banViewer',
    async given(world, n) {
      const channel = await givenChannel(world, { authorized: true });
      const viewerId = `banned-${n}`;
      const until = world.clock.now() + 24 * 3_600_000;
      return {
        channel,
        ask: () =>
          world.http('POST', `/v1/channels/${channel.id}/viewer-bans`, {
            body: { viewerId, until: isoTime(until) },
            headers: headersOf(n),
          }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          const { store, clock } = world.app;
          const now = clock.now();
          expect(await readViewerBan(store, channel.id, viewerId, now)).toMatchObject({ until });
          expect(await revokedVersion(world, channel, viewerId)).toBe(Math.ceil(until / 1_000));
          expectPublished(world, 'Viewer Banned', job);
        },
      };
    },
  },
  {
    name: 'a viewer is banned again after a lift',
    workflow: 'banViewer',
    every: 8,
    async given(world, n) {
      const channel = await givenChannel(world, { authorized: true });
      const viewerId = `again-${n}`;
      const path = `/v1/channels/${channel.id}/viewer-bans`;
      const until = world.clock.now() + 24 * 3_600_000;
      const body = { viewerId, until: isoTime(until) };
      world.stack.ivs.setFaults([
        { operation: 'StartViewerSessionRevocation', error: 'InternalServerException' },
      ]);
      expect((await world.http('POST', path, { body })).status).toBe(202);
      expect((await world.http('DELETE', `${path}/${viewerId}`)).status).toBe(200);
      world.stack.ivs.setFaults([]);
      return {
        channel,
        ask: () => world.http('POST', path, { body, headers: headersOf(n) }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          const { store, clock } = world.app;
          const now = clock.now();
          expect(await readViewerBan(store, channel.id, viewerId, now)).toMatchObject({
            until,
            jobId: job.id,
          });
          expect(await revokedVersion(world, channel, viewerId)).toBeGreaterThanOrEqual(
            until / 1_000,
          );
          expectPublished(world, 'Viewer Banned', job);
        },
      };
    },
  },
];
