import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asyncApiDocument } from '../lib/openapi/asyncApi.ts';
import type { Json } from '../lib/openapi/components.ts';
import { openApiDocument, type Example } from '../lib/openapi/document.ts';
import { reference } from '../lib/openapi/routes.ts';
import { allRoutes } from '../lib/api/routes.ts';
import { PROBLEMS } from '../lib/problems.ts';
import { firstStep, RANKS, type Workflow } from '../lib/definition/define.ts';
import { limitOf } from '../lib/definition/steps.ts';
import { workflows } from '../lib/workflows/workflows.ts';
import { commandsText } from './cliCommands.ts';
import { clientTypes, eventTypes } from './clientTypes.ts';
import { readCounts } from './cost/counts.ts';
import { readPrices } from './cost/month.ts';
import { costPage } from './cost/page.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

/** The page about the workflows. */
export const workflowsPath = pathOf('workflows.md');
/** The page about the problems. */
export const errorsPath = pathOf('errors.md');
/** The page about the cost of a deployment. */
export const costPath = pathOf('cost.md');
/** The OpenAPI document, and its examples, which a test has run. */
export const openApiPath = pathOf('openapi.json');
export const examplesPath = pathOf('examples.json');
/** The types of the client. */
export const clientTypesPath = pathOf('../lib/client/api.ts');
export const eventTypesPath = pathOf('../lib/client/events.ts');
/** The commands of the command line. */
export const commandsPath = pathOf('../cli/commands.json');
/** The samples of the events of IVS that the command line sends. */
export const ivsEventsPath = pathOf('../cli/events/ivsEvents.json');
/** The catalogue of our events, which the API serves, and the same as an AsyncAPI document. */
export const eventsPath = pathOf('events.json');
export const asyncApiPath = pathOf('asyncapi.json');

/** One transition: the outcome of an action, or the way in which a wait ends. */
interface Way {
  from: string;
  word: string;
  to: string;
}

/** Returns the page about all workflows, in Markdown, from the current definitions. */
export function workflowsPage(): string {
  const all: Workflow[] = Object.values(workflows).toSorted((a, b) => a.name.localeCompare(b.name));
  return [
    '# Workflows',
    '',
    'Printed from the definitions in `lib/workflows/` by `npm run docs`; a test fails when ' +
      'this page is stale. Do not edit it.',
    '',
    'A step performs one action, waits for one thing, or ends the job. The outcome of an ' +
      'action selects the next step. A job can be cancelled',
    'until its point of no return; the bold steps come after it.',
    '',
    ...all.map(({ name }) => `- [${name}](#${name.toLowerCase()})`),
    ...all.flatMap((workflow) => ['', ...chapter(workflow)]),
    '',
  ].join('\n');
}

function chapter(workflow: Workflow): string[] {
  const { name, version, rank, priority, waitsMax, deadlineSeconds } = workflow;
  const turns = waitsMax > 0 ? `, or after ${waitsMax.toLocaleString('en-US')} waits` : '';
  const claim = priority ? `, as an ${priority}` : '';
  return [
    `## ${name}`,
    '',
    `Version ${version}, rank \`${rank}\` (${RANKS[rank]} of ` +
      `${Math.max(...Object.values(RANKS))})${claim}. It gives up after running for ` +
      `${duration(deadlineSeconds)}${turns}.`,
    cancelling(workflow),
    '',
    '```mermaid',
    ...diagram(workflow),
    '```',
    '',
    '| step | action or wait | next step |',
    '|---|---|---|',
    ...Object.keys(workflow.steps).map((step) => row(workflow, step)),
  ];
}

function cancelling({ pointOfNoReturn, onCancel, onFailure }: Workflow): string {
  const then =
    onCancel === undefined
      ? 'it ends at once, because it has nothing to give back'
      : `it goes to \`${onCancel}\` to give back what it took`;
  const failed = onFailure ? ' When the job gives up, it goes there as well.' : '';
  if (!pointOfNoReturn) return `The job can be cancelled at any step; then ${then}.${failed}`;
  return (
    `The point of no return is an attempt at \`${pointOfNoReturn.act}\` that may have taken ` +
    `effect. If the job is cancelled before, ${then}.${failed}`
  );
}

