import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { anchorOf } from '../links.ts';
import { GROUPS, PAGES } from '../pages.ts';
import { writeFiles } from './files.mts';
import { readInPlace } from './markdown.mts';

const project = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  title: 'Channelkeeper',
  description: 'The backend in front of Amazon IVS.',
  lang: 'en',
  // The pages are read where they are; `links.ts` makes the links between them.
  srcDir: project,
  rewrites: Object.fromEntries(PAGES.map(({ file, address }) => [file, `${address}.md`])),
  outDir: 'dist',
  cacheDir: 'node_modules/.vitepress',
  // A browser asks for /favicon.ico if a page names no icon.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify: anchorOf },
    // Code hosts show braces as they are.
    attrs: { disable: true },
    config: (md) => readInPlace(md, project),
  },
  buildEnd: ({ outDir }) => writeFiles(project, outDir),
  themeConfig: {
    outline: 'deep',
    search: { provider: 'local', options: { detailedView: true } },
    nav: [
      { text: 'Overview', link: '/overview' },
      { text: 'API', link: '/api' },
      { text: 'Runbooks', link: '/runbooks' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: GROUPS.map(({ title, pages }) => ({
      text: title,
      items: pages.map(({ title: text, address }) => ({ text, link: `/${address}` })),
    })),
  },
  vite: {
    plugins: [
      {
        // Node finds Vue beside the rendered pages, but Vite looks beside the Markdown files.
        name: 'vue-of-the-site',
        enforce: 'pre',
        resolveId(source, _importer, { ssr }) {
          if (ssr !== true || !/^vue(?:\/|$)/.test(source)) return null;
          return { id: source, external: true };
        },
      },
    ],
    build: {
      // Mermaid and Swagger UI are large, and loaded by the pages that show them.
      chunkSizeWarningLimit: 2000,
    },
  },
});
