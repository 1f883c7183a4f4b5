import { actions, type ActionName, type OutcomeOf } from '../../lib/actions/actions.ts';
import type { JobState } from '../../lib/actions/jobState.ts';
import { firstStep, type Workflow } from '../../lib/definition/define.ts';
import { limitOf, type StepOf } from '../../lib/definition/steps.ts';

/** One way to leave a step: by an outcome of its action, or by an end of its wait. */
export interface Edge {
  readonly from: string;
  readonly word: string;
  readonly to: string;
}

/** Returns every edge of a workflow definition. */
export function edgesOf({ steps }: Workflow): Edge[] {
  return Object.entries(steps).flatMap(([from, step]) => {
    if ('final' in step) return [];
    if ('waits' in step)
      return [
        { from, word: step.waits, to: step.then },
        { from, word: 'ifStillLive', to: limitOf(step).then },
      ];
    const then: Readonly<Record<string, string>> = step.then;
    return Object.entries(then).map(([word, to]) => ({ from, word, to }));
  });
}

/** Returns the steps that can be reached from `starts`, including these. */
export function reachable(edges: readonly Edge[], starts: readonly string[]): Set<string> {
  const reached = new Set(starts);
  // Iterating over a set includes the elements that are added meanwhile.
  for (const step of reached) {
    for (const { from, to } of edges) if (from === step) reached.add(to);
  }
  return reached;
}

/** Returns the steps at which a job begins, and those at which it begins to give things back. */
const startsOf = (workflow: Workflow): string[] => [
  firstStep(workflow),
  ...[workflow.onCancel, workflow.onProtected].filter((step) => step !== undefined),
];

/** The actions that take a channel off air, or take away what it cannot get back. */
const HARMFUL: ReadonlySet<string> = new Set<ActionName>([
  'deleteChannel',
  'revokeNotedStreamKey',
  'stopOldStream',
  'stopStream',
]);

/** Returns the steps on a path that leads back to them. */
export function onCycles(edges: readonly Edge[]): string[] {
  const leadsTo = (step: string): string[] =>
    edges.filter(({ from }) => from === step).map(({ to }) => to);
  return [...new Set(edges.map(({ from }) => from))].filter((step) =>
    reachable(edges, leadsTo(step)).has(step),
  );
}

/** The members of the job's state that an action is certain to note, by its outcome. */
const NOTES: {
  readonly [Name in ActionName]?: {
    readonly [Outcome in OutcomeOf<Name>]?: readonly (keyof JobState)[];
  };
} = {
  noteStreamKey: { noted: ['streamKeyArn', 'streamKeyTags'] },
  noteCurrentStreamKey: { noted: ['streamKeyArn', 'streamKeyTags'] },
  importNewKeyPair: {
    imported: ['newPlaybackKeyPairArn', 'createdAt', 'overlapEndsAt'],
    importedInDoubt: ['newPlaybackKeyPairArn', 'createdAt', 'overlapEndsAt'],
  },
  noteStreamKeyToDelete: { noted: ['streamKeyArn'] },
  createStreamKey: { created: ['newStreamKeyArn', 'newStreamKeyAt'] },
  returnStreamKey: { returned: ['newStreamKeyArn', 'newStreamKeyAt'] },
  lookWhetherDark: { dark: ['darkAt', 'timeToDarkMs'], tooSoon: ['darkAt', 'timeToDarkMs'] },
  revokeNextOfBatch: { many: ['share', 'helper'] },
  createChannel: {
    created: ['channelArn', 'newStreamKeyAt'],
    createdInDoubt: ['channelArn', 'newStreamKeyAt'],
  },
  createRecordingConfiguration: {
    created: ['recordingConfigurationArn', 'createdAt'],
    createdInDoubt: ['recordingConfigurationArn', 'createdAt'],
  },
};

/** Returns the members that a step has noted when it continues with an outcome. */
function notedBy(step: StepOf<string> | undefined, outcome: string): readonly string[] {
  if (!step || !('does' in step)) return [];
  const byOutcome: Readonly<Record<string, readonly string[] | undefined>> = NOTES[step.does] ?? {};
  return byOutcome[outcome] ?? [];
}

/**
 * Returns the steps whose action needs members of the job's state that are not noted on every path
 * to them. A cancel can come at any step, so the way back begins with no noted members.
 */
export function unnotedIn(workflow: Workflow): string[] {
  const { steps } = workflow;
  const edges = edgesOf(workflow);
  const starts = new Set(startsOf(workflow));
  const everything = new Set(Object.values(NOTES).flatMap((notes) => Object.values(notes).flat()));
  const noted = new Map<string, Set<string>>(
    Object.keys(steps).map((name) => [name, new Set(starts.has(name) ? [] : everything)]),
  );
  for (let changed = true; changed;) {
    changed = false;
    for (const { from, word, to } of edges) {
      const after = new Set([...(noted.get(from) ?? []), ...notedBy(steps[from], word)]);
      for (const name of noted.get(to) ?? [])
        if (!after.has(name)) changed = noted.get(to)?.delete(name) ?? false;
    }
  }
  return Object.entries(steps).flatMap(([name, step]) => {
    const action = 'does' in step ? actions[step.does] : undefined;
    const needs: readonly string[] = action && 'needs' in action ? action.needs : [];
    return needs
      .filter((need) => !noted.get(name)?.has(need))
      .map((need) => `${name} needs ${need}`);
  });
}

