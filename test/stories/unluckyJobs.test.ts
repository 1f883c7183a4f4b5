import { describe, expect } from 'vitest';
import { allChannels, getChannel } from '../../lib/ivs/channels.ts';
import {
  givenChannel,
  givenLiveChannel,
  jobIn,
  keysOf,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('a job in bad luck', () => {
  const stop = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('DELETE', `/v1/channels/${id}/stream`);
  const rotate = (
    world: World,
    { id }: GivenChannel,
    when: string,
    headers = {},
  ): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=${when}`, { headers });
  const update = (
    world: World,
    { id }: GivenChannel,
    when: string,
    body: Record<string, unknown>,
  ): Promise<Answer> => world.http('PATCH', `/v1/channels/${id}?when=${when}`, { body });
  const chain = async (world: World, id: string): Promise<string> => {
    const { workflow, status, supersededBy, redrivenBy, supersedes } = await world.job(id);
    return JSON.stringify({ id, workflow, status, supersededBy, redrivenBy, supersedes });
  };

  it('starts two jobs again that were pushed aside one after the other', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 300 });
    const idle = jobIn(await update(world, channel, 'idle', { name: 'idle' })).id;
    const now = jobIn(await update(world, channel, 'now', { latencyMode: 'NORMAL' })).id;
    await world.until('it rests', async () => !(await world.job(now)).acting, MINUTE_MS);
    const answer = await stop(world, channel);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(20 * MINUTE_MS);

    const told = [
      await chain(world, idle),
      await chain(world, now),
      JSON.stringify(answer.body).slice(0, 200),
    ].join('\n');
    expect(await getChannel(world.app.ivs, channel.arn), told).toMatchObject({
      name: 'idle',
      latencyMode: 'NORMAL',
    });
  });

  it('survives a conflict after an outage', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'InternalServerException' }]);
    const { id } = jobIn(await rotate(world, channel, 'now'));
    await world.advance(HOUR_MS);
    world.stack.ivs.setFaults([
      { operation: 'CreateStreamKey', error: 'ConflictException', count: 1 },
    ]);
    const job = await world.ended(id, 30 * MINUTE_MS);
    expect(job, JSON.stringify(job.error)).toMatchObject({ status: 'succeeded' });
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('says that its change was made, although the key cannot be given back', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 100 });
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'AccessDeniedException' }]);
    const answer = await update(world, channel, 'now&block=true', { latencyMode: 'NORMAL' });
    const id = typeof answer.body.jobId === 'string' ? answer.body.jobId : jobIn(answer).id;
    const job = await world.ended(id, 10 * MINUTE_MS);
    expect(job).toMatchObject({ status: 'failed', left: ['keyless'] });
    expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({ latencyMode: 'NORMAL' });
    expect(world.published('Channel Updated')).toHaveLength(1);
  });

  it('creates one channel, however often a dying process redrives the job', async ({ world }) => {
    world.stack.ivs.setFaults([{ operation: 'CreateChannel', error: 'AccessDeniedException' }]);
    const answer = await world.http('POST', '/v1/channels', { body: { name: 'once' } });
    const { job: id } = answer.body as { job: string; jobId?: string };
    const jobId = typeof answer.body.jobId === 'string' ? answer.body.jobId : id;
    expect(await world.ended(jobId, MINUTE_MS)).toMatchObject({ status: 'failed' });
    world.stack.ivs.setFaults([]);
    let crashed = false;
    world.fateOf = ({ operation, input }) => {
      if (
        crashed ||
        operation !== 'UpdateItem' ||
        !JSON.stringify(input.ExpressionAttributeNames ?? {}).includes('redrivenBy')
      )
        return undefined;
      crashed = true;
      return 'crashBefore';
    };
    const headers = { 'idempotency-key': 'redrive-1' };
    const first = await world.http('POST', `/v1/jobs/${jobId}/redrive`, { headers });
    expect(crashed).toBe(true);
    await world.advance(2 * MINUTE_MS);
    const second = await world.http('POST', `/v1/jobs/${jobId}/redrive`, { headers });
    await world.advance(2 * MINUTE_MS);
    const made: string[] = [];
    for await (const channel of allChannels(world.app.ivs))
      if (channel.name === 'once') made.push(String(channel.arn));
    expect(made, `${first.status} ${second.status}`).toHaveLength(1);
  });

  it('hears a cancel within minutes in an outage', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'InternalServerException' }]);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.advance(5 * MINUTE_MS);
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.advance(2 * HOUR_MS);
    const job = await world.job(id);
    expect(job, `${job.step} ${timelineOf(job).at(-1)}`).toMatchObject({ status: 'cancelled' });
  });

  it('starts a job again that was pushed aside, whichever job is next', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 60_000 });
    const { id } = jobIn(await update(world, channel, 'idle', { latencyMode: 'NORMAL' }));
    let out = true;
    world.fateOf = ({ service, input }) =>
      out && service === 'events' && JSON.stringify(input).includes('Job Succeeded')
        ? 'noAnswer'
        : undefined;
    const stopping = jobIn(await stop(world, channel)).id;
    await world.until(
      'the stop is over',
      async () => (await world.job(stopping)).status === 'succeeded',
      MINUTE_MS,
    );
    // The encoder comes back, and a caller requests another job that waits.
    await world.until('it is on again', () => world.stack.ivs.isLive(channel.arn), 3 * MINUTE_MS);
    await world.advance(3_000);
    const other = jobIn(await rotate(world, channel, 'idle')).id;
    await world.advance(1_000);
    out = false;
    await world.advance(5 * MINUTE_MS);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.ended(other, 10 * MINUTE_MS);
    await world.advance(30 * MINUTE_MS);
    expect(
      await getChannel(world.app.ivs, channel.arn),
      [await chain(world, id), await chain(world, stopping)].join('\n'),
    ).toMatchObject({ latencyMode: 'NORMAL' });
  });
});
