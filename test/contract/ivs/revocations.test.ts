import {
  BatchStartViewerSessionRevocationCommand,
  StartViewerSessionRevocationCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, controlCall, given, pass, refusal } from './setting.ts';

const ABSENT = 'arn:aws:ivs:us-west-2:123456789012:channel/absent';
const revoked = async (ivs: { url: string }): Promise<unknown> =>
  (await controlCall(ivs, 'GET', 'revocations')).body['revocations'];

test('one viewer is revoked up to a version that defaults to 0 and never goes down', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn } = await aChannel(client);
  await client.send(new StartViewerSessionRevocationCommand({ channelArn, viewerId: 'v 1' }));
  expect(await revoked(ivs)).toMatchObject([
    {
      channelArn,
      viewerId: 'v 1',
      viewerSessionVersionsLessThanOrEqualTo: 0,
      at: '2026-11-23T10:00:00.000Z',
    },
  ]);
  await client.send(
    new StartViewerSessionRevocationCommand({
      channelArn,
      viewerId: 'v 1',
      viewerSessionVersionsLessThanOrEqualTo: 9,
    }),
  );
  await client.send(
    new StartViewerSessionRevocationCommand({
      channelArn,
      viewerId: 'v 1',
      viewerSessionVersionsLessThanOrEqualTo: 3,
    }),
  );
  expect(await revoked(ivs)).toMatchObject([{ viewerSessionVersionsLessThanOrEqualTo: 9 }]);
});

test('single revocations refuse an absent channel and invalid input', async () => {
  const { client } = await given();
  const { arn: channelArn } = await aChannel(client);
  const refused = (input: object): Promise<string> =>
    refusal(
      client.send(new StartViewerSessionRevocationCommand({ channelArn, viewerId: 'v', ...input })),
    );
  expect(await refused({ channelArn: ABSENT })).toBe('404 ResourceNotFoundException');
  for (const input of [
    { viewerId: '' },
    { viewerId: 'v'.repeat(41) },
    { viewerSessionVersionsLessThanOrEqualTo: -1 },
  ]) {
    expect(await refused(input)).toBe('400 ValidationException');
  }
  // The member is a 32-bit integer, so milliseconds do not fit.
  expect(await refused({ viewerSessionVersionsLessThanOrEqualTo: 2 ** 31 })).toBe(
    '400 SerializationException',
  );
});

test('a batch takes 1 to 20 pairs, and each fails by itself', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn } = await aChannel(client);
  const pairs = Array.from({ length: 20 }, (_, index) => ({
    channelArn,
    viewerId: `v-${index}`,
    viewerSessionVersionsLessThanOrEqualTo: 5,
  }));
  ivs.setFaults([
    { operation: 'BatchStartViewerSessionRevocation', viewerId: 'v-13', code: '403', count: 1 },
  ]);
  const { errors } = await client.send(
    new BatchStartViewerSessionRevocationCommand({
      viewerSessions: [...pairs.slice(0, 19), { channelArn: ABSENT, viewerId: 'v-x' }],
    }),
  );
  expect(errors).toEqual([
    { channelArn, viewerId: 'v-13', code: '403', message: 'not authorized' },
    { channelArn: ABSENT, viewerId: 'v-x', code: '404', message: 'not found' },
  ]);
  expect(await revoked(ivs)).toHaveLength(18);
  expect(
    (await client.send(new BatchStartViewerSessionRevocationCommand({ viewerSessions: pairs })))
      .errors,
  ).toEqual([]);
  expect(await revoked(ivs)).toHaveLength(20);
  const tooMany = [...pairs, { channelArn, viewerId: 'one more' }];
  expect(
    await refusal(
      client.send(new BatchStartViewerSessionRevocationCommand({ viewerSessions: tooMany })),
    ),
  ).toBe('400 ValidationException');
  expect(
    await refusal(
      client.send(new BatchStartViewerSessionRevocationCommand({ viewerSessions: [] })),
    ),
  ).toBe('400 ValidationException');
});

test('a revocation is forgotten after a day', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  await client.send(new StartViewerSessionRevocationCommand({ channelArn, viewerId: 'v' }));
  await pass(clock, 24 * 3_600_000);
  expect(await revoked(ivs)).toEqual([]);
});

test('an older revocation neither returns with a later one, nor piles up', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const revoke = (viewerId: string, version: number): Promise<unknown> =>
    client.send(
      new StartViewerSessionRevocationCommand({
        channelArn,
        viewerId,
        viewerSessionVersionsLessThanOrEqualTo: version,
      }),
    );
  const kept = async (): Promise<number> =>
    JSON.stringify((await controlCall(ivs, 'GET', 'snapshot')).body).split('"viewerId"').length - 1;
  for (const viewer of ['a', 'b', 'c', 'd']) await revoke(viewer, 9);
  expect(await kept()).toBe(4);
  await pass(clock, 24 * 3_600_000);
  await revoke('a', 3);
  expect(await revoked(ivs)).toMatchObject([
    { viewerId: 'a', viewerSessionVersionsLessThanOrEqualTo: 3 },
  ]);
  await revoke('e', 3);
  expect(await kept()).toBe(2);
});
