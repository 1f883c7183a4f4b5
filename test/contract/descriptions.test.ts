import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../local/build.ts';

const linter = join(
  dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')),
  'bin/cli.js',
);

interface Document {
  paths: Record<string, Record<string, { operationId?: string }>>;
  components: Record<string, Record<string, unknown>>;
}
interface Verdict {
  totals: { errors: number; warnings: number };
  problems: {
    ruleId: string;
    severity: string;
    message: string;
    location: { pointer?: string }[];
  }[];
}

/**
 * Returns the faults that Redocly's recommended rules, which include the structure of OpenAPI 3.1,
 * find in a document.
 */
async function offences(file: string): Promise<string[]> {
  // By default Redocly reports each run to its maker and looks for a newer version of itself.
  const env = {
    PATH: process.env['PATH'] ?? '',
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  };
  const linting = promisify(execFile)(
    process.execPath,
    [linter, 'lint', file, '--extends=recommended', '--format=json'],
    { cwd: projectFolder, env },
  );
  const { stdout } = await linting.catch((error: unknown) => error as { stdout: string });
  const { totals, problems } = JSON.parse(stdout) as Verdict;
  expect(problems).toHaveLength(totals.errors + totals.warnings);
  return problems.map(
    ({ severity, ruleId, message, location }) =>
      `${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`,
  );
}

for (const file of ['docs/openapi.json', 'local/ivs/openapi.json']) {
  describe(file, () => {
    it("keeps Redocly's recommended rules, without an error or a warning", async () => {
      expect(await offences(file)).toEqual([]);
    });

    it('names components and operations that generators can turn into identifiers', async () => {
      const { paths, components } = JSON.parse(
        await readFile(join(projectFolder, file), 'utf8'),
      ) as Document;
      const operations = Object.values(paths).flatMap((item) =>
        Object.values(item).map(({ operationId = '' }) => operationId),
      );
      for (const [kind, names] of [
        ...Object.entries(components).map(([kind, of]) => [kind, Object.keys(of)] as const),
        ['operations', operations] as const,
      ]) {
        for (const name of names) expect(name, kind).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
        expect(new Set(names.map((name) => name.toLowerCase())).size, kind).toBe(names.length);
      }
    });
  });
}

it('finds out a document that breaks the rules', async () => {
  expect(await offences('test/contract/badDescription.json')).toEqual([
    expect.stringMatching(/^error struct .*responses/),
    expect.stringMatching(/^error security-defined /),
    expect.stringMatching(/^warn operation-operationId /),
  ]);
});
