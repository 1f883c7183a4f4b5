import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/**
 * The linter checks the rules of imports (oxlint.config.ts). This test breaks them on purpose: each
 * line is an import of a file, with the rule that it breaks; an import without a rule is allowed.
 */
type Lines = readonly (readonly [line: string, breaks?: string])[];

const ONE_WAY = 'imports go one way, from the functions down to the foundation';
const AWS = 'each AWS client appears in exactly one place';
const LOCAL = 'local shares no code with what it checks';
const ROOMS = 'the rooms of ivs-local import one way, and nothing around it';
const CLI = 'the command line knows the API by its client alone';
const CONSOLE = 'the console knows the API by its client alone';
const CLIENT = 'the client stands alone';
const WORKFLOW = 'a workflow file imports what defines it and nothing else';
const FUNCTION = 'a function calls lib and nothing else';
const CYCLE = 'import(no-cycle)';
const TYPES = 'typescript(consistent-type-imports)';

const cases: Readonly<Record<string, Lines>> = {
  'lib/api/a.ts': [
    ["import '../jobs/b.ts';"],
    ["import type { Channel } from '@aws-sdk/client-ivs';"],
    ["import '../../functions/http/queries.ts';", ONE_WAY],
    ["import '../openapi/document.ts';", ONE_WAY],
    ["import '../client/client.ts';", ONE_WAY],
    ["import '../../docs/tour.ts';", ONE_WAY],
  ],
  'lib/openapi/a.ts': [["import '../../docs/openapi.json';"], ["import '../api/routes.ts';"]],
  'lib/jobs/a.ts': [
    ["import '../workflows/workflows.ts';"],
    ["import '../app.ts';"],
    ["import 'zod/mini';"],
    ["import '../api/b.ts';", ONE_WAY],
    ["import { type B } from '../http/b.ts';", ONE_WAY],
    ["import '../../local/clock.ts';", ONE_WAY],
    ["import '../../lib/events/sweep.ts';", ONE_WAY],
    ["import { marshall } from '@aws-sdk/util-dynamodb';", AWS],
  ],
  'lib/actions/a.ts': [
    ["import '../records/b.ts';"],
    ["export { run } from '../jobs/run.ts';", ONE_WAY],
    ["export type { Run } from '../jobs/run.ts';", ONE_WAY],
    ["const run = (): import('../app.ts').App => app;", TYPES],
    ["import { SQSClient } from '@aws-sdk/client-sqs';", AWS],
  ],
  'lib/ivs/a.ts': [
    ["import type { Clock } from '../clock.ts';"],
    ["import { Ivs } from '@aws-sdk/client-ivs';"],
    ["import '../bus.ts';"],
    ["import './b.ts';", CYCLE],
    ["import type { Job } from '../jobs/job.ts';", ONE_WAY],
    ["import '../app.ts';", ONE_WAY],
    ["import { marshall } from '@aws-sdk/util-dynamodb';", AWS],
  ],
  'lib/ivs/b.ts': [["import './a.ts';", CYCLE]],
  'lib/records/a.ts': [["import '../clock.ts';"], ["import '../ivs/client.ts';", ONE_WAY]],
  'lib/app.ts': [["import './bus.ts';"], ["import './actions/b.ts';", ONE_WAY]],
  'lib/bus.ts': [
    ["import { PutEventsCommand } from '@aws-sdk/client-eventbridge';"],
    ["import { isManaged } from './managed.ts';", ONE_WAY],
  ],
  'lib/clock.ts': [
    ["import './random.ts';"],
    ["import './app.ts';", ONE_WAY],
    ["import './records/keys.ts';", ONE_WAY],
    ["import '../local/clock.ts';", ONE_WAY],
  ],
  'lib/dynamodb.ts': [
    ["import { marshall } from '@aws-sdk/util-dynamodb';"],
    ["import { Ivs } from '@aws-sdk/client-ivs';", AWS],
  ],
  'lib/workflows/a.ts': [
    ["import { defineWorkflow } from '../definition/define.ts';"],
    ["import { aChannel } from '../subjects.ts';"],
    ["import { isNoInput } from '../actions/inputs.ts';"],
    ["import { stopStream } from '../actions/streams.ts';", WORKFLOW],
    ["import { b } from './b.ts';", WORKFLOW],
    ["import { readFile } from 'node:fs';", WORKFLOW],
  ],
  'lib/workflows/workflows.ts': [["import { a } from './a.ts';"]],
  'lib/definition/a.ts': [
    ["import { actions } from '../actions/actions.ts';"],
    ["import { workflows } from '../workflows/workflows.ts';", ONE_WAY],
  ],
  'lib/client/a.ts': [
    ["import createClient from 'openapi-fetch';"],
    ["import { systemClock } from './clock.ts';"],
    ["import type { Job } from '../jobs/job.ts';", CLIENT],
    ["import { z } from 'zod';", CLIENT],
    ["import '../clock.ts';", CLIENT],
  ],
  'functions/http/a.ts': [
    ["import { edge } from '../../lib/http/handler.ts';"],
    ["import * as z from 'zod/mini';"],
    ["import { readFile } from 'node:fs';", FUNCTION],
    ["import '../../local/clock.ts';", FUNCTION],
    ["import '../../lib/client/client.ts';", FUNCTION],
  ],
  'local/a.ts': [
    ["import './bus/bus.ts';"],
    ["import type { App } from '../lib/app.ts';", LOCAL],
    ["import '../lib/client/client.ts';", LOCAL],
  ],
  'cli/a.ts': [
    ["import { openClient } from '../lib/client/client.ts';"],
    ["import { Command } from 'commander';"],
    ["import './doctor/a.ts';"],
    ["import '../lib/clock.ts';", CLI],
    ["import '../local/clock.ts';", CLI],
  ],
  'cli/doctor/a.ts': [
    ["import type { Clock } from '../../lib/client/clock.ts';"],
    ["import { b } from '../b.ts';"],
    ["import type { Job } from '../../lib/jobs/job.ts';", CLI],
  ],
  'console/a.tsx': [
    ["import { openClient } from '../lib/client/client.ts';"],
    ["import { render } from 'preact';"],
    ["import { b } from './shell/b.tsx';"],
    ["import '../lib/clock.ts';", CONSOLE],
    ["import '../cli/a.ts';", CONSOLE],
  ],
  'console/shell/a.tsx': [
    ["import { c } from '../c.ts';"],
    ["import type { Clock } from '../../lib/client/clock.ts';"],
    ["import type { Job } from '../../lib/jobs/job.ts';", CONSOLE],
    ["const run = (): import('../c.ts').C => c;", TYPES],
  ],
  'local/bus/a.ts': [["import '../b.ts';"], ["import '../../functions/http/queries.ts';", LOCAL]],
  'local/ivs/a.ts': [
    ["import './control/a.ts';"],
    ["import type { Clock } from '../clock.ts';"],
    ["import '../http.ts';", 'ivs-local stands alone'],
  ],
  'local/ivs/operations/a.ts': [
    ["import '../state/b.ts';"],
    ["import type { Clock } from '../../clock.ts';"],
    ["import http from 'node:http';"],
    ["import '../../http.ts';", ROOMS],
    ["import '../../../lib/clock.ts';", ROOMS],
    ["import '../api/dispatch.ts';", ROOMS],
  ],
  'local/ivs/operations/rules/a.ts': [
    ["import '../a.ts';"],
    ["import '../../state/state.ts';"],
    ["import '../../control/control.ts';", ROOMS],
  ],
  'local/ivs/streams/a.ts': [["import { b } from '../regions/b.ts';", ROOMS]],
  'local/ivs/protocol/a.ts': [["import { b } from '../server.ts';", ROOMS]],
};

