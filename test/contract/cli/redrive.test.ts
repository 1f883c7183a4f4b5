import { describe, expect } from 'vitest';
import { EXIT } from '../../../cli/exit.ts';
import { givenChannel, givenLiveChannel, isThere, refuse, type GivenChannel } from '../../given.ts';
import { run, runAlone } from '../../commandLine.ts';
import { deliver, letters } from '../../givenDeadLetters.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

const CLEAR_LINE = '\r\u001b[2K';
const ALL = ['jobs', 'redrive', '--needs-attention'];

/** Lets the deletion of a channel fail because IVS refuses a call. */
async function failToDelete(world: World, channel: GivenChannel): Promise<void> {
  refuse(world, 'DeleteChannel');
  await run(world, ['channels', 'delete', channel.id, '--yes', '--watch']);
  refuse(world);
}

interface Summary {
  results: { subject: string; redrivenBy?: string; status?: string; problem?: string }[];
  leftAlone: { jobId: string; why: string }[];
}

describe('jobs redrive --needs-attention', () => {
  it('shows the jobs in a dry run, asks with their number, and redrives each', async ({
    world,
  }) => {
    const channels = [await givenChannel(world), await givenChannel(world)];
    for (const channel of channels) await failToDelete(world, channel);
    const dry = await run(world, [...ALL, '--dry-run', '--json']);
    const { dryRun } = JSON.parse(dry.out) as { dryRun: { redrives: { subject: string }[] } };
    expect(dryRun.redrives.map(({ subject }) => subject).toSorted()).toEqual(
      channels.map(({ id }) => `channel/${id}`).toSorted(),
    );
    const people = await run(world, [...ALL, '--dry-run']);
    expect(people.out).toMatch(/^Dry run, nothing was changed\. .* 2 jobs:\nID +WORKFLOW/);

    expect((await run(world, ALL)).code).toBe(EXIT['not-confirmed']);
    const no = await run(world, ALL, { answers: ['n'] });
    expect([no.code, no.questions]).toEqual([8, [`Redrive 2 jobs at ${world.stack.url}? [y/N] `]]);
    expect(no.err).toContain('  2 deleteChannel\n');
    expect(await isThere(world, channels[0]!)).toBe(true);

    const yes = await run(world, ALL, { answers: ['y'] });
    expect(yes.code, yes.err).toBe(0);
    expect(yes.out).toMatch(/^redriven: +2\n/);
    expect(yes.err).toContain(`${CLEAR_LINE}redriving [`);
    await world.advance(20_000);
    for (const channel of channels) expect(await isThere(world, channel)).toBe(false);
    expect((await run(world, [...ALL, '--yes'])).out).toMatch(/^redriven: +0\n/);
  });

  it('leaves alone the jobs of other workflows and those that were cancelled', async ({
    world,
  }) => {
    const [failed, cancelled] = [await givenChannel(world), await givenLiveChannel(world)];
    await failToDelete(world, failed);
    const { out } = await run(world, ['channels', 'delete', cancelled.id, '--yes', '--json']);
    const { job } = JSON.parse(out) as { job: { id: string } };
    refuse(world, 'CreateStreamKey');
    await run(world, ['jobs', 'cancel', job.id, '--yes']);
    await world.advance(60_000);
    const other = await run(world, [...ALL, '--yes', '--json', '--workflow', 'nonsense']);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('Allowed choices')]);
    const none = await run(world, [...ALL, '--yes', '--json', '--workflow', 'suspendChannel']);
    expect(JSON.parse(none.out)).toEqual({ results: [], leftAlone: [] });
    refuse(world);
    const ran = await run(world, [...ALL, '--yes', '--json']);
    const { results, leftAlone } = JSON.parse(ran.out) as Summary;
    expect(results).toEqual([
      expect.objectContaining({ subject: `channel/${failed.id}`, redrivenBy: expect.any(String) }),
    ]);
    expect(leftAlone).toEqual([{ jobId: job.id, why: 'it was cancelled' }]);
  });

  it('leaves alone a job whose subject a later job has changed', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const update = ['channels', 'update', id, '--when', 'now', '--yes', '--watch', '--name'];
    refuse(world, 'UpdateChannel');
    expect((await run(world, [...update, 'first'])).code).not.toBe(0);
    refuse(world);
    const rotate = ['stream-keys', 'rotate', id, '--when', 'now', '--yes', '--watch'];
    expect((await run(world, rotate)).code).toBe(0);
    const { out } = await run(world, [...ALL, '--yes', '--json']);
    expect(JSON.parse(out)).toEqual({
      results: [],
      leftAlone: [{ jobId: expect.any(String), why: 'a later job on its subject has succeeded' }],
    });
  });

  it('goes on after a refusal, names it and exits with 4', async ({ world }) => {
    const channels = [await givenChannel(world), await givenChannel(world)];
    for (const channel of channels) await failToDelete(world, channel);
    const refusing: typeof fetch = async (input, init) => {
      const { url } = input instanceof Request ? input : new Request(input);
      if (url.includes(channels[0]?.id ?? '') && url.endsWith('/redrive'))
        return Response.json(
          { type: '/problems/job-conflict', title: 'Conflict', detail: 'Another job runs.' },
          { status: 409, headers: { 'content-type': 'application/problem+json' } },
        );
      return fetch(input, init);
    };
    const { code, out, err } = await run(world, [...ALL, '--yes'], { io: { fetch: refusing } });
    expect([code, out]).toEqual([4, expect.stringMatching(/^redriven: +1\n[^]*refused: +1\n/)]);
    expect(err).toContain('Conflict: Another job runs.');
  });

  it('takes an id or the option, not both and not neither', async () => {
    for (const args of [
      ['jobs', 'redrive'],
      [...ALL, 'an-id'],
      ['jobs', 'redrive', 'an-id', '--workflow', 'deleteChannel'],
    ]) {
      const { code, err } = await runAlone(args);
      expect([code, err], args.join(' ')).toEqual([2, expect.stringContaining('needs-attention')]);
    }
  });
});

describe('dlq redrive --all', () => {
  it('takes an id or --all, and tells what it could not redrive', async ({ world }) => {
    for (const line of [
      ['dlq', 'redrive'],
      ['dlq', 'redrive', 'a1', '--all'],
    ])
      expect((await run(world, line)).code).toBe(EXIT.usage);
    const none = await run(world, ['dlq', 'redrive', '--all']);
    expect([none.code, none.out]).toEqual([0, 'redriven: 0\nrefused:  0\n']);

    await deliver(world, { messageId: 'm-1', body: 'this is no event' });
    expect((await run(world, ['dlq', 'redrive', '--all'])).code).toBe(EXIT['not-confirmed']);
    const dry = await run(world, ['dlq', 'redrive', '--all', '--dry-run', '--json']);
    expect(JSON.parse(dry.out)).toMatchObject({
      dryRun: { redrives: [{ id: expect.any(String) }] },
    });
    const done = await run(world, ['dlq', 'redrive', '--all', '--yes']);
    expect(done.code).toBe(EXIT.refused);
    expect(done.out).toBe('redriven: 0\nrefused:  1\n');
    expect(done.err).toContain('The dead letter has no event');
    expect(await letters(world)).toHaveLength(1);
  });
});
