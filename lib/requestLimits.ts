/**
 * The time limits of requests to DynamoDB and EventBridge. By default the SDK waits for an answer
 * without end: one hung socket would cost a function all of its time. `requestTimeout` alone only
 * warns (@smithy/node-http-handler 4) and ends at the headers; `socketTimeout` covers an answer
 * that stops half way.
 */
export const REQUEST_LIMITS = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_500,
    socketTimeout: 2_500,
    throwOnRequestTimeout: true,
  },
} as const;
