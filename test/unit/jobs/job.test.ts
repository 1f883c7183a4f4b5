import { describe, expect, it } from 'vitest';
import { subjectIdOf, type Subject } from '../../../lib/subjects.ts';
import { isFinal, isStranded, jobIdOf, subjectOfJobId } from '../../../lib/jobs/job.ts';
import { intervalOf } from '../../../lib/tags.ts';
import { digestOf, randomId, systemRandom } from '../../../lib/random.ts';
import { jobAt, NOW, type JobFields } from './sample.ts';

describe('job ids', () => {
  it.each<Subject>([
    'channel/AbCdEf123456',
    'channel/a-b--c-',
    // An id that ends like a job id.
    'channel/x-0123456789abcdef',
    'viewerSessionRevocation/0123456789abcdef',
    'channelCreation/0123456789abcdefghjkmnpqrs',
    `channel/${'x'.repeat(64)}`,
  ])('a job id of %s carries its subject', (subject) => {
    for (const suffix of [randomId(systemRandom), digestOf('caller', 'workflow', 'key')]) {
      const id = jobIdOf(subject, suffix);
      expect(id).not.toContain('/');
      expect(subjectOfJobId(id)).toBe(subject);
    }
  });

  it.each([
    '',
    'channel',
    'channel-AbCdEf123456',
    'channel--0123456789abcdef',
    'channel-AbCdEf123456-0123456789ABCDEF',
    'channel-AbCdEf123456-0123456789abcde',
    'channel-AbCdEf123456-0123456789abcdef\n',
    'channel/AbCdEf123456-0123456789abcdef',
    'channel-AbCd/Ef-0123456789abcdef',
    'channel-AbCd#Ef-0123456789abcdef',
    'constructor-AbCdEf123456-0123456789abcdef',
    'xchannel-AbCdEf123456-0123456789abcdef',
    `channel-${'x'.repeat(65)}-0123456789abcdef`,
    `channel-AbCdEf123456-${'0'.repeat(27)}`,
  ])('%j is no job id', (id) => {
    expect(subjectOfJobId(id)).toBeUndefined();
  });

  it('a job id leaves the subject its own id', () => {
    expect(subjectIdOf('viewerSessionRevocation/a-b')).toBe('a-b');
  });
});

describe('the end of jobs', () => {
  it.each([
    ['running', false],
    ['waiting', false],
    ['succeeded', true],
    ['failed', true],
    ['cancelled', true],
  ] as const)('a job that is %s has ended: %s', (status, ended) => {
    expect(isFinal(jobAt('deleting', { status }))).toBe(ended);
  });

  const halfAnHour = 30 * 60_000;
  it.each<[string, JobFields, boolean]>([
    ['somebody has got it on half an hour ago', { updatedAt: NOW - halfAnHour }, false],
    ['nobody has got it on for longer', { updatedAt: NOW - halfAnHour - 1 }, true],
    ['it has ended', { status: 'succeeded', updatedAt: 0 }, false],
    [
      'it waits, and may for two days',
      {
        status: 'waiting',
        acting: false,
        updatedAt: NOW - 2 * halfAnHour,
        wakeAt: NOW + 48 * 3_600_000,
      },
      false,
    ],
    [
      'its wait should have ended half an hour ago',
      { status: 'waiting', acting: false, updatedAt: 0, wakeAt: NOW - halfAnHour },
      false,
    ],
    [
      'its wait should have ended longer ago',
      { status: 'waiting', acting: false, updatedAt: 0, wakeAt: NOW - halfAnHour - 1 },
      true,
    ],
    [
      'it has not seen the signals of more than half an hour',
      {
        status: 'waiting',
        acting: false,
        updatedAt: NOW - 2 * halfAnHour,
        wakeAt: NOW + 48 * 3_600_000,
        signals: 40,
        signalsSeen: 8,
      },
      true,
    ],
    [
      'many signals have come within a minute',
      {
        status: 'waiting',
        acting: false,
        updatedAt: NOW - 60_000,
        wakeAt: NOW + 48 * 3_600_000,
        signals: 40,
        signalsSeen: 0,
      },
      false,
    ],
    [
      'its slot is yet to come',
      { acting: false, updatedAt: NOW - 2 * halfAnHour, wakeAt: NOW + 1_000 },
      false,
    ],
  ])('a job, when %s, is stranded: %s', (_name, fields, stranded) => {
    expect(isStranded(jobAt('deleting', { wakeAt: 0, ...fields }), NOW)).toBe(stranded);
  });
});

describe('random ids', () => {
  it('a random id has 16 unambiguous letters and digits, new each time', () => {
    const ids = Array.from({ length: 500 }, () => randomId(systemRandom));
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/);
    expect(new Set(ids).size).toBe(500);
    expect(new Set(ids.join('')).size).toBe(32);
  });

  it.each([
    [0, '0000000000000000'],
    [1 - 2 ** -32, 'zzzzzzzzzzzzzzzz'],
  ])('a random id is whole at the end of the range, %d', (chance, id) => {
    expect(randomId({ next: () => chance })).toBe(id);
  });
});

describe('digests', () => {
  it('a digest is the same for the same parts, in their borders and order', () => {
    expect(digestOf('caller', 'key')).toMatch(/^[0-9a-z]{26}$/);
    expect(digestOf('caller', 'key')).toBe(digestOf('caller', 'key'));
    const all = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      ['c', 'ab'],
      ['abc', ''],
      ['', 'abc'],
      ['a","b', 'c'],
    ].map((parts) => digestOf(...parts));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('intervals in tags', () => {
  it.each([
    ['30d', 30 * 86_400_000],
    ['1h', 3_600_000],
    ['365d', 365 * 86_400_000],
    ['8760h', 365 * 86_400_000],
  ])('%s is an interval', (tag, ms) => {
    expect(intervalOf(tag)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    '0d',
    '030d',
    '30',
    'd',
    '30 d',
    '30D',
    '1.5d',
    '-1d',
    '1e3h',
    '366d',
    '8761h',
    '99999h',
    '30d\n',
    '1d1h',
  ])('%j is no interval', (tag) => {
    expect(intervalOf(tag)).toBeUndefined();
  });
});
