import { z } from 'zod';
import type { Random } from '../random.ts';
import { ERROR_STATUS, IvsError, isIvsErrorName } from './protocol/errors.ts';
import { isOperationName } from './protocol/model.ts';

const fault = z
  .strictObject({
    /** Name of the operation, or `*` for all. */
    operation: z.string().refine((name): boolean => name === '*' || isOperationName(name), 'IVS has no such operation'),
    /** Answer this error instead of acting. */
    error: z.string().min(1).optional(),
    /** Its HTTP status; needed only for a name that IVS does not have. */
    status: z.int().min(400).max(599).optional(),
    /** Wait this long before anything else. */
    latencyMs: z.number().min(0).optional(),
    /** Act, then cut the connection instead of answering. */
    dropResponse: z.boolean().optional(),
    /** With `code`: the per-pair error of BatchStartViewerSessionRevocation for this viewer. */
    viewerId: z.string().optional(),
    code: z.string().optional(),
    /** Wears off after this many times; default: never. */
    count: z.int().min(1).optional(),
    /** Probability that it strikes, 0–1; default 1. */
    rate: z.number().min(0).max(1).optional(),
  })
  .refine(({ error, status }) => error === undefined || status !== undefined || isIvsErrorName(error), 'an error that IVS does not know needs a status')
  .refine(({ viewerId, code }) => (viewerId === undefined) === (code === undefined), 'viewerId and code go together');

export type Fault = z.output<typeof fault>;

/** What the faults of one request add up to. */
export interface Strike {
  latencyMs: number;
  dropResponse: boolean;
  error?: IvsError;
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
    this.#left = z.array(fault).parse(faults).map((fault) => ({ fault, count: fault.count ?? Infinity }));
  }

  /** Those that have not worn off, with the times they have left. */
  all(): Fault[] {
    return this.#left.map(({ fault, count }) => ({ ...fault, ...(Number.isFinite(count) && { count }) }));
  }

  /** What befalls this call of `operation`; every fault in it has been used once. */
  strike(operation: string): Strike {
    const struck = this.#use((fault) => fault.viewerId === undefined && (fault.operation === operation || fault.operation === '*'));
    const failing = struck.find(({ error }) => error !== undefined);
    return {
      latencyMs: struck.reduce((sum, { latencyMs }) => sum + (latencyMs ?? 0), 0),
      dropResponse: struck.some(({ dropResponse }) => dropResponse),
      ...(failing?.error !== undefined && { error: injected(failing.error, failing.status) }),
    };
  }

  /** The error code a viewer's pair gets in a batch, if one was asked for. */
  pairErrorCode(operation: string, viewerId: string): string | undefined {
    return this.#use((fault) => fault.viewerId === viewerId && fault.operation === operation)[0]?.code;
  }

  #use(matches: (fault: Fault) => boolean): Fault[] {
    const used = this.#left.filter((entry) => matches(entry.fault) && this.#random.chance(entry.fault.rate ?? 1));
    for (const entry of used) entry.count -= 1;
    this.#left = this.#left.filter(({ count }) => count > 0);
    return used.map(({ fault }) => fault);
  }
}

function injected(name: string, status: number | undefined): IvsError {
  return new IvsError(name, 'injected fault', status ?? (isIvsErrorName(name) ? ERROR_STATUS[name] : 500));
}
