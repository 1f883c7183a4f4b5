/**
 * `npm run bench:imports`: measures how fast the bundles of the functions are loaded, as ratios
 * that do not depend on the machine. Ends with 1 when a ratio exceeds its promised limit; `--json`
 * prints the figures for a program.
 */
import { build as bundle } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentsOf } from '../local/arguments.ts';
import { build, projectFolder } from '../local/build.ts';

/** The promised limits. `imports`: of each function; `firstAnswer`: of a function that answers. */
const PROMISED = {
  imports: { queries: 0.7, sweep: 0.7, streamState: 0.75, jobDue: 0.75, commands: 0.85 },
  firstAnswer: { queries: 2.5 },
} as const;

/** A promise: its subject, its ratio over all rounds, and its limit. */
export interface Figure {
  readonly name: string;
  readonly median: number;
  /** The middle half of all rounds lies between these. */
  readonly lower: number;
  readonly upper: number;
  readonly promised: number;
  /** The median times of both sides, in ms. */
  readonly ms: number;
  readonly baseMs: number;
}

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
 * Compares each function with a minified bundle of one bare DynamoDB client, and the first answer
 * of a new process with that of an empty handler. Both sides of a comparison alternate, each time
 * in a fresh process, so a busy machine slows both.
 */
export async function measureImports({ rounds }: { rounds: number }): Promise<Figure[]> {
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

    return [
      ...Object.entries(PROMISED.imports).map(([name, promised]) =>
        compared(
          { name: `import of ${name} ÷ import of a bare client`, promised, rounds },
          () => Number(output(timedImport, bundleOf(name))),
          () => Number(output(timedImport, bare)),
        ),
      ),
      ...Object.entries(PROMISED.firstAnswer).map(([name, promised]) =>
        compared(
          { name: `first answer of ${name} ÷ of an empty handler`, promised, rounds },
          timed(() => output(firstAnswer, bundleOf(name))),
          timed(() => output(firstAnswer, empty)),
        ),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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

function compared(
  { name, promised, rounds }: { name: string; promised: number; rounds: number },
  side: Side,
  base: Side,
): Figure {
  const pairs = Array.from({ length: rounds }, (_, round) => {
    // The order changes from round to round, so that neither side always runs second.
    if (round % 2 === 0) return { baseMs: base(), ms: side() };
    const ms = side();
    return { ms, baseMs: base() };
  });
  const ratios = pairs.map(({ ms, baseMs }) => ms / baseMs);
  return {
    name,
    median: quantile(ratios, 0.5),
    lower: quantile(ratios, 0.25),
    upper: quantile(ratios, 0.75),
    promised,
    ms: quantile(
      pairs.map(({ ms }) => ms),
      0.5,
    ),
    baseMs: quantile(
      pairs.map(({ baseMs }) => baseMs),
      0.5,
    ),
  };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}

function print(figures: readonly Figure[]): void {
  console.table(
    Object.fromEntries(
      figures.map(({ name, median, lower, upper, promised, ms, baseMs }) => [
        name,
        {
          median: median.toFixed(2),
          'middle half': `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
          'at most': promised.toFixed(2),
          'median ms': `${ms.toFixed(1)} ÷ ${baseMs.toFixed(1)}`,
          kept: median <= promised,
        },
      ]),
    ),
  );
}

if (import.meta.main) {
  const values = argumentsOf('Usage: npm run bench:imports -- [--rounds 30] [--json]', {
    rounds: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  });
  const figures = await measureImports({ rounds: Number(values.rounds) });
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else print(figures);
  process.exitCode = figures.every(({ median, promised }) => median <= promised) ? 0 : 1;
}
