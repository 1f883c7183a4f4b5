/** Why a call was not done; decides whether it is tried again. */
export type FailureClass = 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound';

/** Error names by class (IVS API reference, "Common Errors", and the errors of each operation). A name that is not here is `refused`, unless its status is 5xx. */
const CLASS_OF: Readonly<Record<string, FailureClass>> = {
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  InternalServerException: 'unavailable',
  InternalFailure: 'unavailable',
  ServiceUnavailable: 'unavailable',
  StreamUnavailable: 'unavailable',
  RequestTimeoutException: 'unavailable',
  ConflictException: 'conflict',
  ResourceNotFoundException: 'notFound',
  ChannelNotBroadcasting: 'notFound',
};

/** IVS, or the way to it, said no. `class` is the answer to "again?"; `name` is IVS's own. Its message never holds a request's content. */
export class IvsRefusal extends Error {
  readonly class: FailureClass;
  readonly operation: string;
  readonly requestId: string | undefined;

  constructor(operation: string, cause: { name: string; message: string; status?: number | undefined; requestId?: string | undefined }) {
    super(`${operation}: ${cause.message}`);
    this.name = cause.name;
    this.operation = operation;
    this.requestId = cause.requestId;
    this.class = CLASS_OF[cause.name] ?? (cause.status !== undefined && cause.status < 500 ? 'refused' : 'unavailable');
  }

  /** The call may have taken effect although no answer came. */
  get outcomeUnknown(): boolean {
    return this.class === 'unavailable';
  }

  /** IVS was too busy, or not to be had: a moment later it may answer otherwise. */
  get isPassing(): boolean {
    return this.class === 'throttled' || this.class === 'unavailable';
  }
}

/** The refusals that are answers: runs `call`, and gives the word that stands for the error's name in `words`. Others are thrown on. */
export async function asWords<Output, Word extends string>(call: Promise<Output>, words: Readonly<Record<string, Word>>): Promise<Output | Word> {
  try {
    return await call;
  } catch (error) {
    const word = error instanceof IvsRefusal ? words[error.name] : undefined;
    if (word === undefined) throw error;
    return word;
  }
}

/** `asWords` where the one refusal that is an answer is that there is no such thing. */
export const orNotFound = <Output>(call: Promise<Output>): Promise<Output | 'notFound'> => asWords(call, { ResourceNotFoundException: 'notFound' } as const);
