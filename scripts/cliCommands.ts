import type { Command, CommandOption, Table } from '../cli/command.ts';
import type { Json } from '../lib/openapi/components.ts';
import type { Example } from '../lib/openapi/document.ts';
import { exampleOf } from './cliExamples.ts';

// Prints the commands of the command line from the OpenAPI document: one command an operation.

/** Operations that are no command, with the reason. */
export const NOT_COMMANDS: Readonly<Record<string, string>> = {
  getHealth: 'the same as getHealthV1, at the address that load balancers ask',
  getReady: 'an answer with 503 is no failed request; load balancers ask',
  getReference: 'a page for browsers',
  getReferenceAsset: 'a part of that page',
  openStreamKeyLink: 'a page for browsers',
  readStreamKeyOfLink: 'the button of that page',
};

/** Commands whose names do not follow from the tag and the name of their operation. */
const NAMES: Readonly<Record<string, readonly [group: string, verb: string]>> = {
  listDeadLetters: ['dlq', 'list'],
  getDeadLetter: ['dlq', 'show'],
  redriveDeadLetter: ['dlq', 'redrive'],
  dropDeadLetter: ['dlq', 'drop'],
  getHealthV1: ['health', 'get'],
  getOpenApi: ['openapi', 'get'],
  getAsyncApi: ['asyncapi', 'get'],
  revokeViewers: ['viewer-sessions', 'revoke'],
  openViewerBatch: ['viewer-sessions', 'open-batch'],
  getViewerBatch: ['viewer-sessions', 'get-batch'],
  addViewerPairs: ['viewer-sessions', 'add-pairs'],
  closeViewerBatch: ['viewer-sessions', 'close-batch'],
  pauseViewerBatch: ['viewer-sessions', 'pause-batch'],
  resumeViewerBatch: ['viewer-sessions', 'resume-batch'],
  banViewer: ['viewer-bans', 'create'],
  tagResource: ['tags', 'add'],
  rescheduleJob: ['jobs', 'reschedule'],
  planOperation: ['operations', 'plan'],
  getOperationResults: ['operations', 'results'],
  listLimits: ['limits', 'list'],
  untagResource: ['tags', 'remove'],
};
/** Descriptions of the groups that are no tag of the document. */
const GROUPS: Readonly<Record<string, string>> = {
  asyncapi: 'The AsyncAPI document of the events.',
  dlq: 'Dead letters: events that were given up.',
  health: 'The state of the deployment.',
  limits: 'The quotas of IVS, and how much of each is used.',
  openapi: 'The OpenAPI document of the API.',
  'viewer-sessions': 'The sessions of viewers, which end by revocation.',
};

/**
 * Operations that end a stream, take away access or destroy something. Their commands ask first;
 * with a text, only when that option has that value.
 */
const ASKS_FIRST: Readonly<Record<string, true | { option: string; is: string }>> = {
  deleteChannel: true,
  deletePlaybackKeyPair: true,
  deleteStreamKey: true,
  deletePlaybackRestrictionPolicy: true,
  deleteRecordingConfiguration: true,
  deleteAdConfiguration: true,
  stopStream: true,
  suspendChannel: true,
  rotatePlaybackKeyPair: true,
  rotateStreamKey: true,
  revokeViewers: true,
  addViewerPairs: true,
  banViewer: true,
  cancelJob: true,
  applyOperation: true,
  cancelOperation: true,
  approveJob: true,
  redriveJob: true,
  abandonJob: true,
  untagResource: true,
  redriveDeadLetter: true,
  dropDeadLetter: true,
  deletePolicy: true,
  putPolicy: true,
  deleteReaction: true,
  putReaction: { option: 'mode', is: 'on' },
  updateChannel: { option: 'when', is: 'now' },
};

