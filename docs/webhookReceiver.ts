import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ChannelkeeperEvent } from '@channelkeeper/client';

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const expected = digestOf(process.env.API_KEY ?? '');

// With several processes, keep these in a table for two days; repeats arrive within one day.
const seen = new Set<string>();

function take(event: ChannelkeeperEvent): void {
  if (event['detail-type'] === 'Job Due') return;
  const { detail } = event;
  const once = JSON.stringify([
    event['detail-type'],
    'jobId' in detail ? [detail.jobId, detail.step] : detail,
  ]);
  if (seen.has(once)) return;
  seen.add(once);
  if (event['detail-type'] === 'Channel Suspended')
    console.log(`${event.detail.channelArn} was dark after ${event.detail.timeToDarkMs} ms`);
  else if (event['detail-type'] === 'Job Failed')
    console.log(
      `${event.detail.jobId} failed: ${event.detail.error?.message ?? event.detail.ending}`,
    );
  else console.log(event['detail-type'], event.resources.join(' '));
}

async function answer(request: IncomingMessage): Promise<number> {
  if (!timingSafeEqual(digestOf(String(request.headers['x-api-key'])), expected)) return 403;
  take((await json(request)) as ChannelkeeperEvent);
  return 204;
}

const server = createServer((request, response) => {
  void answer(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(400).end(),
  );
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () =>
  console.log('listening', server.address()),
);
