import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '@channelkeeper/client';
import { pageFiles } from './pageFiles.ts';
import { openPrivateStream } from './stream.ts';

// The server of the example. The browser gets the page, the player, and addresses that play for
// one viewer; the token of the API and the private key stay here.

const { API_URL = 'http://127.0.0.1:3000', TOKEN = '', EXAMPLE_PORT = '8080' } = process.env;

/** A person who watches. A product keeps them in its database. */
interface Viewer {
  readonly name: string;
  /** The reason why the viewer may not watch any more. */
  removed?: string;
}

/** An answer: the status, and the body unless there is none. */
type Answer = readonly [status: number, body?: object];

const files = await pageFiles();
const stream = await openPrivateStream(API_URL, TOKEN);
const viewers = new Map<string, Viewer>();

/**
 * The requests of the page. Those of the host need no sign-in here; in a product they do.
 * @param id the viewer in the path
 */
const requests: Record<string, (body: Record<string, unknown>, id: string) => Promise<Answer>> = {
  'POST /viewers': async ({ name }) => {
    const id = randomUUID();
    viewers.set(id, { name: String(name).slice(0, 40) });
    return [201, { id }];
  },
  'GET /viewers': async () => {
    const watching = [...viewers].filter(([, { removed }]) => removed === undefined);
    return [200, { viewers: watching.map(([id, { name }]) => ({ id, name })) }];
  },
  'POST /viewers/:id/address': async (_body, id) => {
    const viewer = viewers.get(id);
    if (!viewer) return [404, { reason: 'The server was restarted. Join again.' }];
    if (viewer.removed !== undefined) return [403, { reason: viewer.removed }];
    return [200, { address: await stream.addressFor(id) }];
  },
  'POST /viewers/:id/removal': async ({ reason }, id) => {
    const viewer = viewers.get(id);
    if (!viewer) return [404, { reason: 'There is no such viewer.' }];
    // First, so that the viewer gets no new token after the revocation of the old ones.
    viewer.removed = String(reason);
    await stream.endSessions(id);
    return [204];
  },
  'POST /messages': async ({ text }) => {
    await stream.send(String(text));
    return [204];
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const file = method === 'GET' ? files[url] : undefined;
  if (file) return void response.writeHead(200, { 'content-type': file.type }).end(file.bytes);
  const [, id = ''] = /^\/viewers\/([\w-]+)\//.exec(url) ?? [];
  const found = requests[`${method} ${id === '' ? url : url.replace(id, ':id')}`];
  const [status, body]: Answer = found
    ? await found(method === 'POST' ? await bodyOf(request) : {}, id)
    : [404, { reason: 'There is no such page.' }];
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body && JSON.stringify(body));
}

/** @throws SyntaxError when the body is no JSON */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  // A page of another site cannot send this type without a permission, which nobody gives it.
  if (request.headers['content-type'] !== 'application/json') throw new SyntaxError('no JSON');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Answers a request that has failed. A problem of the API has a reason that people can read. */
function fail(error: unknown, response: ServerResponse): void {
  const [status, reason] =
    error instanceof ProblemError
      ? [error.status, error.message]
      : [error instanceof SyntaxError ? 400 : 500, 'The request failed.'];
  if (!(error instanceof ProblemError)) console.error(error);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ reason }));
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => fail(error, response));
});
server.listen(Number(EXAMPLE_PORT), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`The page    http://127.0.0.1:${port}
The channel ${stream.channelArn}`);
});
