/**
 * Every error that IVS names, with its HTTP status (service model 2020-07-14 and its common
 * errors).
 */
export const ERROR_STATUS = {
  ValidationException: 400,
  SerializationException: 400,
  ValidationError: 400,
  MalformedHttpRequestException: 400,
  NotAuthorized: 401,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  PendingVerification: 403,
  ExpiredTokenException: 403,
  IncompleteSignature: 403,
  MissingAuthenticationToken: 403,
  OptInRequired: 403,
  UnrecognizedClientException: 403,
  ChannelNotBroadcasting: 404,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  RequestTimeoutException: 408,
  ConflictException: 409,
  RequestEntityTooLargeException: 413,
  ThrottlingException: 429,
  InternalServerException: 500,
  InternalFailure: 500,
  ServiceUnavailable: 503,
  StreamUnavailable: 503,
} as const;

export type IvsErrorName = keyof typeof ERROR_STATUS;

export const isIvsErrorName = (name: string): name is IvsErrorName =>
  Object.hasOwn(ERROR_STATUS, name);

/**
 * Answers of an intermediary between the caller and IVS: JSON that names no error, an empty body,
 * or an HTML page.
 */
export const STRANGE_ANSWERS = ['unnamed', 'empty', 'html'] as const;

export type StrangeAnswer = (typeof STRANGE_ANSWERS)[number];

/** A refusal. Injected faults may have a name or a status of their own, hence `string`. */
export class IvsError extends Error {
  readonly status: number;
  readonly answer: StrangeAnswer | undefined;

  constructor(name: string, text: string, status: number, answer?: StrangeAnswer) {
    super(`${name}: ${text}`);
    this.name = name;
    this.status = status;
    this.answer = answer;
  }
}

/**
 * Returns the named error. Its message is prefixed with the name, as in published answers of IVS.
 */
export const ivsError = (name: IvsErrorName, text: string): IvsError =>
  new IvsError(name, text, ERROR_STATUS[name]);
