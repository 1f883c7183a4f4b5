import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import {
  BucketRefusal,
  openRecordingBuckets,
  type RecordingBuckets,
} from '../../lib/recordingBuckets.ts';

/** Returns buckets at an endpoint that refuses every request as S3 does. */
async function refused(code: string, status: number): Promise<RecordingBuckets> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return openRecordingBuckets(client);
}

test('a bucket that the deployment may not read is told apart from other errors', async () => {
  const denied = await refused('AccessDenied', 403);
  await expect(denied.read('b-1', 'k')).rejects.toThrow(BucketRefusal);
  await expect(denied.keys('b-1', 'p', undefined)).rejects.toThrow(BucketRefusal);
  await expect(denied.tag('b-1', 'k', 'n', 'v')).rejects.toThrow(BucketRefusal);
  const slow = await refused('SlowDown', 503);
  await expect(slow.read('b-1', 'k')).rejects.not.toThrow(BucketRefusal);
});

test('an object that is not there has no text', async () => {
  const empty = await refused('NoSuchKey', 404);
  expect(await empty.read('b-1', 'k')).toBeUndefined();
});
