import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actions } from '../../lib/actions/actions.ts';
import { isNoInput } from '../../lib/actions/inputs.ts';
import { aChannel } from '../../lib/subjects.ts';
import { defineWorkflow, RANKS, type Workflow } from '../../lib/definition/define.ts';
import { limitOf, WATCHED_WAIT, type Ending, type StepOf } from '../../lib/definition/steps.ts';
import { workflows } from '../../lib/workflows/workflows.ts';
import { faultsOf, unnotedIn } from './graph.ts';

const all: Workflow[] = Object.values(workflows);
const ENDINGS: Record<Ending, true> = {
  succeeded: true,
  cancelled: true,
  notFound: true,
  notLive: true,
  live: true,
  stillLive: true,
  suspended: true,
  notSuspended: true,
  hasStreamKey: true,
  inUse: true,
  creationFailed: true,
  quotaExceeded: true,
  keyKnown: true,
  lastKeyPair: true,
  outcomeUnknown: true,
  protected: true,
  incomplete: true,
  locked: true,
  expired: true,
  takenBack: true,
};

/** The writes of a job that is told that it is due, looks, and waits again. */
const WRITES_A_LOOK = 3;
/** Waits for IVS to settle, which are over after a look or a few. */
const SOON_OVER: ReadonlySet<string> = new Set([
  'awaitingActive',
  'awaitingLateDeletion',
  'awaitingTwin',
  'settling',
]);

describe('every workflow', () => {
  it('every workflow has the name of its file and of its entry, and no other has it', () => {
    const files = readdirSync(new URL('../../lib/workflows', import.meta.url)).map((file) =>
      file.replace(/\.ts$/, ''),
    );
    const stories = files.filter((name) => name !== 'workflows').toSorted();
    expect(all.map(({ name }) => name).toSorted()).toEqual(stories);
    expect(Object.keys(workflows).toSorted()).toEqual(stories);
    for (const [entry, { name }] of Object.entries(workflows)) expect(name).toBe(entry);
  });

  it('every workflow uses actions that exist, and every action is used', () => {
    const used = all.flatMap(({ steps }) =>
      Object.values(steps).flatMap((step) => ('does' in step ? step.does : [])),
    );
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(actions).toSorted());
  });

  for (const workflow of all) {
    it(`${workflow.name}: every step finds noted what its action needs`, () => {
      expect(unnotedIn(workflow)).toEqual([]);
    });

    it(`${workflow.name}: every step can be reached, ends, and has its waits and cancels`, () => {
      expect(faultsOf(workflow)).toEqual([]);
    });

    it(`${workflow.name}: ends on outcomes that callers know, at a rank and a version`, () => {
      for (const step of Object.values(workflow.steps))
        if ('final' in step) expect(ENDINGS).toHaveProperty(step.final);
      expect(RANKS).toHaveProperty(workflow.rank);
      expect(workflow.version).toBeGreaterThanOrEqual(1);
    });

    it(`${workflow.name}: every wait says what happens when its time is over`, () => {
      for (const step of Object.values(workflow.steps))
        if ('waits' in step) expect(limitOf(step).then in workflow.steps).toBe(true);
    });

    it(`${workflow.name}: a job that waits for hours writes once a minute at most`, () => {
      const eager = Object.entries(workflow.steps).filter(([name, step]) => {
        if (!('waits' in step) || step.waits === WATCHED_WAIT) return false;
        const { afterSeconds, atMostSeconds = afterSeconds } = limitOf(step);
        return atMostSeconds < WRITES_A_LOOK * 60 && !SOON_OVER.has(name);
      });
      expect(eager.map(([name]) => name)).toEqual([]);
    });
  }
});

