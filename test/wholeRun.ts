import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { unusedRights } from './rights.ts';

/**
 * Fails a run of all tests in which a function had a right on AWS that no test used. A run of only
 * some tests, or a run with a failed test, proves nothing about unused rights. A missing right
 * fails the test that needs it.
 */
export function setup({ vitest }: TestProject): (() => Promise<void>) | undefined {
  // Vitest calls this for each project of the run, but it is one run.
  if (process.env['RIGHTS_FOLDER'] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'rights-'));
  process.env['RIGHTS_FOLDER'] = folder;
  // Workers, and the programs that tests start, load the same packages dozens of times.
  const compiled = mkdtempSync(join(tmpdir(), 'compiled-'));
  process.env['NODE_COMPILE_CACHE'] ??= compiled;
  return async () => {
    try {
      const unused = (await isWhole(vitest)) ? unusedRights(folder) : [];
      if (unused.length === 0) return;
      process.exitCode = 1;
      console.error(`\nRights in serverless.yml that no test used:\n  ${unused.join('\n  ')}`);
    } finally {
      for (const made of [folder, compiled]) rmSync(made, { recursive: true, force: true });
    }
  };
}

async function isWhole({
  config: { testNamePattern, shard },
  state,
  projects,
}: TestProject['vitest']): Promise<boolean> {
  if (
    testNamePattern !== undefined ||
    shard !== undefined ||
    process.env['ENDURANCE'] !== undefined
  )
    return false;
  const modules = state.getTestModules();
  const found = await Promise.all(projects.map((project) => project.globTestFiles()));
  return (
    modules.length === found.flatMap(({ testFiles }) => testFiles).length &&
    modules.every((module) => module.ok())
  );
}
