/** An answer of the issuer's endpoints, as RFC 6749 (5.1, 5.2) has it. */
export interface TokenAnswer {
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers a request for tokens of one grant type. `host` is the `Host` of the request. */
export type Grant = (
  form: URLSearchParams,
  host: string | undefined,
) => TokenAnswer | Promise<TokenAnswer>;

export const refusedGrant = (error: string, description: string): TokenAnswer => ({
  status: 400,
  body: { error, error_description: description },
});

/** Hands a request of the token endpoint to the grant that it names. */
export async function answerToken(
  grants: Readonly<Record<string, Grant>>,
  form: URLSearchParams,
  host: string | undefined,
): Promise<TokenAnswer> {
  const name = form.get('grant_type') ?? '';
  const grant = Object.hasOwn(grants, name) ? grants[name] : undefined;
  return grant
    ? grant(form, host)
    : refusedGrant('unsupported_grant_type', `The grants: ${Object.keys(grants).join(', ')}.`);
}
