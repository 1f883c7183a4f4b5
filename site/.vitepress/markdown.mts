import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { addressOf, isPage, targetOf } from '../links.ts';
import { linkedFiles } from './files.mts';
import { eventsOf, routesOf } from './printed.mts';

interface Env {
  readonly path: string;
  /** The file before its rewrite; the search index has no rewrites and sets `path` alone. */
  readonly realPath?: string;
}

/** Makes Markdown that is written for a code host into pages of the site. */
export function readInPlace(md: MarkdownRenderer, project: string): void {
  const fileOf = ({ realPath, path }: Env): string => relative(project, realPath ?? path);
  const json = (path: string) => JSON.parse(readFileSync(join(project, path), 'utf8'));

  // Otherwise README.md in a sentence becomes a link to a host of that name.
  md.linkify.set({ fuzzyLink: false });

  md.core.ruler.before('normalize', 'printed', (state) => {
    state.src = state.src
      .replace('<!-- routes -->', () => routesOf(json('docs/openapi.json')))
      .replace('<!-- events -->', () => eventsOf(json('docs/events.json')));
  });

  md.core.ruler.push('links', ({ tokens, env }) => {
    const file = fileOf(env as Env);
    for (const token of tokens.flatMap((block) => [block, ...(block.children ?? [])])) {
      if (token.type === 'html_block' || token.type === 'html_inline')
        // Vue looks for a picture beside the page only if its path begins with a dot.
        token.content = token.content.replaceAll(/\b(src|srcset)="(?![./]|[a-z]+:)/g, '$1="./');
      const target = token.type === 'link_open' && targetOf(file, token.attrGet('href') ?? '');
      if (!target) continue;
      if (!existsSync(join(project, target.path)))
        throw new Error(`${file} links to ${target.path}, which does not exist`);
      token.attrSet('href', addressOf(target));
      if (isPage(target)) continue;
      linkedFiles.add(target.path);
      // The router of the site leaves a link with a target to the browser.
      token.attrSet('target', '_self');
    }
  });

  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info = '', content = '' } = tokens[index] ?? {};
    if (info.trim() === 'mermaid') return `<Diagram code="${encodeURIComponent(content)}" />`;
    return fence?.(tokens, index, ...rest) ?? '';
  };
}
