import { expect } from 'vitest';
import { askIvs, givenLiveChannel, givenManyChannels, refuse } from '../../given.ts';
import { run, type Around, type Ran } from '../../commandLine.ts';
import { itIn } from '../../worldTest.ts';

// Answers carry the time of the machine in `Date`, so the world begins at that time.
const it = itIn({ now: Date.now() });

const FAILED = 300;
const COMMANDS_MAX = 10;
const MINUTE_MS = 60_000;
const TIMEOUT_MS = 600_000;

it(
  `an operator's night: a stuck suspension and ${FAILED} failed jobs in ${COMMANDS_MAX} commands`,
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

    const healthy = await channelkeeper('doctor');
    // Answers carry the time of the machine in `Date`, which this world has left behind.
    expect(healthy.out).not.toMatch(/^problem +(?! |clock )/m);
    expect(healthy.out).toMatch(/^ok +quotas /m);
    const answer = await askIvs(world, 'ListChannels', {});
    expect((await answer.json()) as object).toMatchObject({ channels: [{ arn: channel.arn }] });
    expect(commands).toBeLessThanOrEqual(COMMANDS_MAX);
  },
);
