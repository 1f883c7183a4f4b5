import { describe, expect, it } from 'vitest';
import { projectFiles } from './tidy/files.ts';
import { projectOf } from './tidy/project.ts';
import { judge, offencesAgainst, ruleNames, unneeded } from './tidy/rules.ts';

/**
 * The rules of the code. A rule fails with the list of its offences; test/tidy/rules.test.ts proves
 * that each rule can fail.
 */
describe('the house is tidy', () => {
  const project = projectOf(projectFiles());

  it('sees the whole project', () => {
    const seen = project.sources.map(({ path }) => path);
    expect(seen).toEqual(
      expect.arrayContaining([
        'functions/http/commands.ts',
        'lib/jobs/run.ts',
        'local/ivs/main.ts',
        'test/tidy.test.ts',
        'vitest.config.ts',
      ]),
    );
    expect(project.sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(seen.length);
  });

  for (const rule of ruleNames) {
    it(rule, () => {
      expect(judge(offencesAgainst(rule, project)).inexcusable).toEqual([]);
    });
  }

  it('every exception is still needed', () => {
    expect(
      unneeded(ruleNames.flatMap((rule) => judge(offencesAgainst(rule, project)).needed)),
    ).toEqual([]);
  });
});
