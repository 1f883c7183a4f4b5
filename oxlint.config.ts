import type { OxlintConfig } from 'oxlint';

type Override = NonNullable<OxlintConfig['overrides']>[number];

/** Imports that are forbidden: the last pattern that fits an import decides, `!` allows it. */
interface Forbidden {
  message: string;
  group: string[];
  allowTypeImports?: boolean;
}

/** The rule for the imports of some files. Where several fit a file, the last one alone holds. */
const imports = (files: string, ...patterns: Forbidden[]): Override => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const allowed = (...paths: string[]): string[] => paths.map((path) => `!${path}`);

/**
 * The layers of lib, from the ways in to the foundation, which is all other files of lib. A file
 * imports files of its own layer or of layers below it, never above. Types count too.
 */
const LAYERS = [
  ['openapi/**'],
  ['api/**'],
  ['events/**'],
  ['http/**'],
  ['readModel/**'],
  ['traces/**'],
  ['jobs/**'],
  ['workflows/**'],
  ['definition/**'],
  ['actions/**'],
  ['journal/**'],
  ['app.ts', 'managed.ts'],
  ['playbackKey.ts'],
  ['ivs/**', 'bus.ts', 'recordingBuckets.ts', 'secretsManager.ts'],
  ['records/**'],
  ['patterns/**'],
];

/** The place in lib that may hold the values of a package; types may be named anywhere. */
const AWS_HOMES: Readonly<Record<string, string[]>> = {
  'dynamodb.ts': ['@aws-sdk/client-dynamodb', '@aws-sdk/util-dynamodb'],
  'bus.ts': ['@aws-sdk/client-eventbridge'],
  'secretsManager.ts': ['@aws-sdk/client-secrets-manager'],
  'recordingBuckets.ts': ['@aws-sdk/client-s3'],
  'ivs/**': ['@aws-sdk/client-ivs'],
};

/** The files of the client that a layer shares; the client stands alone and cannot use theirs. */
const OF_CLIENT: Readonly<Record<string, string[]>> = {
  'api/**': ['../client/playbackTokens.ts'],
};

function layerOf(path: string, layer: number): Override {
  const isRoom = path.endsWith('**');
  const home = isRoom ? '../' : './';
  const above = LAYERS.slice(0, layer).flat();
  const below = LAYERS.slice(layer).flat();
  return imports(
    `lib/${path}`,
    {
      message: 'imports go one way, from the functions down to the foundation',
      group: [
        '../**',
        './*/**',
        ...allowed(`${home}*.ts`),
        ...above.map((other) => `${home}${other}`),
        ...allowed(...below.map((other) => `${home}${other}`), '../../docs/*.json'),
        ...allowed(...(OF_CLIENT[path] ?? [])),
      ],
    },
    {
      message: 'each AWS client appears in exactly one place',
      group: ['@aws-sdk/**', ...allowed(...(AWS_HOMES[path] ?? []))],
      allowTypeImports: true,
    },
  );
}

/** The rooms of ivs-local, from the ways in to the foundation. */
const ROOMS = [
  'control',
  'statusPage',
  'api',
  'operations',
  'rtmp',
  'playback',
  'regions',
  'streams',
  'recording',
  'media',
  'storage',
  'state',
  'protocol',
];
/** The files around ivs-local that it may use: it is a product of its own. */
const SHARED = ['clock.ts', 'random.ts', 'listen.ts'];

function roomOf(room: string, index: number): Override[] {
  return [`${room}/*.ts`, `${room}/*/*.ts`].map((files, depth) => {
    const home = '../'.repeat(depth + 1);
    const below = ROOMS.slice(index).map((other) => `${home}${other}/**`);
    const shared = SHARED.map((file) => `${home}../${file}`);
    return imports(`local/ivs/${files}`, {
      message: 'the rooms of ivs-local import one way, and nothing around it',
      group: [`${home}**`, ...allowed(...below, ...shared)],
    });
  });
}

const LOCAL_APART = 'local shares no code with what it checks';

export default {
  plugins: ['typescript', 'import', 'unicorn', 'node', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-unsafe-assignment': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'unicorn/no-thenable': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'promise/no-callback-in-promise': 'off',
    'no-console': 'off',
  },
  overrides: [
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      // Types that are imported in another way escape the rules of imports below.
      files: ['functions/**', 'lib/**', 'local/**', 'cli/**', 'console/**'],
      rules: {
        'typescript/consistent-type-imports': 'error',
        'typescript/no-import-type-side-effects': 'error',
      },
    },
    imports('functions/**', {
      message: 'a function calls lib and nothing else',
      group: ['**', ...allowed('../../lib/**', 'zod/mini'), '../../lib/client/**'],
    }),
    ...['*.ts', 'dynamodb.ts'].map((path) => layerOf(path, LAYERS.length)),
    ...LAYERS.flatMap((paths, layer) => paths.map((path) => layerOf(path, layer))),
    {
      ...imports('lib/workflows/*.ts', {
        message: 'a workflow file imports what defines it and nothing else',
        group: ['**', ...allowed('../definition/*.ts', '../subjects.ts', '../actions/inputs.ts')],
      }),
      excludeFiles: ['lib/workflows/workflows.ts'],
    },
    imports('lib/client/**', {
      message: 'the client stands alone',
      group: ['**', ...allowed('./**', 'openapi-fetch')],
    }),
    ...['cli/*.ts', 'cli/*/*.ts'].map((files, depth) => {
      const home = '../'.repeat(depth + 1);
      return imports(files, {
        message: 'the command line knows the API by its client alone',
        group: [`${home}**`, ...allowed(`${home}lib/client/*.ts`)],
      });
    }),
    ...['console/*', 'console/*/*'].map((files, depth) => {
      const home = '../'.repeat(depth + 1);
      return imports(files, {
        message: 'the console knows the API by its client alone',
        group: [`${home}**`, ...allowed(`${home}lib/client/*.ts`)],
      });
    }),
    imports('local/*.ts', { message: LOCAL_APART, group: ['../**'] }),
    imports('local/*/*.ts', {
      message: LOCAL_APART,
      // AWS's own answers judge both users of the patterns.
      group: ['../../**', ...allowed('../../lib/patterns/*.ts')],
    }),
    imports('local/ivs/*.ts', {
      message: 'ivs-local stands alone',
      group: ['../**', ...allowed(...SHARED.map((file) => `../${file}`))],
    }),
    ...ROOMS.flatMap(roomOf),
  ],
  // The site's packages, which its configuration and theme import, are not there after `npm ci`.
  ignorePatterns: ['dist', '.serverless', 'node_modules', '.local', 'site/.vitepress'],
} satisfies OxlintConfig;
