import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { parseAstAsync } from 'rolldown/parseAst';
import { pureInitialisers } from './initialisers.ts';
import { applied, type Edit, type Node } from './syntax.ts';
import { namedWorkflows } from './namedWorkflows.ts';
import { withoutTexts } from './texts.ts';

/** Returns the edits of a file. */
export type Transformation = (program: Node, source: string) => Edit[];

const ACTIONS = `lib${sep}actions`;
/** A file of the engine that only the actions of operations call. */
const OF_OPERATIONS = `lib${sep}jobs${sep}steerJobs.ts`;

/**
 * Prepares the files of `lib/` so that esbuild can leave out what a function does not use. Every
 * line keeps its number, so source maps stay right.
 * @param runsJobs whether the functions of this bundle run the steps of jobs
 * @param leftOut the files of `lib/actions/` that these functions leave to the worker
 */
export const lib = (
  folder: string,
  { runsJobs, leftOut = [] }: { runsJobs: boolean; leftOut?: readonly string[] },
): Plugin => ({
  name: 'lib',
  setup(build) {
    const transformations: readonly Transformation[] = [
      withoutTexts,
      ...(runsJobs ? [] : [namedWorkflows]),
      pureInitialisers,
    ];
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!relative(folder, path).startsWith(`lib${sep}`)) return undefined;
      if (dirname(relative(folder, path)) === ACTIONS && leftOut.includes(basename(path, '.ts')))
        return { contents: 'export {};', loader: 'ts' };
      if (relative(folder, path) === OF_OPERATIONS && leftOut.includes('operations'))
        return { contents: 'export const steerJob = undefined;', loader: 'ts' };
      let contents = await readFile(path, 'utf8');
      for (const transformation of transformations) {
        const program = await parseAstAsync(contents, { lang: 'ts' });
        contents = applied(contents, transformation(program, contents));
      }
      return { contents, loader: 'ts' };
    });
  },
});
