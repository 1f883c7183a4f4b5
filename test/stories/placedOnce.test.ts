import { describe, expect } from 'vitest';
import { startJob } from '../../lib/jobs/commands.ts';
import { jobIdOf } from '../../lib/jobs/job.ts';
import { newJob } from '../../lib/jobs/newJob.ts';
import { givingWay } from '../../lib/jobs/succession.ts';
import {
  amendFinished,
  changeJob,
  placeJob,
  readCurrent,
  type StoredJob,
} from '../../lib/jobs/table.ts';
import { givenChannel, idIn, jobIn, keysOf, type GivenChannel } from '../given.ts';

import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('jobs whose subject others want as well', () => {
  let channel: GivenChannel;
  it.beforeEach(async ({ world }) => {
    channel = await givenChannel(world);
  });

  it('a job under a fixed id is placed once, also after it has given way', async ({ world }) => {
    const subject = `channel/${channel.id}` as const;
    world.stack.ivs.setFaults([{ operation: 'ListStreamKeys', error: 'AccessDeniedException' }]);
    const failed = idIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
    );
    world.stack.ivs.setFaults([]);
    const id = idIn(await world.http('POST', `/v1/jobs/${failed}/redrive`));
    const redriven = await world.ended(id, MINUTE_MS);
    await world.http('DELETE', `/v1/channels/${channel.id}/stream`);
    const [key] = await keysOf(world, channel);

    const again = startJob(
      world.app,
      {
        workflow: 'rotateStreamKeyNow',
        subject,
        input: {},
        caller: 'operator',
        redriveOf: failed,
        id,
      },
      2_000,
    );

    expect(await world.during(again, 'the job')).toMatchObject({
      how: 'replayed',
      job: { id, version: redriven.version },
    });
    expect(await keysOf(world, channel)).toEqual([key]);
  });

  it('a late writer gets its own job, and not the one that has its place', async ({ world }) => {
    const id = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
    ).id;
    const mine = await readCurrent(world.app, `channel/${channel.id}`);
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);

    const written = await changeJob(world.app, mine!, {
      set: { step: 'announcing' },
      dueAt: undefined,
    });

    expect(written).toMatchObject({ theirs: { id, workflow: 'rotateStreamKeyNow' } });
  });

  it('a job has ended as it did, also when a late write would replace it', async ({ world }) => {
    const subject = `channel/${channel.id}` as const;
    const { id } = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
    );
    const ended = await world.job(id);
    // The job in the middle of its last step, when a suspension was about to take its place and was
    // too late.
    const before = {
      ...(await readCurrent(world.app, subject))!,
      status: 'running',
      version: ended.version - 1,
    } as StoredJob;
    const suspension = newJob(world.app, jobIdOf(subject, '0123456789abcdef'), {
      workflow: 'suspendChannel',
      subject,
      input: {},
      caller: 'operator',
    });
    expect(
      await placeJob(world.app, suspension, givingWay(before, suspension.id, world.clock.now()), 0),
    ).toBeUndefined();
    await amendFinished(world.app, { ...before, sk: `job#${id}` }, { announced: true });
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);

    expect(await world.job(id)).toMatchObject({ status: 'succeeded', step: 'done' });
    expect(await world.job(id)).not.toHaveProperty('supersededBy');
  });

  it('an Idempotency-Key holds after its channel was found deleted', async ({ world }) => {
    const headers = { 'idempotency-key': 'dark' };
    const suspending = () =>
      world.http('POST', `/v1/channels/${channel.id}/suspension`, { headers });
    world.fateOf = ({ operation }) => (operation === 'PutEvents' ? 'noAnswer' : undefined);
    const deletion = idIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    expect(idIn(await suspending())).toBe(deletion);
    world.fateOf = () => undefined;
    await world.ended(deletion, 10 * MINUTE_MS);

    expect(idIn(await suspending())).toBe(deletion);
  });
});
