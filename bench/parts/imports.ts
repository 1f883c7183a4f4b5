import { build as bundle, type Plugin } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { build, bundles, projectFolder } from '../../local/build.ts';
import type { Advance, Options } from '../parts.ts';
import type { Comparison, Measured, Pair } from '../report/figures.ts';

/**
 * The promised limits. `imports`: of each function; `firstAnswer`: of a function that answers;
 * `metrics`: of each function that publishes some.
 */
const PROMISED = {
  metrics: 1.03,
  imports: { queries: 0.7, sweep: 0.7, streamState: 0.75, jobDue: 0.75, commands: 0.85 },
  firstAnswer: { queries: 2.5 },
} as const;
const [ROUNDS, QUICK_ROUNDS] = [40, 4];
/** How many times as many rounds a difference of a few hundredths takes. */
const CLOSELY = 4;

/** One side of a comparison: returns its time in ms. */
type Side = () => number;

/** A bundle as a program without our care would have it: one client, and nothing of ours. */
const BARE_CLIENT = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = (Key) => client.send(new GetItemCommand({ TableName: 'table', Key }));
`;

const TIMED_IMPORT = `
const from = performance.now();
await import(process.argv[2]);
process.stdout.write(String(performance.now() - from));
`;

const IMPORT = 'await import(process.argv[2]);\n';

/** The library of metrics, for functions that publish none. */
const METRICS_LIBRARY = '@aws-lambda-powertools/metrics';
const NO_METRICS = 'export class Metrics {}\nexport const MetricUnit = {};\n';
const withoutMetrics: Plugin = {
  name: 'withoutMetrics',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${METRICS_LIBRARY}$`) }, () => ({
      path: METRICS_LIBRARY,
      namespace: 'no-metrics',
    }));
    build.onLoad({ filter: /./, namespace: 'no-metrics' }, () => ({ contents: NO_METRICS }));
  },
};

const FIRST_ANSWER = `
const { handler } = await import(process.argv[2]);
const context = { awsRequestId: '1', getRemainingTimeInMillis: () => 29_000 };
const event = {
  routeKey: 'GET /v1/health',
  rawPath: '/v1/health',
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: { requestId: '1', http: { method: 'GET', path: '/v1/health' } },
};
const answer = await handler(event, context);
process.exit(answer.statusCode === 200 ? 0 : 1);
`;

const EMPTY_HANDLER = 'export const handler = async () => ({ statusCode: 200 });\n';

/** The variables of a deployed function. No test makes a call, so their values do not matter. */
const ENVIRONMENT = {
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  IVS_ACCOUNT_ID: '123456789012',
  TABLE_NAME: 'table',
  BUS_NAME: 'bus',
  ISSUER: 'https://issuer.example',
  AUDIENCE: 'bench',
  JWKS_URI: 'https://issuer.example/jwks.json',
};

/**
 * Compares each function with a minified bundle of one bare DynamoDB client, the first answer of a
 * new process with that of an empty handler, and the start of each function that publishes metrics
 * with that of the same function without the library. Both sides alternate, each time in a fresh
 * process, so a busy machine slows both.
 */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'imports-bench-'));
  try {
    await build();
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const bare = join(folder, 'bare.mjs');
    await bundle({
      stdin: { contents: BARE_CLIENT, resolveDir: projectFolder },
      outfile: bare,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
      target: 'node24',
    });
    const timedImport = file('import.mjs', TIMED_IMPORT);
    const firstAnswer = file('answer.mjs', FIRST_ANSWER);
    const empty = file('empty.mjs', EMPTY_HANDLER);
    const bundleOf = (name: string): string => join(projectFolder, 'dist', name, 'index.mjs');

    const importing = file('importing.mjs', IMPORT);
    const publishing = await publishingFunctions(file);

    const rounds = quick ? QUICK_ROUNDS : ROUNDS;
    const comparisons = [
      ...Object.entries(PROMISED.imports).map(([name, atMost]) => ({
        name: `import of ${name}`,
        beside: 'import of a bare client',
        limit: { of: 'ratio' as const, atMost },
        rounds,
        own: () => Number(output(timedImport, bundleOf(name))),
        other: () => Number(output(timedImport, bare)),
      })),
      ...Object.entries(PROMISED.firstAnswer).map(([name, atMost]) => ({
        name: `first answer of ${name}`,
        beside: 'first answer of an empty handler',
        limit: { of: 'ratio' as const, atMost },
        rounds,
        own: timed(() => output(firstAnswer, bundleOf(name))),
        other: timed(() => output(firstAnswer, empty)),
      })),
      ...publishing.map(({ name, bare }) => ({
        name: `start of ${name}`,
        beside: 'its start without metrics',
        limit: { of: 'ratio' as const, atMost: PROMISED.metrics },
        rounds: CLOSELY * rounds,
        own: timed(() => output(importing, bundleOf(name))),
        other: timed(() => output(importing, bare)),
      })),
    ];
    let done = 0;
    const total = comparisons.reduce((sum, one) => sum + one.rounds, 0);
    const measured = comparisons.map(({ own, other, rounds: all, ...named }): Comparison => {
      const pairs = Array.from({ length: all }, (_, round): Pair => {
        advance(done++, total);
        // The order changes from round to round, so that neither side always runs second.
        if (round % 2 === 1) return [own(), other()];
        const otherMs = other();
        return [own(), otherMs];
      });
      return { ...named, unit: 'ms', pairs };
    });
    return { comparisons: [...measured, ...sizes(bundleOf, statSync(bare).size)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the functions that publish metrics, each with a bundle of it that has no library. */
async function publishingFunctions(
  file: (name: string, text: string) => string,
): Promise<{ name: string; bare: string }[]> {
  const { inputs } = await bundles();
  const { files } = await bundles(projectFolder, [withoutMetrics]);
  const publishing = files
    .filter(({ path }) => path.endsWith('.mjs'))
    .map(({ path, text }) => ({ name: basename(dirname(path)), text }))
    .filter(({ name }) => inputs[name]?.some((input) => input.includes(METRICS_LIBRARY)))
    .map(({ name, text }) => ({ name, bare: file(`${name}.mjs`, text) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  if (publishing.length === 0) throw new Error(`No function has ${METRICS_LIBRARY}.`);
  return publishing;
}

/** Returns the sizes of all bundles that are built. */
const sizes = (bundleOf: (name: string) => string, bareBytes: number): Comparison[] =>
  readdirSync(join(projectFolder, 'functions'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/^.*[\\/]|\.ts$/g, ''))
    .toSorted()
    .map((name) => ({
      name: `bytes of ${name}`,
      beside: 'bytes of a bare client',
      unit: 'bytes',
      pairs: [[statSync(bundleOf(name)).size, bareBytes]],
    }));

/** Runs a program in a process of its own and returns its output. */
function output(program: string, argument: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, argument], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  if (status !== 0) throw new Error(`${argument} could not be measured: ${stderr}`);
  return stdout;
}

function timed(run: () => unknown): Side {
  return () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  };
}
