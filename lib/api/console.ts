import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Config } from '../config.ts';
import { Problem } from '../errors.ts';
import { defineRoute, type Answer, type Route } from '../http/route.ts';

// The routes of the console. They are not part of the API, so its document does not have them. The
// page holds no data: it asks the API with the token of the person who has signed in.

/** The built files, which lie beside the bundle. When the sources run, they are those in dist/. */
const ASSETS = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/console/assets/' : './assets/',
  import.meta.url,
);

/** The list that `local/buildConsole.ts` writes: the page, and the media types of its files. */
interface Manifest {
  readonly page: string;
  readonly types: Readonly<Record<string, string>>;
}

let manifest: Manifest | undefined;

function readManifest(): Manifest {
  manifest ??= JSON.parse(
    readFileSync(new URL('manifest.json', ASSETS), 'utf8'),
  ) as unknown as Manifest;
  return manifest;
}

/** Files of this deployment, kept while the Lambda environment is warm. */
const read = new Map<string, Buffer>();

function bytesOf(name: string): Buffer {
  const bytes = read.get(name) ?? readFileSync(new URL(`${name}.gz`, ASSETS));
  read.set(name, bytes);
  return bytes;
}

const originOf = (url: string): string => new URL(url).origin;

/**
 * Returns the content security policy of the page. Every file comes from this origin. The page asks
 * this API and the issuer, and plays streams from the playback origins alone.
 */
function contentSecurity({ issuer, consoleIssuerOrigins, playbackOrigins }: Config): string {
  const asked = [...new Set([originOf(issuer), ...consoleIssuerOrigins, ...playbackOrigins])];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${asked.join(' ')}`,
    `media-src 'self' blob: ${playbackOrigins.join(' ')}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

const getConsole = defineRoute({
  key: 'GET /console',
  scope: 'open',
  name: 'getConsole',
  summary: 'Show the console',
  answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
  problems: [],
  answer: ({ app: { config } }): Promise<Answer> =>
    Promise.resolve({
      status: 200,
      headers: {
        'cache-control': 'no-cache',
        'content-security-policy': contentSecurity(config),
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      },
      file: { type: 'text/html; charset=utf-8', bytes: Buffer.from(readManifest().page) },
    }),
  // The issuer returns the person to this address, with a code that only the page may use.
  query: z.record(z.string(), z.string()),
});

const getConsoleSettings = defineRoute({
  key: 'GET /console/settings',
  scope: 'open',
  name: 'getConsoleSettings',
  summary: 'Get the settings of the console',
  answers: { 200: { description: 'The settings; none of them is a secret.' } },
  problems: [],
  answer: ({
    app: {
      config: { issuer, consoleClientId, scopePrefix, playbackOrigins },
    },
  }): Promise<Answer> =>
    Promise.resolve({
      status: 200,
      body: { issuer, clientId: consoleClientId, scopePrefix, playbackOrigins },
    }),
});

const getConsoleAsset = defineRoute({
  key: 'GET /console/{asset}',
  scope: 'open',
  name: 'getConsoleAsset',
  summary: 'Get a file of the console',
  answers: { 200: { description: 'The file.', mediaType: 'text/*' } },
  problems: ['not-found'],
  answer({ parameters: { asset } }): Promise<Answer> {
    const { types } = readManifest();
    const type = Object.hasOwn(types, asset) ? types[asset] : undefined;
    if (type === undefined)
      return Promise.reject(new Problem('not-found', 'The console has no such file. Reload it.'));
    return Promise.resolve({
      status: 200,
      // The name has a digest of the content.
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
      file: { type, bytes: bytesOf(asset), encoding: 'gzip' },
    });
  },
});

const redirectToConsole = defineRoute({
  key: 'GET /v1/console',
  scope: 'open',
  name: 'redirectToConsole',
  summary: 'Go to the console',
  answers: { 308: { description: 'The address of the console.' } },
  problems: [],
  // The address is relative, because an API may be served below a path.
  answer: (): Promise<Answer> =>
    Promise.resolve({ status: 308, headers: { location: '../console' } }),
});

export const consoleRoutes: readonly Route[] = [
  getConsole,
  getConsoleSettings,
  getConsoleAsset,
  redirectToConsole,
];
