import { expect } from 'vitest';
import { givenChannel, givenLiveChannel } from '../../given.ts';
import { run } from '../../commandLine.ts';
import { it } from '../../worldTest.ts';

it('asks in a terminal, after telling what would be touched', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const no = await run(world, ['channels', 'delete', id], { answers: ['n'] });
  expect(no.code).toBe(8);
  expect(no.err).toContain(`deleteChannel on channel/${id}`);
  expect(no.err).toContain('revoking, stopping, awaitingStreamEnd');
  expect(no.questions).toEqual([
    `Go on with "channels delete ${id}" at ${world.stack.url}? [y/N] `,
  ]);
  expect(world.count('DeleteChannel') + world.count('StopStream')).toBe(0);

  const yes = await run(world, ['channels', 'delete', id, '--watch'], { answers: ['y'] });
  expect(yes.code, yes.err).toBe(0);
  expect(world.published('Channel Deleted')).toHaveLength(1);
});

it('takes no answer for a no', async ({ world }) => {
  const { id } = await givenChannel(world);
  expect((await run(world, ['channels', 'suspend', id], { answers: [''] })).code).toBe(8);
  expect(world.count('DeleteStreamKey')).toBe(0);
});

it('does not ask with --yes, for a dry run, or for a command that takes nothing away', async ({
  world,
}) => {
  const { id } = await givenChannel(world);
  for (const args of [
    ['channels', 'delete', id, '--dry-run'],
    ['channels', 'update', id, '--name', 'another'],
    ['channels', 'delete', id, '--yes'],
  ]) {
    const { code, questions, err } = await run(world, args, { answers: ['n'] });
    expect([code, questions], err).toEqual([0, []]);
  }
});

it('asks before an update only when it stops the stream', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const update = ['channels', 'update', id, '--name', 'another'];
  expect((await run(world, update)).code).toBe(4);
  expect((await run(world, [...update, '--when', 'now'])).code).toBe(8);
  const idle = await run(world, [...update, '--when', 'idle']);
  expect([idle.code, idle.err]).toEqual([0, expect.stringContaining('channelkeeper watch ')]);
});

it('passes on the refusal of the dry run and does not ask', async ({ world }) => {
  const { code, questions, err } = await run(world, ['jobs', 'cancel', 'nobody'], {
    answers: ['y'],
  });
  expect([code, questions]).toEqual([3, []]);
  expect(err).toContain('There is no job nobody.');
});

it('the reason and the Idempotency-Key reach the API', async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const suspend = ['channels', 'suspend', id, '--yes', '--reason', 'rude', '--json'];
  const keyed = [...suspend, '--idempotency-key', 'once'];
  const [first, again] = [await run(world, keyed), await run(world, keyed)];
  const jobOf = ({ out }: { out: string }) =>
    (JSON.parse(out) as { job: { id: string; reason: string } }).job;
  expect(jobOf(first).reason).toBe('rude');
  expect(jobOf(again).id).toBe(jobOf(first).id);
});
