import type { LambdaFunction, Template } from '../template.ts';
import { UnknownFunctionError } from './lambda.ts';
import type { InvocationContext } from './lambda.ts';

/**
 * Returns a function by its key in serverless.yml or by its name on AWS.
 * @throws UnknownFunctionError
 */
export function findFunction(template: Template, name: string): LambdaFunction {
  const found = template.functions.find((fn) => fn.name === name || fn.fullName === name);
  if (!found) throw new UnknownFunctionError(name);
  return found;
}

/**
 * Returns the context of one invocation.
 * @param deadlineMs when the time of the invocation ends, on the same clock as `now`
 */
export function contextOf(
  fn: Pick<LambdaFunction, 'fullName' | 'arn' | 'memoryMb'>,
  id: string,
  deadlineMs: number,
  now: () => number,
): InvocationContext {
  return {
    awsRequestId: id,
    functionName: fn.fullName,
    functionVersion: '$LATEST',
    invokedFunctionArn: fn.arn,
    memoryLimitInMB: String(fn.memoryMb),
    logGroupName: `/aws/lambda/${fn.fullName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - now()),
  };
}
