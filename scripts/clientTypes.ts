import type { Json } from '../lib/openapi/components.ts';

// Prints TypeScript types from the OpenAPI document, in the form that openapi-fetch expects: paths,
// operations, components.

const quoted = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`;
const indented = (lines: string): string => lines.replaceAll('\n', '\n  ');
const block = (members: readonly string[]): string =>
  members.length === 0 ? '{}' : `{\n  ${members.map(indented).join('\n  ')}\n}`;
const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
/** Returns a comment, with a long text broken into lines. */
const comment = (text: string): string =>
  text.length < 110
    ? `/** ${text} */`
    : `/**\n${text.replaceAll(/(.{1,110})(?:\s+|$)/g, ' * $1\n')} */`;
/** Returns a union, with one line for each type if it is long. */
const union = (types: readonly string[]): string => {
  const all = [...new Set(types)];
  return all.join(' | ').length > 100
    ? all.map((type) => `\n  | ${type}`).join('')
    : all.join(' | ') || 'never';
};

/** Returns the type of a JSON schema, as precisely as a type can be. */
export function typeOf(schema: Json): string {
  const { $ref, type, properties, items, additionalProperties, anyOf, allOf } = schema as {
    $ref?: string;
    type?: string | string[];
    properties?: Record<string, Json>;
    items?: Json;
    additionalProperties?: Json | boolean;
    anyOf?: Json[];
    allOf?: Json[];
  };
  if ($ref !== undefined)
    return `Components${$ref
      .slice('#/components'.length)
      .split('/')
      .slice(1)
      .map((part) => `['${part}']`)
      .join('')}`;
  if (anyOf) return union(anyOf.map(typeOf));
  if (allOf) return allOf.map(typeOf).join(' & ');
  if ('const' in schema) return literal(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literal));
  if (Array.isArray(type)) return union(type.map((one) => typeOf({ ...schema, type: one })));
  if (properties) return block(membersOf(properties, schema.required as string[] | undefined));
  if (type === 'array') return arrayOf(items ? typeOf(items) : 'unknown');
  if (type === 'object')
    return (
      'Record<string, ' +
      `${typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'}>`
    );
  if (type === 'integer' || type === 'number') return 'number';
  return type === 'string' || type === 'boolean' || type === 'null' ? type : 'unknown';
}

const arrayOf = (item: string): string =>
  /[ |&]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;

const membersOf = (properties: Record<string, Json>, required: readonly string[] = []): string[] =>
  Object.entries(properties).map(([name, schema]) => {
    const { description } = schema;
    const said = typeof description === 'string' ? `${comment(description)}\n` : '';
    return `${said}${quoted(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });

interface Parameter {
  name: string;
  in: string;
  description: string;
  required?: boolean;
  schema: Json;
}

function parametersType(parameters: readonly Parameter[]): string {
  const places = ['query', 'header', 'path', 'cookie'].map((place) => {
    const here = parameters.filter((parameter) => parameter.in === place);
    if (here.length === 0) return `${place}?: never;`;
    const members = here.map(
      ({ name, description, required, schema }) =>
        `${comment(description)}\n${quoted(name)}${required ? '' : '?'}: ${typeOf(schema)};`,
    );
    return `${place}${here.some(({ required }) => required) ? '' : '?'}: ${block(members)};`;
  });
  return block(places);
}

const contentType = (content: Record<string, { schema: Json }> | undefined): string =>
  content === undefined
    ? 'content?: never;'
    : `content: ${block(Object.entries(content).map(([type, { schema }]) => `'${type}': ${typeOf(schema)};`))};`;

function responseType(response: Json): string {
  if (typeof response.$ref === 'string') return typeOf(response);
  return block([
    'headers: Record<string, unknown>;',
    contentType(response.content as Record<string, { schema: Json }> | undefined),
  ]);
}

function operationType(operation: Json): string {
  const { requestBody, responses } = operation as {
    requestBody?: Json;
    responses: Record<string, Json>;
  };
  return block([
    `parameters: ${parametersType(operation.parameters as Parameter[])};`,
    requestBody
      ? 'requestBody: ' +
        `${block([contentType(requestBody.content as Record<string, { schema: Json }>)])};`
      : 'requestBody?: never;',
    `responses: ${block(Object.entries(responses).map(([status, response]) => `${status}: ${responseType(response)};`))};`,
  ]);
}

function pathType(item: Record<string, Json>): string {
  return block(
    Object.entries(item).map(
      ([method, operation]) => `${method}: Operations['${String(operation.operationId)}'];`,
    ),
  );
}

/** Returns the text of the file of types from which the client is built. */
export function clientTypes(document: Json): string {
  const paths = document.paths as Record<string, Record<string, Json>>;
  const { schemas, responses } = document.components as {
    schemas: Record<string, Json>;
    responses: Record<string, Json>;
  };
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  return [
    '// Printed from docs/openapi.json by `npm run docs`; a test fails when it is stale. Do ' +
      'not edit it.',
    '',
    `export interface Paths ${block(Object.entries(paths).map(([path, item]) => `'${path}': ${pathType(item)};`))}`,
    '',
    `export interface Operations ${block(
      operations.map(
        (operation) =>
          `/** ${String(operation.summary)}. */\n${String(operation.operationId)}: ${operationType(operation)};`,
      ),
    )}`,
    '',
    `export interface Components ${block([
      `schemas: ${block(Object.entries(schemas).map(([name, schema]) => `${quoted(name)}: ${typeOf(schema)};`))};`,
      `responses: ${block(Object.entries(responses).map(([name, response]) => `'${name}': ${responseType(response)};`))};`,
    ])}`,
    '',
  ].join('\n');
}

/**
 * Returns the text of the file of types of the events on our bus, from the schema of each event.
 */
export function eventTypes(schemas: readonly Json[]): string {
  const all = schemas.map(
    (schema) =>
      schema as {
        title: string;
        description: string;
        $id: string;
        properties: Record<string, Json> & { detail: Json };
      },
  );
  const [first] = all;
  if (!first) throw new Error('There are no events.');
  const { 'detail-type': _type, detail: _detail, ...around } = first.properties;
  return [
    '// Printed from events/sent/ by `npm run docs`; a test fails when it is stale. Do not ' +
      'edit it.',
    '',
    '/** The detail of each event, by its `detail-type`. Members may be added; a change of ' +
      'meaning would be a new event. */',
    `export interface EventDetails ${block(
      all.map(
        ({ title, description, $id, properties: { detail } }) =>
          `/**\n * ${description}\n * ${$id}\n */\n'${title}': ${typeOf(detail)};`,
      ),
    )}`,
    '',
    'interface Sent<Type extends keyof EventDetails> ' +
      block([
        ...membersOf(around, Object.keys(around)),
        "'detail-type': Type;",
        'detail: EventDetails[Type];',
      ]),
    '',
    '/** An event as EventBridge delivers it; `detail-type` determines the type of `detail`. */',
    'export type EventOf<Type extends keyof EventDetails> = { [T in Type]: Sent<T> }[Type];',
    'export type ChannelkeeperEvent = EventOf<keyof EventDetails>;',
    '',
  ].join('\n');
}
