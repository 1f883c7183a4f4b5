import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { getChannel } from '../ivs/channels.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { listStreamKeys } from '../ivs/streamKeys.ts';
import { getStream } from '../ivs/streams.ts';
import { isOfKind, subjectIdOf, type Subject } from '../subjects.ts';
import { isProtected } from '../tags.ts';
import type { JobInput } from '../actions/inputs.ts';
import type { Job } from '../jobs/job.ts';
import { takesOver, isSameWork } from '../jobs/precedence.ts';
import { holderOf } from '../jobs/queries.ts';
import { foreseen, type FoundChannel } from '../definition/foreseen.ts';
import { planOf } from '../definition/plan.ts';
import type { Workflow } from '../definition/define.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import { estimate } from '../readModel/estimating.ts';
import { noChannel, protectedProblem } from './problems.ts';
import type { Answer } from './route.ts';

/** Work that a dry run describes. */
interface Planned {
  workflow: WorkflowName;
  subject: Subject;
  input?: JobInput;
  foreseen?: () => Promise<Record<string, unknown>>;
  mustBeApproved: boolean;
  /** When the work would begin, if not at once. */
  scheduled?: { readonly at: string; readonly undoable?: true };
}

/**
 * Returns the answer to a dry run, without doing the work: the steps of the workflow, the step
 * after which it cannot be cancelled, and the job that the request would meet, unless the work
 * would begin later; of a channel also how it is now, and the course and the calls that follow
 * from that.
 * @throws Problem `not-found` when its channel does not exist, `protected` when the work would harm
 * a protected channel
 */
export async function dryRun(
  app: App,
  { workflow, subject, input = {}, foreseen: more, mustBeApproved, scheduled }: Planned,
): Promise<Answer> {
  const definition: Workflow = workflows[workflow];
  const { pointOfNoReturn, harms } = definition;
  const found = isOfKind(subject, 'channel')
    ? await look(app, subjectIdOf(subject), harms.length > 0)
    : undefined;
  const beginsLater = scheduled !== undefined || mustBeApproved;
  const holder = beginsLater ? undefined : await holderOf(app, subject);
  return {
    status: 200,
    body: {
      dryRun: {
        workflow,
        subject,
        steps: planOf(definition),
        ...(found && (await courseOn(app, definition, found))),
        ...(pointOfNoReturn && { pointOfNoReturn: pointOfNoReturn.act }),
        ...(mustBeApproved && { needsApproval: true }),
        ...(scheduled && { scheduled }),
        ...(await more?.()),
        ...(holder && meeting({ workflow, input }, holder)),
      },
    },
  };
}

/**
 * Returns how a channel is now; undefined while IVS throttles the looks.
 * @throws Problem `not-found`, or `protected` when the work would harm it and it is protected
 */
async function look(
  app: App,
  channelId: string,
  isHarmful: boolean,
): Promise<FoundChannel | undefined> {
  const arn = arnOf(app.config, 'channel', channelId);
  const channel = await getChannel(app.ivs, arn);
  if (channel === 'notFound') throw noChannel(channelId);
  if (isHarmful && isProtected(channel.tags)) throw protectedProblem();
  try {
    const [stream, keys] = await Promise.all([
      getStream(app.ivs, arn),
      listStreamKeys(app.ivs, arn),
    ]);
    return {
      isLive: typeof stream !== 'string',
      isKeyless: keys === 'notFound' || keys.length === 0,
    };
  } catch (error) {
    // The steps are known without these looks, and a caller of a dry run wants no 429.
    if (error instanceof IvsRefusal && error.class === 'throttled') return undefined;
    throw error;
  }
}

/** Returns the way of a job on a channel if nothing gets in its way, and the time that it takes. */
async function courseOn(
  app: App,
  workflow: Workflow,
  { isLive, isKeyless = false }: FoundChannel,
): Promise<Record<string, unknown>> {
  const fleet = { total: 1, live: isLive ? 1 : 0, isKeyless };
  const { calls, etaSeconds, awaitingEnd } = await estimate(app, workflow, fleet, {
    concurrency: 1,
    isChecked: false,
  });
  return {
    found: { isLive, hasStreamKey: !isKeyless },
    course: foreseen(workflow, { isLive, isKeyless }).steps,
    calls,
    etaSeconds,
    ...(awaitingEnd > 0 && { awaitsStreamEnd: true }),
  };
}

/**
 * Returns how the requested job relates to the job that locks the subject: it would join, supersede
 * or conflict with it. The checks come in the order that the engine uses when it starts a job.
 */
function meeting(
  { workflow, input }: { workflow: WorkflowName; input: JobInput },
  holder: Job,
): Record<string, string> {
  if (isSameWork(holder, { workflow, input })) return { wouldJoin: holder.id };
  if (takesOver(holder, workflows[workflow], input) !== 'no') return { wouldSupersede: holder.id };
  return { wouldConflictWith: holder.id };
}
