/** The class of a failure, which decides whether the call is retried. */
export type FailureClass = 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound';

/** The name of an error without a name: the SDK's own word. */
export const UNNAMED = 'Unknown';

/**
 * Expired or not yet valid credentials, and a signature that a wrong clock has dated; the SDK takes
 * fresh credentials and corrects its clock. `UnrecognizedClientException` and
 * `InvalidClientTokenId` are not among them: AWS has no record of the key at all, and no SDK
 * retries that.
 */
const STALE_CREDENTIALS: readonly string[] = [
  'ExpiredTokenException',
  'ExpiredToken',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
];
const STALE_SIGNATURE = /Signature (?:expired|not yet current)/;
/** The SDK found no credentials, so it sent no call. */
const NO_CREDENTIALS: readonly string[] = ['CredentialsProviderError', 'TokenProviderError'];

/**
 * The error names with which AWS's front ends throttle, in any service (THROTTLING_ERROR_CODES of
 * @smithy/core 3, less those about quotas and transactions).
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
 * Error names whose class differs from that of their status, or that need no status (IVS API
 * reference, "Common Errors", and the errors of each operation).
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

/** Returns the class of an error whose name is unknown. Without a status, no answer came. */
function classOfStatus(status: number | undefined): FailureClass {
  if (status === undefined || status < 400 || status >= 500 || status === 408) return 'unavailable';
  if (status === 429) return 'throttled';
  if (status === 404) return 'notFound';
  return status === 409 ? 'conflict' : 'refused';
}

/**
 * A refusal by IVS, or a failure on the way to it. `class` decides whether a retry makes sense;
 * `name` is IVS's own. The message never holds a request's content.
 */
export class IvsRefusal extends Error {
  /** A retry with fresh credentials may succeed. */
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
   * The call may have taken effect although no answer came. Credentials are checked before anything
   * is done.
   */
  get outcomeUnknown(): boolean {
    return (
      this.class === 'unavailable' && !this.staleCredentials && !NO_CREDENTIALS.includes(this.name)
    );
  }

  /** No answer came, so the call may still take effect. */
  get mayLandLate(): boolean {
    return this.outcomeUnknown && (this.status === undefined || this.status === 504);
  }

  /** IVS was too busy or not available, and may answer differently a moment later. */
  get isPassing(): boolean {
    return this.class === 'throttled' || this.class === 'unavailable';
  }
}

/**
 * For the `catch` of a call. It returns an outcome for the refusals that are listed in `words`, by
 * the error's name, and throws any other error on.
 */
export const asWord =
  <const Word extends string>(words: Readonly<Record<string, Word>>) =>
  (error: unknown): Word => {
    const word = error instanceof IvsRefusal ? words[error.name] : undefined;
    if (word === undefined) throw error;
    return word;
  };

/** `asWord` for calls whose only outcome among the refusals is a missing resource. */
export const orNotFound = asWord({ ResourceNotFoundException: 'notFound' });
