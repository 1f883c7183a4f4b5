import type { Project } from './project.ts';

// The linter checks most rules of imports, in oxlint.config.ts. It looks at import and export
// declarations only, so we check the rules below.

/**
 * Imports of files are declared, because undeclared imports escape the rules of the linter.
 * Packages may be required. The command line loads its own files on demand, so that it starts fast.
 */
export const declared = ({ sources }: Project): string[] =>
  sources
    .filter(({ path }) => /^(?:functions|lib|local|cli|console)\//.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ dynamic, target }) => dynamic && (target === '' || target.endsWith('.ts')))
        .filter(({ target }) => !(path.startsWith('cli/') && target.startsWith('cli/')))
        .map(({ target }) => `${path} → ${target || '(computed)'}`),
    );

/** Only one file calls IVS. */
export const oneIvsClient = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, code }) =>
        /^(?:functions|lib)\//.test(path) &&
        path !== 'lib/ivs/client.ts' &&
        /\bnew\s+Ivs(?:Client)?\b/.test(code),
    )
    .map(({ path }) => `${path} opens an IVS client`);

/** No file re-exports the names of another file. */
export const noBarrels = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, imports }) =>
        /(?:^|\/)index\.ts$/.test(path) || imports.some(({ reExport }) => reExport),
    )
    .map(({ path }) => path);
