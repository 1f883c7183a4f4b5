import { PROBLEMS, type ProblemType } from '../problems.ts';
import { Components, HEADER_COMPONENTS, headersOf, type Json } from './components.ts';
import { BODY_BYTES_MAX } from '../http/validation.ts';
import { parametersOf, type Row } from './parameters.ts';
import { resourceTypeOf, RESOURCE_TYPES } from './tags.ts';
import { takesBody, type Described, type Route } from '../http/route.ts';
import { dryRunOfCall, dryRunShown } from '../http/schemas.ts';
import { isRecord } from '../guards.ts';

/**
 * A request that was made and its answer, with placeholders for values that differ from run to run.
 */
export interface Example {
  readonly request: { readonly path: string; readonly body?: unknown };
  readonly status: number;
  readonly body?: unknown;
}

/** Returns the problems of a route: its own, and those that all routes of its kind have. */
export function problemsOf(route: Route): ProblemType[] {
  const { scope, described } = route;
  const all: ProblemType[] = [
    'invalid-request',
    'internal',
    ...(scope === 'open'
      ? []
      : ([
          'unauthenticated',
          'missing-scope',
          'token-keys-unavailable',
          'aws-unavailable',
        ] as const)),
    ...(takesBody(route)
      ? (['malformed-json', 'body-too-large', 'unsupported-media-type'] as const)
      : []),
    ...(described?.problems ?? []),
  ];
  return [...new Set(all)];
}

/** The statuses that API Gateway may return to any request. */
const ALWAYS_BY_GATEWAY = [429, 500, 503];
const BY_GATEWAY: Json = { $ref: '#/components/schemas/GatewayMessage' };

function refusalsOf(route: Route, components: Components): Json {
  const byStatus = Map.groupBy<number, ProblemType>(
    problemsOf(route).toSorted(),
    (type) => PROBLEMS[type].status,
  );
  for (const status of ALWAYS_BY_GATEWAY) if (!byStatus.has(status)) byStatus.set(status, []);
  return Object.fromEntries(
    [...byStatus].map(([status, types]) => [status, components.refusal(status, types)]),
  );
}

function headersShown({ mutates, described }: Row, status: string, shown: Json | undefined): Json {
  const isPage = isRecord(shown?.properties) && shown.properties.nextCursor !== undefined;
  return headersOf(
    (mutates || isPage) && 'Link',
    (mutates || described.waits === true) && 'Preference-Applied',
    mutates && isRecord(shown?.properties) && shown.properties.channel !== undefined && 'ETag',
    ...(described.conditional ? (['ETag', 'Age', 'X-As-Of'] as const) : []),
    mutates && 'Idempotency-Replayed',
    mutates && /20[12]/.test(status) && 'Location',
    described.operations?.includes('PutMetadata') === true && 'RateLimit-Policy',
  );
}

function answersOf(row: Row, components: Components, example?: Example): Json {
  const { mutates, described } = row;
  const shapes: Described['answers'] = mutates
    ? { 200: { description: 'With `dryRun`: the planned change.' }, ...described.answers }
    : described.answers;
  const answers = Object.entries(shapes).map(([status, { description, schema, mediaType }]) => {
    const shown = schema && components.of(schema);
    const either =
      mutates && status === '200'
        ? [...(shown ? [shown] : []), components.of(described.plain ? dryRunOfCall : dryRunShown)]
        : [shown, ...(ALWAYS_BY_GATEWAY.includes(Number(status)) ? [BY_GATEWAY] : [])];
    const body =
      mediaType === undefined
        ? either.length > 1
          ? { anyOf: either }
          : either[0]
        : { type: 'string' };
    const content = {
      schema: body,
      ...(example?.status === Number(status) &&
        example.body !== undefined && { example: example.body }),
    };
    return [
      status,
      {
        description,
        headers: headersShown(row, status, shown),
        ...(body && { content: { [mediaType ?? 'application/json']: content } }),
      },
    ];
  });
  return Object.fromEntries(answers);
}

function operationOf(route: Row, components: Components, example?: Example): Json {
  const { scope, described } = route;
  const { name, summary, description, body } = described;
  const needed = scope === 'open' ? 'Needs no token.' : `Needs the scope \`${scope}\`.`;
  const sent = body && {
    schema: components.of(body),
    ...(described.example?.body !== undefined && { example: described.example.body }),
  };
  return {
    operationId: name,
    summary,
    description: [...(description === undefined ? [] : [description]), needed].join('\n\n'),
    ...(described.operations && { 'x-ivs-operations': described.operations }),
    tags: [resourceTypeOf(route.key)],
    security: scope === 'open' ? [] : [{ bearer: scope === 'any' ? [] : [scope] }],
    parameters: parametersOf(route, components),
    ...(sent && {
      requestBody: {
        required: true,
        description: `At most ${BODY_BYTES_MAX} bytes.`,
        content: { 'application/json': sent },
      },
    }),
    responses: { ...refusalsOf(route, components), ...answersOf(route, components, example) },
  };
}

/**
 * Returns the OpenAPI 3.1 document of these routes. Examples are given by operation; an operation
 * without one shows none.
 */
export function openApiDocument(
  routes: readonly Route[],
  examples: Readonly<Record<string, Example>>,
): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (!isRow(route)) continue;
    const [method = '', path = ''] = route.key.split(' ');
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: operationOf(route, components, examples[route.described.name]),
    };
  }
  const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Channelkeeper',
      version: '1',
      description:
        'Channelkeeper delivers durable outcomes in front of Amazon IVS (low-latency ' +
        'channels). Every request carries `Authorization: Bearer <access token>`, ' +
        'with the scope that the operation names. Paths hold ids, the last segments of ARNs.\n\n' +
        'Long work is a job. A mutation finishes at once if it can; otherwise it answers 202 ' +
        'and the job continues. `GET /v1/jobs/{jobId}` with `Prefer: wait=20` ' +
        'waits for its end. Every mutation accepts `?dryRun=true`, `Idempotency-Key`, ' +
        '`Prefer` and `X-Reason`. Lists come in pages: pass `nextCursor` as `cursor` ' +
        'to get the next page.\n\n' +
        'Refusals are problem documents (RFC 9457): `type` names the kind of problem, and ' +
        '`detail` explains this occurrence and what to do. API Gateway may refuse ' +
        'a request by itself, with `{"message": …}`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The origin of this document.' }],
    tags: Object.entries(RESOURCE_TYPES).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components.schemas).toSorted(byName)),
      responses: Object.fromEntries(Object.entries(components.responses).toSorted(byName)),
      headers: HEADER_COMPONENTS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token with the scope that the operation names.',
        },
      },
    },
  };
}

const isRow = (route: Route): route is Row => route.described !== undefined;
