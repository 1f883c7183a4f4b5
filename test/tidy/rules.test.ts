import { describe, expect, it } from 'vitest';
import { projectOf } from './project.ts';
import { judge, offencesAgainst, ruleNames, unneeded, type RuleName } from './rules.ts';
import { scan } from './scan.ts';

type Files = Readonly<Record<string, string>>;

const lines = (count: number): string => 'const a = 1;\n'.repeat(count);
const workflow = (name: string, inTable = name): string =>
  "import { defineWorkflow } from './define.ts';\n" +
  `export const ${name} = defineWorkflow({ name: '${inTable}', steps });`;
const deployed = (name: string, handler = `dist/${name}/index.handler`): string =>
  `functions:\n  ${name}:\n    handler: ${handler}\n    role: !Ref Role\n`;
/** A glossary that retires a word, a pair of words, and a word that stays as a verb. */
const glossary = [
  '| term | meaning | instead of |',
  '| rate limiter | The record. | **lane** |',
  '| direct mutation | A **change**. | **plain work**, work |',
  '| stream | A broadcast. | **show** (noun) |',
].join('\n');
// The text is assembled here, so that this file itself keeps the rules.
const joined = (...parts: string[]): string => parts.join('');

/** For each rule: an invented project that keeps it, and several that each break it once. */
const cases: Record<RuleName, { kept: Files; broken: readonly Files[] }> = {
  'imports are declared': {
    kept: {
      'lib/a.ts': "import { b } from './b.ts';\n// import('./c.ts')",
      'local/a.ts': "const b = require('b/c.js');",
      'cli/a.ts': "const { b } = await import('./doctor/b.ts');",
    },
    broken: [
      { 'lib/a.ts': 'const a = await import(name);' },
      { 'lib/a.ts': 'const a = await import(`./${name}.ts`);' },
      { 'lib/actions/a.ts': "const x = await import('../jobs/run.ts');" },
      { 'local/a.ts': "type Run = typeof import('../lib/jobs/run.ts');" },
      { 'cli/a.ts': "const { b } = await import('../lib/jobs/run.ts');" },
    ],
  },
  'the engine knows no word of the product': {
    kept: {
      'lib/jobs/a.ts':
        '// Its channel may have come on air.\nconst at = { subject, idempotencyKey, stream };',
      'lib/actions/a.ts': "const left = ['keyless'];",
    },
    broken: [
      { 'lib/jobs/a.ts': "const left = ['keyless'];" },
      { 'lib/jobs/a.ts': 'const subject = `channel/${id}`;' },
      { 'lib/jobs/a.ts': "if (job.workflow === 'resumeChannel') return;" },
      { 'lib/jobs/a.ts': 'memory.streamKeyRevoked' },
      { 'lib/jobs/a.ts': 'const { suspended } = memory;' },
      { 'lib/jobs/a.ts': "kind === 'recordingConfiguration'" },
      { 'lib/jobs/a.ts': 'viewerSessions(1)' },
    ],
  },
  'one file opens a client of IVS': {
    kept: { 'lib/ivs/client.ts': 'const client = new IvsClient({});' },
    broken: [{ 'lib/ivs/channels.ts': 'const client = new IvsClient({});' }],
  },
  'there are no barrels': {
    kept: { 'lib/a.ts': 'export const a = 1;\nexport { b };' },
    broken: [
      { 'lib/index.ts': '' },
      { 'lib/a.ts': "export * from './b.ts';" },
      { 'lib/a.ts': "export type { B } from './b.ts';" },
    ],
  },
  'the clock is read in one file a side, and timers are its own': {
    kept: {
      'lib/clock.ts': 'Date.now();',
      'local/clock.ts': 'setTimeout(a, 1);',
      'lib/a.ts': "// Date.now()\nconst a: Date = of('new Date');",
      'test/a.ts': 'new Date();',
    },
    broken: [
      { 'lib/a.ts': 'Date.now();' },
      { 'local/a.ts': 'new Date(0);' },
      { 'functions/a/b.ts': 'const at = `${Date.parse(x)}`;' },
      { 'local/a.ts': 'setInterval(a, 1);' },
      { 'lib/a.ts': 'performance.now();' },
      { 'lib/a.ts': 'AbortSignal.timeout(5);' },
      { 'cli/a.ts': 'Date.now();' },
      { 'console/a/b.tsx': 'Date.now();' },
    ],
  },
  'chance comes from one file a side': {
    kept: { 'lib/random.ts': 'Math.random();', 'local/random.ts': 'randomBytes(6);' },
    broken: [
      { 'lib/a.ts': 'Math.random();' },
      { 'local/a.ts': "import { randomUUID } from 'node:crypto';" },
    ],
  },
  'the environment is read in one file a side': {
    kept: { 'lib/config.ts': 'process.env', 'local/environment.ts': 'process.env' },
    broken: [{ 'lib/a.ts': 'process.env.A' }, { 'local/a.ts': "process['env']" }],
  },
  'no failure is swallowed': {
    kept: {
      'lib/a.ts': 'try { a(); } catch (error) { throw error; }\nb().catch((error) => log(error));',
      'test/a.ts': 'a().catch(() => undefined);',
    },
    broken: [
      { 'lib/a.ts': 'try { a(); } catch {}' },
      { 'test/a.ts': 'try { a(); } catch (error) {\n  // never mind\n}' },
      { 'local/a.ts': 'a().catch(() => {});' },
    ],
  },
  'there are no default exports': {
    kept: { 'a.config.ts': 'export default {};', 'lib/a.ts': 'export const defaults = 1;' },
    broken: [{ 'lib/a.ts': 'export default 1;' }, { 'lib/a.ts': 'export { a as default };' }],
  },
  'there is no unexplained any': {
    kept: {
      'lib/a.ts':
        '// any\nconst a = { any: 1 };\n' +
        '// oxlint-disable-next-line no-explicit-any -- the package says so\n' +
        "const b: any = 'any';",
    },
    broken: [
      { 'lib/a.ts': 'const a: any = 1;' },
      { 'lib/a.ts': 'const a = b as any;' },
      { 'test/a.ts': 'const a = new Map<string, any>();' },
    ],
  },
  'neither the linter nor the compiler is silenced': {
    kept: {
      'lib/a.ts': '// oxlint-disable-next-line no-new -- the constructor is the point\n',
      'test/types/a.types.ts': '// @ts-expect-error\n',
    },
    broken: [
      { 'lib/a.ts': '// @ts-ignore\n' },
      { 'lib/a.ts': '/* eslint-disable no-new */' },
      { 'test/a.ts': '// @ts-expect-error: later\n' },
    ],
  },
  'no test is skipped in silence': {
    kept: {
      'test/a.test.ts': "console.log('skipped: no Java');\nit.skipIf(noJava)('a', b);",
      'test/b.test.ts': "context.skip('no ffmpeg here');",
    },
    broken: [
      { 'test/a.test.ts': "it.only('a', b);" },
      { 'test/a.test.ts': "describe.skip('a', b);" },
      { 'test/a.test.ts': "it.skipIf(noJava)('a', b);" },
    ],
  },
  'files are short': {
    kept: {
      'functions/http/a.ts': lines(40),
      'lib/workflows/a.ts': lines(115),
      'lib/a.ts': lines(270),
      'local/a.ts': lines(370),
    },
    broken: [
      { 'functions/http/a.ts': lines(41) },
      { 'lib/workflows/a.ts': lines(116) },
      { 'lib/api/a.ts': lines(271) },
      { 'local/a.ts': lines(371) },
      { 'test/a.ts': lines(641) },
    ],
  },
  'comments fit the width': {
    kept: {
      'lib/a.ts': `// ${'word '.repeat(19)}ok\nconst a = '${'word '.repeat(30)}';`,
      'lib/b.ts': `// https://example.com/${'x'.repeat(100)}`,
      'lib/client/api.ts': `/** ${'word '.repeat(30)} */`,
    },
    broken: [
      { 'lib/a.ts': `\n// ${'word '.repeat(20)}\n` },
      { 'test/a.ts': `/** ${'word '.repeat(20)}*/` },
      { 'local/a.ts': `/**\n * ${'word '.repeat(20)}\n */` },
    ],
  },
  'comments use the words of the glossary': {
    kept: {
      'docs/glossary.md': glossary,
      'lib/a.ts': "// The key is `lane#GetStream`, which shows it.\nconst lane = 'noun';",
      'local/a.ts': '// Fills the lane.',
    },
    broken: [
      { 'docs/glossary.md': glossary, 'lib/a.ts': '// Fills the lane.' },
      { 'docs/glossary.md': glossary, 'test/a.ts': '/** Stops the show. */' },
      { 'docs/glossary.md': glossary, 'lib/a.ts': '/** All plain work. */' },
      { 'docs/glossary.md': '| rate limiter | The record. | lane |' },
    ],
  },
  'identifiers use the words of the glossary': {
    kept: {
      'docs/glossary.md': glossary,
      'lib/a.ts':
        'const { laneShare, showsMissed } = a;\n// lanes\n' +
        "const planes = shows('lane', `lane#${b}`);",
      'test/a.ts': 'const lane = 1;',
    },
    broken: [
      { 'docs/glossary.md': glossary, 'lib/a.ts': 'const lanes = 1;' },
      { 'docs/glossary.md': glossary, 'functions/a/b.ts': 'call(MY_LANE);' },
      { 'docs/glossary.md': glossary, 'scripts/a.ts': 'const oldShow = 1;' },
      { 'docs/glossary.md': glossary, 'lib/a.ts': 'const a = `${laneOf(b)}`;' },
      { 'docs/glossary.md': glossary, 'lib/a.ts': 'plainWork();' },
      { 'lib/a.ts': '' },
    ],
  },
  'texts use the words of the glossary': {
    kept: {
      'docs/glossary.md': glossary,
      'docs/openapi.json': '{ "lane": { "description": "It shows `lane`.", "example": "a lane" } }',
      'README.md': 'The parameter `laneShare`.',
      'docs/decisions.md': 'A lane.',
    },
    broken: [
      { 'docs/glossary.md': glossary, 'docs/openapi.json': '{ "a": [{ "summary": "A lane." }] }' },
      { 'docs/glossary.md': glossary, 'events/sent/a.schema.json': '{ "title": "The show" }' },
      { 'docs/glossary.md': glossary, 'README.md': '# A\n\nEach lane.' },
      { 'docs/openapi.json': '{}' },
    ],
  },
  'folders are named for what they are about': {
    kept: { 'lib/jobs/utils.ts': '', 'test/types/a.types.ts': '' },
    broken: [{ 'lib/utils/a.ts': '' }, { 'local/ivs/types/a.ts': '' }, { 'docs/helpers/a.md': '' }],
  },
  'no unfinished work is marked, and no workplace is spoken of': {
    kept: { 'README.md': 'A networked workflow: farming, issues, work.' },
    broken: [
      { 'lib/a.ts': joined('// TO', 'DO: later') },
      { 'README.md': joined('see /wo', 'rk/shared') },
      { 'docs/a.md': joined('Issue ', '#2') },
      { '.ci/run': joined('the fa', 'rm') },
    ],
  },
  'a function has one name everywhere': {
    kept: {
      'serverless.yml': deployed('sweep'),
      'functions/schedules/sweep.ts': 'export const handler = 1;',
    },
    broken: [
      { 'serverless.yml': deployed('sweep') },
      { 'functions/schedules/sweep.ts': 'export const handler = 1;' },
      {
        'serverless.yml': deployed('sweep'),
        'functions/schedules/sweep.ts': 'export const sweep = 1;',
      },
      {
        'serverless.yml': deployed('sweep', 'dist/sweeper/index.handler'),
        'functions/schedules/sweep.ts': 'export const handler = 1;',
      },
    ],
  },
  'a workflow has one name everywhere, and a story': {
    kept: {
      'lib/workflows/a.ts': workflow('a'),
      'test/stories/a.test.ts': '',
      'lib/workflows/workflows.ts': "import { a } from './a.ts';",
    },
    broken: [
      {
        'lib/workflows/a.ts': workflow('a'),
        'lib/workflows/workflows.ts': "import { a } from './a.ts';",
      },
      { 'lib/workflows/a.ts': workflow('a'), 'test/stories/a.test.ts': '' },
      {
        'lib/workflows/a.ts': workflow('a', 'b'),
        'test/stories/a.test.ts': '',
        'lib/workflows/workflows.ts': "import { a } from './a.ts';",
      },
      {
        'lib/workflows/a.ts': workflow('b', 'a'),
        'test/stories/a.test.ts': '',
        'lib/workflows/workflows.ts': "import { b } from './a.ts';",
      },
    ],
  },
  'an operation of ivs-local has one name': {
    kept: { 'local/ivs/operations/getStream.ts': 'export const getStream = 1;' },
    broken: [{ 'local/ivs/operations/getStream.ts': 'export const getStreams = 1;' }],
  },
  'there are no dead files': {
    kept: {
      'package.json': '{ "scripts": { "start": "node local/start.ts" } }',
      'local/start.ts': "new Worker(new URL('worker.ts', import.meta.url));",
      'local/worker.ts': '',
      'functions/http/a.ts': "import { a } from '../../lib/a.ts';",
      'lib/a.ts': '',
      'cli/start.ts': "const { b } = await import('./b.ts');",
      'cli/b.ts': '',
      'test/a.test.ts': "import { b } from './b.ts';",
      'test/b.ts': '',
    },
    broken: [
      { 'lib/a.ts': '' },
      { 'lib/a.ts': '', 'test/a.test.ts': "import { a } from '../lib/a.ts';" },
      { 'test/b.ts': '' },
      { 'local/a.ts': "import { a } from './a.ts';" },
      { 'cli/a.ts': '', 'test/a.test.ts': "import { a } from '../cli/a.ts';" },
      { 'console/a.tsx': '' },
    ],
  },
};

