import { describe, expect, it } from 'vitest';
import { fenceOf } from '../../lib/records/fences.ts';
import {
  channelIdOf,
  chunksOf,
  expiryOf,
  keyAt,
  recordKey,
  resultsOf,
  streamIdOf,
} from '../../lib/records/keys.ts';

const textOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk} / ${sk}`;

describe('the keys of records', () => {
  it('are those of the records that a table has already', () => {
    const keys = [
      recordKey.managed('c'),
      recordKey.suspension('c'),
      recordKey.streamKeyAge('c'),
      recordKey.revokedStreamKey('c'),
      recordKey.streamSession('c', 'st-1'),
      recordKey.startingSession('c'),
      recordKey.request('d'),
      recordKey.drawnId('d'),
      recordKey.deadLetter('l'),
      keyAt(chunksOf('viewerSessionRevocation/a'), 500),
      keyAt(resultsOf('viewerSessionRevocation/a'), 20),
      keyAt(chunksOf('recordingConfiguration/a', 'j'), 100),
      keyAt(resultsOf('recordingConfiguration/a', 'j'), 3),
    ];
    expect(keys.map(textOf)).toEqual([
      'channel/c / managed',
      'channel/c / suspension',
      'channel/c / streamKey',
      'channel/c / oldStreamKey',
      'channel/c / session#st-1',
      'channel/c / starting',
      'request/d / request',
      'key/d / key',
      'deadLetter/l / deadLetter',
      'viewerSessionRevocation/a / portion#000500',
      'viewerSessionRevocation/a / result#000020',
      'recordingConfiguration/a / j#portion#000100',
      'recordingConfiguration/a / j#result#000003',
    ]);
  });

  it('name their channel and their stream', () => {
    const key = recordKey.streamSession('AbCdEf123456', 'st-1#2');
    expect([channelIdOf(key), streamIdOf(key)]).toEqual(['AbCdEf123456', 'st-1#2']);
  });
});

describe('the expiry of a record', () => {
  it('is in whole seconds since the epoch', () => {
    expect(expiryOf('idempotencyKey', 1_999)).toBe(1 + 24 * 3_600);
    expect(expiryOf('unmanaged', 2_000)).toBe(62);
  });
});

describe('the fence of a job', () => {
  it('is higher than those of all jobs and versions before, on a clock with fractions too', () => {
    const inOrder = [
      { createdAt: 1_795_428_587_055, version: 9 },
      { createdAt: 1_795_428_587_056.4255, version: 4 },
      { createdAt: 1, generation: 1_795_428_611_473, version: 2 },
      { createdAt: 1, generation: 1_795_428_611_473, version: 12 },
      { createdAt: 1, generation: 1_795_428_611_474.9, version: 1 },
    ].map(fenceOf);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(inOrder.map(({ length }) => length)).size).toBe(1);
  });
});
