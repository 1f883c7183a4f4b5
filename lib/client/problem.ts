import type { Components } from './api.ts';

export type Problem = Components['schemas']['Problem'];

/** A refusal of the API, as an error. docs/errors.md has the remedies, by `type`. */
export class ProblemError extends Error {
  readonly status: number;
  /** The type of the problem, such as `not-found`; `unknown` if a proxy before the API refused. */
  readonly type: string;
  /** The problem document; undefined if a proxy before the API refused. */
  readonly problem: Problem | undefined;

  constructor(status: number, body: unknown) {
    const problem = isProblem(body) ? body : undefined;
    super(problem ? `${problem.title}: ${problem.detail}` : `The API answered ${status}.`);
    this.name = 'ProblemError';
    this.status = status;
    this.type = problem?.type.replace('/problems/', '') ?? 'unknown';
    this.problem = problem;
  }
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'type' in body &&
    typeof body.type === 'string' &&
    'detail' in body
  );
}

/**
 * Returns the data of an answer.
 * @throws ProblemError when the request was refused
 */
export function dataOf<Data>(result: { data?: Data; error?: unknown; response: Response }): Data {
  if (!result.response.ok) throw new ProblemError(result.response.status, result.error);
  return result.data as Data;
}
