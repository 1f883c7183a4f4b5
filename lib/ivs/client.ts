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

/** One call, for a job's timeline. */
export interface CallRecord {
  operation: string;
  at: number;
  durationMs: number;
  requestId?: string | undefined;
  /** The name of the error, if the call was refused. */
  error?: string;
  /** The call was refused because it came too soon. */
  throttled?: true;
  /** The call may have taken effect although it got no answer. */
  outcomeUnknown?: true;
  /** The call got no answer, so it may still take effect. */
  mayLandLate?: true;
}

/** The hooks that a job, or a request, puts around its calls. */
export interface Harness {
  /** Waits for a slot of the operation. If it throws, the call is not made. */
  before?(operation: string): Promise<void>;
  after(record: CallRecord): void;
  /**
   * Fires before the job's lease ends; a call that outlives the lease would disturb the next
   * runner.
   */
  signal?: AbortSignal;
}

/** IVS. The files of the resource types (`channels.ts`, `streams.ts` …) document its calls. */
export interface Ivs {
  /**
   * Makes one call, once. The SDK's own retries are off, so that the caller knows which attempts
   * have an unknown outcome.
   * @throws IvsRefusal
   */
  call<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    operation: string,
    command: Command<Input, Output>,
  ): Promise<Output>;
  /** Returns the same IVS, with every call in a harness. */
  within(harness: Harness): Ivs;
}

/** The time limit of a call outside of jobs, in ms. */
const CALL_MS_MAX = 10_000;

/**
 * The members that the SDK adds to an error once an answer came. `$response` exists even when the
 * answer could not be read.
 */
interface Answered {
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
}

const isAnswered = (error: unknown): error is Answered =>
  typeof error === 'object' && error !== null;

function refusalOf(operation: string, error: unknown): IvsRefusal {
  const { $metadata, $response } = isAnswered(error) ? error : {};
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const requestId = $metadata?.requestId;
  if (error instanceof IvsServiceException && error.name !== UNNAMED) {
    // `message` can be "UnknownError" while the text is only in exceptionMessage.
    const text =
      'exceptionMessage' in error && typeof error.exceptionMessage === 'string'
        ? error.exceptionMessage
        : error.message;
    return new IvsRefusal(operation, { name: error.name, message: scrub(text), status, requestId });
  }
  // An HTML body arrives as a SyntaxError whose text quotes it; an empty body as an error without a
  // name.
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

/**
 * Opens IVS. This is the only IVS client, made at the first call. The SDK finds endpoint, region
 * and credentials by itself.
 */
export function openIvs(clock: Clock, given?: IvsClient): Ivs {
  let opened = given;
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
          ...(refusal?.class === 'throttled' && { throttled: true }),
          ...(refusal?.outcomeUnknown && { outcomeUnknown: true }),
          ...(refusal?.mayLandLate && { mayLandLate: true }),
        });
      try {
        const client = (opened ??= new IvsClient({ maxAttempts: 1 }));
        // The SDK keeps credentials until their stated expiry.
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
