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
  /** RetriesExhausted or EventAgeExceeded, as in Lambda's own failure records. */
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  attempts: number;
  errorMessage: string;
  /** ISO time. */
  at: string;
}

/**
 * Lambda as the gateway, the bus and the tests see it. Functions go by their key in serverless.yml.
 */
export interface Lambda {
  /** Runs the function and waits for it. @throws UnknownFunctionError */
  invoke(functionName: string, payload: unknown): Promise<InvokeResult>;
  /**
   * Queues the event; failures are retried after 60 s and 120 s and then kept as a dead letter.
   * @throws UnknownFunctionError
   */
  invokeAsync(functionName: string, payload: unknown): void;
  /**
   * Given-up events, oldest first, the newest 1,000. Also those of functions that have no
   * dead-letter queue on AWS.
   */
  deadLetters(): DeadLetter[];
  /** How many invocations run or could run now; one that waits for its retry does not count. */
  inFlight(): number;
  /** Ends what runs and forgets what waits. */
  close(): Promise<void>;
}

export class UnknownFunctionError extends Error {
  constructor(functionName: string) {
    super(`Function not found: ${functionName}`);
  }
}

/**
 * The context that Lambda passes to a handler beside the event, without the deprecated callbacks.
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
