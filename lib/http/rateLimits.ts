import { quotasOf } from '../ivs/rates.ts';
import type { IvsRefusal } from '../ivs/refusal.ts';

// The rates of IVS as callers see them, in the fields of draft-ietf-httpapi-ratelimit-headers-10.
// The remainder of a quota is known only once the quota is used up.

/** Returns the quotas that apply to an answer. All callers in the account and region share them. */
export const rateLimitPolicy = (operation: string): Record<string, string> => ({
  'ratelimit-policy': quotasOf(operation)
    .map(({ name, perSecond }) => `"${name}";q=${perSecond};w=1`)
    .join(', '),
});

/** Returns the quotas and the one that is used up, if there is only one or IVS names it. */
export function rateLimitReached({
  operation,
  message,
}: Pick<IvsRefusal, 'operation' | 'message'>): Record<string, string> {
  const quotas = quotasOf(operation);
  const limit = Number(/exceeded call rate: (\d+)/.exec(message)?.[1]);
  const reached =
    quotas.length === 1 ? quotas[0] : quotas.find(({ perSecond }) => perSecond === limit);
  return {
    ...rateLimitPolicy(operation),
    ...(reached && { ratelimit: `"${reached.name}";r=0;t=1` }),
  };
}
