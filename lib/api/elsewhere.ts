import { Problem } from '../errors.ts';
import { invalidRequest } from './input.ts';
import type { Answer, Arrival, Route } from './route.ts';

/** Every other address under /v1. API Gateway decodes a path before it matches it, so an ARN in place of an id ends here: its slash is a slash. */
export const elsewhere: Route = {
  key: 'ANY /v1/{rest+}',
  scope: 'any',
  mutates: false,
  serve: ({ path }: Arrival): Promise<Answer> => {
    if (!/\barn(:|%3a)/i.test(path)) return Promise.reject(new Problem('not-found', 'There is nothing at this address.'));
    return Promise.reject(invalidRequest([{ field: 'path', rule: 'must hold an id where this one has an ARN: its last segment' }]));
  },
};
