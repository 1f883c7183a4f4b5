import type { LambdaFunction } from '../template.ts';
import type { DeadLetter, InvokeResult } from './lambda.ts';

/**
 * Returns the record that Lambda sends to the failure destination of a function (Lambda developer
 * guide, "Capturing records of Lambda asynchronous invocations").
 */
export function invocationRecord(
  fn: LambdaFunction,
  { id, payload, condition, attempts, errorMessage, at }: DeadLetter,
  functionError: InvokeResult['functionError'],
): Record<string, unknown> {
  // A handler's error is written as `Type: message` here, and in two members on AWS.
  const [, errorType, message] =
    functionError === 'Timeout' ? [] : (/^([A-Za-z.]+): ([^]*)$/.exec(errorMessage) ?? []);
  return {
    version: '1.0',
    timestamp: at,
    requestContext: {
      requestId: id,
      functionArn: `${fn.arn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: payload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: {
      ...(errorType !== undefined && { errorType }),
      errorMessage: message ?? errorMessage,
    },
  };
}
