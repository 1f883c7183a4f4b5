import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { ask } from '../call.ts';
import type { Command } from '../command.ts';
import { planOf } from '../confirm.ts';
import { CliError } from '../exit.ts';
import { isRecord } from '../output/text.ts';
import { asDryRun } from '../request.ts';
import { checkToken, type Session } from '../session.ts';
import { HOLDS_FOR_SECONDS, type Digests, type Order } from './digests.ts';
import { argumentsOf } from './input.ts';
import { needsConfirmation } from './kinds.ts';
import { refusalOf, type Allowed } from './offer.ts';
import { orderOf } from './order.ts';
import { answerResult, resultOf } from './results.ts';
import { toolName } from './tools.ts';

/** A call of a tool. */
export interface ToolCall {
  readonly session: Session;
  readonly command: Command;
  readonly input: unknown;
  readonly allowed: Allowed;
  readonly digests: Digests;
  /** Ends a read. A change that has begun is not ended, because its outcome would be unknown. */
  readonly signal: AbortSignal;
}

/**
 * Returns a plan without the id that the dry run has made up for a thing that does not exist yet:
 * each dry run makes up another one, and so does the change.
 */
function lasting(
  { parameters }: Command,
  plan: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { subject } = plan;
  return parameters.length === 0 && typeof subject === 'string'
    ? { ...plan, subject: `${subject.split('/')[0]}/(new)` }
    : plan;
}

/** Returns the plan of a change: the dry run of the API, or the request if the API has none. */
async function askForPlan(session: Session, command: Command, order: Order): Promise<unknown> {
  const { method, path, mutates } = command;
  if (!mutates) return { request: { method, path, ...order.request } };
  const { data } = await ask(session, command, asDryRun(order.request));
  if (!isRecord(data) || !isRecord(data.dryRun))
    throw new CliError('unexpected', 'The API has answered without a dry run.');
  return lasting(command, data.dryRun);
}

/** Shows the plan of a change, and the digest that a call which makes the change needs. */
function planResult(command: Command, plan: unknown, digest: string): CallToolResult {
  const name = toolName(command);
  return resultOf(
    { plan, confirm: digest, holdsForSeconds: HOLDS_FOR_SECONDS },
    [
      `Nothing has been changed. This is the plan of ${name} (${command.summary}):`,
      ...(command.mutates ? planOf({ dryRun: plan }) : [`  ${JSON.stringify(plan)}`]),
      `To carry it out, call ${name} again with the same arguments and "confirm": "${digest}". ` +
        'The digest holds once, for ten minutes.',
    ].join('\n'),
  );
}

/**
 * Calls a tool, and returns its result.
 * @throws CliError when the call is refused here
 * @throws ProblemError when the API refuses it
 */
export async function callTool(call: ToolCall): Promise<CallToolResult> {
  const { session, command, input, allowed, digests } = call;
  const reason = refusalOf(command, allowed);
  if (reason !== undefined) throw new CliError('refused', reason);
  const { confirm, ...given } = argumentsOf(command, input);
  const request = orderOf(command, given);
  checkToken(session, command.scope);
  if (!needsConfirmation(command)) {
    const signal = AbortSignal.any([session.signal, call.signal]);
    return answerResult(command, await ask({ ...session, signal }, command, request));
  }
  const order = { url: session.settings.url, operationId: command.operationId, request };
  if (typeof confirm !== 'string') {
    const plan = await askForPlan(session, command, order);
    return planResult(command, plan, digests.show(order, plan));
  }
  const comparePlan = digests.take(confirm, order);
  comparePlan(await askForPlan(session, command, order));
  return answerResult(command, await ask(session, command, request));
}
