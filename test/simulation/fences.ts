import type { Call } from '../invocations.ts';

/**
 * Checks that no write to a record other than a job comes after a newer write. Each write carries
 * the fence of the job and version that made it.
 */
export class Fences {
  readonly #highest = new Map<string, string>();

  /** Returns the broken rules of a call that has taken effect. */
  broken({ operation, input }: Call): string[] {
    const fence = operation === 'UpdateItem' ? fenceIn(input) : undefined;
    if (fence === undefined) return [];
    const key = JSON.stringify(input.Key);
    const highest = this.#highest.get(key) ?? '';
    if (fence > highest) this.#highest.set(key, fence);
    return fence < highest ? [`${key} was written with the fence ${fence} after ${highest}.`] : [];
  }
}

/** Returns the fence that an update sets. */
function fenceIn({
  UpdateExpression,
  ExpressionAttributeValues,
}: Call['input']): string | undefined {
  const placeholder = /#fence = (:\w+)/.exec(String(UpdateExpression))?.[1];
  const value = placeholder && (ExpressionAttributeValues as Record<string, unknown>)[placeholder];
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' ? value : (value as { S?: string }).S;
}
