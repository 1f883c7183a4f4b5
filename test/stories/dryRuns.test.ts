import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, suspend, type GivenChannel } from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

/** The calls that change something; looks are repeated as often as it takes. */
const CHANGES = /^(?:Create|Delete|Update|Stop|Put|Batch?Start|Tag)/;

interface DryRun {
  found: { isLive: boolean; hasStreamKey: boolean };
  course: string[];
  calls: Record<string, number>;
  etaSeconds: number;
  awaitsStreamEnd?: true;
}

interface Verb {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

const VERBS: readonly Verb[] = [
  { name: 'a deletion', method: 'DELETE', path: '?' },
  { name: 'a rotation now', method: 'POST', path: '/stream-key-rotations?when=now&' },
  { name: 'a rotation when idle', method: 'POST', path: '/stream-key-rotations?when=idle&' },
  { name: 'a suspension', method: 'POST', path: '/suspension?' },
  { name: 'an update now', method: 'PATCH', path: '?when=now&', body: { latencyMode: 'NORMAL' } },
  { name: 'an update when idle', method: 'PATCH', path: '?when=idle&', body: { name: 'later' } },
];

const changesOf = (calls: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(calls).filter(([operation]) => CHANGES.test(operation)));

/** Returns the changes that functions have made at IVS from a moment on, by operation. */
function madeSince(world: World, from: number): Record<string, number> {
  const made: Record<string, number> = {};
  for (const { service, operation } of world.calls.slice(from))
    if (service === 'ivs' && CHANGES.test(operation)) made[operation] = (made[operation] ?? 0) + 1;
  return made;
}

const send = (world: World, { id }: GivenChannel, { method, path, body }: Verb, more = '') =>
  world.http(method, `/v1/channels/${id}${path}${more}`, body ? { body } : {});

async function foreseen(world: World, channel: GivenChannel, verb: Verb): Promise<DryRun> {
  const answer = await send(world, channel, verb, 'dryRun=true');
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.dryRun as DryRun;
}

describe('a dry run tells the truth', () => {
  describe.each(VERBS)('about $name', (verb) => {
    it('of a live channel', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      const plan = await foreseen(world, channel, verb);
      expect(plan.found).toEqual({ isLive: true, hasStreamKey: true });
      const [from, began] = [world.calls.length, world.clock.now()];
      const { id } = jobIn(await send(world, channel, verb));
      if (plan.awaitsStreamEnd) {
        await world.advance(10_000);
        expect((await world.job(id)).status).toBe('waiting');
        world.stack.ivs.disconnectEncoder(channel.encoderId);
      }
      const job = await world.ended(id, 10 * 60_000);
      expect(job.status).toBe('succeeded');
      expect(madeSince(world, from)).toEqual(changesOf(plan.calls));
      const steps = new Set(job.timeline.map(({ step }) => step));
      expect(plan.course).toEqual(expect.arrayContaining([...steps]));
      if (plan.awaitsStreamEnd) return;
      const tookSeconds = (world.clock.now() - began) / 1_000;
      expect(tookSeconds).toBeLessThan(2 * plan.etaSeconds + 5);
    });

    it('of an idle channel', async ({ world }) => {
      const channel = await givenChannel(world);
      const plan = await foreseen(world, channel, verb);
      expect(plan).toMatchObject({ found: { isLive: false, hasStreamKey: true } });
      expect(plan.awaitsStreamEnd).toBeUndefined();
      const from = world.calls.length;
      await send(world, channel, verb);
      await world.advance(60_000);
      expect(madeSince(world, from)).toEqual(changesOf(plan.calls));
    });
  });

  it('about a resumption, for which there is no stream key yet', async ({ world }) => {
    const channel = await givenChannel(world);
    await suspend(world, channel);
    const verb = { name: 'a resumption', method: 'DELETE', path: '/suspension?' };
    const plan = await foreseen(world, channel, verb);
    expect(plan.found).toEqual({ isLive: false, hasStreamKey: false });
    const from = world.calls.length;
    await send(world, channel, verb);
    expect(madeSince(world, from)).toEqual(changesOf(plan.calls));
    expect(plan.calls['CreateStreamKey']).toBe(1);
  });

  it('about a set of viewers: their number, the calls, and the time', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const viewerSessions = Array.from({ length: 1_000 }, (_, n) => ({
      channelId: channel.id,
      viewerId: `viewer-${n}`,
      viewerSessionVersionsLessThanOrEqualTo: 1,
    }));
    const ask = (more: string) =>
      world.http('POST', `/v1/viewer-session-revocations${more}`, { body: { viewerSessions } });
    const { dryRun } = (await ask('?dryRun=true')).body as {
      dryRun: { total: number; calls: Record<string, number>; etaSeconds: number };
    };
    expect(dryRun).toMatchObject({
      total: 1_000,
      calls: { BatchStartViewerSessionRevocation: 40, StartViewerSessionRevocation: 200 },
    });
    const began = world.clock.now();
    await world.ended(jobIn(await ask('')).id);
    const tookSeconds = (world.clock.now() - began) / 1_000;
    expect(Math.abs(tookSeconds - dryRun.etaSeconds)).toBeLessThan(0.15 * tookSeconds);
  });

  it.for(['GetStream', 'ListStreamKeys'])(
    'about the steps alone while IVS throttles %s',
    async (operation, { world }) => {
      const channel = await givenChannel(world);
      world.stack.ivs.setFaults([{ operation, error: 'ThrottlingException' }]);
      const { status, body } = await world.http('DELETE', `/v1/channels/${channel.id}?dryRun=true`);
      expect(status).toBe(200);
      const { dryRun } = body as { dryRun: Record<string, unknown> };
      expect(dryRun['steps']).not.toEqual([]);
      expect(dryRun).not.toHaveProperty('found');
      expect(dryRun).not.toHaveProperty('etaSeconds');
      world.stack.ivs.setFaults([{ operation, error: 'InternalServerException' }]);
      const refused = await world.http('DELETE', `/v1/channels/${channel.id}?dryRun=true`);
      expect(refused.status).toBe(503);
    },
  );
});
