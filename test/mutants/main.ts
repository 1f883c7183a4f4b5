import { parseArgs } from 'node:util';
import { Copy } from './copy.ts';
import { PROMISES, type Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

/**
 * Plants one small defect after another in copies of the project and runs the test that must fail.
 * The run fails if no test kills a mutant, or if a mutant's text or test no longer exists.
 */
const WORKERS = 2;
/** Roughly ten times as long as the longest mutant takes on an idle machine. */
const MUTANT_MS_MAX = 120_000;
const UNMUTATED_MS_MAX = 900_000;

const { values } = parseArgs({ options: { part: { type: 'string' }, only: { type: 'string' } } });
const [, part = '1', parts = '1'] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(values.part ?? '1/1') ?? [];
if (values.part !== undefined && (!values.part.includes('/') || Number(part) > Number(parts)))
  throw new Error('--part is such as 2/6: the second of six parts.');
const chosen = mutants.filter(
  ({ name }, index) =>
    index % Number(parts) === Number(part) - 1 &&
    (values.only === undefined || name.includes(values.only)),
);
if (chosen.length === 0) throw new Error('There is no such mutant.');

const copies = Array.from({ length: Math.min(WORKERS, chosen.length) }, () => new Copy());
const close = (): void => {
  for (const copy of copies) copy.close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    close();
    process.exit(1);
  });
}

/**
 * Returns the fate of a mutant: `killed`, or the defect of the mutant in capitals, with its
 * details.
 */
async function verdictOn(
  copy: Copy,
  { file, find, replace, killedBy: [testFile, test], hangs }: Mutant,
): Promise<{ word: string; more?: string }> {
  const restore = copy.plant({ file, find, replace });
  if (typeof restore === 'number')
    return {
      word: 'STALE',
      more: `its text occurs ${restore} times in ${file}, not once: ${find}`,
    };
  try {
    const { ok, timedOut, tests, printed } = await copy.run([testFile], [test], MUTANT_MS_MAX);
    if (timedOut)
      return hangs
        ? { word: 'killed' }
        : { word: 'TIMED OUT', more: `after ${MUTANT_MS_MAX / 1_000} s in ${testFile}` };
    if (ok) return { word: 'SURVIVED', more: `${testFile} passes: ${test}` };
    if (!tests.some(({ status }) => status === 'failed'))
      return {
        word: 'DID NOT RUN',
        more: `${testFile} failed without a test that did: ${printed.slice(0, 500)}`,
      };
    return { word: 'killed' };
  } finally {
    restore();
  }
}

/**
 * Runs, on the unchanged project, every test that must kill a mutant.
 * @returns everything that is wrong
 */
async function unmutated(copy: Copy): Promise<string[]> {
  const { ok, tests, printed } = await copy.run(
    [...new Set(chosen.map(({ killedBy: [file] }) => file))],
    [...new Set(chosen.map(({ killedBy: [, test] }) => test))],
    UNMUTATED_MS_MAX,
  );
  const failed = tests
    .filter(({ status }) => status === 'failed')
    .map(({ file, name }) => `${file} fails without a mutant: ${name}`);
  if (failed.length > 0 || !ok) return [...failed, printed];
  const isRun = (file: string, part: string): boolean =>
    tests.some(
      (test) => test.file === file && test.name.includes(part) && test.status === 'passed',
    );
  return chosen
    .filter(({ killedBy }) => !isRun(...killedBy))
    .map(({ name, killedBy: [file, test] }) => `${file} has no test to kill "${name}": ${test}`);
}

const widthOf = (texts: readonly string[]): number =>
  Math.max(...texts.map(({ length }) => length));
const widths = [
  widthOf(chosen.map(({ name }) => name)),
  7,
  widthOf(chosen.map(({ file }) => file)),
  widthOf(chosen.map(({ killedBy: [file] }) => file)),
];
const row = (...cells: string[]): void =>
  console.log(cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));

async function run(): Promise<void> {
  const [first] = copies;
  const wrong = first ? await unmutated(first) : [];
  if (wrong.length > 0) {
    console.log([...wrong, `0 passed, ${chosen.length} failed`].join('\n'));
    process.exitCode = 1;
    return;
  }
  row('mutant', 'promise', 'file', 'killed by', 'seconds');
  const queue = [...chosen];
  const notes: string[] = [];
  await Promise.all(
    copies.map(async (copy) => {
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
        const from = performance.now();
        const { word, more } = await verdictOn(copy, mutant);
        row(
          mutant.name,
          String(mutant.promise),
          mutant.file,
          word === 'killed' ? mutant.killedBy[0] : word,
          ((performance.now() - from) / 1_000).toFixed(1),
        );
        if (word !== 'killed') notes.push(`${word}: ${mutant.name}: ${more ?? ''}`);
      }
    }),
  );
  console.log('');
  for (const [number, title] of Object.entries(PROMISES)) {
    const count = chosen.filter(({ promise }) => String(promise) === number).length;
    console.log(`promise ${number.padStart(2)}, ${title}: ${count} mutants`);
  }
  console.log(
    ['', ...notes, `${chosen.length - notes.length} passed, ${notes.length} failed`].join('\n'),
  );
  process.exitCode = notes.length > 0 ? 1 : 0;
}

try {
  await run();
} finally {
  close();
}
