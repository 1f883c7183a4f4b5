import { describe, expect } from 'vitest';
import type { Scope } from '../../../lib/http/route.ts';
import { BY_REACTIONS_ALONE } from '../../../lib/api/channelRoutes.ts';
import { startingRoutes as startedByCommands } from '../../../lib/api/startingRoutes.ts';
import { keys, viewers } from '../../../lib/api/routes.ts';
import { digestOf, randomId } from '../../../lib/random.ts';
import type { Subject } from '../../../lib/subjects.ts';
import { jobIdOf, type Job, type ParentLink } from '../../../lib/jobs/job.ts';
import { newJob } from '../../../lib/jobs/newJob.ts';
import { placeJob } from '../../../lib/jobs/table.ts';
import { workflows, type WorkflowName } from '../../../lib/workflows/workflows.ts';
import { document } from '../../answers.ts';
import { givenChannel } from '../../given.ts';
import type { JobFields } from '../../unit/jobs/sample.ts';
import type { World, Answer } from '../../world.ts';
import { itInOne } from '../../worldTest.ts';

// The right to steer jobs is not the right to do their work. That also takes the scope of the
// workflow's own route.

const it = itInOne();

/** The routes of all functions that start jobs. */
const startingRoutes = [
  ...startedByCommands,
  ...[...keys, ...viewers].filter(({ described }) => described?.starts),
];

const ATTACHMENTS = {
  recordingConfiguration: 'recording-configurations:write',
  playbackRestrictionPolicy: 'playback-restriction-policies:write',
  adConfiguration: 'ad-configurations:write',
} as const;

/**
 * The scope that allows the same work, by subject kind. This list repeats the scopes of the routes,
 * so that the test notices when a route moves to another scope.
 */
const SCOPES: Record<WorkflowName, Partial<Record<string, Scope>>> = {
  banViewer: { viewerBan: 'viewer-sessions:write' },
  createStreamKey: { channel: 'stream-keys:write' },
  deleteAttachment: ATTACHMENTS,
  deleteChannel: { channel: 'channels:write' },
  deleteStreamKeyNow: { channel: 'stream-keys:write' },
  deleteStreamKeyWhenIdle: { channel: 'stream-keys:write' },
  detachChannelNow: ATTACHMENTS,
  detachChannelWhenIdle: ATTACHMENTS,
  insertAdBreak: { channel: 'streams:write' },
  provisionChannel: { channelCreation: 'channels:write' },
  provisionRecordingConfiguration: {
    recordingConfigurationCreation: 'recording-configurations:write',
  },
  resumeChannel: { channel: 'channels:write' },
  retireAttachment: ATTACHMENTS,
  revokeViewerBatch: { viewerSessionRevocation: 'viewer-sessions:write' },
  revokeViewerBatchHalf: { viewerSessionRevocation: 'viewer-sessions:write' },
  // The scope of an operation is that of its work; see the test of its own.
  runOperation: {},
  // So is that of a scheduled job.
  startLater: {},
  revokeViewers: { viewerSessionRevocation: 'viewer-sessions:write' },
  rotatePlaybackKeyPair: { playbackKeyPair: 'playback-key-pairs:write' },
  rotateStreamKeyNow: { channel: 'stream-keys:write' },
  rotateStreamKeyWhenIdle: { channel: 'stream-keys:write' },
  stopStream: { channel: 'streams:write' },
  stopStreamOnce: { channel: 'streams:write' },
  suspendChannel: { channel: 'channels:write' },
  updateChannel: { channel: 'channels:write' },
  updateChannelBlocked: { channel: 'channels:write' },
  updateChannelNow: { channel: 'channels:write' },
  updateChannelWhenIdle: { channel: 'channels:write' },
};

const isChild = (workflow: string): boolean => workflow.startsWith('detachChannel');

/**
 * Stores a job that a caller or a schedule started, as it is before its first call, and returns it.
 */
async function givenJob(
  world: World,
  workflow: WorkflowName,
  kind: string,
  over: JobFields = {},
): Promise<Job> {
  const id = randomId(world.app.random);
  const parent: ParentLink | undefined = isChild(workflow)
    ? { jobId: jobIdOf(`${kind}/${id}` as Subject, digestOf(id)), index: 0 }
    : undefined;
  const subject = `${parent ? 'channel' : kind}/${id}` as Subject;
  const job = newJob(world.app, jobIdOf(subject, id), {
    workflow,
    subject,
    input: {},
    caller: 'schedule:nobody',
    ...(parent && { parent }),
  });
  const placed = await placeJob(
    world.app,
    { ...job, acting: false, wakeAt: world.clock.now() + 60_000, ...over } as Job,
    undefined,
    world.clock.now() + 60_000,
  );
  if (!placed) throw new Error('The job was not placed.');
  return placed;
}

const FAILED: JobFields = { status: 'failed', ending: 'failed', announced: true };
const stateOf = { redrive: FAILED, cancel: {}, abandon: {} };
const kindsOfSteering = Object.keys(stateOf) as (keyof typeof stateOf)[];

