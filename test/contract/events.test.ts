import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { SentEvents } from '../../lib/bus.ts';

interface Sample {
  'detail-type': string;
  source: string;
  resources: string[];
  detail: Record<string, unknown>;
}

const folder = (name: string): URL => new URL(`../../events/${name}/`, import.meta.url);
const read = (name: string, file: string): unknown => JSON.parse(readFileSync(new URL(file, folder(name)), 'utf8'));
const samplesIn = (name: string): string[] => readdirSync(folder(name)).filter((file) => !file.endsWith('.schema.json')).toSorted();
const schemaOf = (file: string): string => `${file.split('.')[0]}.schema.json`;
const ajv = new Ajv2020({ strict: true });
const valid = (name: string, file: string): ((event: unknown) => boolean) => ajv.compile(read(name, schemaOf(file)) as AnySchema);

const SENT: Record<keyof SentEvents, string> = {
  'Channel Deleted': 'channelDeleted.json',
  'Channel Updated': 'channelUpdated.json',
  'Channel Suspended': 'channelSuspended.json',
  'Channel Resumed': 'channelResumed.json',
  'Stream Key Rotated': 'streamKeyRotated.json',
  'Viewers Revoked': 'viewersRevoked.json',
  'Recording Configuration Created': 'recordingConfigurationCreated.json',
  'Recording Configuration Deleted': 'recordingConfigurationDeleted.json',
  'Playback Restriction Policy Deleted': 'playbackRestrictionPolicyDeleted.json',
  'Ad Configuration Deleted': 'adConfigurationDeleted.json',
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

  test.each(samplesIn(name))('%s breaks its schema without any one of the members that readers rely on', (file) => {
    const sample = read(name, file) as Sample;
    const { required } = (read(name, schemaOf(file)) as { properties: { detail: { required: string[] } } }).properties.detail;
    expect(required).not.toHaveLength(0);
    for (const member of required) {
      const { [member]: _, ...detail } = sample.detail;
      expect(valid(name, file)({ ...sample, detail }), member).toBe(false);
    }
    expect(valid(name, file)({ ...sample, 'detail-type': 'Something Else' })).toBe(false);
  });
});

test('every event we send has a sample and a schema, and nothing else has', () => {
  expect(samplesIn('sent')).toEqual(Object.values(SENT).toSorted());
  for (const [type, file] of Object.entries(SENT)) expect((read('sent', file) as Sample)['detail-type']).toBe(type);
});

test.each(samplesIn('sent'))('%s has no room for a stream key value', (file) => {
  const sample = read('sent', file) as Sample;
  expect(valid('sent', file)({ ...sample, detail: { ...sample.detail, value: 'sk_us-west-2_abc' } })).toBe(false);
});
