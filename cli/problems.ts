import { ProblemError } from '../lib/client/client.ts';
import { CliError, EXIT, kindOf } from './exit.ts';
import type { Io } from './io.ts';
import { inline, paint } from './output/text.ts';

/** Returns the lines that explain a refusal of the API. `option` chooses the deployment again. */
function linesOf({ problem, message }: ProblemError, option: string): string[] {
  if (!problem) return [message];
  const { title, detail, errors = [], ivs, jobId, left, scope, channels, requestId } = problem;
  return [
    `${inline(title)}: ${inline(detail)}`,
    ...errors.map(({ field, rule }) => `  ${inline(field)}: ${inline(rule)}`),
    ...(ivs ? [`  IVS refused: ${inline(ivs)}`] : []),
    ...(scope === undefined ? [] : [`  The scope that is needed: ${inline(scope)}`]),
    ...(left ? [`  Left behind: ${inline(left)}`] : []),
    ...(channels ? [`  Channels: ${inline(channels)}`] : []),
    ...(jobId === undefined ? [] : [`  The job: channelkeeper jobs get ${inline(jobId)}${option}`]),
    `  Request id: ${inline(requestId)}`,
  ];
}

/**
 * Writes an error to standard error, and returns the exit code of its kind.
 * @param profile the name of the deployment, if the command has asked several
 */
export function tellProblem(io: Io, error: unknown, isJson: boolean, profile?: string): number {
  const kind = kindOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) {
    const refusal =
      error instanceof ProblemError
        ? error
        : error instanceof CliError && error.cause instanceof ProblemError
          ? error.cause
          : undefined;
    const errors = error instanceof CliError && error.issues.length > 0 ? error.issues : undefined;
    const document = refusal?.problem ?? {
      type: kind,
      title: kind,
      detail: message,
      ...(errors && { errors }),
    };
    const told = { ...document, exitCode: EXIT[kind] };
    // One document is for reading; several are told apart by their lines.
    if (profile === undefined) io.err(`${JSON.stringify(told, null, 2)}\n`);
    else io.err(`${JSON.stringify({ profile, ...told })}\n`);
    return EXIT[kind];
  }
  const at = profile === undefined ? '' : ` at ${inline(profile)}`;
  const option = profile === undefined ? '' : ` --profile ${inline(profile)}`;
  const [first = '', ...more] =
    error instanceof ProblemError ? linesOf(error, option) : [inline(message)];
  io.err(
    [`${paint(io, 'red', `Error${at}:`)} ${first}`, ...more].map((line) => `${line}\n`).join(''),
  );
  if (kind === 'unexpected' && error instanceof Error && !(error instanceof ProblemError))
    io.err(`${error.stack ?? ''}\n`);
  return EXIT[kind];
}
