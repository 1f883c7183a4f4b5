import { describe, expect } from 'vitest';
import { run } from '../../commandLine.ts';
import { givenChannel, givenLiveChannel, goLive, jobIn } from '../../given.ts';
import type { World } from '../../world.ts';
import { itIn } from '../../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REQUEST = 'incident-4711';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const headers = { 'x-request-id': REQUEST, traceparent: TRACEPARENT };

/** Returns the kinds and the texts of the lines, without their times. */
async function traced(world: World, id: string): Promise<string[]> {
  const { code, out, err } = await run(world, ['trace', id]);
  expect([code, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  expect(lines).toEqual(lines.toSorted((a, b) => (a.slice(0, 24) < b.slice(0, 24) ? -1 : 1)));
  return lines.map((line) => line.slice(26));
}

const logOf = (world: World, member: string, value: string): Record<string, unknown>[] =>
  world.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line[member] === value);

describe('the trace of a request', () => {
  it('goes from the request to the last event, across a crash and a wait of a day', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    const path = `/v1/channels/${channel.id}/stream-key-rotations?when=idle`;
    const { id } = jobIn(await world.http('POST', path, { headers }));
    world.clock.moveTo(world.clock.now() + DAY_MS);
    // The process that deletes the old key dies in the middle of it.
    let deaths = 0;
    world.fateOf = ({ operation }) =>
      operation === 'DeleteStreamKey' && deaths++ === 0 ? 'crashAfter' : undefined;
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.ended(id, 10 * MINUTE_MS);
    await world.advance(MINUTE_MS);

    const lines = await traced(world, REQUEST);
    expect(lines[0]).toMatch(
      `request  local-developer asked for rotateStreamKeyWhenIdle of channel/${channel.id}`,
    );
    expect(lines[1]).toContain(`job      ${id}`);
    const calls = lines.filter((line) => /^step .* IVS request [\w-]{30,}/.test(line));
    expect(calls.map((line) => line.replace(/^step +(\w+):.*/, '$1'))).toEqual(
      expect.arrayContaining(['revoking', 'creating']),
    );
    expect(lines.filter((line) => line.startsWith('event'))).toEqual([
      expect.stringContaining(`Stream Key Rotated  ${id}`),
      expect.stringContaining(`Job Succeeded  ${id}`),
    ]);
    expect(lines).toContain(`end      ${id}  succeeded`);
    expect(deaths).toBeGreaterThan(1);

    // The same id is in the job, in its events, and in the log of every process.
    expect((await world.http('GET', `/v1/jobs/${id}`)).body.job).toMatchObject({
      causedBy: REQUEST,
      traceparent: TRACEPARENT,
    });
    for (const type of ['Stream Key Rotated', 'Job Succeeded'] as const)
      expect(world.published(type).filter((told) => told.jobId === id)).toMatchObject([
        { causedBy: REQUEST, traceparent: TRACEPARENT },
      ]);
    expect(logOf(world, 'causedBy', REQUEST).map(({ message }) => message)).toEqual(
      expect.arrayContaining(['Job started', 'Job ended']),
    );
    for (const line of logOf(world, 'jobId', id))
      expect(line).toMatchObject({ causedBy: REQUEST, channelId: channel.id });
  });

  it('reaches the children of a job, and the work that begins later', async ({ world }) => {
    const channel = await givenChannel(world);
    const path = `/v1/channels/${channel.id}?after=PT2H`;
    const { id } = jobIn(await world.http('DELETE', path, { headers }));
    world.clock.moveTo(world.clock.now() + 2 * 60 * MINUTE_MS);
    await world.advance(3 * MINUTE_MS);
    const lines = await traced(world, REQUEST);
    expect(lines.filter((line) => line.startsWith('request'))).toHaveLength(1);
    const child = lines.find((line) => line.includes(`part of ${id}`));
    expect(child).toContain('deleteChannel');
    expect(lines.filter((line) => line.includes('Channel Deleted'))).toHaveLength(1);
  });

  it('begins with the event when nobody asked', async ({ world }) => {
    const channel = await givenChannel(world, {
      tags: { 'channelkeeper:rotate-after-show': 'true' },
    });
    const encoderId = await goLive(world, channel);
    world.stack.ivs.disconnectEncoder(encoderId);
    await world.advance(2 * MINUTE_MS);
    const { jobs } = (await world.http('GET', '/v1/jobs')).body as {
      jobs: { id: string; causedBy: string }[];
    };
    const told = world.stack.bus
      .events()
      .find(({ detail }) => (detail as { event_name?: string }).event_name === 'Stream End');
    expect(jobs.map(({ causedBy }) => causedBy)).toContain(told?.id);
    expect((await traced(world, told?.id ?? ''))[0]).toContain('reaction:rotate-after-show');
  });

  it('tells of a change that needs no job, and of nothing for an unknown id', async ({ world }) => {
    const channel = await givenChannel(world);
    const tags = { body: { tags: { team: 'night' } }, headers };
    const answer = await world.http('POST', `/v1/channels/${channel.id}/tags`, tags);
    expect(answer.status).toBeLessThan(300);
    expect(await traced(world, REQUEST)).toEqual([
      `request  local-developer called TagResource  /v1/channels/${channel.id}/tags`,
    ]);
    const unknown = await run(world, ['trace', 'nobody']);
    expect([unknown.code, unknown.out]).toEqual([3, '']);
    expect(unknown.err).toContain('No job began with nobody');
    expect((await run(world, ['trace', REQUEST, '--days', '0'])).code).toBe(2);
  });

  it('ignores a trace context that is none', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const bad = {
      ...headers,
      traceparent: '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    };
    const { id } = jobIn(
      await world.http('DELETE', `/v1/channels/${channel.id}`, { headers: bad }),
    );
    expect((await world.http('GET', `/v1/jobs/${id}`)).body.job).not.toHaveProperty('traceparent');
  });
});
