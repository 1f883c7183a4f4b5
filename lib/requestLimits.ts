/**
 * How long DynamoDB and EventBridge are waited for. Left alone, the SDK waits for an answer without
 * an end: one hung socket would cost a function all of its time. `requestTimeout` alone only warns
 * (@smithy/node-http-handler 4) and ends at the headers; `socketTimeout` is for an answer that
 * stops half way.
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
