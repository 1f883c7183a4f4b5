import { describe, expect, it } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import { JOB_TAG } from '../../lib/tags.ts';
import type { Call } from '../invocations.ts';
import { jobAt, type JobFields } from '../unit/jobs/sample.ts';
import { accountWide, type AccountTraces } from './accountWide.ts';
import { scheduled } from './scheduled.ts';

const CHANNEL = 'AbCdEf123456';
const arnOf = (kind: string, id: string): string =>
  `arn:aws:ivs:us-west-2:123456789012:${kind}/${id}`;
const ended = (fields: JobFields): Job => jobAt('done', { status: 'succeeded', ...fields });

describe('the verdict on what belongs to the account', () => {
  const rotationOf = (id: string, from: string, to: string): Job =>
    ended({
      id,
      workflow: 'rotatePlaybackKeyPair',
      subject: `playbackKeyPair/${from}`,
      memory: { newPlaybackKeyPairArn: arnOf('playback-key', to) },
    });
  const rotation = rotationOf('rotation', 'old', 'new');
  const ban = ended({ id: 'ban', workflow: 'banViewer', subject: 'viewerBan/x' });
  const fresh = { arn: arnOf('playback-key', 'new'), tags: { [JOB_TAG]: 'rotation' } };
  const revoked = (version: number): Call => ({
    service: 'ivs',
    operation: 'StartViewerSessionRevocation',
    input: {
      channelArn: arnOf('channel', CHANNEL),
      viewerId: 'viewer-1',
      viewerSessionVersionsLessThanOrEqualTo: version,
    },
    functionName: 'viewers',
    deployment: '0',
  });
  const record = {
    pk: `viewerBans/${CHANNEL}`,
    sk: 'viewer#viewer-1',
    viewerId: 'viewer-1',
    jobId: 'ban',
    revokedUpTo: 1_000,
  };
  const well: AccountTraces = {
    items: [record],
    keyPairs: [fresh],
    recordingConfigurations: [],
    calls: [revoked(1_000)],
  };
  const jobs = [rotation, ban];

  it('finds no fault in a good end', () => {
    expect(accountWide(jobs, well)).toEqual([]);
  });

  it('allows a later rotation to replace the key pair that an earlier one has made', () => {
    const later = rotationOf('later', 'new', 'newest');
    const there = { arn: arnOf('playback-key', 'newest'), tags: {} };
    expect(accountWide([...jobs, later], { ...well, keyPairs: [there] })).toEqual([]);
  });

  it.each<[string, Partial<AccountTraces>, RegExp]>([
    ['two key pairs of one job', { keyPairs: [fresh, { ...fresh, arn: 'twin' }] }, /made 2 res/],
    [
      'a replaced key pair that is still there',
      { keyPairs: [fresh, { arn: arnOf('playback-key', 'old'), tags: {} }] },
      /is still there/,
    ],
    ['a new key pair that is gone', { keyPairs: [] }, /has made is gone/],
    ['a ban of which IVS was not told', { calls: [] }, /IVS does not know/],
    ['a ban that ends too early at IVS', { calls: [revoked(999)] }, /IVS does not know/],
  ])('finds %s', (_what, fields, expected) => {
    expect(accountWide(jobs, { ...well, ...fields })).toEqual([expect.stringMatching(expected)]);
  });
});

describe('the verdict on a deletion that can be taken back', () => {
  const input = { channelId: CHANNEL, workflow: 'deleteChannel', startsAt: 0 };
  const parent = (fields: JobFields = {}): Job =>
    ended({
      id: 'later',
      workflow: 'startLater',
      input: { ...input, undoable: true },
      memory: {},
      ...fields,
    });
  const child = (index: number, workflow: string, fields: JobFields = {}): Job =>
    ended({
      id: workflow,
      workflow,
      subject: `channel/${CHANNEL}`,
      createdAt: 60_000,
      parent: { jobId: 'later', index },
      ...fields,
    });
  const takenBack = parent({ status: 'failed', ending: 'takenBack' });
  const stayedLive = child(0, 'suspendChannel', { status: 'failed' });
  const suspension = child(0, 'suspendChannel');
  const deletion = child(1, 'deleteChannel');

  it('finds no fault in a good end', () => {
    const incomplete = parent({ status: 'failed', ending: 'incomplete' });
    expect(scheduled([parent(), suspension, deletion])).toEqual([]);
    expect(scheduled([incomplete, stayedLive])).toEqual([]);
    expect(scheduled([takenBack, suspension])).toEqual([]);
  });

  it.each<[string, Job[], RegExp]>([
    ['a deletion without a suspension', [parent(), deletion], /before the channel was dark/],
    [
      'a deletion after a suspension that failed',
      [parent(), stayedLive, deletion],
      /before the channel was dark/,
    ],
    [
      'another job in place of the suspension',
      [parent(), child(0, 'stopStream'), deletion],
      /is not the suspension/,
    ],
    ['a success without a deletion', [parent(), suspension], /its work has not/],
    ['a deletion that was taken back and made', [takenBack, suspension, deletion], /denies it/],
    [
      'a second job of a parent that has one',
      [parent({ input }), suspension, deletion],
      /is not the work/,
    ],
  ])('finds %s', (_what, jobs, expected) => {
    expect(scheduled(jobs)).toContainEqual(expect.stringMatching(expected));
  });
});
