import { describe, expect } from 'vitest';
import { cancelJob } from '../../lib/jobs/commands.ts';
import { intervalMs } from '../../lib/jobs/quotaShares.ts';
import { RATE_LIMITERS, tatOf } from '../../lib/jobs/rateLimiter.ts';
import {
  encoderState,
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  seedTags,
  timelineOf,
  tellOfStream,
  type GivenChannel,
  useUp,
} from '../given.ts';
import type { Call } from '../invocations.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const isWaitWrite = ({ service, input }: Call): boolean =>
  service === 'dynamodb' &&
  Object.values((input.ExpressionAttributeValues ?? {}) as Record<string, { S?: string }>).some(
    (value) => value.S === 'waiting',
  );

describe('deleteChannel', () => {
  const remove = (
    world: World,
    { id }: GivenChannel,
    headers: Record<string, string> = {},
  ): Promise<Answer> => world.http('DELETE', `/v1/channels/${id}`, { headers });

  it('deletes an idle channel before it answers', async ({ world }) => {
    const channel = await givenChannel(world);

    const answer = await remove(world, channel);

    expect(answer.status).toBe(204);
    expect(await isThere(world, channel)).toBe(false);
    expect(world.published('Channel Deleted')).toMatchObject([
      expect.objectContaining({ channelArn: channel.arn }),
    ]);
    expect(world.count('StopStream')).toBe(0);
  });

  it('uses the slots that it has reserved, although its time is up', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const from = world.clock.now();
    // The slot comes at the end of the time that a request takes, and its call takes a while.
    await useUp(world, 'ListStreamKeys', from + 1_900);
    world.fateOf = ({ operation }) => {
      if (operation === 'ListStreamKeys') world.clock.moveTo(world.clock.now() + 300);
      return undefined;
    };

    const { id } = jobIn(await remove(world, channel));
    await world.until('the stream is stopped', () => world.count('StopStream') === 1);

    expect(timelineOf(await world.job(id)).slice(0, 3)).toEqual([
      'notingStreamKey: noted',
      'revoking: revoked',
      'stopping: stopping',
    ]);
    const limiters = await world.app.store.get(RATE_LIMITERS);
    const interval = intervalMs(1, 'StopStream', 'normal');
    for (const operation of ['DeleteStreamKey', 'StopStream'])
      expect(limiters?.[tatOf(operation, 'normal')]).toBeLessThanOrEqual(from + 2 * interval);
  });

  it('answers 404 for a channel that does not exist', async ({ world }) => {
    const answer = await world.http('DELETE', '/v1/channels/NoSuchChanne');

    expect(answer.status).toBe(404);
    expect(world.published('Channel Deleted')).toEqual([]);
  });

  it('takes a live channel off air, then deletes it', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const answer = await remove(world, channel);
    expect(answer.status).toBe(202);
    const { id } = jobIn(answer);
    expect(answer.headers.get('location')).toBe(`/v1/jobs/${id}`);
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect(job.left).toBeUndefined();
    expect(timelineOf(job)).toEqual([
      'notingStreamKey: noted',
      'revoking: revoked',
      'stopping: stopping',
      'awaitingStreamEnd: signalled',
      'deleting: deleted',
      'announcing: announced',
    ]);
    expect(await isThere(world, channel)).toBe(false);
    expect(world.published('Job Succeeded').filter(({ jobId }) => jobId === id)).toHaveLength(1);
  });

  it('keeps out the encoder that comes back every 500 ms', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });

    const { id } = jobIn(await remove(world, channel));
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(1);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
  });

  it('keeps out the encoder of a channel that is not known to be live', async ({ world }) => {
    world.stack.ivs.setChaos({ drop: 1 });
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    world.stack.ivs.setChaos({ drop: 0 });

    const job = await world.ended(jobIn(await remove(world, channel)).id, 15_000);

    expect(timelineOf(job)[0]).toBe('deleting: stillLive');
    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(1);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
  });

  it('waits for a stream that is only just beginning', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.connectEncoder({ channelArn: channel.arn, reconnectAfterMs: 500 });
    await world.advance(2_000);

    const { id } = jobIn(await remove(world, channel));
    const job = await world.ended(id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(timelineOf(job)).toContain('stopping: notLive');
    expect(await isThere(world, channel)).toBe(false);
  });

  it('ends by the sweep when every event is lost', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });

    const { id } = jobIn(await remove(world, channel));
    const tookMs = await world.until(
      'the channel is gone',
      async () => (await world.job(id)).status === 'succeeded',
      130_000,
    );

    expect(tookMs).toBeLessThan(125_000);
    expect(await isThere(world, channel)).toBe(false);
  });

  it('succeeds although a Stream End comes ten minutes late', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ delayMs: [600_000, 600_000] });

    const { id } = jobIn(await remove(world, channel));
    const job = await world.ended(id, 130_000);
    await world.advance(900_000);

    expect(await world.job(id)).toMatchObject({ version: job.version, status: 'succeeded' });
    expect(world.published('Channel Deleted')).toHaveLength(1);
  });

  it('does not lose a Stream End that comes before the wait is written', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    let early = false;
    world.fateOf = async (call) => {
      if (early || !isWaitWrite(call)) return undefined;
      early = true;
      // The stream ends, and its event arrives, while the wait is on its way to the table.
      await world.app.store.update(
        { pk: `channel/${channel.id}`, sk: 'job' },
        { add: { signals: 1 } },
      );
      return undefined;
    };

    const { id } = jobIn(await remove(world, channel));
    const job = await world.ended(id, 130_000);

    expect(early).toBe(true);
    expect(job.status).toBe('succeeded');
    expect(timelineOf(job)).toContain('awaitingStreamEnd: signalled');
  });

  it('goes on when a Stream Failure is told and no Stream End', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await remove(world, channel));
    await world.until('it waits', async () => (await world.job(id)).status === 'waiting');
    world.stack.ivs.setChaos({ drop: 1 });
    await world.advance(5_000);

    await tellOfStream(world, channel, 'Stream Failure');

    expect((await world.ended(id, 5_000)).status).toBe('succeeded');
  });

  it('counts a channel that its own call deleted, unheard, as deleted', async ({ world }) => {
    const channel = await givenChannel(world);
    let lost = false;
    world.fateOf = ({ operation }) => {
      if (lost || operation !== 'DeleteChannel') return undefined;
      lost = true;
      return 'lostResponse';
    };

    await remove(world, channel);
    await world.advance(60_000);

    expect(lost).toBe(true);
    expect(world.published('Channel Deleted')).toHaveLength(1);
  });

  it('deletes once when every event comes twice', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ duplicate: 1 });

    const { id } = jobIn(await remove(world, channel));
    const job = await world.ended(id, 15_000);
    await world.advance(10_000);

    expect(job.status).toBe('succeeded');
    expect(world.published('Channel Deleted')).toHaveLength(1);
    expect(world.count('DeleteChannel')).toBe(1);
  });

  it('gives two who ask at once the same job', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const answers = await Promise.all([remove(world, channel), remove(world, channel)]);

    const [first, second] = answers.map(jobIn);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(first?.id).toBe(second?.id);
    expect((await world.ended(first?.id ?? '', 30_000)).status).toBe('succeeded');
    expect(world.published('Channel Deleted')).toHaveLength(1);
  });

  it('answers a repeat under its key by the same job, after its end too', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const headers = { 'idempotency-key': 'night-shift-7' };

    const first = await remove(world, channel, headers);
    await world.ended(jobIn(first).id, 30_000);
    const again = await remove(world, channel, headers);

    expect(again.status).toBe(204);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await remove(world, channel)).status).toBe(404);
  });

  it('takes the place of a rotation that is under way, at any step', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    const rotation = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
    );

    const { id } = jobIn(await remove(world, channel));

    expect(await world.job(rotation.id)).toMatchObject({ status: 'cancelled', supersededBy: id });
    expect(await world.ended(id, 60_000)).toMatchObject({
      status: 'succeeded',
      supersedes: [{ jobId: rotation.id, startsAgain: false }],
    });
    expect(await isThere(world, channel)).toBe(false);
  });

  it('takes the place of a rotation that only waits', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const rotation = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`),
    );

    const { id } = jobIn(await remove(world, channel));

    expect(await world.job(rotation.id)).toMatchObject({ status: 'cancelled', supersededBy: id });
    expect((await world.ended(id, 30_000)).status).toBe('succeeded');
    expect(world.published('Job Cancelled').map(({ jobId }) => jobId)).toEqual([rotation.id]);
  });

  it("gives the key back with its owner's tags when it is cancelled in time", async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const [before] = await keysOf(world, channel);
    const tags = { 'aws:cloudformation:stack-name': 'studio', team: 'night' };
    await seedTags(world, before?.arn, tags);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await remove(world, channel));
    expect((await world.job(id)).step).toBe('awaitingStreamEnd');
    expect(await keysOf(world, channel)).toEqual([]);

    await world.http('POST', `/v1/jobs/${id}/cancel`, { headers: { 'x-reason': 'wrong channel' } });
    const job = await world.ended(id, 10_000);

    expect(job).toMatchObject({
      status: 'cancelled',
      cancel: { result: 'cancelled', reason: 'wrong channel' },
    });
    expect(job.left).toBeUndefined();
    const [after] = await keysOf(world, channel);
    expect(after?.tags).toEqual({ team: 'night' });
    expect(after?.arn).not.toBe(before?.arn);
    expect(world.published('Job Cancelled')).toHaveLength(1);
  });

  it('tells in `left` that it could not give the key back', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await remove(world, channel));
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'PendingVerification' }]);

    await world.http('POST', `/v1/jobs/${id}/cancel`);
    const job = await world.ended(id, 10_000);

    expect(job).toMatchObject({
      status: 'cancelled',
      left: ['keyless'],
      error: { name: 'PendingVerification' },
    });
    expect(world.published('Job Cancelled')).toMatchObject([
      expect.objectContaining({ left: ['keyless'] }),
    ]);
  });

  it('finishes when the cancel comes while DeleteChannel is in flight', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await remove(world, channel));
    let cancelled: string | undefined;
    world.fateOf = async (call) => {
      if (call.operation !== 'DeleteChannel') return undefined;
      const asked = await cancelJob(world.app, id, { by: 'operator' });
      cancelled = asked.step;
      return undefined;
    };

    const job = await world.ended(id, 30_000);

    expect(cancelled).toBe('deleting');
    expect(job).toMatchObject({
      status: 'succeeded',
      cancel: { by: 'operator', result: 'tooLate' },
    });
    const answer = await world.http('POST', `/v1/jobs/${id}/cancel`);
    expect(answer.status).toBe(409);
  });

  it('refuses a cancel past the point of no return', async ({ world }) => {
    const channel = await givenChannel(world);
    world.fateOf = ({ service }) => (service === 'events' ? 'noAnswer' : undefined);
    const { id, step } = jobIn(await remove(world, channel));
    expect(step).toBe('announcing');

    const refusal = await world.http('POST', `/v1/jobs/${id}/cancel`);
    expect(refusal.body).toMatchObject({ status: 409 });
    expect(String(refusal.body.type)).toContain('past-point-of-no-return');

    world.fateOf = () => undefined;
    expect((await world.ended(id)).status).toBe('succeeded');
  });

  it('fails loudly when AWS refuses, keeps the reason, and can be redriven', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'AccessDeniedException' }]);

    const answer = await remove(world, channel);
    const failed = world.published('Job Failed');
    expect(failed).toEqual([
      expect.objectContaining({
        left: ['keyless'],
        error: expect.objectContaining({ name: 'AccessDeniedException' }) as unknown,
      }),
    ]);
    expect(answer.status).toBe(502);
    world.stack.ivs.setFaults([]);
    const redriven = await world.http('POST', `/v1/jobs/${String(failed[0]?.jobId)}/redrive`);

    expect(redriven.status).toBe(202);
    const job = await world.ended(jobIn(redriven).id, 60_000);
    expect(job).toMatchObject({ status: 'succeeded', redriveOf: failed[0]?.jobId });
    expect(await world.job(String(failed[0]?.jobId))).toMatchObject({
      status: 'failed',
      redrivenBy: job.id,
    });
  });

  it('can be abandoned to free its channel', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await remove(world, channel));

    expect((await world.http('POST', `/v1/jobs/${id}/abandon`)).status).toBe(200);

    expect(await world.job(id)).toMatchObject({
      status: 'cancelled',
      left: ['keyless'],
      cancel: { result: 'abandoned' },
    });
    expect(
      (await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`)).status,
    ).toBe(202);
  });

  it('is redriven as a deletion when it was abandoned while it gave its key back', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'InternalServerException' }]);
    const { id } = jobIn(await remove(world, channel));
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.advance(5_000);
    expect(await world.job(id)).toMatchObject({ step: 'returningStreamKey' });
    await world.http('POST', `/v1/jobs/${id}/abandon`);
    expect(await world.job(id)).toMatchObject({ status: 'cancelled' });
    world.stack.ivs.setFaults([]);

    const redriven = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`));
    expect(await world.ended(redriven.id, 5 * 60_000)).toMatchObject({ status: 'succeeded' });
    expect(await isThere(world, channel)).toBe(false);
  });

  it('owes no key after an abandonment when the channel is gone', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await remove(world, channel));
    world.fateOf = ({ service, functionName }) =>
      service === 'events' && functionName ? 'noAnswer' : undefined;
    await world.until(
      'the channel is gone',
      async () => (await world.job(id)).step === 'announcing',
    );

    expect((await world.http('POST', `/v1/jobs/${id}/abandon`)).status).toBe(200);
    world.fateOf = () => undefined;

    expect(await world.job(id)).toMatchObject({
      status: 'cancelled',
      left: ['notDone:announcing'],
    });
  });

  it.for(['by us', 'by somebody else'])(
    'leaves no suspension behind, the channel deleted %s',
    async (by, { world }) => {
      const channel = await givenChannel(world);
      await world.ended(
        jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`)).id,
      );
      if (by === 'by somebody else')
        await fetch(`${world.stack.ivs.url}/DeleteChannel`, {
          method: 'POST',
          body: JSON.stringify({ arn: channel.arn }),
        });

      expect((await world.http('DELETE', `/v1/channels/${channel.id}`)).status).toBe(
        by === 'by us' ? 204 : 404,
      );

      expect((await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status).toBe(404);
    },
  );

  it('has the patience for a stream that takes half an hour to end', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.settings.streamEndMs = 30 * 60_000;
    world.stack.ivs.setChaos({ drop: 1 });

    const job = await world.ended(jobIn(await remove(world, channel)).id, 40 * 60_000);

    expect(job.status).toBe('succeeded');
    expect(await isThere(world, channel)).toBe(false);
  });

  it('tells in a dry run what it would do, and changes nothing', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const answer = await world.http('DELETE', `/v1/channels/${channel.id}?dryRun=true`);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: { workflow: 'deleteChannel', subject: `channel/${channel.id}` },
    });
    expect(world.count('DeleteChannel')).toBe(0);
    expect(await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' })).toBeUndefined();
  });

  it('keeps the answer back until the channel is gone when asked to wait', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const answer = await remove(world, channel, { prefer: 'wait=20' });

    expect(answer.status).toBe(204);
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
  });
});