describe('the rules can fail', () => {
  for (const rule of ruleNames) {
    it(`can fail: ${rule}`, () => {
      expect(offencesAgainst(rule, projectOf(cases[rule].kept))).toEqual([]);
      for (const files of cases[rule].broken)
        expect(offencesAgainst(rule, projectOf(files)), JSON.stringify(files)).toHaveLength(1);
    });
  }

  it('an exception excuses one offence, and is an offence when it excuses none', () => {
    const excuses = { 'lib/a.ts → lib/b.ts': 'because' };
    const found = ['lib/a.ts → lib/b.ts', 'lib/a.ts → lib/c.ts'];
    const { inexcusable, needed } = judge(found, excuses);
    expect(inexcusable).toEqual(['lib/a.ts → lib/c.ts']);
    expect(unneeded(needed, excuses)).toEqual([]);
    expect(unneeded([], excuses)).toEqual(['lib/a.ts → lib/b.ts']);
  });
});

describe('telling code from words', () => {
  const cases: readonly (readonly [text: string, code: string])[] = [
    ["a('x'); // y", "a(' ');     "],
    ["/* it's */ b", '           b'],
    ['a = /[\'"/]/g; b', 'a = /      /; b'],
    ["a = `it's ${b(`${c}`)} // d`; e", 'a = `     ${b(`${c}`)}     `; e'],
    ['a = b / c / d;', 'a = b / c / d;'],
    ["x('a\\'b', \"c\")", 'x(\'    \', " ")'],
    ['f({ a: `${ { b } }` })', 'f({ a: `${ { b } }` })'],
  ];
  for (const [text, code] of cases) {
    it(`tells code from other text in: ${text}`, () => {
      expect(scan(text).code).toBe(code);
    });
  }

  it('keeps comments and strings apart', () => {
    expect(scan("a('b // c'); // d").comments.trim()).toBe('// d');
    expect(scan('a(\'b // c\', "d");').strings).toEqual(['b // c', 'd']);
  });
});
