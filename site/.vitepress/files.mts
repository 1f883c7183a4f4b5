import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addressOf } from '../links.ts';

/** The files and folders that pages link to and that are no pages themselves. */
export const linkedFiles = new Set<string>();

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const pageOf = (path: string, content: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escaped(path)}</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <h1>${escaped(path)}</h1>
${content}
  </body>
</html>
`;

/**
 * Writes the linked files into the site: JSON as it is, other text in a page, folders as lists.
 * The style sheet of Swagger UI is copied too.
 */
export async function writeFiles(project: string, outDir: string): Promise<void> {
  const write = async (path: string): Promise<void> => {
    const from = join(project, path);
    const to = join(outDir, addressOf({ path, hash: '' }));
    await mkdir(dirname(to), { recursive: true });
    if (path.endsWith('.json')) {
      await cp(from, to);
    } else if ((await stat(from)).isDirectory()) {
      const names = (await readdir(from)).toSorted();
      const paths = names.map((name) => `${path}/${name}`);
      const items = paths.map(
        (item, index) =>
          `<li><a href="${addressOf({ path: item, hash: '' })}">${escaped(names[index] ?? '')}</a>`,
      );
      await writeFile(to, pageOf(path, `<ul>\n${items.join('\n')}\n</ul>`));
      for (const item of paths) await write(item);
    } else {
      await writeFile(to, pageOf(path, `<pre>${escaped(await readFile(from, 'utf8'))}</pre>`));
    }
  };
  for (const path of linkedFiles) await write(path);
  const require = createRequire(import.meta.url);
  await cp(require.resolve('swagger-ui-dist/swagger-ui.css'), join(outDir, 'files/swagger-ui.css'));
}
