import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { projectFolder } from '../../local/build.ts';
import { alarmsOn } from '../alarms.ts';
import { run } from '../commandLine.ts';
import {
  encoderState,
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  refuse,
  rotate,
  type GivenChannel,
} from '../given.ts';
import { revokeMany, SMALL_TABLE } from '../givenViewers.ts';
import { givenDeadLetter } from '../givenDeadLetters.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

// The commands of docs/runbooks.md, as they stand there, mend what their alarms report.

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The commands of each section that go to a deployment, by the part of the section. */
const runbooks = new Map(
  readFileSync(join(projectFolder, 'docs/runbooks.md'), 'utf8')
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

function commandsIn(name: string, part: 'Look' | 'Do'): string[] {
  const [, text = ''] = (runbooks.get(name) ?? '').split(`**${part}.**`);
  const [own = ''] = text.split('\n**');
  const commands = [...own.matchAll(/^npx channelkeeper (.*)$/gm)].map(([, line = '']) => line);
  expect(commands.length, `${name}: ${part}`).toBeGreaterThan(0);
  return commands;
}

/** The names that the page uses, and what they stand for here. */
type Names = Partial<
  Record<
    | 'AbCdEf123456'
    | 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x'
    | 'mNoPqR345678'
    | '1y3m5q7s9t0v2x4z6b8d0f2h4k',
    string
  >
>;

/** The commands that ask the person at the terminal first; the answer here is yes. */
const ASKS_FIRST =
  /^(?:jobs (?:redrive|cancel)|dlq redrive|stream-keys (?:rotate|delete)|channels suspend|operations cancel)/;

/** Runs the commands of a part of a section, and returns what each printed. */
async function follow(
  world: World,
  section: string,
  part: 'Look' | 'Do',
  names: Names = {},
): Promise<string[]> {
  const printed: string[] = [];
  for (const command of commandsIn(section, part)) {
    // The longest name first: a job has the name of its channel in its own.
    const line = Object.entries(names)
      .toSorted(([a], [b]) => b.length - a.length)
      .reduce((text, [shown, real]) => text.replaceAll(shown, real), command);
    const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const asks = ASKS_FIRST.test(line) && !line.includes('--dry-run');
    const { code, out, err } = await run(world, [...words, ...(asks ? ['--yes'] : [])]);
    // `doctor` exits with 9 when it has found a problem.
    expect([0, 9], `${line}\n${err}`).toContain(code);
    printed.push(out);
  }
  return printed;
}

const named = (channel: GivenChannel, jobId = ''): Names => ({
  AbCdEf123456: channel.id,
  'channel-AbCdEf123456-0f3k9m2q7r5t8w1x': jobId,
});

async function newestJob(world: World, { id }: GivenChannel): Promise<string> {
  const { jobs } = (await world.http('GET', `/v1/jobs?subject=channel/${id}`)).body;
  return (jobs as { id: string }[])[0]?.id ?? '';
}

describe('the runbook', () => {
  it('of a job that gave up: the list names it, and the redrive finishes it', async ({ world }) => {
    const channel = await givenChannel(world);
    refuse(world, 'CreateStreamKey');
    await rotate(world, channel, 'now');
    const id = await newestJob(world, channel);
    const job = await world.ended(id, 20 * HOUR_MS);
    expect([job.ending, job.left]).toEqual(['failed', ['keyless']]);
    const [list] = await follow(world, 'jobs-failed', 'Look', named(channel, id));
    expect(list).toContain(id);
    expect(list).toContain('keyless');
    refuse(world);
    await follow(world, 'jobs-failed', 'Do', named(channel, id));
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect((await run(world, ['jobs', 'list', '--needs-attention'])).out).not.toContain(id);
  });

  it('of events that were given up: they are handled again, and the queue is empty', async ({
    world,
  }) => {
    const { channel, jobId } = await givenDeadLetter(world);
    const before = await keysOf(world, channel);
    const { deadLetters } = (await world.http('GET', '/v1/dead-letters')).body;
    const [letter] = deadLetters as { id: string }[];
    const names = { '1y3m5q7s9t0v2x4z6b8d0f2h4k': letter?.id ?? '' };
    const [list = ''] = await follow(world, 'dead-letters', 'Look', names);
    expect(list).toContain('streamState');
    await follow(world, 'dead-letters', 'Do');
    await world.ended(jobId);
    expect(await keysOf(world, channel)).not.toEqual(before);
    expect((await world.http('GET', '/v1/dead-letters')).body.deadLetters).toEqual([]);
  });

  it('of an hour of throttling: it names the operation, and the jobs end by themselves', async ({
    world,
  }) => {
    const since = world.clock.now();
    const channels = [await givenChannel(world), await givenChannel(world)];
    refuse(world, 'DeleteStreamKey', 'ThrottlingException');
    const jobs = [];
    for (const channel of channels) jobs.push(jobIn(await rotate(world, channel, 'now')).id);
    await world.advance(HOUR_MS);
    expect(alarmsOn(world, since)).toEqual(['quota-starved']);
    const [limits = ''] = await follow(world, 'quota-starved', 'Look');
    expect(limits).toMatch(/DeleteStreamKey .*throttled=[1-9]/);
    await follow(world, 'quota-starved', 'Do');
    refuse(world);
    for (const id of jobs) expect((await world.ended(id)).status).toBe('succeeded');
    await world.advance(20 * MINUTE_MS);
    expect(alarmsOn(world, since)).toEqual([]);
  });

  it('of a suspended channel on air: it names the channel and who refuses, and makes it dark', async ({
    world,
  }) => {
    const since = world.clock.now();
    const channel = await givenLiveChannel(world);
    refuse(world, 'StopStream', 'InternalServerException');
    const { id } = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await world.advance(10 * MINUTE_MS);
    expect(alarmsOn(world, since)).toEqual(['suspended-not-dark']);
    const [list = '', , job = ''] = await follow(
      world,
      'suspended-not-dark',
      'Look',
      named(channel, id),
    );
    expect(list).toMatch(new RegExp(`${channel.id}.*false`));
    expect(job).toContain('InternalServerException');
    refuse(world);
    await follow(world, 'suspended-not-dark', 'Do', named(channel, id));
    await world.advance(3_000);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    await world.advance(2 * MINUTE_MS);
    expect((await run(world, ['suspensions', 'list'])).out).toMatch(
      new RegExp(`${channel.id}.*true`),
    );
    expect(alarmsOn(world, since)).toEqual([]);
  });

  it('of a dead sweep: it shows the suspensions, and the next sweep takes up all', async ({
    world,
  }) => {
    const since = world.clock.now();
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    world.fateOf = ({ functionName }) =>
      ['sweep', 'streamState'].includes(functionName ?? '') ? 'crashBefore' : undefined;
    await world.advance(10 * MINUTE_MS);
    expect(alarmsOn(world, since)).toContain('sweep');
    await follow(world, 'sweep', 'Look', named(channel));
    await follow(world, 'sweep', 'Do', named(channel));
    world.fateOf = () => undefined;
    await world.ended(id, 5 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
    await world.advance(10 * MINUTE_MS);
    expect(alarmsOn(world, since)).toEqual([]);
  });

  it('of a leaked key: the key is gone, and the encoder that had it is cut off', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    const [key] = await keysOf(world, channel);
    const names = { ...named(channel), mNoPqR345678: key?.arn?.split('/')[1] ?? '' };
    await follow(world, 'keys-throttled', 'Look', names);
    await follow(world, 'keys-throttled', 'Do', names);
    await world.advance(2 * MINUTE_MS);
    expect(await keysOf(world, channel)).toEqual([]);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(encoderState(world, channel.encoderId)).not.toBe('live');
  });

  it('of a wrong deployment: the job of an unknown version gives way to a suspension', async ({
    world,
  }) => {
    const since = world.clock.now();
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotate(world, channel, 'idle'));
    await world.app.store.update(
      { pk: `channel/${channel.id}`, sk: 'job' },
      { set: { workflowVersion: 99 } },
    );
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(45 * MINUTE_MS);
    expect(alarmsOn(world, since)).toEqual(expect.arrayContaining(['jobs-stranded']));
    const [list] = await follow(world, 'jobs-stranded', 'Look', named(channel, id));
    expect(list).toContain(id);
    await follow(world, 'jobs-stranded', 'Do', named(channel, id));
    await world.advance(10 * MINUTE_MS);
    expect((await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status).toBe(200);
    expect(alarmsOn(world, since)).toEqual([]);
  });

  it('of a table that is throttled: what began last is cancelled, and the alarm ends', async ({
    world,
  }) => {
    const since = world.clock.now();
    const ids = [];
    for (let n = 0; n < 2; n++) ids.push(await revokeMany(world, await givenChannel(world)));
    world.aws.capacity = SMALL_TABLE;
    await world.advance(15 * MINUTE_MS);
    // The runs of the workers that could not write have failed as well.
    expect(alarmsOn(world, since)).toContain('table-throttled');
    for (const id of ids) {
      const names = { 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x': id };
      const [list] = await follow(world, 'table-throttled', 'Do', names);
      expect(list).toContain(id);
      expect((await world.ended(id)).status).toBe('cancelled');
    }
    await world.advance(11 * MINUTE_MS);
    expect(alarmsOn(world, since)).toEqual([]);
  });
});
