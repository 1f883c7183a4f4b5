import type { Project } from './project.ts';

// Most rules of imports are the linter's, in oxlint.config.ts. These are left to us, because it
// looks at import and export declarations only.

/** Imports that are not declared escape the rules of the linter. Packages may be required. */
export const declared = ({ sources }: Project): string[] =>
  sources
    .filter(({ path }) => /^(?:functions|lib|local)\//.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ dynamic, target }) => dynamic && (target === '' || target.endsWith('.ts')))
        .map(({ target }) => `${path} → ${target || '(computed)'}`),
    );

/** The only place that calls IVS. */
export const oneIvsClient = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, code }) =>
        /^(?:functions|lib)\//.test(path) &&
        path !== 'lib/ivs/client.ts' &&
        /\bnew\s+Ivs(?:Client)?\b/.test(code),
    )
    .map(({ path }) => `${path} opens an IVS client`);

/** No file passes on the names of another file. */
export const noBarrels = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, imports }) =>
        /(?:^|\/)index\.ts$/.test(path) || imports.some(({ reExport }) => reExport),
    )
    .map(({ path }) => path);