function waysOf({ steps }: Workflow): Way[] {
  return Object.entries(steps).flatMap(([from, step]) => {
    if ('final' in step) return [];
    if ('does' in step)
      return Object.entries<string>(step.then).map(([word, to]) => ({ from, word, to }));
    const { then, afterSeconds, atMostSeconds } = limitOf(step);
    const longer = atMostSeconds === undefined ? '' : `, later up to ${duration(atMostSeconds)}`;
    return [
      { from, word: step.waits, to: step.then },
      { from, word: `after ${duration(afterSeconds)}${longer}`, to: then },
    ];
  });
}

/** Returns a state diagram. Transitions between the same two steps share an arrow. */
function diagram(workflow: Workflow): string[] {
  const { steps, onCancel, pointOfNoReturn } = workflow;
  const arrows = new Map<string, string[]>();
  for (const { from, word, to } of waysOf(workflow)) {
    const arrow = `${from} --> ${to}`;
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), word]);
  }
  const finals = Object.entries(steps).flatMap(([step, row]) =>
    'final' in row ? [`${step} --> [*]`] : [],
  );
  const waits = Object.entries(steps).flatMap(([step, row]) =>
    'waits' in row ? [`class ${step} waiting`] : [],
  );
  const past = (pointOfNoReturn?.past ?? [])
    .filter((step) => !waits.includes(`class ${step} waiting`))
    .map((step) => `class ${step} past`);
  return [
    'stateDiagram-v2',
    'classDef waiting stroke-dasharray: 4 4',
    'classDef past font-weight: bold',
    `[*] --> ${firstStep(workflow)}`,
    ...[...arrows].map(([arrow, words]) => `${arrow}: ${words.join(', ')}`),
    ...(onCancel === undefined ? [] : [`[*] --> ${onCancel}: cancel`]),
    ...finals,
    ...waits,
    ...past,
  ].map((line, index) => (index === 0 ? line : `  ${line}`));
}

function row(workflow: Workflow, name: string): string {
  const step = workflow.steps[name];
  if (!step) throw new Error(`${workflow.name} has no step ${name}.`);
  const shown = workflow.pointOfNoReturn?.past.includes(name) ? `**${name}**` : name;
  if ('final' in step) return `| ${shown} | ends the job | \`${step.final}\` |`;
  const what = 'does' in step ? `\`${step.does}\`` : `waits for \`${step.waits}\``;
  const then = waysOf(workflow)
    .filter(({ from }) => from === name)
    .map(({ word, to }) => `${word} → ${to}`);
  return `| ${shown} | ${what} | ${then.join('; ')} |`;
}

function duration(seconds: number): string {
  const units = [
    ['h', 3_600],
    ['min', 60],
  ] as const;
  const [unit, size] = units.find(([, length]) => seconds >= length && seconds % length === 0) ?? [
    's',
    1,
  ];
  return `${seconds / size} ${unit}`;
}

/** Returns the catalogue of problems, in Markdown, by status. */
export function errorsPage(): string {
  const all = Object.entries(PROBLEMS).toSorted(
    ([a, one], [b, other]) => one.status - other.status || a.localeCompare(b),
  );
  return [
    '# Problems',
    '',
    'Printed from `lib/problems.ts` by `npm run docs`; a test fails when this page is stale. ' +
      'Do not edit it.',
    '',
    'A refusal is a problem document (RFC 9457, `application/problem+json`): `type`, ' +
      '`title`, `status`, `detail`, `instance` and `requestId`. It may',
    'also have `errors` (field and rule), `job` and `jobId` (the job it is about), `left` ' +
      '(the things that a job took and could not give back), `scope`, and',
    '`ivs` (the error of IVS, with its request id). `type` is a relative reference and does ' +
      'not change; `detail` is for people and may change.',
    '',
    'API Gateway may refuse a request before it reaches this program, with `{"message": …}`: ' +
      '401 without a valid token, 413 above 10 MB, 429, 500, 503.',
    '',
    '| status | type | title | when | what to do |',
    '|---|---|---|---|---|',
    ...all.map(
      ([type, { status, title, when, remedy }]) =>
        `| ${status} | \`/problems/${type}\` | ${title} | ${when} | ${remedy} |`,
    ),
    '',
  ].join('\n');
}

