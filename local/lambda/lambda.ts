/** The result of one invocation. Without `functionError` the handler returned `payload`. */
export interface InvokeResult {
  payload?: unknown;
  functionError?: 'Unhandled' | 'Timeout';
  errorMessage?: string;
}

/** An asynchronous invocation that was given up. */
export interface DeadLetter {
  id: string;
  functionName: string;
  payload: unknown;
  /** The condition, as in Lambda's own failure records. */
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  attempts: number;
  errorMessage: string;
  /** The time, as ISO 8601. */
  at: string;
}

/**
 * Lambda as the gateway, the bus and the tests use it. Functions are named by their key in
 * serverless.yml.
 */
export interface Lambda {
  /**
   * Runs the function and waits for it.
   * @throws UnknownFunctionError
   */
  invoke(functionName: string, payload: unknown): Promise<InvokeResult>;
  /**
   * Queues the event. A failed invocation is retried after 60 s and 120 s, then kept as a dead
   * letter. It also goes to the failure destination of its function, if that is a queue that a
   * function reads.
   * @throws UnknownFunctionError
   */
  invokeAsync(functionName: string, payload: unknown): void;
  /**
   * Returns the newest 1,000 events that were given up, oldest first. They include events of
   * functions that have no dead-letter queue on AWS.
   */
  deadLetters(): DeadLetter[];
  /**
   * Returns how many invocations run or could run now. An invocation that waits for its retry does
   * not count.
   */
  inFlight(): number;
  /** Ends running invocations and drops waiting ones. */
  close(): Promise<void>;
}

export class UnknownFunctionError extends Error {
  constructor(functionName: string) {
    super(`Function not found: ${functionName}`);
  }
}

/**
 * The context that Lambda passes to a handler besides the event, without the deprecated callbacks.
 */
export interface InvocationContext {
  awsRequestId: string;
  functionName: string;
  functionVersion: '$LATEST';
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  logGroupName: string;
  logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: unknown, context: InvocationContext) => unknown;
