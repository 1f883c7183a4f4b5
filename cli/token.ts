import { isRecord } from './output/text.ts';

/** The claims of a token that its holder may look at. The API alone can check them. */
export interface Claims {
  readonly subject?: string;
  readonly scopes: readonly string[];
  /** In ms since the epoch. */
  readonly expiresAt?: number;
}

/** Returns the claims of a token; undefined when the token is no JWT. */
export function claimsOf(token: string): Claims | undefined {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  let claims: unknown;
  try {
    claims = JSON.parse(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isRecord(claims)) return undefined;
  const { sub, exp, scope, scp } = claims;
  return {
    ...(typeof sub === 'string' && { subject: sub }),
    ...(typeof exp === 'number' && { expiresAt: exp * 1_000 }),
    scopes: [scope ?? scp]
      .flat()
      .flatMap((text) => (typeof text === 'string' ? text.split(' ') : []))
      .filter((text) => text !== ''),
  };
}

/** Returns whether a token has a scope. An issuer may put a prefix before every scope. */
export const hasScope = ({ scopes }: Claims, scope: string): boolean =>
  scopes.some((one) => one.endsWith(scope));
