import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../lib/openapi/components.ts';
import { openApiDocument } from '../lib/openapi/document.ts';
import { reference } from '../lib/openapi/routes.ts';
import { allRoutes } from '../lib/api/routes.ts';

// The OpenAPI document as the routes generate it now. Tests compare the actual answers with it.

export const routes = [...allRoutes, ...reference];
export const document = openApiDocument(routes, {});

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly {
    name: string;
    in: 'path' | 'query' | 'header';
    required?: boolean;
    schema: Json;
  }[];
  readonly requestBody?: { content: { 'application/json': { schema: Json; example?: unknown } } };
  readonly responses: Readonly<
    Record<string, { content?: Readonly<Record<string, { schema: Json }>> }>
  >;
}

/** Follows a reference into the document. Returns any other node unchanged. */
export function resolved(node: Json): Json {
  if (typeof node.$ref !== 'string') return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce<Json>((at, part) => at[part] as Json, document);
}

export const operations: readonly Operation[] = Object.entries(
  document.paths as Record<string, Record<string, Json>>,
).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => {
    const responses = Object.fromEntries(
      Object.entries(operation.responses as Record<string, Json>).map(([status, answer]) => [
        status,
        resolved(answer),
      ]),
    );
    return {
      ...(operation as unknown as Operation),
      method: method.toUpperCase(),
      path,
      responses,
    };
  }),
);

/**
 * Returns a schema that allows only the members that it names. The document itself allows more,
 * because a later version may add members; today's answers have no others.
 */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const { type, properties } = node as Json;
  const members = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, closed(value)]),
  );
  return type === 'object' &&
    properties !== undefined &&
    (node as Json).additionalProperties === undefined
    ? { ...members, additionalProperties: false }
    : members;
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'document', ...(closed(document) as Json) });
const validators = new Map<string, ValidateFunction>();

function validatorOf(schema: Json): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
  const known = validators.get(text) ?? ajv.compile(closed(JSON.parse(text)) as Json);
  validators.set(text, known);
  return known;
}

/**
 * Returns the errors of a value against a schema of the document; undefined when the value is
 * valid.
 */
export function schemaIssueIn(schema: Json, value: unknown): string | undefined {
  const validate = validatorOf(schema);
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/**
 * Returns the deviation of an answer from the document; undefined when the answer is as documented,
 * or when no operation has this method and path.
 */
export function undocumented(
  method: string,
  path: string,
  answer: { status: number; headers: Headers; body: unknown; text: string },
): string | undefined {
  const [bare = ''] = path.split('?');
  const fitting = operations.filter(
    (operation) => operation.method === method && patternOf(operation.path).test(decodeURI(bare)),
  );
  const operation = fitting.toSorted(
    (a, b) => a.path.split('{').length - b.path.split('{').length,
  )[0];
  if (!operation) return undefined;
  const shown = operation.responses[answer.status];
  if (!shown)
    return (
      `${operation.operationId} answers ${answer.status}, which is not documented: ` + answer.text
    );
  const { nextCursor: next } = (answer.body ?? {}) as { nextCursor?: string };
  const link = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  if (next !== undefined && !link?.endsWith(`cursor=${next}`))
    return `${operation.operationId}: the link to the page after it is ${link ?? 'none'}`;
  const type = answer.headers.get('content-type') ?? '';
  const documented = Object.entries(shown.content ?? {});
  const [mediaType = '', content] =
    documented.find(([one]) => type.startsWith(one)) ?? documented[0] ?? [];
  if (!type.startsWith(mediaType.replace('*', '')) || (mediaType === '' && answer.text !== ''))
    return `${operation.operationId} ${answer.status}: ${type}, not ${mediaType || 'nothing'}`;
  const fault =
    content && /json/.test(mediaType) ? schemaIssueIn(content.schema, answer.body) : undefined;
  return fault && `${operation.operationId} ${answer.status}: ${fault}: ${answer.text}`;
}