/**
 * Returns the faults of a workflow that its type cannot catch; empty when the workflow has no
 * faults.
 */
export function faultsOf(workflow: Workflow): string[] {
  const { steps, pointOfNoReturn, onCancel, onFailure, waitsMax, deadlineSeconds } = workflow;
  const { harms, onProtected } = workflow;
  const edges = edgesOf(workflow);
  const names = Object.keys(steps);
  const starts = startsOf(workflow);
  const finals = names.filter((name) => 'final' in (steps[name] ?? {}));
  const waits = names.filter((name) => 'waits' in (steps[name] ?? {}));
  const endOf = (name: string): string | undefined => {
    const step = steps[name];
    return step && 'final' in step ? step.final : undefined;
  };
  const endings = (start: string): string[] =>
    [...reachable(edges, [start])].flatMap((name) => endOf(name) ?? []);
  const named = [
    ...starts,
    ...edges.map(({ to }) => to),
    ...(pointOfNoReturn ? [pointOfNoReturn.act, ...pointOfNoReturn.past] : []),
  ];
  const past = new Set(pointOfNoReturn?.past);
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string): void => void (holds || faults.push(fault));

  for (const name of named) expect(name in steps, `names the step ${name}, which it does not have`);
  // Keys that look like numbers come first in a JavaScript object, regardless of the order in the
  // definition.
  for (const name of names) expect(/^[a-z][A-Za-z]*$/.test(name), `${name} is no name for a step`);
  for (const name of names) expect(reachable(edges, starts).has(name), `${name} cannot be reached`);
  for (const name of names)
    expect(
      finals.some((final) => reachable(edges, [name]).has(final)),
      `${name} has no end`,
    );

  // Without waits, and without a step's own next chunk, no path may form a cycle. A job that is
  // called off does not take its step again: it is cancelled before.
  const comesBack = ['more', 'calledOff'];
  const unwaited = edges.filter(
    ({ from, to, word }) =>
      !waits.includes(from) && !waits.includes(to) && !(comesBack.includes(word) && from === to),
  );
  for (const { from, to, word } of edges)
    expect(word !== 'calledOff' || from === to, `${from} is called off, and goes on to ${to}`);
  for (const name of onCycles(unwaited)) expect(false, `${name} is on a cycle without a wait`);
  expect(waits.length === 0 || waitsMax > 0, 'waits, and has no waitsMax');
  expect(waits.length > 0 || waitsMax === 0, 'has a waitsMax, and no wait');
  for (const name of waits) {
    const step = steps[name];
    expect(
      step !== undefined && 'waits' in step && limitOf(step).afterSeconds > 0,
      `${name} waits for no time at all`,
    );
  }
  expect(deadlineSeconds > 0, 'has no deadline');

  for (const name of harms) expect(name in steps, `harms by the step ${name}, which is not there`);
  for (const [name, step] of Object.entries(steps))
    expect(
      !('does' in step && HARMFUL.has(step.does)) || harms.includes(name),
      `does not say that ${name} does harm`,
    );
  // An attempt of unknown outcome may have taken the key when the channel turns out protected.
  const wayBack = onProtected ?? onCancel;
  const isReturned =
    wayBack !== undefined &&
    [...reachable(edges, [wayBack])].some((name) => {
      const step = steps[name];
      return step !== undefined && 'does' in step && step.does === 'returnStreamKey';
    });
  for (const name of harms) {
    const step = steps[name];
    const revokes = step !== undefined && 'does' in step && step.does === 'revokeNotedStreamKey';
    expect(!revokes || isReturned, `spares the channel at ${name} without giving the key back`);
  }
  expect(
    onProtected === undefined || endings(onProtected).every((ending) => ending === 'protected'),
    'spares a channel and does not end as protected',
  );

  // No path leads back across the point of no return. Anything taken before that point is given
  // back.
  for (const { from, to } of edges) {
    const stays = !past.has(from) || past.has(to) || endOf(to) !== undefined;
    expect(stays, `leads from ${from} back before its point of no return, to ${to}`);
  }
  if (pointOfNoReturn) {
    const { act } = pointOfNoReturn;
    expect(
      past.has(act) || edges.some(({ from, to }) => from === act && past.has(to)),
      `has nothing past ${act}`,
    );
  }
  for (const { from, to } of edges) {
    const step = steps[from];
    const takes = step !== undefined && 'does' in step && step.does === 'revokeNotedStreamKey';
    if (takes)
      expect(
        past.has(to) || onCancel !== undefined,
        `can be cancelled at ${to} without giving the stream key back`,
      );
  }
  expect(
    onFailure === undefined || onCancel !== undefined,
    'would give back what it took when it fails, and has no way to',
  );
  // A path beyond the point of no return is for a job that turns out to have made the change that
  // was to be stopped.
  const back = edges.filter(({ to }) => !past.has(to));
  const givenBack =
    onCancel === undefined
      ? []
      : [...reachable(back, [onCancel])].flatMap((name) => endOf(name) ?? []);
  for (const ending of givenBack)
    expect(ending === 'cancelled', `gives back what it took and ends as ${ending}`);
  for (const ending of endings(firstStep(workflow)))
    expect(ending !== 'cancelled', 'is cancelled without being asked to');
  expect(endings(firstStep(workflow)).includes('succeeded'), 'cannot succeed');
  return faults;
}
