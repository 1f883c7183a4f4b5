import type { JSX } from 'preact';
import type { Plan, PlannedCall } from '../api/client.ts';
import { linkTo } from '../router.ts';
import { waitOf, wordsOf } from '../words/jobs.ts';

const sentenceOfStep = ({ does, waits, final, step }: Plan['steps'][number]): string => {
  if (does !== undefined) return wordsOf(does);
  if (waits !== undefined) return `Wait for ${waitOf(waits)}`;
  return final === undefined ? wordsOf(step) : `End: ${wordsOf(final).toLowerCase()}`;
};

const MEETINGS = [
  ['wouldJoin', 'The request joins a job that does the same work:'],
  ['wouldSupersede', 'The job takes the place of another one:'],
  ['wouldConflictWith', 'The request would be refused, because another job is under way:'],
] as const;

/** Returns the steps that the work can come to. The others are there for a cancel. */
function reachable(steps: Plan['steps']): Plan['steps'] {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const next of Object.values(steps.find(({ step }) => step === name)?.then ?? {}))
      visit(next);
  };
  const [first] = steps;
  if (first) visit(first.step);
  return steps.filter(({ step }) => reached.has(step));
}

/** Returns the steps that the job is going to take, as far as the API could foresee them. */
function stepsOf({ steps, course }: Plan): Plan['steps'] {
  const foreseen = course?.flatMap((name) => steps.find(({ step }) => step === name) ?? []);
  return (foreseen ?? reachable(steps)).filter(({ final }) => final === undefined);
}

/** Returns how the channel is now, and how long the work takes on it. */
function foundWords({ found, etaSeconds, awaitsStreamEnd }: Plan): string {
  const state = found && `The channel is ${found.isLive ? 'live' : 'not live'}`;
  const key = found?.hasStreamKey === false ? ' and has no stream key' : '';
  const wait = awaitsStreamEnd ? ', after the end of the stream' : '';
  return [
    ...(state === undefined ? [] : [`${state}${key}.`]),
    ...(etaSeconds === undefined ? [] : [`The work takes about ${etaSeconds} s${wait}.`]),
  ].join(' ');
}

const isOperation = ({ subject }: Plan): boolean => subject.startsWith('operation/');

function JobPlan({ plan, withoutSteps }: { plan: Plan; withoutSteps: string }): JSX.Element {
  const { pointOfNoReturn, channels, needsApproval, total } = plan;
  const shown = stepsOf(plan);
  const words = foundWords(plan);
  return (
    <>
      {MEETINGS.map(([member, words]) => {
        const jobId = plan[member];
        return jobId === undefined ? null : (
          <p key={member} class="notice warn">
            {words} <a href={linkTo(['jobs', jobId])}>{jobId}</a>
          </p>
        );
      })}
      {needsApproval && (
        <p class="notice warn">A second person has to approve the work before it begins.</p>
      )}
      {channels && (
        <p>
          {isOperation(plan)
            ? `Channels that match: ${channels.attached}, `
            : `${channels.attached} channels are attached, `}
          {channels.live} of them live.
        </p>
      )}
      {isOperation(plan) && total !== undefined && <p>Jobs that match: {total}.</p>}
      {words !== '' && <p>{words}</p>}
      <ol class="plan">
        {shown.map((step, n) => (
          <li key={`${n} ${step.step}`} class={step.step === pointOfNoReturn ? 'final' : ''}>
            {sentenceOfStep(step)}
            {step.step === pointOfNoReturn && <small> — no cancel after this</small>}
          </li>
        ))}
      </ol>
      {shown.length === 0 && <p class="quiet">{withoutSteps}</p>}
    </>
  );
}

/**
 * The plan that a dry run has returned: the steps of a job, or one call.
 * @param withoutSteps the words for a plan without steps
 */
export function PlanView({
  plan,
  withoutSteps = 'The job ends where it stands.',
}: {
  plan: Plan | PlannedCall;
  withoutSteps?: string | undefined;
}): JSX.Element {
  return (
    <section class="planned" aria-label="Dry run">
      <h3>What would happen</h3>
      {'operation' in plan ? (
        <p>
          One call: <b>{plan.operation}</b>
        </p>
      ) : (
        <JobPlan plan={plan} withoutSteps={withoutSteps} />
      )}
    </section>
  );
}
