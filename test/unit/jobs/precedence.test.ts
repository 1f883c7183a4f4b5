import { describe, expect, it } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import { takesOver } from '../../../lib/jobs/precedence.ts';
import { stopStream } from '../../../lib/workflows/stopStream.ts';
import { jobAt, type JobFields } from './sample.ts';

describe('a stop and an update', () => {
  const updating = (fields: JobFields = {}): Job =>
    jobAt('awaitingStreamEnd', {
      workflow: 'updateChannelBlocked',
      status: 'waiting',
      acting: false,
      ...fields,
    });

  it.each<[string, JobFields, ReturnType<typeof takesOver>]>([
    ['that waits', {}, 'atOnce'],
    [
      'in the middle of a call, when that is over',
      { step: 'stopping', status: 'running', acting: true },
      'whenItRests',
    ],
    ['that has taken the stream key: never', { memory: { streamKeyRevoked: true } }, 'no'],
    [
      'that does not know what its last call did: never',
      { step: 'stopping', status: 'running', uncertain: true },
      'no',
    ],
    ['past its point of no return: never', { step: 'announcing', status: 'running' }, 'no'],
  ])('a stop takes over from an update %s', (_name, fields, way) => {
    expect(takesOver(updating(fields), stopStream)).toBe(way);
  });
});
