import type { Import, Project, Source } from './project.ts';

/**
 * From the ways in to the foundation: a file imports files of its own layer or of layers below it,
 * never above.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['functions/'],
  ['lib/openapi/'],
  ['lib/api/'],
  ['lib/events/'],
  ['lib/http/'],
  ['lib/jobs/'],
  ['lib/workflows/'],
  ['lib/definition/'],
  ['lib/actions/'],
  ['lib/app.ts', 'lib/managed.ts'],
  ['lib/ivs/', 'lib/bus.ts'],
  ['lib/records/'],
  ['lib/'],
];

/**
 * The one file of `lib` that may hold a package's values, or the folder; types may be named
 * anywhere.
 */
const HOMES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-dynamodb': 'lib/dynamodb.ts',
  '@aws-sdk/lib-dynamodb': 'lib/dynamodb.ts',
  '@aws-sdk/client-eventbridge': 'lib/bus.ts',
  '@aws-sdk/client-ivs': 'lib/ivs/',
};

const layerOf = (path: string): number =>
  LAYERS.findIndex((layer) => layer.some((start) => path.startsWith(start)));
const isIn =
  (...folders: string[]) =>
  ({ path }: { path: string }): boolean =>
    folders.some((folder) => path.startsWith(folder));
const isInProject = (target: string): boolean => target.endsWith('.ts');

/** `file → target` for every import of the chosen files that is not allowed. */
function offences(
  { sources }: Project,
  choose: (source: Source) => boolean,
  allowed: (imported: Import, source: Source) => boolean,
): string[] {
  return sources
    .filter(choose)
    .flatMap((source) =>
      source.imports
        .filter((imported) => !allowed(imported, source))
        .map(({ target }) => `${source.path} → ${target || '(computed)'}`),
    );
}

/**
 * functions → lib/openapi → lib/api → lib/events → lib/http → lib/jobs → lib/workflows →
 * lib/definition → lib/actions → lib/app.ts → lib/ivs, lib/bus.ts → lib/records → the rest of lib.
 * Types count too.
 */
export const layers = (project: Project): string[] =>
  offences(
    project,
    isIn('functions/', 'lib/'),
    ({ target }, { path }) => !isInProject(target) || layerOf(target) >= layerOf(path),
  );

/** The local stack checks the project's code, so it must not share any of it. */
export const localApart = (project: Project): string[] =>
  offences(
    project,
    isIn('local/'),
    ({ target }) => !isInProject(target) || target.startsWith('local/'),
  );

/** ivs-local is a product of its own. */
export const ivsLocalApart = (project: Project): string[] =>
  offences(
    project,
    isIn('local/ivs/'),
    ({ target }) =>
      !isInProject(target) ||
      isIn('local/ivs/', 'local/clock.ts', 'local/random.ts', 'local/listen.ts')({ path: target }),
  );

/** The rooms of ivs-local, from the ways in to the foundation. */
const ROOMS = [
  'control',
  'api',
  'operations',
  'rtmp',
  'playback',
  'regions',
  'streams',
  'state',
  'protocol',
];
const roomOf = (path: string): number =>
  ROOMS.findIndex((room) => path.startsWith(`local/ivs/${room}/`));

/** A room of ivs-local imports its own files and those of the rooms below it. */
export const ivsLocalRooms = (project: Project): string[] =>
  offences(
    project,
    isIn('local/ivs/'),
    ({ target }, { path }) =>
      !isIn('local/ivs/')({ path: target }) || roomOf(target) >= roomOf(path),
  );

/** The client is for other programs: it takes along nothing of this one, which does not use it. */
export const clientApart = (project: Project): string[] => [
  ...offences(project, isIn('lib/client/'), ({ target }) =>
    isInProject(target) ? isIn('lib/client/')({ path: target }) : target === 'openapi-fetch',
  ),
  ...offences(
    project,
    ({ path }) => /^(?:functions|lib|local)\//.test(path) && !path.startsWith('lib/client/'),
    ({ target }) => !target.startsWith('lib/client/'),
  ),
];

/** A workflow is a definition, and nothing else: it names its subject, its input and its steps. */
export const workflowsAreDefinitions = (project: Project): string[] =>
  offences(
    project,
    ({ path }) => path.startsWith('lib/workflows/') && !path.endsWith('/workflows.ts'),
    ({ target }) =>
      isIn('lib/definition/', 'lib/subjects.ts', 'lib/actions/inputs.ts')({ path: target }),
  );

/** Each AWS client appears in exactly one place. */
export const awsClients = (project: Project): string[] => [
  ...offences(
    project,
    isIn('functions/', 'lib/'),
    ({ target, typeOnly }, { path }) =>
      typeOnly || !target.startsWith('@aws-sdk/') || path.startsWith(HOMES[target] ?? '(nowhere)'),
  ),
  ...project.sources
    .filter(
      ({ path, code }) =>
        isIn('functions/', 'lib/')({ path }) &&
        path !== 'lib/ivs/client.ts' &&
        /\bnew\s+Ivs(?:Client)?\b/.test(code),
    )
    .map(({ path }) => `${path} opens an IVS client`),
];

/** A way in parses, calls one thing in lib, answers. */
export const functionsAreThin = (project: Project): string[] =>
  offences(
    project,
    isIn('functions/'),
    ({ target }) => target.startsWith('lib/') || target === 'zod/mini',
  );

/** Imports that are not written out escape every other rule. */
export const writtenOut = (project: Project): string[] =>
  offences(project, isIn('functions/', 'lib/', 'local/'), ({ target }) => target !== '');

/** No file passes on the names of another file. */
export const noBarrels = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, imports }) =>
        /(?:^|\/)index\.ts$/.test(path) || imports.some(({ reExport }) => reExport),
    )
    .map(({ path }) => path);
