import type { Project } from './project.ts';

// The linter checks most rules of imports, in oxlint.config.ts. It looks at import and export
// declarations only, so we check the rules below.

/**
 * Imports of files are declared, because undeclared imports escape the rules of the linter.
 * Packages may be required.
 */
export const declared = ({ sources }: Project): string[] =>
  sources
    .filter(({ path }) => /^(?:functions|lib|local)\//.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ dynamic, target }) => dynamic && (target === '' || target.endsWith('.ts')))
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
