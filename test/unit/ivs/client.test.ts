import { CreateChannelCommand, GetChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../lib/clock.ts';
import { openIvs, type CallRecord } from '../../../lib/ivs/client.ts';
import { IvsRefusal } from '../../../lib/ivs/refusal.ts';
import { createStreamKey, listStreamKeys } from '../../../lib/ivs/streamKeys.ts';
import { systemClock as localClock } from '../../../local/clock.ts';
import type { Fault } from '../../../local/ivs/state/faults.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';

let ivsLocal: IvsLocal;
beforeEach(async () => {
  ivsLocal = await startIvsLocal({ clock: localClock });
});
afterEach(() => ivsLocal.close());

const clientWith = (
  credentials: NonNullable<ConstructorParameters<typeof IvsClient>[0]>['credentials'],
): IvsClient => {
  const client = new IvsClient({
    endpoint: ivsLocal.url,
    region: 'us-west-2',
    maxAttempts: 1,
    ...(credentials && { credentials }),
  });
  onTestFinished(() => client.destroy());
  return client;
};
const fixed = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Makes one call under a fault. Returns the refusal, and the record that a job would keep. */
async function refused(
  client: IvsClient,
  fault?: Omit<Fault, 'operation'>,
): Promise<{ refusal: IvsRefusal; record: CallRecord | undefined }> {
  if (fault) ivsLocal.setFaults([{ operation: '*', ...fault }]);
  const records: CallRecord[] = [];
  const ivs = openIvs(systemClock, client).within({ after: (record) => void records.push(record) });
  const answer: unknown = await ivs
    .call('CreateChannel', new CreateChannelCommand({}))
    .catch((error: unknown) => error);
  if (!(answer instanceof IvsRefusal)) throw answer;
  return { refusal: answer, record: records[0] };
}

describe('answers of IVS and of others before it', () => {
  it.each<[fault: Omit<Fault, 'operation'>, name: string, kind: string, outcomeUnknown: boolean]>([
    [{ status: 429, answer: 'unnamed' }, 'Unknown', 'throttled', false],
    [{ status: 429, answer: 'empty' }, 'Unknown', 'throttled', false],
    [{ status: 429, answer: 'html' }, 'Unknown', 'throttled', false],
    [{ status: 400, error: 'Throttling' }, 'Throttling', 'throttled', false],
    [{ status: 408, answer: 'unnamed' }, 'Unknown', 'unavailable', true],
    [{ status: 500, answer: 'empty' }, 'Unknown', 'unavailable', true],
    [{ status: 502, answer: 'html' }, 'Unknown', 'unavailable', true],
    [{ status: 529, error: 'Overloaded' }, 'Overloaded', 'unavailable', true],
    [{ status: 404, answer: 'html' }, 'Unknown', 'notFound', false],
    [{ status: 409, answer: 'unnamed' }, 'Unknown', 'conflict', false],
    [{ status: 403, answer: 'html' }, 'Unknown', 'refused', false],
    [{ status: 413, answer: 'html' }, 'Unknown', 'refused', false],
    [{ status: 418, error: 'Teapot' }, 'Teapot', 'refused', false],
    [{ error: 'UnknownOperationException' }, 'UnknownOperationException', 'refused', false],
    [{ error: 'ExpiredTokenException' }, 'ExpiredTokenException', 'unavailable', false],
    [{ error: 'ExpiredToken', status: 400 }, 'ExpiredToken', 'unavailable', false],
    [{ error: 'RequestExpired', status: 400 }, 'RequestExpired', 'unavailable', false],
    [{ error: 'UnrecognizedClientException' }, 'UnrecognizedClientException', 'refused', false],
    [{ error: 'InvalidClientTokenId', status: 403 }, 'InvalidClientTokenId', 'refused', false],
    [{ error: 'ThrottlingException', status: 400 }, 'ThrottlingException', 'throttled', false],
    [{ error: 'StreamUnavailable' }, 'StreamUnavailable', 'unavailable', true],
    [{ dropResponse: true }, 'TimeoutError', 'unavailable', true],
  ])('the answer %j is %s, %s', async (fault, name, kind, outcomeUnknown) => {
    const { refusal, record } = await refused(clientWith(fixed), fault);
    expect(refusal).toMatchObject({ name, class: kind, outcomeUnknown });
    expect(record).toMatchObject({ operation: 'CreateChannel', error: name });
    expect(record?.outcomeUnknown).toBe(outcomeUnknown ? true : undefined);
    expect(refusal.message).not.toMatch(/<|JSON|\$response/);
  });

  it.each([
    ['Signature expired: 20261128T041500Z is now earlier than 20261128T042000Z', 'unavailable'],
    [
      'Signature not yet current: 20261128T042000Z is still later than 20261128T041500Z',
      'unavailable',
    ],
    ['The request signature we calculated does not match the signature you provided.', 'refused'],
  ])('a signature is tried again when only its date is wrong: %s', (message, kind) => {
    const refusal = new IvsRefusal('StopStream', {
      name: 'InvalidSignatureException',
      message,
      status: 403,
    });
    expect([refusal.class, refusal.outcomeUnknown]).toEqual([kind, false]);
  });

  it('an answer of 200 that cannot be read leaves the outcome open', () => {
    const refusal = new IvsRefusal('CreateChannel', { name: 'Unknown', message: '', status: 200 });
    expect([refusal.class, refusal.outcomeUnknown]).toEqual(['unavailable', true]);
  });
});

it('expired credentials are replaced for the next call, whatever their expiry says', async () => {
  const accounts = ['111111111111', '222222222222'];
  const expiration = new Date(systemClock.now() + 3_600_000);
  const client = clientWith(async () => ({
    accessKeyId: accounts.shift() ?? '',
    secretAccessKey: 'test',
    expiration,
  }));
  const ivs = openIvs(systemClock, client);
  const made = async (): Promise<string | undefined> =>
    (await ivs.call('CreateChannel', new CreateChannelCommand({}))).channel?.arn;
  expect(await made()).toContain(':111111111111:');
  ivsLocal.setFaults([{ operation: '*', error: 'ExpiredTokenException', count: 1 }]);
  await expect(made()).rejects.toMatchObject({ class: 'unavailable', outcomeUnknown: false });
  expect(await made()).toContain(':222222222222:');
  expect(await made()).toContain(':222222222222:');
});

it('absent credentials are waited for, and leave no effect', async () => {
  const none = clientWith(() =>
    Promise.reject(
      Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      }),
    ),
  );
  const { refusal, record } = await refused(none);
  expect(refusal).toMatchObject({
    name: 'CredentialsProviderError',
    class: 'unavailable',
    outcomeUnknown: false,
  });
  expect(record?.outcomeUnknown).toBeUndefined();
  expect(ivsLocal.requests()).toEqual([]);
});

