import { IvsClient, IvsServiceException, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-ivs';
import type { Clock } from '../clock.ts';
import { scrub } from '../log.ts';
import { IvsRefusal } from './refusal.ts';

type Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Parameters<typeof IvsClient.prototype.send<Input, Output>>[0];

/** One call that was made, for a job's timeline. */
export interface CallRecord {
  operation: string;
  at: number;
  durationMs: number;
  requestId?: string | undefined;
  /** The error's name, when it was refused. */
  error?: string;
  /** No answer came, or none that says whether it took effect. */
  outcomeUnknown?: true;
}

/** What a job, or a request, lays round its calls. */
export interface Harness {
  /** Waits for the operation's turn; what it throws keeps the call from being made. */
  before?(operation: string): Promise<void>;
  after(record: CallRecord): void;
  /** Fires before the job's lease ends: a call that outlives it would be a zombie. */
  signal?: AbortSignal;
}

/** IVS. The nouns' files (`channels.ts`, `streams.ts` …) say what its calls mean. */
export interface Ivs {
  /**
   * Makes one call, once: the SDK's own retries are off, so that whoever calls knows which attempts have an unknown outcome.
   * @throws IvsRefusal
   */
  call<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(operation: string, command: Command<Input, Output>): Promise<Output>;
  /** The same IVS, with every call in a harness. */
  within(harness: Harness): Ivs;
}

/** A plain read gives up after this long. */
const CALL_MS_MAX = 10_000;

function refusalOf(operation: string, error: unknown): IvsRefusal {
  if (error instanceof IvsServiceException) {
    const { httpStatusCode: status, requestId } = error.$metadata;
    // `message` can be "UnknownError" where the text is only in exceptionMessage.
    const text = 'exceptionMessage' in error && typeof error.exceptionMessage === 'string' ? error.exceptionMessage : error.message;
    return new IvsRefusal(operation, { name: error.name, message: scrub(text), status, requestId });
  }
  const { name, message } = error instanceof Error ? error : { name: 'Unknown', message: 'no error was given' };
  return new IvsRefusal(operation, { name, message: scrub(message) });
}

/** Opens IVS: the only IVS client. Endpoint, region and credentials are the SDK's own affair. */
export function openIvs(clock: Clock, client = new IvsClient({ maxAttempts: 1 })): Ivs {
  const harnessed = (harness?: Harness): Ivs => ({
    async call(operation, command) {
      await harness?.before?.(operation);
      const at = clock.now();
      const record = (requestId?: string, refusal?: IvsRefusal): void =>
        harness?.after({
          operation,
          at,
          durationMs: clock.now() - at,
          requestId,
          ...(refusal && { error: refusal.name }),
          ...(refusal?.outcomeUnknown && { outcomeUnknown: true }),
        });
      try {
        const output = await client.send(command, { abortSignal: harness?.signal ?? AbortSignal.timeout(CALL_MS_MAX) });
        record(output.$metadata.requestId);
        return output;
      } catch (error) {
        const refusal = refusalOf(operation, error);
        record(refusal.requestId, refusal);
        throw refusal;
      }
    },
    within: harnessed,
  });
  return harnessed();
}