/** Options of the command line that stand for a header, by its name. */
const HEADERS: Readonly<Record<string, Pick<CommandOption, 'name' | 'kind' | 'description'>>> = {
  'Idempotency-Key': {
    name: 'idempotencyKey',
    kind: 'text',
    description: 'A unique key of yours. For 24 hours, the same command with it acts only once.',
  },
  'X-Reason': {
    name: 'reason',
    kind: 'text',
    description: 'Your reason, without secrets. It is recorded with the job or in the log.',
  },
  Prefer: {
    name: 'wait',
    kind: 'number',
    description: 'Wait for the end of the job, for this number of seconds at most (20).',
  },
  'If-Match': {
    name: 'ifMatch',
    kind: 'text',
    description: 'Make the change only if the entity tag of the resource is still this one.',
  },
  'If-None-Match': {
    name: 'ifNoneMatch',
    kind: 'text',
    description: 'Print the answer only if its entity tag is another one.',
  },
  'Cache-Control': {
    name: 'fresh',
    kind: 'flag',
    description: 'Ask IVS, and do not answer from what is known.',
  },
};
/** A longer list of choices is left to the API, which checks every value. */
const CHOICES_MAX = 40;

export interface Parameter {
  name: string;
  in: string;
  description: string;
  required?: boolean;
  schema: Json;
}
interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: [string];
  security: readonly { bearer?: readonly string[] }[];
  parameters: readonly Parameter[];
  requestBody?: { content: { 'application/json': { schema: Json } } };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

export const kebab = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, '-$&').toLowerCase();

/** Returns the verb of an operation: its name without the name of its group. */
function verbOf(operationId: string, group: string): string {
  const singular = group.replace(/ies$/, 'y').replace(/s$/, '');
  return kebab(operationId)
    .replace(new RegExp(`-(?:${group}|${singular})(?=-|$)`), '')
    .replace(/-$/, '');
}

/** Follows a reference into the document. */
const resolve = (document: Json, schema: Json): Json =>
  typeof schema.$ref === 'string'
    ? schema.$ref
        .slice(2)
        .split('/')
        .reduce<Json>((at, part) => at[part] as Json, document)
    : schema;

type Kind = Pick<CommandOption, 'kind' | 'choices' | 'items'>;

/** Returns how the values of a schema are written in a shell; undefined for an object. */
function kindOf(document: Json, schema: Json): Kind | undefined {
  const { type, items, properties, additionalProperties, ...rest } = schema as {
    type?: string;
    items?: Json;
    properties?: Json;
    additionalProperties?: Json;
    enum?: readonly string[];
    anyOf?: readonly Json[];
  };
  if (rest.enum?.join() === 'true,false') return { kind: 'flag' };
  if (rest.enum)
    return { kind: 'text', ...(rest.enum.length <= CHOICES_MAX && { choices: rest.enum }) };
  if (type === 'array') {
    const schema = resolve(document, items ?? {});
    const item = kindOf(document, schema);
    return item?.kind === 'text'
      ? { kind: 'texts', ...(item.choices && { choices: item.choices }) }
      : { kind: 'json', items: schema };
  }
  if (type === 'object' && properties) return undefined;
  if (type === 'object')
    return { kind: additionalProperties?.type === 'string' ? 'map' : 'object' };
  if (type === 'integer' || type === 'number') return { kind: 'number' };
  return { kind: type === 'boolean' ? 'flag' : 'text' };
}

const described = (schema: Json, fallback = ''): string =>
  typeof schema.description === 'string' ? schema.description : fallback;

/** Returns an option for every field of a body. A member of an object has its path as its name. */
function fieldsOf(document: Json, body: Json, path: readonly string[] = []): CommandOption[] {
  const { properties = {}, required = [] } = body as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).flatMap(([name, named]) => {
    const schema = resolve(document, named);
    const kind = kindOf(document, schema);
    const at = [...path, name];
    if (!kind) return fieldsOf(document, schema, at);
    return [
      {
        name: at.join('.'),
        flag: at.map(kebab).join('.'),
        in: 'body',
        ...kind,
        ...(required.includes(name) && path.length === 0 && { required: true }),
        description: described(named, described(schema)),
      },
    ];
  });
}

