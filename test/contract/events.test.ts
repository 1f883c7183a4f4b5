import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod/mini';
import type { SentEvents } from '../../lib/bus.ts';
import { letterIn, queueMessage } from '../../lib/events/deadLetterMessage.ts';
import { reactionTo } from '../../lib/events/redriveDeadLetter.ts';
import { projectFolder } from '../../local/build.ts';

interface Sample {
  'detail-type': string;
  source: string;
  resources: string[];
  detail: Record<string, unknown>;
}

const folder = (name: string): URL => new URL(`../../events/${name}/`, import.meta.url);
const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, folder(name)), 'utf8'));
const samplesIn = (name: string): string[] =>
  readdirSync(folder(name))
    .filter((file) => !file.endsWith('.schema.json'))
    .toSorted();
/** Dead letters come as messages of a queue. All other samples are events of a bus. */
const isMessage = (file: string): boolean => file.startsWith('deadLetter.');
const eventsIn = (name: string): string[] => samplesIn(name).filter((file) => !isMessage(file));
const schemaOf = (file: string): string => `${file.split('.')[0]}.schema.json`;
const valid = (name: string, file: string): ((event: unknown) => boolean) =>
  new Ajv2020({ strict: true }).compile(read(name, schemaOf(file)) as AnySchema);

const SENT: Record<keyof SentEvents, string> = {
  'Channel Deleted': 'channelDeleted.json',
  'Channel Updated': 'channelUpdated.json',
  'Channel Suspended': 'channelSuspended.json',
  'Channel Resumed': 'channelResumed.json',
  'Stream Key Rotated': 'streamKeyRotated.json',
  'Stream Key Rotation Due': 'streamKeyRotationDue.json',
  'Stream Ending Soon': 'streamEndingSoon.json',
  'Stream Key Deleted': 'streamKeyDeleted.json',
  'Playback Key Pair Rotated': 'playbackKeyPairRotated.json',
  'Viewer Banned': 'viewerBanned.json',
  'Viewers Revoked': 'viewersRevoked.json',
  'Recording Configuration Created': 'recordingConfigurationCreated.json',
  'Recording Configuration Deleted': 'recordingConfigurationDeleted.json',
  'Playback Restriction Policy Deleted': 'playbackRestrictionPolicyDeleted.json',
  'Ad Configuration Deleted': 'adConfigurationDeleted.json',
  'Stream Unhealthy': 'streamUnhealthy.json',
  'Stream Recovered': 'streamRecovered.json',
  'Recording Ready': 'recordingReady.json',
  'Recording Failed': 'recordingFailed.json',
  'Job Succeeded': 'jobSucceeded.json',
  'Job Failed': 'jobFailed.json',
  'Job Cancelled': 'jobCancelled.json',
  'Job Due': 'jobDue.json',
};

describe.each(['received', 'sent'])('events/%s', (name) => {
  test.each(samplesIn(name))('%s keeps its schema', (file) => {
    const sample = read(name, file) as Sample;
    expect(valid(name, file)(sample)).toBe(true);
  });

  test.each(eventsIn(name))(
    '%s breaks its schema without any one of the members that readers rely on',
    (file) => {
      const sample = read(name, file) as Sample;
      const { required } = (
        read(name, schemaOf(file)) as { properties: { detail: { required: string[] } } }
      ).properties.detail;
      expect(required).not.toHaveLength(0);
      for (const member of required) {
        const { [member]: _, ...detail } = sample.detail;
        expect(valid(name, file)({ ...sample, detail }), member).toBe(false);
      }
      expect(valid(name, file)({ ...sample, 'detail-type': 'Something Else' })).toBe(false);
    },
  );
});

