/** Why a call was not done; decides whether it is tried again. */
export type FailureClass = 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound';

/** The name of an error that has none: the SDK's own word. */
export const UNNAMED = 'Unknown';

/**
 * Credentials whose time is over or has not come, and a signature that a wrong clock has dated; the
 * SDK takes fresh ones and mends its clock. `UnrecognizedClientException` and
 * `InvalidClientTokenId` are not among them: AWS has no record of the key at all, and no SDK tries
 * that again.
 */
const STALE_CREDENTIALS: readonly string[] = [
  'ExpiredTokenException',
  'ExpiredToken',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
];
const STALE_SIGNATURE = /Signature (?:expired|not yet current)/;
/** No credentials could be had, so no call went out. */
const NO_CREDENTIALS: readonly string[] = ['CredentialsProviderError', 'TokenProviderError'];

/**
 * Names of errors that AWS's front ends throttle with, in whatever service (THROTTLING_ERROR_CODES
 * of @smithy/core 3, less those about quotas and transactions).
 */
const THROTTLING: readonly string[] = [
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
];

/**
 * Names whose class differs from what their status says, or that need no status (IVS API reference,
 * "Common Errors", and the errors of each operation).
 */
const CLASS_OF: Readonly<Record<string, FailureClass>> = {
  ...Object.fromEntries(THROTTLING.map((name) => [name, 'throttled'])),
  ...Object.fromEntries(
    [...STALE_CREDENTIALS, ...NO_CREDENTIALS].map((name) => [name, 'unavailable']),
  ),
  InternalServerException: 'unavailable',
  InternalFailure: 'unavailable',
  ServiceUnavailable: 'unavailable',
  StreamUnavailable: 'unavailable',
  RequestTimeoutException: 'unavailable',
  RequestTimeout: 'unavailable',
  ConflictException: 'conflict',
  ResourceNotFoundException: 'notFound',
  ChannelNotBroadcasting: 'notFound',
  // A 404 that is about the operation and not about a resource.
  UnknownOperationException: 'refused',
};

/** The class of an error whose name says nothing; without a status no answer came. */
function classOfStatus(status: number | undefined): FailureClass {
  if (status === undefined || status < 400 || status >= 500 || status === 408) return 'unavailable';
  if (status === 429) return 'throttled';
  if (status === 404) return 'notFound';
  return status === 409 ? 'conflict' : 'refused';
}

/**
 * IVS, or the way to it, said no. `class` is the answer to "again?"; `name` is IVS's own. Its
 * message never holds a request's content.
 */
export class IvsRefusal extends Error {
  /** Fresh credentials may be taken where these were not. */
  readonly staleCredentials: boolean;
  readonly class: FailureClass;
  readonly operation: string;
  readonly requestId: string | undefined;
  readonly status: number | undefined;

  constructor(
    operation: string,
    cause: {
      name: string;
      message: string;
      status?: number | undefined;
      requestId?: string | undefined;
    },
  ) {
    super(`${operation}: ${cause.message}`);
    this.name = cause.name;
    this.operation = operation;
    this.requestId = cause.requestId;
    this.status = cause.status;
    this.staleCredentials =
      STALE_CREDENTIALS.includes(cause.name) ||
      (cause.name === 'InvalidSignatureException' && STALE_SIGNATURE.test(cause.message));
    this.class = this.staleCredentials
      ? 'unavailable'
      : (CLASS_OF[cause.name] ?? classOfStatus(cause.status));
  }

  /**
   * The call may have taken effect although no answer came. Credentials are looked at before
   * anything is done.
   */
  get outcomeUnknown(): boolean {
    return (
      this.class === 'unavailable' && !this.staleCredentials && !NO_CREDENTIALS.includes(this.name)
    );
  }

  /** No answer came, so the call may take effect even now. */
  get mayLandLate(): boolean {
    return this.outcomeUnknown && (this.status === undefined || this.status === 504);
  }

  /** IVS was too busy, or not to be had: a moment later it may answer otherwise. */
  get isPassing(): boolean {
    return this.class === 'throttled' || this.class === 'unavailable';
  }
}

/**
 * For the `catch` of a call whose refusals are answers: gives the word that stands for the error's
 * name in `words`. Others are thrown on.
 */
export const asWord =
  <const Word extends string>(words: Readonly<Record<string, Word>>) =>
  (error: unknown): Word => {
    const word = error instanceof IvsRefusal ? words[error.name] : undefined;
    if (word === undefined) throw error;
    return word;
  };

/** `asWord` where the one refusal that is an answer is that there is no such thing. */
export const orNotFound = asWord({ ResourceNotFoundException: 'notFound' });