/** Returns the options of a command for query parameters and for headers. */
function parameterOptions(document: Json, parameters: readonly Parameter[]): CommandOption[] {
  return parameters.flatMap<CommandOption>(({ name, in: place, description, required, schema }) => {
    if (place === 'path' || name === 'dryRun') return [];
    if (place === 'header') {
      const own = HEADERS[name];
      if (!own) throw new Error(`The header ${name} has no option.`);
      return [{ ...own, flag: kebab(own.name), in: 'header', header: name }];
    }
    return [
      {
        name,
        flag: kebab(name),
        in: 'query',
        ...(kindOf(document, schema) ?? { kind: 'text' }),
        ...(required && { required: true }),
        description,
      },
    ];
  });
}

/** Returns the member of an answer that is a list, and whether the list has pages. */
function listIn(document: Json, operation: Operation): Command['list'] {
  const schema = operation.responses['200']?.content?.['application/json']?.schema;
  const { properties = {} } = schema ? resolve(document, schema) : {};
  const { nextCursor, ...members } = properties as Record<string, Json | undefined>;
  const [member = '', ...more] = Object.keys(members).filter((name) => name !== 'errors');
  return members[member]?.type !== 'array' || more.length > 0
    ? undefined
    : { member, ...(nextCursor && { pages: true }) };
}

function commandOf(
  document: Json,
  { method, path, ...operation }: Operation & { method: string; path: string },
  example: Example | undefined,
): Command {
  const { operationId, tags, summary, description, parameters, requestBody, responses } = operation;
  const [group, verb] = NAMES[operationId] ?? [tags[0], verbOf(operationId, tags[0])];
  const body = requestBody && resolve(document, requestBody.content['application/json'].schema);
  const fields = body ? fieldsOf(document, body) : [];
  const options = [
    // A field of the body takes the place of the header that says the same.
    ...parameterOptions(document, parameters).filter(
      ({ in: place, name }) => place !== 'header' || !fields.some((field) => field.name === name),
    ),
    ...fields,
  ];
  const twice = options.find(({ name }, at) => options.slice(0, at).some((o) => o.name === name));
  if (twice) throw new Error(`${operationId} has two options ${twice.name}.`);
  const list = listIn(document, operation);
  const asks = ASKS_FIRST[operationId];
  const [scope] = operation.security.flatMap(({ bearer = [] }) => bearer);
  const command: Command = {
    group,
    verb,
    operationId,
    method: method.toUpperCase(),
    path,
    summary,
    ...(description !== undefined && { description }),
    parameters: parameters.flatMap(({ name, in: place, description, schema }) =>
      place === 'path'
        ? [
            {
              name,
              shown: name === 'noun' ? 'resource-type' : kebab(name),
              description,
              ...(Array.isArray(schema.enum) && { choices: schema.enum as string[] }),
            },
          ]
        : [],
    ),
    options,
    ...(body && { body: true }),
    ...(parameters.some(({ name }) => name === 'dryRun') && { mutates: true }),
    ...(responses['202'] && { startsJob: true }),
    ...(list && { list }),
    ...(asks !== undefined && { asksFirst: asks }),
    ...(scope !== undefined && { scope }),
    example: '',
  };
  return { ...command, example: exampleOf(command, example) };
}

/** Returns the text of the file of commands. */
export function commandsText(document: Json, examples: Readonly<Record<string, Example>>): string {
  const paths = document.paths as Record<string, Record<string, unknown>>;
  const commands = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, one]) => {
      const operation = one as Operation;
      return NOT_COMMANDS[operation.operationId] === undefined
        ? [commandOf(document, { method, path, ...operation }, examples[operation.operationId])]
        : [];
    }),
  );
  const tags = new Map(
    (document.tags as { name: string; description: string }[]).map((tag) => [
      tag.name,
      tag.description,
    ]),
  );
  const groups = [...new Set(commands.map(({ group }) => group))].map((name) => ({
    name,
    summary: GROUPS[name] ?? tags.get(name) ?? '',
  }));
  const table: Table = { groups, commands, notCommands: Object.keys(NOT_COMMANDS) };
  return `${JSON.stringify(table, null, 1)}\n`;
}
