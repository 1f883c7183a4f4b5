import { expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, refuse } from '../../given.ts';
import { run } from '../../commandLine.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

const TOTAL = 600;

/** Starts a revocation that takes seconds at the pace of IVS. Returns the id of its job. */
async function revocation(world: World): Promise<string> {
  const { id: channelId } = await givenChannel(world);
  const viewerSessions = Array.from({ length: TOTAL }, (_, index) => ({
    channelId,
    viewerId: `viewer-${index}`,
  }));
  const body = { viewerSessions, viewerSessionVersionsLessThanOrEqualTo: 1 };
  return jobIn(await world.http('POST', '/v1/viewer-session-revocations', { body })).id;
}

it('a terminal gets a bar with the rate and the time that is left', async ({ world }) => {
  const jobId = await revocation(world);
  const { code, out, err } = await run(world, ['watch', jobId], { answers: [] });
  expect(code, err).toBe(0);
  const bars = err.split('\r\u001b[K');
  expect(bars[0]).toBe('');
  expect(bars.length).toBeGreaterThan(3);
  for (const bar of bars.slice(1)) expect(bar).toMatch(/^\[#+\.*\] \d+\/600/);
  expect(err).toMatch(/\d+\.\d\/s, \d+ s left/);
  expect(err).toMatch(/\[#{24}\] 600\/600, \d+\.\d\/s succeeded/);
  expect(err.endsWith('\n')).toBe(true);
  expect(out).toContain(jobId);
});

it('a program gets a line for every change, and the job as JSON', async ({ world }) => {
  const jobId = await revocation(world);
  const { code, out, err } = await run(world, ['jobs', 'watch', jobId, '--json']);
  expect(code).toBe(0);
  expect((JSON.parse(out) as { job: object }).job).toMatchObject({
    id: jobId,
    status: 'succeeded',
    progress: { total: TOTAL, done: TOTAL },
  });
  const lines = err.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line).toMatch(/^revokeViewers viewerSessionRevocation\/\w+: \w/);
  expect(lines.at(-1)).toMatch(/: succeeded, 600\/600, \d+\.\d\/s$/);
  for (const character of ['\r', '\u001b']) expect(err).not.toContain(character);
});

it('--watch waits for the job and prints the final answer', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const { code, out, err } = await run(world, ['channels', 'delete', id, '--yes', '--watch']);
  expect([code, out]).toEqual([0, 'done\n']);
  expect(err).toContain('waits for streamEnded');
  expect((await run(world, ['channels', 'get', id])).code).toBe(3);
});

it('a job that fails ends the watch with 7, and tells how to go on', async ({ world }) => {
  const { id, encoderId } = await givenLiveChannel(world);
  let told = '';
  const rotate = ['stream-keys', 'rotate', id, '--when', 'idle', '--yes', '--watch'];
  const watched = await run(world, rotate, {
    io: {
      err(text) {
        if (told === '') {
          refuse(world, 'DeleteStreamKey');
          world.stack.ivs.disconnectEncoder(encoderId);
        }
        told += text;
      },
    },
  });
  expect(watched.code, told).toBe(7);
  const [, jobId = ''] = /channelkeeper jobs get (\S+)/.exec(told) ?? [];
  const { code, out } = await run(world, ['watch', jobId, '--json']);
  expect([code, (JSON.parse(out) as { job: object }).job]).toEqual([
    7,
    expect.objectContaining({ id: jobId, status: 'failed' }),
  ]);
});

it('a job that is cancelled on purpose is no failure', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const rotation = ['stream-keys', 'rotate', id, '--when', 'idle', '--yes', '--json'];
  const { job } = JSON.parse((await run(world, rotation)).out) as { job: { id: string } };
  expect((await run(world, ['jobs', 'cancel', job.id, '--yes'])).code).toBe(0);
  expect((await run(world, ['watch', job.id])).code).toBe(7);
});

it('a job that goes on is named with the command that watches it', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const { code, err } = await run(world, ['channels', 'delete', id, '--yes']);
  expect(code).toBe(0);
  expect(err).toMatch(/^The job goes on\. Watch it: channelkeeper watch channel-\S+\n$/);
});

it('Ctrl-C ends the watch and not the job', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const job = jobIn(await world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=idle`));
  const interrupt = new AbortController();
  const { code } = await run(world, ['watch', job.id], {
    io: { signal: interrupt.signal, err: () => interrupt.abort() },
  });
  expect(code).toBe(130);
  expect((await world.job(job.id)).status).toBe('waiting');
});