it('a call that was answered leaves no error on its record', async () => {
  const records: CallRecord[] = [];
  const ivs = openIvs(systemClock, clientWith(fixed)).within({
    after: (record) => void records.push(record),
  });
  const { channel } = await ivs.call('CreateChannel', new CreateChannelCommand({}));
  await ivs.call('GetChannel', new GetChannelCommand({ arn: channel?.arn }));
  expect(records).toHaveLength(2);
  for (const record of records)
    expect(Object.keys(record).toSorted()).toEqual(['at', 'durationMs', 'operation', 'requestId']);
});

it.each([
  ['fails', { error: 'InternalServerException' }],
  ['throttles', { error: 'ThrottlingException' }],
  ['hangs up', { dropResponse: true }],
])(
  'a call that IVS %s is sent once: its job decides whether it is made again',
  async (_how, fault) => {
    vi.stubEnv('AWS_ENDPOINT_URL_IVS', ivsLocal.url);
    vi.stubEnv('AWS_REGION', 'us-west-2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '3');
    onTestFinished(() => void vi.unstubAllEnvs());
    ivsLocal.setFaults([{ operation: '*', ...fault }]);
    await expect(
      openIvs(systemClock).call('CreateChannel', new CreateChannelCommand({})),
    ).rejects.toBeInstanceOf(IvsRefusal);
    expect(ivsLocal.requests()).toHaveLength(1);
  },
);

it('stream keys are listed beyond the default page, which holds one', async () => {
  const ivs = openIvs(systemClock, clientWith(fixed));
  const { channel } = await ivs.call('CreateChannel', new CreateChannelCommand({}));
  const channelArn = channel?.arn ?? '';
  // IVS may raise this quota, and then the second key must not be missed.
  ivsLocal.settings.quotas = false;
  const second = await createStreamKey(ivs, channelArn, {});
  const keys = await listStreamKeys(ivs, channelArn);
  expect(keys).toHaveLength(2);
  expect(keys).toContainEqual(expect.objectContaining(second as { arn: string }));
});
