import { describe, expect } from 'vitest';
import { EXIT } from '../../../cli/exit.ts';
import { run, runAlone } from '../../commandLine.ts';
import { givenLiveChannel, jobIn, rotate } from '../../given.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

const WORKFLOW = 'rotateStreamKeyWhenIdle';
const ALL = ['jobs', 'cancel', '--all'];
const MATCHING = [...ALL, '--workflow', WORKFLOW];

/** Begins rotations that wait for the end of a stream, and returns the ids of their jobs. */
async function givenWaiting(world: World, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++)
    ids.push(jobIn(await rotate(world, await givenLiveChannel(world), 'idle')).id);
  return ids;
}

const statusOf = async (world: World, id: string): Promise<string> => (await world.job(id)).status;

describe('jobs cancel --all', () => {
  it('shows the jobs in a dry run, asks with their number, and cancels each', async ({ world }) => {
    const ids = await givenWaiting(world, 3);
    const other = await givenLiveChannel(world);
    const patch = { path: `/v1/channels/${other.id}?when=idle`, body: { latencyMode: 'NORMAL' } };
    const spared = jobIn(await world.http('PATCH', patch.path, { body: patch.body })).id;

    const dry = await run(world, [...MATCHING, '--dry-run', '--json']);
    const { dryRun } = JSON.parse(dry.out) as { dryRun: { jobs: { jobId: string }[] } };
    expect(dryRun.jobs.map(({ jobId }) => jobId).toSorted()).toEqual(ids.toSorted());
    const people = await run(world, [...MATCHING, '--dry-run']);
    expect(people.out).toMatch(/^Dry run, .* would cancel 3 jobs\.\nID +WORKFLOW/);

    expect((await run(world, MATCHING)).code).toBe(EXIT['not-confirmed']);
    const no = await run(world, MATCHING, { answers: ['n'] });
    expect([no.code, no.questions]).toEqual([8, [`Cancel 3 jobs at ${world.stack.url}? [y/N] `]]);
    expect(no.err).toContain(`  3 ${WORKFLOW}\n`);
    expect(await statusOf(world, ids[0] ?? '')).toBe('waiting');

    const yes = await run(world, [...MATCHING, '--reason', 'they wait too long'], {
      answers: ['y'],
    });
    expect([yes.code, yes.out], yes.err).toEqual([
      0,
      'have ended:   3\nare stopping: 0\nrefused:      0\n',
    ]);
    for (const id of ids) expect(await statusOf(world, id)).toBe('cancelled');
    expect((await world.job(ids[0] ?? '')).cancel).toMatchObject({ reason: 'they wait too long' });
    expect(await statusOf(world, spared)).toBe('waiting');
    expect((await run(world, [...MATCHING, '--yes'])).out).toMatch(/^have ended: +0\n/);
  });

  it('goes on after a refusal, names it and exits with 4', async ({ world }) => {
    const ids = await givenWaiting(world, 2);
    const refusing: typeof fetch = async (input, init) => {
      const { url } = input instanceof Request ? input : new Request(input);
      if (url.includes(`${ids[0]}/cancel`))
        return Response.json(
          { type: '/problems/past-point-of-no-return', title: 'Too late', detail: 'It deletes.' },
          { status: 409, headers: { 'content-type': 'application/problem+json' } },
        );
      return fetch(input, init);
    };
    const all = await run(world, [...MATCHING, '--yes'], { io: { fetch: refusing } });
    expect([all.code, all.out]).toEqual([
      EXIT.refused,
      'have ended:   1\nare stopping: 0\nrefused:      1\n',
    ]);
    expect(all.err).toContain('Too late: It deletes.');
    expect(await statusOf(world, ids[0] ?? '')).toBe('waiting');
    expect(await statusOf(world, ids[1] ?? '')).toBe('cancelled');
  });
});

describe('jobs abandon --all', () => {
  it('ends the jobs on a subject where they stand', async ({ world }) => {
    const ids = await givenWaiting(world, 2);
    const subject = (await world.job(ids[0] ?? '')).subject;
    const all = `jobs abandon --all --subject ${subject} --yes --json`;
    const { out } = await run(world, all.split(' '));
    const { results } = JSON.parse(out) as { results: unknown[] };
    expect(results).toEqual([{ jobId: ids[0], subject, status: expect.any(String) }]);
    expect(await world.job(ids[0] ?? '')).toMatchObject({ cancel: { result: 'abandoned' } });
    expect(await statusOf(world, ids[1] ?? '')).toBe('waiting');
  });
});

describe.each(['cancel', 'abandon'])('jobs %s', (verb) => {
  it.for([
    [[], "missing required argument 'job-id', or --all"],
    [['an-id', '--all', '--workflow', WORKFLOW], '--all stands instead of an id'],
    [['an-id', '--workflow', WORKFLOW], '--workflow goes with --all'],
    [['--all'], '--all needs --workflow, --subject or --caused-by'],
  ] as const)('with %j is refused: %s', async ([args, words]) => {
    const { code, err } = await runAlone(['jobs', verb, ...args]);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining(words)]);
  });
});
