import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { getChannel } from '../ivs/channels.ts';
import { isOfKind, subjectIdOf, type Subject } from '../subjects.ts';
import { isProtected } from '../tags.ts';
import type { JobInput } from '../actions/inputs.ts';
import type { Job } from '../jobs/job.ts';
import { takesOver, isSameWork } from '../jobs/precedence.ts';
import { holderOf } from '../jobs/queries.ts';
import { planOf } from '../definition/plan.ts';
import type { Workflow } from '../definition/define.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import { noChannel, protectedProblem } from './problems.ts';
import type { Answer } from './route.ts';

/** Work that a dry run describes. */
interface Planned {
  workflow: WorkflowName;
  subject: Subject;
  input?: JobInput;
  foreseen?: () => Promise<Record<string, unknown>>;
  mustBeApproved: boolean;
}

/**
 * Returns the answer to a dry run, without doing the work: the steps of the workflow, the step
 * after which it cannot be cancelled, and the job that the request would meet.
 * @throws Problem `not-found` when its channel does not exist, `protected` when the work would harm
 * a protected channel
 */
export async function dryRun(
  app: App,
  { workflow, subject, input = {}, foreseen, mustBeApproved }: Planned,
): Promise<Answer> {
  const { pointOfNoReturn, harms }: Workflow = workflows[workflow];
  if (isOfKind(subject, 'channel')) await look(app, subjectIdOf(subject), harms.length > 0);
  const holder = await holderOf(app, subject);
  return {
    status: 200,
    body: {
      dryRun: {
        workflow,
        subject,
        steps: planOf(workflows[workflow]),
        ...(pointOfNoReturn && { pointOfNoReturn: pointOfNoReturn.act }),
        ...(mustBeApproved && { needsApproval: true }),
        ...(await foreseen?.()),
        ...(holder && meeting({ workflow, input }, holder)),
      },
    },
  };
}

async function look(app: App, channelId: string, isHarmful: boolean): Promise<void> {
  const channel = await getChannel(app.ivs, arnOf(app.config, 'channel', channelId));
  if (channel === 'notFound') throw noChannel(channelId);
  if (isHarmful && isProtected(channel.tags)) throw protectedProblem();
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
  if (takesOver(holder, workflows[workflow]) !== 'no') return { wouldSupersede: holder.id };
  return { wouldConflictWith: holder.id };
}
