import { quotasOf } from '../ivs/rates.ts';
import type { IvsRefusal } from '../ivs/refusal.ts';

// The rates of IVS as callers are told of them, in the fields of
// draft-ietf-httpapi-ratelimit-headers-10. The rest of a quota is known only when it is used up.

/** The quotas that an answer is subject to, which everybody in the account and region shares. */
export const rateLimitPolicy = (operation: string): Record<string, string> => ({
  'ratelimit-policy': quotasOf(operation)
    .map(({ name, perSecond }) => `"${name}";q=${perSecond};w=1`)
    .join(', '),
});

/** The same, and which of them is used up, where there is one only or IVS says which. */
export function rateLimitReached({
  operation,
  message,
}: Pick<IvsRefusal, 'operation' | 'message'>): Record<string, string> {
  const quotas = quotasOf(operation);
  const said = Number(/exceeded call rate: (\d+)/.exec(message)?.[1]);
  const reached =
    quotas.length === 1 ? quotas[0] : quotas.find(({ perSecond }) => perSecond === said);
  return {
    ...rateLimitPolicy(operation),
    ...(reached && { ratelimit: `"${reached.name}";r=0;t=1` }),
  };
}
