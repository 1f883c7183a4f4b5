import { ProblemError } from '../lib/client/client.ts';

/** The exit codes, by the kind of the problem. cli/README.md documents them. */
export const EXIT = {
  unexpected: 1,
  usage: 2,
  'not-found': 3,
  refused: 4,
  unauthorized: 5,
  unavailable: 6,
  'job-failed': 7,
  'not-confirmed': 8,
  unhealthy: 9,
} as const;
export type ProblemKind = keyof typeof EXIT;

/** The exit code of a program that Ctrl-C has ended. */
export const INTERRUPTED = 130;

/** A value that breaks a rule. */
export interface Issue {
  readonly field: string;
  readonly rule: string;
}

interface ProblemOptions extends ErrorOptions {
  readonly issues?: readonly Issue[];
}

/** A problem of the command line itself, not of the API. */
export class CliError extends Error {
  readonly kind: ProblemKind;
  /** The values that the problem is about; a problem document has them as `errors`. */
  readonly issues: readonly Issue[];

  constructor(kind: ProblemKind, message: string, options: ProblemOptions = {}) {
    super(message, options);
    this.name = 'CliError';
    this.kind = kind;
    this.issues = options.issues ?? [];
  }
}

/** Returns the kind of a refusal of the API, by its status. */
export function kindOfRefusal({ status, type }: ProblemError): ProblemKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 400 || status === 413 || status === 415) return 'usage';
  if (status === 429 || status === 503 || status === 504) return 'unavailable';
  if (type === 'unknown' && status >= 500) return 'unavailable';
  return status >= 400 && status !== 500 ? 'refused' : 'unexpected';
}

/** Returns the kind of any error. */
export function kindOf(error: unknown): ProblemKind {
  if (error instanceof CliError) return error.kind;
  return error instanceof ProblemError ? kindOfRefusal(error) : 'unexpected';
}
