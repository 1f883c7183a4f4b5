import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../api/http.ts';

/** The built files: in the package beside the bundle, in a clone where the build leaves them. */
const FILES = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/page/' : '../page/',
  import.meta.url,
);

/** The files of the page, with their media types, by path. */
const PATHS: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/_page/main.js': ['main.js', 'text/javascript; charset=utf-8'],
  '/_page/style.css': ['style.css', 'text/css; charset=utf-8'],
};

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

export const isStatusPage = (request: IncomingMessage): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && Object.hasOwn(PATHS, pathOf(request));

/**
 * Serves the status page, whose files come from `local/ivs/statusPage/`. It has no script and no
 * style in its text, asks no other origin, and no other page may frame or read it.
 * @param origin the origin of the playlists, which the page may play
 */
export function statusPage(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
): void {
  request.resume();
  const [file, type] = PATHS[pathOf(request)] ?? ['', ''];
  const bytes = builtFile(file);
  if (!bytes) {
    const message = 'The page is not built. In a clone, run: npm run build';
    return sendJson(response, 503, { message });
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
    'cache-control': 'no-cache',
    'content-security-policy': contentSecurity(origin),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Returns a built file; undefined before the first build of a clone. */
function builtFile(file: string): Buffer | undefined {
  try {
    return readFileSync(new URL(file, FILES));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const contentSecurity = (origin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${origin}`,
    'media-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
