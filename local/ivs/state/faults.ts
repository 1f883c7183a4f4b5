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
    /** Name of the operation, or `*` for all. */
    operation: z
      .string()
      .refine(
        (name): boolean => name === '*' || isOperationName(name),
        'is not an operation of IVS',
      ),
    /** Answer this error instead of acting. */
    error: z.string().min(1).optional(),
    /** Its HTTP status; needed for a name that IVS does not have, and for an `answer`. */
    status: z.int().min(400).max(599).optional(),
    /**
     * Answer as something between the caller and IVS might: JSON that names no error, an empty
     * body, or a page of HTML.
     */
    answer: z.enum(STRANGE_ANSWERS).optional(),
    /** Wait this long before anything else. */
    latencyMs: z.number().min(0).optional(),
    /** Act, then cut the connection instead of answering. */
    dropResponse: z.boolean().optional(),
    /**
     * Answer at once with the error, or cut the connection where there is none, and act this long
     * afterwards all the same.
     */
    landsAfterMs: z.number().min(0).optional(),
    /** With `code`: the per-pair error of BatchStartViewerSessionRevocation for this viewer. */
    viewerId: z.string().optional(),
    code: z.string().optional(),
    /** Wears off after this many times; default: never. */
    count: z.int().min(1).optional(),
    /** Probability that it strikes, 0–1; default 1. */
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

/** The sum of the faults of one request. */
export interface Strike {
  latencyMs: number;
  dropResponse: boolean;
  error?: IvsError;
  /** The call takes effect this long after it was answered. */
  landsAfterMs?: number;
}

/** Faults that tests ask for. */
export class Faults {
  readonly #random: Random;
  #left: { fault: Fault; count: number }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Replaces all. @throws ZodError when a fault makes no sense */
  set(faults: unknown): void {
    this.#left = z
      .array(fault)
      .parse(faults)
      .map((fault) => ({ fault, count: fault.count ?? Infinity }));
  }

  /** Those that have not worn off, with the times they have left. */
  all(): Fault[] {
    return this.#left.map(({ fault, count }) => ({
      ...fault,
      ...(Number.isFinite(count) && { count }),
    }));
  }

  /**
   * Returns the sum of the faults of this call of `operation`, each of which is used once by it.
   */
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

  /** The error code a viewer's pair gets in a batch, if one was asked for. */
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

/** The outcome in the request log of an answer that names no error. */
const UNNAMED: Readonly<Record<StrangeAnswer, string>> = {
  unnamed: 'Unnamed',
  empty: 'EmptyBody',
  html: 'HtmlBody',
};