describe('a sample of a dead letter', () => {
  const messages = samplesIn('received').filter(isMessage);
  const sampleOf = (file: string) => read('received', file) as z.infer<typeof queueMessage>;

  test.each(messages)('%s breaks its schema without a member that the reader relies on', (file) => {
    const sample = sampleOf(file);
    const without = [
      { ...sample, messageId: undefined },
      { ...sample, body: undefined },
      { ...sample, attributes: {} },
      { ...sample, eventSource: 'aws:sns' },
      { ...sample, messageAttributes: { TARGET_ARN: { stringValue: 'arn' } } },
    ];
    for (const broken of without)
      expect(valid('received', file)(JSON.parse(JSON.stringify(broken)))).toBe(false);
  });

  test.each([
    [
      'deadLetter.lambda.json',
      { reason: 'RetriesExhausted', attempts: 3, error: 'TimeoutError: The table did not answer.' },
    ],
    [
      'deadLetter.eventBridge.json',
      { reason: 'MaximumRetryAttempts', attempts: 21, error: 'THROTTLING: Rate exceeded' },
    ],
  ])('%s is understood', (file, told) => {
    expect(messages).toContain(file);
    const letter = letterIn({ stage: 'prod' }, z.parse(queueMessage, sampleOf(file)), 0);
    const event = read('received', 'streamState.streamEnd.json');
    expect(letter).toMatchObject({
      functionName: 'streamState',
      arrivedAt: 1_795_431_604_000,
      detailType: 'IVS Stream State Change',
      channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
      ...told,
    });
    expect(JSON.parse(letter.event ?? '')).toEqual(event);
    expect(reactionTo(letter)).toBeDefined();
  });
});

test('every event that we send has a sample and a schema, and no file is left over', () => {
  expect(samplesIn('sent')).toEqual(Object.values(SENT).toSorted());
  for (const [type, file] of Object.entries(SENT))
    expect((read('sent', file) as Sample)['detail-type']).toBe(type);
});

test.each(samplesIn('sent'))('%s has a schema with a version', (file) => {
  expect(read('sent', schemaOf(file))).toMatchObject({
    $id: expect.stringMatching(
      new RegExp(`^urn:channelkeeper:event:${file.split('.')[0]}:[1-9]\\d*$`),
    ) as string,
  });
});

/**
 * Returns the lines that the compiler rejects in a program that reads our events with the client's
 * types.
 */
async function wrongLines(lines: readonly string[]): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'events-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const client = join(projectFolder, 'lib/client/events.ts');
  await writeFile(
    join(folder, 'reader.ts'),
    [...lines, `import type { ChannelkeeperEvent, EventOf } from '${client}';`].join('\n'),
  );
  const options = [
    '--noEmit',
    '--strict',
    '--allowImportingTsExtensions',
    '--module',
    'nodenext',
    '--types',
    '',
    'reader.ts',
  ];
  const compiling = promisify(execFile)(
    process.execPath,
    [join(projectFolder, 'node_modules/typescript/bin/tsc'), ...options],
    { cwd: folder },
  );
  const said = await compiling.then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  return [...said.matchAll(/^(\S+)\((\d+),\d+\)/gm)].map(([, file, line]) =>
    file === 'reader.ts' ? Number(line) - 1 : -1,
  );
}

test('the client has the type of every event, and tells them apart by detail-type', async () => {
  const samples = samplesIn('sent').map((file) => read('sent', file) as Sample);
  const each = samples.map(
    (sample, index) =>
      `export const sample${index}: ChannelkeeperEvent = ${JSON.stringify(sample)};`,
  );
  // JSON omits undefined members.
  const without = samples.map((sample) =>
    JSON.stringify({
      ...sample,
      detail: { ...sample.detail, jobId: undefined, channelArn: undefined },
    }),
  );
  const lacking = without.map(
    (sample, index) => `export const lacking${index}: ChannelkeeperEvent = ${sample};`,
  );
  const told = [
    'export const told = (event: ChannelkeeperEvent): string =>' +
      " event['detail-type'] === 'Channel Suspended' ? event.detail.timeToDarkMs.toFixed() : '';",
    "export const resumed = (event: EventOf<'Channel Resumed'>): string =>" +
      ' event.detail.streamKeyArn;',
  ];
  const right = [...each, ...told];
  expect(await wrongLines([...right, ...lacking])).toEqual(
    lacking.map((_, index) => right.length + index),
  );
});

test.each(samplesIn('sent'))('%s has no room for a stream key value', (file) => {
  const sample = read('sent', file) as Sample;
  expect(
    valid('sent', file)({ ...sample, detail: { ...sample.detail, value: 'sk_us-west-2_abc' } }),
  ).toBe(false);
});