describe('faulty definitions', () => {
  const stops = {
    does: 'stopStream',
    then: { stopping: 'awaiting', notLive: 'done', notFound: 'done' },
  } as const;
  const waits = {
    waits: 'streamEnded',
    then: 'stopping',
    ifStillLive: { afterSeconds: 5, then: 'stopping' },
  } as const;
  const sound: Workflow = defineWorkflow({
    name: 'sound',
    version: 1,
    subject: aChannel,
    input: isNoInput,
    rank: 'stop',
    harms: ['stopping'],
    waitsMax: 3,
    deadlineSeconds: 60,
    steps: { stopping: stops, awaiting: waits, done: { final: 'succeeded' } },
  });
  const withSteps = (steps: Record<string, StepOf<string>>): Workflow => ({
    ...sound,
    steps: { ...sound.steps, ...steps },
  });
  const revoking: StepOf<string> = { does: 'revokeNotedStreamKey', then: { revoked: 'stopping' } };

  const faulty: readonly (readonly [fault: string, workflow: Workflow])[] = [
    [
      'names the step gone, which it does not have',
      withSteps({ awaiting: { ...waits, then: 'gone' } }),
    ],
    [
      'names the step gone, which it does not have',
      { ...sound, pointOfNoReturn: { act: 'stopping', past: ['done', 'gone'] } },
    ],
    ['1 is no name for a step', withSteps({ 1: { final: 'succeeded' } })],
    ['lost cannot be reached', withSteps({ lost: { final: 'notFound' } })],
    [
      'awaiting has no end',
      withSteps({
        awaiting: {
          ...waits,
          then: 'awaiting',
          ifStillLive: { afterSeconds: 5, then: 'awaiting' },
        },
      }),
    ],
    [
      'stopping is on a cycle without a wait',
      withSteps({ stopping: { ...stops, then: { ...stops.then, notLive: 'stopping' } } }),
    ],
    [
      'deleting is called off, and goes on to done',
      withSteps({
        stopping: { ...stops, then: { ...stops.then, notLive: 'deleting' } },
        deleting: {
          does: 'deleteChannel',
          then: { deleted: 'done', stillLive: 'awaiting', notFound: 'done', calledOff: 'done' },
        },
      }),
    ],
    ['waits, and has no waitsMax', { ...sound, waitsMax: 0 }],
    [
      'has a waitsMax, and no wait',
      {
        ...sound,
        steps: {
          stopping: { ...stops, then: { ...stops.then, stopping: 'done' } },
          done: { final: 'succeeded' },
        },
      },
    ],
    [
      'awaiting waits for no time at all',
      withSteps({ awaiting: { ...waits, ifStillLive: { afterSeconds: 0, then: 'stopping' } } }),
    ],
    ['has no deadline', { ...sound, deadlineSeconds: 0 }],
    ['does not say that stopping does harm', { ...sound, harms: [] }],
    [
      'spares the channel at revoking without giving the key back',
      { ...sound, harms: ['revoking', 'stopping'], steps: { revoking, ...sound.steps } },
    ],
    ['harms by the step gone, which is not there', { ...sound, harms: ['stopping', 'gone'] }],
    ['spares a channel and does not end as protected', { ...sound, onProtected: 'done' }],
    [
      'leads from awaiting back before its point of no return, to stopping',
      { ...sound, pointOfNoReturn: { act: 'stopping', past: ['awaiting'] } },
    ],
    ['has nothing past stopping', { ...sound, pointOfNoReturn: { act: 'stopping', past: [] } }],
    [
      'can be cancelled at stopping without giving the stream key back',
      { ...sound, steps: { revoking, ...sound.steps } },
    ],
    ['gives back what it took and ends as succeeded', { ...sound, onCancel: 'done' }],
    [
      'would give back what it took when it fails, and has no way to',
      { ...sound, onFailure: 'asOnCancel' },
    ],
    ['is cancelled without being asked to', withSteps({ done: { final: 'cancelled' } })],
    ['cannot succeed', withSteps({ done: { final: 'notLive' } })],
  ];

  it('finds no fault in a sound definition', () => {
    expect(faultsOf(sound)).toEqual([]);
  });

  for (const [fault, workflow] of faulty) {
    it(`finds the fault: ${fault}`, () => {
      expect(faultsOf(workflow)).toContain(fault);
    });
  }

  it('a step whose action needs what no step before it has noted is found', () => {
    expect(unnotedIn(withSteps({ awaiting: revoking, stopping: stops }))).toEqual([
      'awaiting needs streamKeyArn',
    ]);
    const noting: StepOf<string> = {
      does: 'noteStreamKey',
      then: { noted: 'revoking', none: 'stopping', notFound: 'done' },
    };
    expect(unnotedIn({ ...sound, steps: { noting, revoking, ...sound.steps } })).toEqual([]);
    const onEveryWay = { ...noting, then: { ...noting.then, none: 'revoking' } };
    expect(
      unnotedIn({ ...sound, steps: { noting: onEveryWay, revoking, ...sound.steps } }),
    ).toEqual(['revoking needs streamKeyArn']);
  });
});
