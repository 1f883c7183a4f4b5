import { Problem } from '../errors.ts';
import { invalidRequest } from '../http/validation.ts';
import type { Answer, Arrival, Route } from '../http/route.ts';

const serve = (method: string, { path }: Arrival): Promise<Answer> => {
  if (!/\barn(:|%3a)/i.test(path)) {
    return Promise.reject(
      new Problem(
        'not-found',
        `There is no ${method} at this address. /v1/docs and /v1/openapi.json list every ` +
          'operation.',
      ),
    );
  }
  return Promise.reject(
    invalidRequest([
      { field: 'path', rule: 'must hold an id, the last segment of an ARN, in place of the ARN' },
    ]),
  );
};

/**
 * Every other address under /v1. API Gateway decodes a path before it matches it, so an ARN in
 * place of an id ends here: its slash is a slash. The keys do not use ANY, which would take OPTIONS
 * as well: the authorizer would refuse a browser's preflight, which carries no token.
 */
export const elsewhere: readonly Route[] = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map(
  (method) => ({
    key: `${method} /v1/{rest+}`,
    scope: 'any',
    mutates: false,
    serve: (arrival) => serve(method, arrival),
  }),
);
