import * as z from 'zod/mini';
import { PROBLEMS, type ProblemType } from '../problems.ts';
import { wholeNumbers, type AnySchema } from '../http/validation.ts';

export type Json = Record<string, unknown>;

const header = (description: string): Json => ({ description, schema: { type: 'string' } });
/** The headers of answers. */
export const HEADERS = {
  'X-Request-Id': header(
    'The id of this request in the log: the `X-Request-Id` of the request if it has 1 to 128 ' +
      'letters, digits, `_`, `.`, `:` or `-`, otherwise the id of API Gateway.',
  ),
  Location: header('The address of the new resource or of the job.'),
  Link: header(
    '`rel="monitor"`: the job that does the work. `rel="next"`: the next page; absent on the ' +
      'last page.',
  ),
  'Preference-Applied': header('The wait that was honoured.'),
  ETag: header('The entity tag of the body, for `If-None-Match` and `If-Match`.'),
  Age: header('The seconds since IVS was asked for the oldest part of the body.'),
  'X-As-Of': header('The time to which the body is true at least (ISO 8601).'),
  'Idempotency-Replayed': header('`true`: the same request was made before under this key.'),
  'Retry-After': header('The seconds after which to send the request again.'),
  'RateLimit-Policy': header(
    'The IVS quotas that the request counts against: calls (`q`) per seconds (`w`). The ' +
      'whole account shares them (draft-ietf-httpapi-ratelimit-headers-10).',
  ),
  RateLimit: header(
    'The quota that is used up, and the seconds (`t`) until more of it is available.',
  ),
  'WWW-Authenticate': header('The reason why the token is not sufficient (RFC 6750).'),
};
/** Returns the headers of an answer, by reference. Every answer has a request id. */
export const headersOf = (...names: (keyof typeof HEADERS | false)[]): Json =>
  Object.fromEntries(
    ['X-Request-Id' as const, ...names].flatMap((name) =>
      name === false ? [] : [[name, { $ref: `#/components/headers/${identifier(name)}` }]],
    ),
  );

/**
 * Returns a name as one identifier, because client generators name types and variables after
 * components.
 */
const identifier = (name: string): string =>
  name.replaceAll(/(?:^|\W)(\w)/g, (_separated, letter: string) => letter.toUpperCase());
/** The headers under the names of their components. */
export const HEADER_COMPONENTS: Json = Object.fromEntries(
  Object.entries(HEADERS).map(([name, header]) => [identifier(name), header]),
);

const PROBLEM: Json = {
  type: 'object',
  description: 'A refusal (RFC 9457). It may have further members.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
  properties: {
    type: {
      type: 'string',
      description: 'The type of the problem: a relative reference that does not change.',
    },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'An explanation of this occurrence, for people.' },
    instance: { type: 'string', description: 'The path of the request.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'On `invalid-request`: every field with the rule that it breaks.',
      items: {
        type: 'object',
        required: ['field', 'rule'],
        properties: { field: { type: 'string' }, rule: { type: 'string' } },
      },
    },
    ivs: {
      type: 'object',
      description:
        'If IVS refused: its error name, the operation, and the request id by which AWS ' +
        'finds the call.',
      required: ['error', 'requestId'],
      properties: {
        error: { type: 'string' },
        operation: { type: 'string' },
        requestId: { type: 'string' },
      },
    },
    jobId: { type: 'string', description: 'The id of the job that the problem is about.' },
    job: { type: 'string', description: 'The address of that job.' },
    channels: {
      type: 'array',
      items: { type: 'string' },
      description:
        'On `in-use`: the ARNs of the channels that refer to the resource, a hundred at most.',
    },
    left: {
      type: 'array',
      items: { type: 'string' },
      description: 'The things that the job took and could not give back.',
    },
    scope: { type: 'string', description: 'On `missing-scope`: the scope that is needed.' },
    tag: { type: 'string', description: 'On `protected`: the key of the tag that protects.' },
    until: { type: 'string', description: 'On `viewer-banned`: the end of the ban.' },
    error: {
      type: 'string',
      description: 'On `unauthenticated` and `missing-scope`: the error code of RFC 6750.',
    },
  },
};

/**
 * The refusals of API Gateway itself: without a valid token, above 10 MB, above its rate, and when
 * a function dies or takes too long.
 */
const GATEWAY_MESSAGE: Json = {
  type: 'object',
  description: 'A refusal by API Gateway itself.',
  required: ['message'],
  properties: { message: { type: 'string' } },
};
const BY_GATEWAY: ReadonlySet<number> = new Set([401, 403, 413, 429, 500, 503]);

/** Collects the parts of the document that are referred to by name. */
export class Components {
  readonly schemas: Record<string, Json> = { Problem: PROBLEM, GatewayMessage: GATEWAY_MESSAGE };
  readonly responses: Record<string, Json> = {};

  /** Returns the JSON schema of a request or an answer. Named parts go to `schemas`. */
  of(schema: AnySchema): Json {
    const {
      $schema: _dialect,
      $defs = {},
      ...root
    } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: asNumber });
    for (const [id, definition] of Object.entries($defs))
      this.schemas[id] ??= this.#own(definition);
    const id = z.globalRegistry.get(schema)?.id;
    if (id === undefined) return this.#own(root);
    this.schemas[id] ??= this.#own(root);
    return { $ref: `#/components/schemas/${id}` };
  }

  /**
   * Returns the response for these problems, all of one status. Without a problem, only API Gateway
   * gives it.
   */
  refusal(status: number, types: readonly ProblemType[]): Json {
    const name = `${types.map(identifier).join('Or') || 'ByGateway'}${status}`;
    const headers = headersOf(
      (status === 401 || status === 403) && 'WWW-Authenticate',
      (status === 429 || status === 503 || types.includes('request-under-way')) && 'Retry-After',
      status === 429 && 'RateLimit-Policy',
      status === 429 && 'RateLimit',
    );
    const kind = { properties: { type: { enum: types.map((type) => `/problems/${type}`) } } };
    const problem = { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, kind] } };
    this.responses[name] = {
      description:
        types.map((type) => `${PROBLEMS[type].title}.`).join(' ') || 'API Gateway refuses.',
      headers,
      content: {
        ...(types.length > 0 && { 'application/problem+json': problem }),
        ...(BY_GATEWAY.has(status) && {
          'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } },
        }),
      },
    };
    return { $ref: `#/components/responses/${name}` };
  }

  #own(schema: Json): Json {
    const { id: _name, ...rest } = schema;
    const text = JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/');
    const own: Json = JSON.parse(text);
    return own;
  }
}

function asNumber({ zodSchema, jsonSchema }: { zodSchema: AnySchema; jsonSchema: Json }): void {
  const bounds = wholeNumbers.get(zodSchema);
  if (!bounds) return;
  const { description } = jsonSchema;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  Object.assign(jsonSchema, {
    type: 'integer',
    ...bounds,
    ...(description !== undefined && { description }),
  });
}
