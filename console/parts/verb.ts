import type { Answer, Plan, PlannedCall } from '../api/client.ts';

/** A field of the form of a verb. */
export interface Field {
  readonly name: string;
  readonly label: string;
  /** A `time` is a date with a time of day in the zone of the browser; its value is an instant. */
  readonly kind: 'text' | 'lines' | 'choice' | 'check' | 'time';
  readonly options?: readonly (readonly [value: string, label: string])[];
  readonly initial?: string;
  readonly required?: boolean;
  readonly hint?: string;
}

/** The values of a form, by name of the field. A box that is checked has `true`. */
export type Values = Readonly<Record<string, string>>;

/** The parts of a request that every change has. */
export interface Change {
  readonly query: { readonly dryRun?: 'true' };
  readonly header: { readonly 'X-Reason'?: string };
}

/** Something that a person may do to a resource. */
export interface Verb {
  readonly name: string;
  /** The word on its button, such as `Delete`. */
  readonly label: string;
  readonly isDanger?: boolean;
  /** The effect, in one sentence. */
  readonly effect: string;
  readonly fields?: readonly Field[];
  /** The dry run in words, where it has no steps. Absent: the job ends. */
  readonly planned?: string;
  /** Sends the request, or its dry run. */
  readonly send: (change: Change, values: Values) => Promise<Answer<unknown>>;
}

/** Reads the answer of a dry run. */
export function planIn(data: unknown): Plan | PlannedCall | undefined {
  return typeof data === 'object' && data !== null && 'dryRun' in data
    ? (data.dryRun as Plan | PlannedCall)
    : undefined;
}
