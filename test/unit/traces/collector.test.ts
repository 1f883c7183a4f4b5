import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { stopListening } from '../../../local/http.ts';
import { sendSpans } from '../../../lib/traces/collector.ts';

/** Returns a sender of no spans at all to a collector that answers so. */
async function given(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = (): Promise<void> => stopListening(server);
  onTestFinished(() => (server.listening ? close() : undefined));
  const { port } = server.address() as AddressInfo;
  const warned: unknown[] = [];
  const ignore = (): void => undefined;
  const log = {
    debug: ignore,
    info: ignore,
    error: ignore,
    metrics: ignore,
    warn: (message: string, fields = {}) => void warned.push({ message, ...fields }),
  };
  const send = (msMax = 5_000, url = `http://127.0.0.1:${port}/v1/traces?at=secret`) =>
    sendSpans({ url, msMax, log }, []);
  return { send, warned, close };
}

it('is content with an answer that is empty, or JSON', async () => {
  const answers = ['', '{}', '{"partialSuccess":{}}'];
  const { send, warned } = await given((_, response) => void response.end(answers.pop()));
  for (const _ of [1, 2, 3]) await send();
  expect(warned).toEqual([]);
});

it('reports the spans that the collector has dropped', async () => {
  const { send, warned } = await given(
    (_, response) => void response.end('{"partialSuccess":{"rejectedSpans":"2"}}'),
  );
  await send();
  expect(warned).toEqual([{ message: 'The collector has dropped spans', rejected: 2, sent: 0 }]);
});

it.each([400, 404, 429, 503])(
  'throws for the answer %i, and tells nothing of it',
  async (status) => {
    const { send } = await given((_, response) => void response.writeHead(status).end('secret'));
    await expect(send()).rejects.toThrow(new Error(`The collector has answered ${status}.`));
  },
);

it.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  ['never ends its answer', (_, response) => void response.writeHead(200).write('{')],
])('gives up on a collector that %s', async (_what, answer) => {
  const { send } = await given(answer);
  await expect(send(100)).rejects.toThrow('The collector does not answer within 100 ms.');
});

it('names the reason when there is no collector', async () => {
  const { send, close } = await given(() => undefined);
  await close();
  await expect(send()).rejects.toMatchObject({ cause: { cause: { code: 'ECONNREFUSED' } } });
});
