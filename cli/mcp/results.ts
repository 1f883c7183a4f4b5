import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { ProblemError } from '../../lib/client/client.ts';
import { jobIn, type Answer } from '../call.ts';
import type { Command } from '../command.ts';
import { kindOf } from '../exit.ts';
import { isRecord } from '../output/text.ts';
import { JOB_TOOL, JOB_WAIT_SECONDS } from './tools.ts';

// The results of tools: the answer as structured content, and the same as text.

/** Returns a result; the texts come first, and then the content as JSON. */
export const resultOf = (
  content: Readonly<Record<string, unknown>>,
  ...texts: readonly string[]
): CallToolResult => ({
  content: [...texts, JSON.stringify(content, null, 1)].map((text) => ({ type: 'text', text })),
  structuredContent: { ...content },
});

/** Returns the result of an answer. If a job goes on, the result names the tool that follows it. */
export function answerResult(command: Command, { status, data }: Answer): CallToolResult {
  const content = isRecord(data) ? data : { status };
  const job = command.mutates && status === 202 ? jobIn(data) : undefined;
  if (!job) return resultOf(content);
  const next = { tool: JOB_TOOL, arguments: { jobId: job.id, wait: JOB_WAIT_SECONDS } };
  return resultOf(
    { ...content, next },
    `The job goes on. ${JOB_TOOL} with ${JSON.stringify(next.arguments)} waits for its end; ` +
      'call it again while the status is running or waiting.',
  );
}

/** Returns the result of a failure: the problem document of the API, or one of the same form. */
export function problemResult(error: unknown): CallToolResult {
  const message = error instanceof Error ? error.message : String(error);
  const kind = kindOf(error);
  const problem =
    error instanceof ProblemError && error.problem
      ? { ...error.problem }
      : { type: kind, title: kind, detail: message };
  return { ...resultOf(problem, message), isError: true };
}

/** The shape of a stream key's value, as the user guide of IVS shows it. */
const STREAM_KEY = /sk_[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9_]+/g;
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** The secrets that a result must not have. */
export interface Hidden {
  readonly token: string | undefined;
  readonly streamKeys: boolean;
}

function withoutSecrets(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, hide));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [hide(name), withoutSecrets(of, hide)]),
  );
}

/** Returns a text without tokens and, unless they are allowed, without values of stream keys. */
export const hiding =
  ({ token, streamKeys }: Hidden) =>
  (text: string): string => {
    const known = token === undefined || token === '' ? text : text.replaceAll(token, '***');
    const others = known.replace(TOKEN, '***');
    return streamKeys ? others.replace(STREAM_KEY, 'sk_***') : others;
  };

/** Returns a result in which every text and every name has passed `hide`. */
export const cleaned = (
  { content, structuredContent, ...rest }: CallToolResult,
  hide: (text: string) => string,
): CallToolResult => ({
  ...rest,
  content: content.map((one) => (one.type === 'text' ? { ...one, text: hide(one.text) } : one)),
  structuredContent: Object.fromEntries(
    Object.entries(structuredContent ?? {}).map(([name, of]) => [
      hide(name),
      withoutSecrets(of, hide),
    ]),
  ),
});
