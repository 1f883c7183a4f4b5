import {
  CreateChannelCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  IvsServiceException,
  ListChannelsCommand,
  StopStreamCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, controlCall, given, pass, refusal } from './setting.ts';

const answered = async (
  url: string,
): Promise<{
  status: number;
  type: string | null;
  names: string | null;
  id: string | null;
  text: string;
}> => {
  const response = await fetch(`${url}/ListChannels`, { method: 'POST', body: '{}' });
  const header = (name: string): string | null => response.headers.get(name);
  return {
    status: response.status,
    type: header('content-type'),
    names: header('x-amzn-errortype'),
    id: header('x-amzn-requestid'),
    text: await response.text(),
  };
};

test('a fault can answer as something between the caller and IVS might', async () => {
  const { ivs } = await given();
  const of = async (
    answer: 'unnamed' | 'empty' | 'html',
    status: number,
  ): ReturnType<typeof answered> => {
    ivs.setFaults([{ operation: 'ListChannels', answer, status, count: 1 }]);
    return answered(ivs.url);
  };
  expect(await of('unnamed', 429)).toEqual({
    status: 429,
    type: 'application/json',
    names: null,
    id: null,
    text: '{"message":"injected fault"}',
  });
  expect(await of('empty', 503)).toEqual({
    status: 503,
    type: null,
    names: null,
    id: null,
    text: '',
  });
  expect(await of('html', 502)).toMatchObject({
    status: 502,
    type: 'text/html',
    names: null,
    id: null,
    text: expect.stringMatching(/^<html>/) as string,
  });
  expect(ivs.requests().map(({ outcome, status }) => `${status} ${outcome}`)).toEqual([
    '429 Unnamed',
    '503 EmptyBody',
    '502 HtmlBody',
  ]);
  expect((await answered(ivs.url)).status).toBe(200);
});

test('a call that lands late is cut off at once and takes effect later', async () => {
  const { ivs, client, clock } = await given();
  ivs.setFaults([{ operation: 'CreateChannel', landsAfterMs: 30_000, count: 1 }]);
  await expect(client.send(new CreateChannelCommand({ name: 'late' }))).rejects.not.toBeInstanceOf(
    IvsServiceException,
  );
  await pass(clock, 29_999);
  expect((await client.send(new ListChannelsCommand({}))).channels).toEqual([]);
  await pass(clock, 1);
  expect((await client.send(new ListChannelsCommand({}))).channels).toMatchObject([
    { name: 'late' },
  ]);
  expect(ivs.requests().filter(({ operation }) => operation === 'CreateChannel')).toMatchObject([
    { outcome: 'ok', at: '2026-11-23T10:00:30.000Z' },
  ]);
});

test.each<
  [what: string, error: { error?: string; answer?: 'html'; status?: number }, said: string]
>([
  ['an error', { error: 'ServiceUnavailable' }, '503 ServiceUnavailable'],
  ['HTML', { answer: 'html', status: 504 }, '504 HtmlBody'],
])('a late call can be answered with %s meanwhile', async (_what, error, said) => {
  const { ivs, client, clock } = await given();
  const { arn } = await aChannel(client, { name: 'before' });
  ivs.setFaults([{ operation: 'UpdateChannel', landsAfterMs: 5_000, ...error, count: 1 }]);
  await expect(client.send(new UpdateChannelCommand({ arn, name: 'after' }))).rejects.toThrow();
  expect((await client.send(new GetChannelCommand({ arn }))).channel?.name).toBe('before');
  await pass(clock, 5_000);
  expect((await client.send(new GetChannelCommand({ arn }))).channel?.name).toBe('after');
  expect(
    ivs
      .requests()
      .flatMap(({ operation, outcome, status }) =>
        operation === 'UpdateChannel' ? [`${status} ${outcome}`] : [],
      ),
  ).toEqual([said, '200 ok']);
});

test('a late call that IVS would refuse by then has no effect, and is on record', async () => {
  const { ivs, client, clock } = await given();
  const { arn } = await aChannel(client);
  ivs.setFaults([
    { operation: 'StopStream', landsAfterMs: 1_000 },
    { operation: 'DeleteChannel', landsAfterMs: 2_000 },
  ]);
  await expect(client.send(new StopStreamCommand({ channelArn: arn }))).rejects.toThrow();
  await expect(client.send(new DeleteChannelCommand({ arn }))).rejects.toThrow();
  await pass(clock, 2_000);
  expect(
    ivs
      .requests()
      .slice(1)
      .map(({ operation, outcome }) => `${operation} ${outcome}`),
  ).toEqual(['StopStream ChannelNotBroadcasting', 'DeleteChannel ok']);
  expect(await refusal(client.send(new GetChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('a reset and the end forget calls that have not landed', async () => {
  const { ivs, client, clock } = await given();
  const late = async (): Promise<void> => {
    ivs.setFaults([{ operation: 'CreateChannel', landsAfterMs: 1_000 }]);
    await expect(client.send(new CreateChannelCommand({}))).rejects.toThrow();
    ivs.setFaults([]);
  };
  await late();
  await controlCall(ivs, 'POST', 'reset');
  await pass(clock, 2_000);
  expect((await client.send(new ListChannelsCommand({}))).channels).toEqual([]);
  await late();
  await ivs.close();
  expect(clock.nextAt()).toBeUndefined();
});
