import { expect } from 'vitest';
import { askIvs, givenLiveChannel, givenManyChannels, refuse } from '../../given.ts';
import { run, type Around, type Ran } from '../../commandLine.ts';
import { deliver, invocationOf, letters } from '../../givenDeadLetters.ts';
import { itIn } from '../../worldTest.ts';

// Answers carry the time of the machine in `Date`, so the world begins at that time.
const it = itIn({ now: Date.now() });

const FAILED = 300;
const LETTERS = 40;
const COMMANDS_MAX = 10;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 600_000;

/** Returns an event of IVS about the end of a stream. */
const streamEnd = (channelArn: string | undefined, n: number): object => ({
  version: '0',
  id: `6a7e8feb-b491-4cf7-a9f1-${String(n).padStart(12, '0')}`,
  'detail-type': 'IVS Stream State Change',
  source: 'aws.ivs',
  account: '123456789012',
  time: '2026-11-23T10:00:00Z',
  region: 'us-west-2',
  resources: [channelArn],
  detail: { event_name: 'Stream End', channel_name: 'night', stream_id: `st-${n}` },
});

it(
  `an operator's night: a stuck suspension, ${FAILED} failed jobs and ${LETTERS} dead letters`,
  { timeout: TIMEOUT_MS },
  async ({ world }) => {
    // The evening: the role of the deployment has lost two rights.
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    const arns = await givenManyChannels(world, FAILED);
    world.stack.ivs.setFaults(
      ['StopStream', 'DeleteChannel'].map((operation) => ({
        operation,
        error: 'AccessDeniedException',
      })),
    );
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);
    for (const arn of arns) await world.http('DELETE', `/v1/channels/${arn.split('/')[1]}`);
    await world.advance(10 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    // Events of streams were given up meanwhile.
    for (let n = 0; n < LETTERS; n++)
      await deliver(world, { messageId: `m-${n}`, body: invocationOf(streamEnd(arns[n], n)) });

    let commands = 0;
    const clock = {
      now: () => world.clock.now(),
      sleep: (ms: number) => world.app.clock.sleep(ms),
    };
    const channelkeeper = (line: string, around: Around = {}): Promise<Ran> => {
      commands += 1;
      return run(world, line.split(' '), { ...around, io: { clock, ...around.io } });
    };

    // The night: the operator looks, and finds the reason.
    const sick = await channelkeeper('doctor');
    expect(sick.code).toBe(9);
    expect(sick.out).toContain('AccessDeniedException');
    expect(sick.out).toMatch(
      /^problem +dead letters +40 dead letters; .*\n +→ channelkeeper dlq list$/m,
    );
    expect(sick.out).toMatch(/^problem +jobs +jobs on \d+ more subjects need attention$/m);
    const dark = new RegExp(
      `^problem +suspended +the channel ${channel.id}, .*, not known to be dark\n +→ channelkeeper (.*)$`,
      'm',
    );
    const [, remedy = ''] = dark.exec(sick.out) ?? [];
    expect(remedy, sick.out).toBe(`channels suspend ${channel.id}`);

    // The rights are back. The emergency comes first.
    refuse(world);
    const suspended = await channelkeeper(`${remedy} --watch --reason abuse`, { answers: ['y'] });
    expect(suspended.code, suspended.err).toBe(0);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);

    const dry = await channelkeeper(
      'jobs redrive --needs-attention --workflow deleteChannel --dry-run',
    );
    expect(dry.out).toContain(`would redrive ${FAILED} jobs`);
    const redriven = await channelkeeper(
      'jobs redrive --needs-attention --workflow deleteChannel',
      {
        answers: ['y'],
      },
    );
    expect(redriven.questions).toEqual([`Redrive ${FAILED} jobs at ${world.stack.url}? [y/N] `]);
    expect(redriven.code, redriven.out + redriven.err).toBe(0);
    expect(redriven.err).toMatch(/redriving \[#+\.*\] \d+\/300, \d+\.\d\/s, \d+ s left/);
    expect(redriven.out).toMatch(new RegExp(`^redriven: +${FAILED}\n`));
    await world.advance(5 * MINUTE_MS);

    const seen = await channelkeeper('dlq redrive --all --dry-run');
    expect(seen.out).toContain(`would redrive ${LETTERS} dead letters`);
    const handled = await channelkeeper('dlq redrive --all', { answers: ['y'] });
    expect(handled.questions).toEqual([
      `Redrive ${LETTERS} dead letters at ${world.stack.url}? [y/N] `,
    ]);
    expect(handled.code, handled.out + handled.err).toBe(0);
    expect(handled.out).toBe(`redriven: ${LETTERS}\nrefused:  0\n`);
    expect(await letters(world)).toEqual([]);

    const healthy = await channelkeeper('doctor');
    // Answers carry the time of the machine in `Date`, which this world has left behind. The world
    // keeps no journal, so no arrival of an event is noted.
    expect(healthy.out).not.toMatch(/^problem +(?! |clock |ready +the arrival of events )/m);
    expect(healthy.out).toMatch(/^ok +quotas /m);
    const answer = await askIvs(world, 'ListChannels', {});
    expect((await answer.json()) as object).toMatchObject({ channels: [{ arn: channel.arn }] });
    expect(commands).toBeLessThanOrEqual(COMMANDS_MAX);
  },
);