/** The parts of a linter report that the test looks at. */
interface Report {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly filename: string;
    readonly help?: string;
    readonly labels: readonly [{ readonly span: { readonly line: number } }];
  }[];
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'channelkeeper-imports-'));
  copyFileSync('oxlint.config.ts', join(folder, 'oxlint.config.ts'));
  for (const [file, lines] of Object.entries(cases)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), lines.map(([line]) => `${line}\n`).join(''));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('imports that break a rule are found, and no others', () => {
  const { stdout } = spawnSync(
    process.execPath,
    [resolve('node_modules/oxlint/bin/oxlint'), '--format', 'json'],
    { cwd: folder, encoding: 'utf8' },
  );
  const report: Report = JSON.parse(stdout) as Report;
  const found = report.diagnostics
    .filter(({ code }) => /no-restricted-imports|no-cycle|consistent-type-imports/.test(code))
    .map(({ code, filename, help = '', labels: [{ span }] }) => {
      const [line] = cases[filename]?.[span.line - 1] ?? ['?'];
      return `${filename}: ${line} (${code.includes('restricted') ? help : code})`;
    });
  const planted = Object.entries(cases).flatMap(([file, lines]) =>
    lines.flatMap(([line, breaks]) =>
      breaks === undefined ? [] : [`${file}: ${line} (${breaks})`],
    ),
  );
  expect(found.toSorted()).toEqual(planted.toSorted());
});
