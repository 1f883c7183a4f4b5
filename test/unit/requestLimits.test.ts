import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openBus } from '../../lib/bus.ts';
import { systemClock } from '../../lib/clock.ts';
import { openStore } from '../../lib/dynamodb.ts';

afterEach(() => void vi.unstubAllEnvs());

/** Starts a server that accepts every connection and never sends more than `answer`. */
async function silentServer(answer: string): Promise<{ url: string; asked: () => number }> {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    // The caller hangs up when it has waited long enough.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      if (!chunk.toString().startsWith('POST ')) return;
      asked += 1;
      if (answer !== '') socket.write(answer);
    });
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  return { url: `http://127.0.0.1:${address.port}`, asked: () => asked };
}

describe('DynamoDB and EventBridge are not waited for without an end', () => {
  it.each([
    ['never answers', ''],
    [
      'stops in the middle of its answer',
      'HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n' +
        'content-length: 1000\r\n\r\n{"Item":',
    ],
  ])(
    'an endpoint of DynamoDB or EventBridge that %s is asked three times, for 2.5 seconds each',
    async (_what, answer) => {
      const [dynamodb, eventbridge] = [await silentServer(answer), await silentServer(answer)];
      vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamodb.url);
      vi.stubEnv('AWS_ENDPOINT_URL_EVENTBRIDGE', eventbridge.url);
      vi.stubEnv('AWS_REGION', 'us-west-2');
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
      vi.stubEnv('AWS_MAX_ATTEMPTS', '9');
      const from = systemClock.now();
      const calls = [
        openStore({ tableName: 'jobs' }, systemClock).get({ pk: 'a', sk: 'b' }),
        openBus({ busName: 'ours' }).publish(['Job Due', { jobId: 'x' }]),
      ];
      const took = await Promise.all(
        calls.map(async (call) => {
          await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
          return systemClock.now() - from;
        }),
      );
      expect([dynamodb.asked(), eventbridge.asked()]).toEqual([3, 3]);
      expect(Math.min(...took)).toBeGreaterThan(7_000);
      // Three times 2.5 s with pauses in between. A busy machine gets twice as long.
      expect(Math.max(...took)).toBeLessThan(18_000);
    },
  );
});
