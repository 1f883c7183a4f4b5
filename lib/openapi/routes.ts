import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import events from '../../docs/events.json' with { type: 'json' };
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { Problem } from '../errors.ts';
import { defineRoute, type Answer, type Route } from '../http/route.ts';
import { asyncApiDocument } from './asyncApi.ts';

// The routes that describe the API. They have a function of their own, so that no other bundle
// carries the document and the page.

const packages = createRequire(import.meta.url);

/** The answer changes with a deployment only, but the gateway's CORS headers differ by origin. */
const KEPT = { 'cache-control': 'public, max-age=300', vary: 'origin' };

/**
 * Every file comes from this origin: the page works without the internet, and no other site sees
 * who reads it.
 */
const CONTENT_SECURITY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Channelkeeper API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/style">
    <script src="docs/bundle" defer></script>
    <script src="docs/start" defer></script>
  </head>
  <body><div id="reference"></div></body>
</html>
`;

const START = `SwaggerUIBundle({
  url: 'openapi.json', dom_id: '#reference', deepLinking: true, displayRequestDuration: true, validatorUrl: null,
});
`;

/**
 * The files of the page: our own, and those of Swagger UI, whose package lies beside the bundle.
 */
const ASSETS: Readonly<Record<string, { type: string; read: () => Buffer }>> = {
  bundle: {
    type: 'text/javascript; charset=utf-8',
    read: () => readFileSync(packages.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
  },
  style: {
    type: 'text/css; charset=utf-8',
    read: () => readFileSync(packages.resolve('swagger-ui-dist/swagger-ui.css')),
  },
  start: { type: 'text/javascript; charset=utf-8', read: () => Buffer.from(START) },
};

/** Compressed files, kept while the Lambda environment is warm. */
const packed = new Map<string, Buffer>();

function packedAsset(name: string, read: () => Buffer): Buffer {
  const bytes = packed.get(name) ?? gzipSync(read());
  packed.set(name, bytes);
  return bytes;
}

const getOpenApi = defineRoute({
  key: 'GET /v1/openapi.json',
  scope: 'open',
  name: 'getOpenApi',
  summary: 'Get the OpenAPI 3.1 document of this API',
  answers: {
    200: { description: 'The OpenAPI document.', schema: z.record(z.string(), z.unknown()) },
  },
  problems: [],
  answer: (): Promise<Answer> => Promise.resolve({ status: 200, headers: KEPT, body: openApi }),
});

const getAsyncApi = defineRoute({
  key: 'GET /v1/asyncapi.json',
  scope: 'open',
  name: 'getAsyncApi',
  summary: 'Get the AsyncAPI 3.0 document of the events of this deployment',
  answers: {
    200: { description: 'The AsyncAPI document.', schema: z.record(z.string(), z.unknown()) },
  },
  problems: [],
  answer: (): Promise<Answer> =>
    Promise.resolve({
      status: 200,
      headers: KEPT,
      body: asyncApiDocument(events.events, openApi.info.version),
    }),
});

const getReference = defineRoute({
  key: 'GET /v1/docs',
  scope: 'open',
  name: 'getReference',
  summary: 'Show the reference page',
  answers: { 200: { description: 'The reference page.', mediaType: 'text/html' } },
  problems: [],
  answer: (): Promise<Answer> =>
    Promise.resolve({
      status: 200,
      headers: {
        ...KEPT,
        'content-security-policy': CONTENT_SECURITY,
        'referrer-policy': 'no-referrer',
      },
      file: { type: 'text/html; charset=utf-8', bytes: Buffer.from(PAGE) },
    }),
});

const getReferenceAsset = defineRoute({
  key: 'GET /v1/docs/{asset}',
  scope: 'open',
  name: 'getReferenceAsset',
  summary: 'Get a file of the reference page',
  description: '`bundle`, `style` or `start`.',
  answers: { 200: { description: 'The file.', mediaType: 'text/*' } },
  problems: ['not-found'],
  answer({ parameters: { asset } }): Promise<Answer> {
    const found = Object.hasOwn(ASSETS, asset) ? ASSETS[asset] : undefined;
    if (!found)
      return Promise.reject(new Problem('not-found', 'The reference page has no such file.'));
    return Promise.resolve({
      status: 200,
      headers: KEPT,
      file: { type: found.type, bytes: packedAsset(asset, found.read), encoding: 'gzip' },
    });
  },
});

const object = z.record(z.string(), z.unknown());

const listEvents = defineRoute({
  key: 'GET /v1/events',
  scope: 'open',
  name: 'listEvents',
  summary: 'List the events that this deployment sends to its bus',
  description:
    'Each event has a sample and a JSON schema of its whole envelope; the `$id` of the ' +
    'schema has its version. docs/webhooks.md explains how to forward events to an HTTPS ' +
    'endpoint.',
  answers: {
    200: {
      description: 'All events, by name.',
      schema: z.object({
        events: z.array(
          z.object({
            detailType: z.string(),
            description: z.string(),
            schema: object,
            example: object,
          }),
        ),
      }),
    },
  },
  problems: [],
  answer: (): Promise<Answer> => Promise.resolve({ status: 200, headers: KEPT, body: events }),
});

export const reference: readonly Route[] = [
  getOpenApi,
  getAsyncApi,
  listEvents,
  getReference,
  getReferenceAsset,
];
