import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { Pace } from '../../../local/ivs/rtmp/pace.ts';

/** Returns a connection whose other end pauses after each read, and what that end has read. */
async function given(): Promise<{ sender: Socket; reads: Buffer[]; bytes: () => number }> {
  const pace = new Pace();
  const reads: Buffer[] = [];
  const server = createServer({ highWaterMark: 1 }, (socket) => {
    socket.on('data', (bytes: Buffer) => {
      reads.push(bytes);
      pace.rest(socket, bytes.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sender = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
  await once(sender, 'connect');
  onTestFinished(() => {
    sender.destroy();
    server.close();
  });
  return { sender, reads, bytes: () => reads.reduce((sum, { length }) => sum + length, 0) };
}

it('reads many packets at once, and every byte in its order', async () => {
  const { sender, reads, bytes } = await given();
  const sent = Array.from({ length: 100 }, (_, n) => Buffer.alloc(500, n));
  for (const packet of sent) {
    sender.write(packet);
    await systemClock.sleep(10);
  }
  await expect.poll(bytes, { timeout: 10_000 }).toBe(50_000);
  expect(Buffer.concat(reads).equals(Buffer.concat(sent))).toBe(true);
  expect(reads.length).toBeLessThan(40);
});

it('does not slow down an encoder that sends more than fits into a read', async () => {
  const { sender, bytes } = await given();
  const sinceMs = systemClock.now();
  sender.write(Buffer.alloc(16 * 1_024 * 1_024));
  await expect.poll(bytes, { timeout: 60_000, interval: 20 }).toBe(16 * 1_024 * 1_024);
  // With a pause after each read it would take more than 50 s.
  expect(systemClock.now() - sinceMs).toBeLessThan(20_000);
});
