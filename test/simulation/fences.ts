import type { Call } from '../invocations.ts';

/**
 * Watches that no write to a record beside the jobs comes after a newer one: each carries the fence
 * of the job and version that made it.
 */
export class Fences {
  readonly #highest = new Map<string, string>();

  /** Faults of a call that has taken effect. */
  broken({ operation, input }: Call): string[] {
    const fence = operation === 'UpdateItem' ? fenceIn(input) : undefined;
    if (fence === undefined) return [];
    const key = JSON.stringify(input.Key);
    const highest = this.#highest.get(key) ?? '';
    if (fence > highest) this.#highest.set(key, fence);
    return fence < highest ? [`${key} was written with the fence ${fence} after ${highest}.`] : [];
  }
}

/** The fence that an update sets. */
function fenceIn({
  UpdateExpression,
  ExpressionAttributeValues,
}: Call['input']): string | undefined {
  const placeholder = /#fence = (:\w+)/.exec(String(UpdateExpression))?.[1];
  const value = placeholder && (ExpressionAttributeValues as Record<string, unknown>)[placeholder];
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' ? value : (value as { S?: string }).S;
}
