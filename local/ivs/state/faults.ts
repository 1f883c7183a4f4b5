import { z } from 'zod';
import type { Random } from '../../random.ts';
import {
  ERROR_STATUS,
  IvsError,
  isIvsErrorName,
  STRANGE_ANSWERS,
  type StrangeAnswer,
} from '../protocol/errors.ts';
import { isOperationName } from '../protocol/model.ts';

const fault = z
  .strictObject({
    /** The name of the operation, or `*` for all operations. */
    operation: z
      .string()
      .refine(
        (name): boolean => name === '*' || isOperationName(name),
        'is not an operation of IVS',
      ),
    /** Answers with this error instead of acting. */
    error: z.string().min(1).optional(),
    /**
     * The HTTP status of the error; required for a name that IVS does not have and for an `answer`.
     */
    status: z.int().min(400).max(599).optional(),
    /**
     * Answers as an intermediary between the caller and IVS might: with JSON that names no error,
     * an empty body, or an HTML page.
     */
    answer: z.enum(STRANGE_ANSWERS).optional(),
    /** Waits this long before anything else. */
    latencyMs: z.number().min(0).optional(),
    /** Acts, then cuts the connection instead of answering. */
    dropResponse: z.boolean().optional(),
    /**
     * Answers at once with the error, or cuts the connection when there is no error, and still acts
     * after this time.
     */
    landsAfterMs: z.number().min(0).optional(),
    /** With `code`: the error of this viewer's pair in BatchStartViewerSessionRevocation. */
    viewerId: z.string().optional(),
    code: z.string().optional(),
    /** The number of times that the fault applies; default: unlimited. */
    count: z.int().min(1).optional(),
    /** The probability that the fault applies, 0–1; default: 1. */
    rate: z.number().min(0).max(1).optional(),
  })
  .refine(
    ({ error, status }) => error === undefined || status !== undefined || isIvsErrorName(error),
    'an error that IVS does not define needs a status',
  )
  .refine(
    ({ error, answer }) => error === undefined || answer === undefined,
    'a fault has either an error or an answer',
  )
  .refine(
    ({ answer, status }) => answer === undefined || status !== undefined,
    'an answer needs a status',
  )
  .refine(
    ({ viewerId, code }) => (viewerId === undefined) === (code === undefined),
    'viewerId and code must be given together',
  );

export type Fault = z.output<typeof fault>;

/** The combined faults of one request. */
export interface Strike {
  latencyMs: number;
  dropResponse: boolean;
  error?: IvsError;
  /** The call takes effect this many milliseconds after its answer. */
  landsAfterMs?: number;
}

/** The faults that tests inject. */
export class Faults {
  readonly #random: Random;
  #left: { fault: Fault; count: number }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * Replaces all faults.
   * @throws ZodError when a fault is invalid
   */
  set(faults: unknown): void {
    this.#left = z
      .array(fault)
      .parse(faults)
      .map((fault) => ({ fault, count: fault.count ?? Infinity }));
  }

  /** Returns the faults that are still active, with their remaining counts. */
  all(): Fault[] {
    return this.#left.map(({ fault, count }) => ({
      ...fault,
      ...(Number.isFinite(count) && { count }),
    }));
  }

  /** Returns the combined faults of this call of `operation`. The call uses each of them once. */
  strike(operation: string): Strike {
    const struck = this.#use(
      (fault) =>
        fault.viewerId === undefined && (fault.operation === operation || fault.operation === '*'),
    );
    const failing = struck.find(({ error, answer }) => error !== undefined || answer !== undefined);
    const late = struck.find(({ landsAfterMs }) => landsAfterMs !== undefined);
    return {
      latencyMs: struck.reduce((sum, { latencyMs }) => sum + (latencyMs ?? 0), 0),
      dropResponse: struck.some(({ dropResponse }) => dropResponse),
      ...(failing && { error: injected(failing) }),
      ...(late?.landsAfterMs !== undefined && { landsAfterMs: late.landsAfterMs }),
    };
  }

  /** Returns the injected error code of a viewer's pair in a batch, if there is one. */
  pairErrorCode(operation: string, viewerId: string): string | undefined {
    return this.#use((fault) => fault.viewerId === viewerId && fault.operation === operation)[0]
      ?.code;
  }

  #use(matches: (fault: Fault) => boolean): Fault[] {
    const used = this.#left.filter(
      (entry) => matches(entry.fault) && this.#random.chance(entry.fault.rate ?? 1),
    );
    for (const entry of used) entry.count -= 1;
    this.#left = this.#left.filter(({ count }) => count > 0);
    return used.map(({ fault }) => fault);
  }
}

function injected({ error, answer, status }: Fault): IvsError {
  const name = error ?? UNNAMED[answer ?? 'unnamed'];
  return new IvsError(
    name,
    'injected fault',
    status ?? (isIvsErrorName(name) ? ERROR_STATUS[name] : 500),
    answer,
  );
}

/** The outcomes in the request log for answers that name no error. */
const UNNAMED: Readonly<Record<StrangeAnswer, string>> = {
  unnamed: 'Unnamed',
  empty: 'EmptyBody',
  html: 'HtmlBody',
};
