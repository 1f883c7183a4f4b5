import { PROBLEMS, type ProblemType } from './problems.ts';

/**
 * A refusal that the caller sees as an RFC 9457 problem document. `detail` says what to do; it
 * never holds a secret.
 */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly status: number;
  readonly title: string;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    type: ProblemType,
    detail: string,
    extensions: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = 'Problem';
    this.type = type;
    ({ status: this.status, title: this.title } = PROBLEMS[type]);
    this.extensions = extensions;
  }
}
