import { existsSync, readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { PROMISES } from './mutant.ts';
import { mutants } from './mutants.ts';
import { placesOf, planted } from './places.ts';

describe('the mutants', () => {
  it('there are eighty mutants at least, and three for each promise', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(80);
    const counts = Object.keys(PROMISES).map(
      (number) => mutants.filter(({ promise }) => String(promise) === number).length,
    );
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
  });

  it('each mutant has a name of its own, and changes something', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.filter(({ find, replace }) => find === replace)).toEqual([]);
  });

  it('each mutant is found once in the code; mend it when the code changes', () => {
    const times = (file: string, find: string): number =>
      existsSync(file) ? placesOf(readFileSync(file, 'utf8'), find).length : 0;
    expect(
      mutants
        .filter(({ file, find }) => times(file, find) !== 1)
        .map(
          ({ name, file, find }) => `${name}: ${file} has it ${times(file, find)} times: ${find}`,
        ),
    ).toEqual([]);
  });

  it('each mutant leaves code that can be read', async () => {
    const unreadable: string[] = [];
    for (const mutant of mutants) {
      const mutated = planted(readFileSync(mutant.file, 'utf8'), mutant);
      const reading = transform(String(mutated), { loader: 'ts', logLevel: 'silent' });
      await reading.catch(() => unreadable.push(mutant.name));
    }
    expect(unreadable).toEqual([]);
  });

  it('each mutant names a test file that exists', () => {
    expect(
      mutants.filter(({ killedBy: [file] }) => !existsSync(file)).map(({ name }) => name),
    ).toEqual([]);
  });
});
