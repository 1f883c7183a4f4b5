import { dataOf, type Job } from '../lib/client/client.ts';
import type { Command } from './command.ts';
import { isRecord } from './output/text.ts';
import type { Request } from './request.ts';
import type { Session } from './session.ts';
import { hasFailed, type Watch } from './watch.ts';

interface Result {
  data?: unknown;
  error?: unknown;
  response: Response;
}
type Calls = Readonly<
  Record<string, (path: string, request: Request & { signal: AbortSignal }) => Promise<Result>>
>;

/** Makes the call of a command. The table of commands names path and parameters of each. */
function call(
  { client, signal }: Session,
  { method, path }: Command,
  request: Request,
): Promise<Result> {
  // The client types its calls path by path; commands.json is made of the same document.
  const send = (client as unknown as Calls)[method];
  if (!send) throw new TypeError(`The client makes no ${method}.`);
  return send(path, { ...request, signal });
}

/** The answer to a command; `data` is undefined if the answer has no body. */
export interface Answer {
  readonly status: number;
  readonly data: unknown;
}

/**
 * Calls the API once.
 * @throws ProblemError
 */
export async function ask(session: Session, command: Command, request: Request): Promise<Answer> {
  const result = await call(session, command, request);
  const { status } = result.response;
  return { status, data: status === 304 ? undefined : dataOf(result) };
}

/**
 * Asks for all pages of a list, and returns them as one.
 * @throws ProblemError
 */
export async function askForAll(
  session: Session,
  command: Command,
  { params, ...rest }: Request,
): Promise<Answer> {
  const { member = '' } = command.list ?? {};
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...params.query, ...(cursor !== undefined && { cursor }) };
    const { data } = await ask(session, command, { ...rest, params: { ...params, query } });
    const page = isRecord(data) ? data : {};
    if (Array.isArray(page[member])) items.push(...page[member]);
    cursor = typeof page.nextCursor === 'string' ? page.nextCursor : undefined;
  } while (cursor !== undefined);
  return { status: 200, data: { [member]: items } };
}

/**
 * Calls the API and waits for the end of the job, if there is one. Returns the final answer.
 * @throws ProblemError when the request was refused or the job did not succeed
 */
export async function askToTheEnd(
  session: Session,
  command: Command,
  request: Request,
  watch: Watch,
): Promise<Answer> {
  const data: unknown = await session.client.outcomeOf(call(session, command, request), watch);
  return { status: 200, data };
}

/** Returns the job in an answer. */
export function jobIn(data: unknown): Job | undefined {
  const job = isRecord(data) ? data.job : undefined;
  return isJob(job) ? job : undefined;
}
const isJob = (value: unknown): value is Job =>
  isRecord(value) && typeof value.id === 'string' && typeof value.workflow === 'string';

/** Returns whether a command has failed because the job in its answer did not succeed. */
export const endsBadly = ({ mutates, operationId }: Command, job: Job | undefined): boolean =>
  mutates === true &&
  job !== undefined &&
  hasFailed(job) &&
  // To end the job is the purpose of these.
  operationId !== 'cancelJob' &&
  operationId !== 'rejectJob' &&
  operationId !== 'abandonJob';
