import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openBus, type Bus } from '../../lib/bus.ts';

/** Returns a bus that answers everything with 200 and this body. */
async function answering(answer: object): Promise<Bus> {
  const server = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  const client = new EventBridgeClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return openBus({ busName: 'ours' }, client);
}

it('an event that EventBridge takes has been sent', async () => {
  const bus = await answering({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  await expect(bus.publish(['Job Due', { jobId: 'x' }])).resolves.toBeUndefined();
});

// PutEvents answers 200 for the call as a whole (EventBridge API reference, PutEvents).
it('an event that EventBridge refuses in an answer of 200 has not been sent', async () => {
  const bus = await answering({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'try again' }],
  });
  await expect(bus.publish(['Job Due', { jobId: 'x' }])).rejects.toThrow(
    'The event bus refused the event "Job Due": InternalFailure.',
  );
});
