/**
 * `npm run bench`: measures everything that `bench/parts.ts` lists, in one run on one machine, and
 * writes `docs/performance.md` with its plots and `docs/performance.json`. Ends with 1 when a
 * promise is broken, and with `--check` also when a figure is worse than the committed one.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argumentsOf } from '../local/arguments.ts';
import { projectFolder } from '../local/build.ts';
import { checkOut } from './earlier.ts';
import { machineIn } from './machine.ts';
import { isPartName, PART_NAMES, PARTS, type Options, type PartName } from './parts.ts';
import { broken, worse, type Parts } from './report/check.ts';
import { compared } from './report/compared.ts';
import type { PartReport } from './report/figures.ts';
import { figureLines, filesOf, short, type Report } from './report/page.ts';
import { measurePart } from './rounds.ts';

const usage = `Usage: npm run bench -- [options]

  --only <part>     one part: ${PART_NAMES.join(', ')}; may be repeated
  --check           compare with the committed figures instead of writing them
  --against <ref>   measure an earlier commit beside this one
  --quick           a few rounds of everything, to see whether it works
  --long            also what takes minutes: 10,000 viewer sessions
  --out <folder>    write the report here; a whole run writes docs/ by itself
  --json            print the report as JSON`;

const values = argumentsOf(usage, {
  only: { type: 'string', multiple: true },
  check: { type: 'boolean', default: false },
  against: { type: 'string' },
  quick: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
});
const options: Options = { quick: values.quick, long: values.long };
const names = chosen(values.only ?? []);
const docs = join(projectFolder, 'docs');
const isWhole = values.only === undefined && !values.quick;
const committed = values.check ? committedParts() : undefined;

process.once('SIGINT', () => process.exit(130));
const earlier = values.against === undefined ? undefined : checkOut(values.against, projectFolder);
try {
  const machine = machineIn(projectFolder);
  const [parts, before]: [Record<string, PartReport>, Record<string, PartReport>] = [{}, {}];
  for (const name of names) {
    parts[name] = await measurePart(name, options, projectFolder);
    print(name, parts[name]);
    if (earlier) await measureEarlier(name, earlier.folder, before);
  }
  const report: Report = { machine, parts };
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  if (values.against !== undefined) say(`Beside ${values.against}:`, ...compared(parts, before));
  const out = values.out ?? (isWhole && !values.check ? docs : undefined);
  if (out !== undefined) await write(report, out);
  const faults = [...broken(parts), ...(committed ? worse(parts, committed) : [])];
  say(...faults.map((fault) => `WRONG: ${fault}`));
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  earlier?.remove();
}

function chosen(given: readonly string[]): readonly PartName[] {
  const unknown = given.find((name) => !isPartName(name));
  if (unknown !== undefined) {
    console.error(`There is no part ${unknown}.\n\n${usage}`);
    process.exit(1);
  }
  return given.length === 0 ? PART_NAMES : PART_NAMES.filter((name) => given.includes(name));
}

/** Prints lines, unless the output is for a program. */
function say(...lines: string[]): void {
  if (!values.json) for (const line of lines) console.log(line);
}

function print(name: PartName, { figures, checks, facts }: PartReport): void {
  say(
    `${name}: ${PARTS[name].title}`,
    ...figureLines(figures),
    ...checks.map(({ name: told, held, of }) => `  ${told}: ${held} of ${of}`),
    ...Object.entries(facts).map(([fact, value]) => `  ${fact}: ${short(value)}`),
  );
}

/** Measures a part of the earlier commit; an old system may lack what a part needs. */
async function measureEarlier(
  name: PartName,
  folder: string,
  before: Record<string, PartReport>,
): Promise<void> {
  try {
    before[name] = await measurePart(name, options, folder, `${name} at ${values.against}`);
  } catch (error) {
    say(`  ${name} cannot be measured at ${values.against}: ${String(error)}`);
  }
}

async function write(report: Report, folder: string): Promise<void> {
  for (const [path, text] of Object.entries(await filesOf(report, PARTS))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  say(`Written: ${join(folder, 'performance.md')}`);
}

/** Returns the committed figures; ends the process if there are none. */
function committedParts(): Parts {
  const path = join(docs, 'performance.json');
  if (!existsSync(path)) {
    console.error(`There are no figures to compare with: ${path}`);
    process.exit(1);
  }
  return (JSON.parse(readFileSync(path, 'utf8')) as Report).parts;
}
