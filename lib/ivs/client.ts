import {
  IvsClient,
  IvsServiceException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-ivs';
import type { Clock } from '../clock.ts';
import { scrub } from '../log.ts';
import { IvsRefusal, UNNAMED } from './refusal.ts';

type Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = Parameters<
  typeof IvsClient.prototype.send<Input, Output>
>[0];

/** One call that was made, for a job's timeline. */
export interface CallRecord {
  operation: string;
  at: number;
  durationMs: number;
  requestId?: string | undefined;
  /** The error's name, when it was refused. */
  error?: string;
  /** The call may have taken effect although it was not answered. */
  outcomeUnknown?: true;
  /** Nobody answered it, so it may take effect even now. */
  mayLandLate?: true;
}

/** The hooks that a job, or a request, lays round its calls. */
export interface Harness {
  /** Waits for the operation's turn; what it throws keeps the call from being made. */
  before?(operation: string): Promise<void>;
  after(record: CallRecord): void;
  /** Fires before the job's lease ends: a call that outlives it would be a zombie. */
  signal?: AbortSignal;
}

/** IVS. The files of the resource types (`channels.ts`, `streams.ts` …) say what its calls mean. */
export interface Ivs {
  /**
   * Makes one call, once: the SDK's own retries are off, so that whoever calls knows which attempts
   * have an unknown outcome.
   * @throws IvsRefusal
   */
  call<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    operation: string,
    command: Command<Input, Output>,
  ): Promise<Output>;
  /** The same IVS, with every call in a harness. */
  within(harness: Harness): Ivs;
}

/** A plain read gives up after this long. */
const CALL_MS_MAX = 10_000;

/**
 * The members that the SDK adds to an error once an answer came; `$response` is there even when the
 * answer could not be read.
 */
interface Answered {
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
}

function refusalOf(operation: string, error: unknown): IvsRefusal {
  const { $metadata, $response } = (error ?? {}) as Answered;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const requestId = $metadata?.requestId;
  if (error instanceof IvsServiceException && error.name !== UNNAMED) {
    // `message` can be "UnknownError" where the text is only in exceptionMessage.
    const text =
      'exceptionMessage' in error && typeof error.exceptionMessage === 'string'
        ? error.exceptionMessage
        : error.message;
    return new IvsRefusal(operation, { name: error.name, message: scrub(text), status, requestId });
  }
  // A body that is HTML comes as a SyntaxError, whose text quotes it; an empty one as an error
  // without a name.
  if (status !== undefined)
    return new IvsRefusal(operation, {
      name: UNNAMED,
      message: `The answer has the status ${status} and no error name.`,
      status,
      requestId,
    });
  const { name, message } =
    error instanceof Error ? error : { name: UNNAMED, message: 'The error has no message.' };
  return new IvsRefusal(operation, { name, message: scrub(message) });
}

/** Opens IVS: the only IVS client. Endpoint, region and credentials are the SDK's own affair. */
export function openIvs(clock: Clock, client = new IvsClient({ maxAttempts: 1 })): Ivs {
  let staleCredentials = false;
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
          ...(refusal?.mayLandLate && { mayLandLate: true }),
        });
      try {
        // The SDK keeps credentials for as long as they say that they are good.
        if (staleCredentials) await client.config.credentials({ forceRefresh: true });
        staleCredentials = false;
        const output = await client.send(command, {
          abortSignal: harness?.signal ?? AbortSignal.timeout(CALL_MS_MAX),
        });
        record(output.$metadata.requestId);
        return output;
      } catch (error) {
        const refusal = refusalOf(operation, error);
        staleCredentials ||= refusal.staleCredentials;
        record(refusal.requestId, refusal);
        throw refusal;
      }
    },
    within: harnessed,
  });
  return harnessed();
}