const ask = (
  world: World,
  steering: string,
  { id }: Job,
  scopes: string[],
  query = '',
): Promise<Answer> => world.http('POST', `/v1/jobs/${id}/${steering}${query}`, { scopes });
const missing = (scope: string): object => ({
  status: 403,
  body: { type: '/problems/missing-scope', scope },
});

const cases = (Object.keys(workflows) as WorkflowName[]).flatMap((workflow) =>
  Object.entries(SCOPES[workflow]).flatMap(([kind, scope]) =>
    kindsOfSteering.map((steering) => ({ steering, workflow, kind, scope: scope ?? '' })),
  ),
);

it.for(cases)(
  '$steering of $workflow on a $kind needs $scope besides jobs:write',
  async ({ steering, workflow, kind, scope }, { world }) => {
    const job = await givenJob(world, workflow, kind, stateOf[steering]);
    const before = await world.job(job.id);
    const calls = world.calls.filter(({ service }) => service === 'ivs').length;
    expect(await ask(world, steering, job, ['jobs:write'])).toMatchObject(missing(scope));
    expect(await ask(world, steering, job, ['jobs:write'], '?dryRun=true')).toMatchObject(
      missing(scope),
    );
    expect(await ask(world, steering, job, [scope])).toMatchObject(missing('jobs:write'));
    expect(await world.job(job.id)).toEqual(before);
    expect(world.calls.filter(({ service }) => service === 'ivs')).toHaveLength(calls);
    expect(await ask(world, steering, job, ['jobs:write', scope], '?dryRun=true')).toMatchObject({
      status: 200,
      body: { dryRun: { workflow } },
    });
  },
);

describe('the scopes of the routes', () => {
  it('the scopes of the routes are named for every workflow and kind of subject', () => {
    const started = startingRoutes.flatMap(({ scope, described }) => {
      const { on = '', workflows: own = [], children = [] } = described?.starts ?? {};
      return [...own, ...children].map((workflow) => [workflow, on, scope].join(' '));
    });
    const expected = Object.entries(SCOPES).flatMap(([workflow, kinds]) =>
      Object.entries(kinds).map(([kind, scope]) => [workflow, kind, scope].join(' ')),
    );
    const byReactions = Object.entries(BY_REACTIONS_ALONE).map(
      ([workflow, scope]) => `${workflow} channel ${scope}`,
    );
    expect([...started, ...byReactions].toSorted()).toEqual(expected.toSorted());
  });

  it('the scopes of the routes belong to routes that start their workflows', async ({ world }) => {
    const { id: channelId } = await givenChannel(world);
    const queries = [
      '',
      '?when=now',
      '?when=idle',
      '?when=now&block=true',
      '?once=true',
      '?detach=idle',
      '?detach=now',
      `?channelId=${channelId}&when=now`,
      `?channelId=${channelId}&when=idle`,
    ];
    for (const { key, described } of startingRoutes) {
      const [method = '', path = ''] = key.split(' ');
      const planned = new Set<string>();
      for (const query of queries) {
        // IVS accepts few reads a second, and each plan reads the existing resources.
        await world.advance(1_000);
        const search = `${query}${query === '' ? '?' : '&'}dryRun=true`;
        const { status, body } = await world.http(
          method,
          `${path.replaceAll(/\{\w+\}/g, channelId)}${search}`,
          { body: described?.example?.body ?? (method === 'PATCH' ? { name: 'x' } : {}) },
        );
        const { workflow, subject } = (body.dryRun ?? {}) as Record<string, string>;
        if (status !== 200) continue;
        planned.add(workflow ?? '');
        expect(subject?.split('/')[0], key).toBe(described?.starts?.on);
      }
      expect([...planned].toSorted(), key).toEqual(
        [...(described?.starts?.workflows ?? [])].toSorted(),
      );
    }
  });

  it('steering a job of an unknown workflow needs the scopes of all routes', async ({ world }) => {
    const job = await givenJob(world, 'deleteChannel', 'channel', { workflow: 'ofTomorrow' });
    const all = ['channels:write', 'streams:write', 'stream-keys:write'];
    for (const scope of all)
      expect(
        await ask(world, 'abandon', job, ['jobs:write', ...all.filter((other) => other !== scope)]),
      ).toMatchObject(missing(scope));
    expect(await ask(world, 'abandon', job, ['jobs:write', ...all])).toMatchObject({
      status: 200,
      body: { job: { status: 'cancelled' } },
    });
  });

  it('the OpenAPI document tells the scopes that steering needs', () => {
    const paths = document.paths as Record<string, { post: { description: string } }>;
    for (const steering of kindsOfSteering) {
      const description = paths[`/v1/jobs/{jobId}/${steering}`]?.post.description ?? '';
      for (const [workflow, kinds] of Object.entries(SCOPES)) {
        for (const scope of Object.values(kinds))
          expect(description, workflow).toMatch(
            new RegExp(`\`${scope ?? ''}\` \\([^)]*\\b${workflow}\\b`),
          );
      }
    }
  });
});