/** Returns the page about the cost of a deployment, from the counted calls and the prices. */
export const costText = (): string => costPage(readCounts(), readPrices());

const examples = (): Record<string, Example> =>
  JSON.parse(readFileSync(examplesPath, 'utf8')) as Record<string, Example>;

/** Returns the OpenAPI document of all routes. */
const openApi = (): Json => openApiDocument([...allRoutes, ...reference], examples());

export const openApiText = (): string => `${JSON.stringify(openApi(), null, 2)}\n`;
/** Returns the types of the client, as text. */
export const clientTypesText = (): string => clientTypes(openApi());

/** Returns the commands of the command line, as text. */
export const cliCommandsText = (): string => commandsText(openApi(), examples());

/** Reads a schema or a sample of an event. */
const eventFile = (path: string): Json =>
  JSON.parse(readFileSync(pathOf(`../events/${path}`), 'utf8')) as Json;

/** Returns the schemas of our events in the order of their names, each with its sample. */
function sentEvents(): { schema: Json; sample: Json }[] {
  const read = (file: string): Json => eventFile(`sent/${file}`);
  const names = readdirSync(pathOf('../events/sent/')).flatMap((file) =>
    file.endsWith('.schema.json') ? [file.slice(0, -'.schema.json'.length)] : [],
  );
  return names
    .toSorted()
    .map((name) => ({ schema: read(`${name}.schema.json`), sample: read(`${name}.json`) }));
}

/** Returns the types of our events, as text. */
export const eventTypesText = (): string => eventTypes(sentEvents().map(({ schema }) => schema));

/** Returns the events that we send, but for the one that the program sends to itself. */
const catalogue = () =>
  sentEvents()
    .filter(({ schema }) => schema.title !== 'Job Due')
    .map(({ schema, sample }) => ({
      detailType: String(schema.title),
      description: String(schema.description),
      schema,
      example: sample,
    }));

/** Returns the catalogue of our events, as text. */
export const eventsText = (): string => `${JSON.stringify({ events: catalogue() }, null, 2)}\n`;

/** Returns the AsyncAPI document of our events, as text. */
export const asyncApiText = (): string => {
  const { version } = openApi().info as { version: string };
  return `${JSON.stringify(asyncApiDocument(catalogue(), version), null, 2)}\n`;
};

/**
 * Returns the events of IVS in the order of their files, as text. Events in the older shape, which
 * IVS does not send any more, are left out.
 */
export function ivsEventsText(): string {
  const files = readdirSync(pathOf('../events/received/')).toSorted();
  const schemas = files.flatMap((file) => {
    const schema = file.endsWith('.schema.json') ? eventFile(`received/${file}`) : {};
    const title = String(schema.title);
    return title.startsWith('IVS ')
      ? [[file.slice(0, -'.schema.json'.length), schema] as const]
      : [];
  });
  const events = schemas.flatMap(([kind, { title, description }]) =>
    files
      .filter((file) => file.startsWith(`${kind}.`) && !/\.(?:schema|older)\.json$/.test(file))
      .map((file) => eventFile(`received/${file}`))
      .map((example) => ({ name: nameIn(example), detailType: title, description, example })),
  );
  const byTitle = Object.fromEntries(schemas.map(([, schema]) => [String(schema.title), schema]));
  return `${JSON.stringify({ schemas: byTitle, events }, null, 2)}\n`;
}

/** Returns the name of an event of IVS, which each detail-type has in a member of its own. */
function nameIn({ detail }: Json): unknown {
  const { event_name, limit_name, recording_status } = detail as Json;
  return event_name ?? limit_name ?? recording_status;
}

if (import.meta.main) {
  writeFileSync(workflowsPath, workflowsPage());
  writeFileSync(errorsPath, errorsPage());
  writeFileSync(costPath, costText());
  writeFileSync(openApiPath, openApiText());
  writeFileSync(clientTypesPath, clientTypesText());
  writeFileSync(eventTypesPath, eventTypesText());
  writeFileSync(commandsPath, cliCommandsText());
  writeFileSync(eventsPath, eventsText());
  writeFileSync(asyncApiPath, asyncApiText());
  writeFileSync(ivsEventsPath, ivsEventsText());
}
