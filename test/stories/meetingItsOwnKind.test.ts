import { describe, expect } from 'vitest';
import { suspendAgain } from '../../lib/events/suspending.ts';
import { jobIdOf } from '../../lib/jobs/job.ts';
import { newJob } from '../../lib/jobs/newJob.ts';
import { givingWay, handSuperseded } from '../../lib/jobs/succession.ts';
import {
  placeJob,
  readCurrent,
  readJob,
  signalCancel,
  type StoredJob,
} from '../../lib/jobs/table.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  refuseEvents,
  type GivenChannel,
} from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

const restsAt = (world: World, id: string, step: string): Promise<number> =>
  world.until(`the job rests at ${step}`, async () => {
    const job = await world.job(id);
    return job.step === step && !job.acting;
  });

const pathOf = ({ id }: GivenChannel): string => `/v1/channels/${id}`;

describe('work that meets other work of its kind', () => {
  it('is not suspended again after a resumption by an older suspension', async ({ world }) => {
    const channel = await givenChannel(world);
    const suspend = async (): Promise<string> =>
      jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`)).id;
    const tell = refuseEvents(world, 'Channel Suspended');
    await restsAt(world, await suspend(), 'announcing');
    const second = await suspend();
    await restsAt(world, second, 'announcing');
    tell();
    await world.ended(second, 10 * MINUTE_MS);
    const resumed = await world.http('DELETE', `/v1/channels/${channel.id}/suspension`, {
      headers: { prefer: 'wait=20' },
    });
    expect(resumed.status).toBe(200);
    await world.advance(10 * MINUTE_MS);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect((await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status).toBe(404);
  });

  it('watches a channel anew when a suspension is redriven', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await restsAt(world, id, 'watching');
    await world.http('POST', `/v1/jobs/${id}/abandon`);
    await world.advance(20_000);
    const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`)).id;
    const job = await world.ended(again, 5 * MINUTE_MS);
    expect(job.memory.timeToDarkMs).toBeGreaterThanOrEqual(0);
    expect(job.updatedAt - job.createdAt).toBeGreaterThanOrEqual(11_000);
  });

  it('does not join a deletion that has been cancelled', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const refused = 'ThrottlingException' as const;
    world.stack.ivs.setFaults([
      { operation: 'StopStream', error: refused },
      { operation: 'CreateStreamKey', error: refused },
    ]);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.advance(5_000);
    const second = await world.http('DELETE', `/v1/channels/${channel.id}`);
    expect([second.status, second.body.type]).toEqual([409, '/problems/job-conflict']);
    world.stack.ivs.setFaults([]);
    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'cancelled' });
    await world.http('DELETE', `/v1/channels/${channel.id}`);
    await world.advance(MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
  });

  it('leaves a resumption that rests to those who asked for it', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const operation = 'DeleteStreamKey';
    world.stack.ivs.setFaults([{ operation, error: 'InternalServerException' }]);
    const { id } = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await world.advance(50_000);
    await world.http('POST', `/v1/jobs/${id}/abandon`);
    const resumption = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/suspension`));
    world.stack.ivs.setFaults([]);
    expect(await world.ended(resumption.id, 10 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    await world.advance(5 * MINUTE_MS);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it.for(['before', 'while'])(
    'leaves a resumption alone that ended %s the suspension was read again',
    async (when, { world }) => {
      const channel = await givenChannel(world);
      const subject = `channel/${channel.id}` as const;
      const { id } = jobIn(await world.http('POST', `${pathOf(channel)}/suspension`));
      await world.ended(id, 5 * MINUTE_MS);
      const resume = async (): Promise<void> => {
        const { status } = await world.http('DELETE', `${pathOf(channel)}/suspension`);
        expect(status).toBe(200);
      };
      if (when === 'before') await resume();
      let looks = 0;
      const { store } = world.app;
      const get: typeof store.get = async (key) => {
        const found = await store.get(key);
        if (key.sk === 'suspension' && looks++ === 0 && when === 'while') await resume();
        return found;
      };
      const app = { ...world.app, store: { ...store, get } };

      expect(await suspendAgain(app, channel.id, 'sweep:suspended', 'It is live.')).toBe(false);

      expect(looks).toBe(1);
      await world.advance(5 * MINUTE_MS);
      expect(await readCurrent(world.app, subject)).toMatchObject({ workflow: 'resumeChannel' });
      expect(await keysOf(world, channel)).toHaveLength(1);
    },
  );

  it('forgets no job that is to be started again when two are handed over at once', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    await world.http('PATCH', `/v1/channels/${channel.id}?when=idle`, { body: { name: 'x' } });
    const job = (await readCurrent(world.app, `channel/${channel.id}`))!;
    const hand = (jobId: string): Promise<boolean> =>
      handSuperseded(world.app, job, [{ jobId, startsAgain: true }]);
    expect([await hand('one'), await hand('two')]).toEqual([true, false]);
    const { supersedes } = (await readCurrent(world.app, job.subject))!;
    expect(supersedes).toEqual([{ jobId: 'one', startsAgain: true }]);
  });

  it('keeps a request to cancel in the history, whoever copies the job', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const subject = `channel/${channel.id}` as const;
    const { id } = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=idle`, { body: { name: 'x' } }),
    );
    const place = async (suffix: string, seen: StoredJob): Promise<unknown> => {
      const next = jobIdOf(subject, suffix);
      const request = { workflow: 'deleteChannel', subject, input: {}, caller: 'x' } as const;
      const job = { ...newJob(world.app, next, request), acting: false };
      const now = world.clock.now();
      return placeJob(world.app, job, givingWay(seen, next, now), now + MINUTE_MS);
    };
    const before = (await readCurrent(world.app, subject))!;
    await signalCancel(world.app, before, { by: 'ann', at: world.clock.now() });
    const after = (await readCurrent(world.app, subject))!;
    expect(await place('aaaaaaaaaaaaaaaa', after)).toBeDefined();
    expect(await place('bbbbbbbbbbbbbbbb', before)).toBeUndefined();
    expect(await readJob(world.app, id)).toMatchObject({ cancel: { by: 'ann' } });
  });
});
