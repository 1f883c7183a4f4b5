import type { JobInput } from '../actions/inputs.ts';
import type { Workflow } from '../definition/define.ts';
import { check, invalidRequest, NOTHING, type Schema } from '../http/validation.ts';
import { isWorkflowName } from '../jobs/job.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import { channelRoutes } from './channelRoutes.ts';

/** The workflows that an operation may run: those of the routes on one channel. */
export const itemWorkflows: readonly WorkflowName[] = channelRoutes.flatMap(
  ({ described }) => described?.starts?.workflows ?? [],
);

/** The work of an operation on each of its channels. */
export interface ItemWork {
  readonly name: WorkflowName;
  readonly workflow: Workflow;
  readonly input: JobInput;
}

/**
 * Returns the work that a request asks for.
 * @param asked the body that the route of the workflow would take
 * @throws Problem `invalid-request` when that route would refuse the body
 */
export function itemWork(name: string, asked: unknown = {}): ItemWork {
  const route = channelRoutes.find(({ described }) =>
    described?.starts?.workflows.some((one) => one === name),
  );
  if (!route || !isWorkflowName(name))
    throw invalidRequest([{ field: 'workflow', rule: 'must be a workflow on one channel' }]);
  const { body = NOTHING, starts } = route.described ?? {};
  const found = check(body as Schema<unknown>, asked);
  if ('issues' in found)
    throw invalidRequest(
      found.issues.map(({ field, rule }) => ({
        field: field === 'body' ? 'input' : `input.${field}`,
        rule,
      })),
    );
  return { name, workflow: workflows[name], input: starts?.inputOf?.(found.value) ?? {} };
}
