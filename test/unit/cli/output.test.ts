import { describe, expect, it } from 'vitest';
import { ProblemError, type Job } from '../../../lib/client/client.ts';
import { CliError, EXIT, kindOf } from '../../../cli/exit.ts';
import { detailOf } from '../../../cli/output/detail.ts';
import { progressBar, progressLine, rateOf } from '../../../cli/output/progress.ts';
import { tableOf } from '../../../cli/output/table.ts';
import { clean, idOfArn } from '../../../cli/output/text.ts';

const plain = { isTerminal: false, environment: {}, columns: 80 };

describe('a table', () => {
  it('has the columns that some row has a value for, and ids for ARNs', () => {
    const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
    expect(
      tableOf(plain, 'things', [
        { arn, someName: 'a', none: '', tags: { a: 'b', c: 'd' } },
        { arn: 'x', someName: 'longer', channelArn: arn },
      ]),
    ).toBe(
      [
        'ID            SOME NAME  TAGS     CHANNEL',
        'AbCdEf123456  a          a=b c=d',
        'x             longer              AbCdEf123456',
        '',
      ].join('\n'),
    );
  });
});

describe('a table of the journal', () => {
  const entry = {
    id: '6b2e1f0d-0003-4c73-9c33-000000000106',
    at: '2026-11-23T10:00:08Z',
    receivedAt: '2026-11-23T10:00:09Z',
    source: 'aws.ivs',
    channelId: 'AbCdEf123456',
    number: 7,
    hash: 'uNQGEYhwMhUVdz3Kkqt5CBiL4ku0hRvsCkCMAhLJSQA',
  };

  it('tells each entry in a line, without its hash and its long detail', () => {
    const events = [
      {
        ...entry,
        type: 'IVS Stream Health Change',
        detail: { event_name: 'Starvation Start', stream_id: 'st-1AbCdEfGhIjKlMnOpQrStUv' },
      },
      {
        ...entry,
        type: 'Job Succeeded',
        requestedBy: 'operator-7',
        reason: 'over',
        detail: { workflow: 'deleteChannel', jobId: 'channel-AbCdEf123456-1', steps: [{}, {}] },
      },
    ];
    expect(tableOf(plain, 'events', events).split('\n')).toEqual([
      'AT                    TYPE                      EVENT             REQUESTED BY  REASON  JOB ID',
      '2026-11-23T10:00:08Z  IVS Stream Health Change  Starvation Start',
      '2026-11-23T10:00:08Z  Job Succeeded             deleteChannel     operator-7    over    channel-AbCdEf123456-1',
      '',
    ]);
    expect(tableOf(plain, 'entries', events)).toMatch(/^AT +CHANNEL ID +TYPE +EVENT/);
  });

  it('keeps the list of the events that a deployment sends as it was', () => {
    const sent = [{ detailType: 'Channel Deleted', description: 'A channel is gone.', sample: {} }];
    expect(tableOf(plain, 'events', sent)).toBe(
      'DETAIL TYPE      DESCRIPTION\nChannel Deleted  A channel is gone.\n',
    );
  });

  it('tells recordings, reactions and decisions in a line each', () => {
    const recording = {
      id: 'Ab-1-x',
      state: 'ended',
      streamIds: ['st-1', 'st-2'],
      durationSeconds: 61.5,
      prefix: 'ivs/v1',
    };
    expect(tableOf(plain, 'recordings', [recording])).toBe(
      'ID      STATE  DURATION SECONDS  STREAMS  PREFIX\nAb-1-x  ended  61.5              2        ivs/v1\n',
    );
    const reaction = {
      name: 'breaches',
      when: { pattern: { source: ['aws.ivs'] }, repeated: '5/PT10M' },
      then: { workflow: 'suspendChannel', input: {} },
      mode: 'shadow',
      updatedBy: 'me',
    };
    expect(tableOf(plain, 'reactions', [reaction]).split('\n')).toEqual([
      'NAME      MODE    STARTS          REPEATED  ACTS                    UPDATED BY',
      'breaches  shadow  suspendChannel  5/PT10M   {"source":["aws.ivs"]}  me',
      '',
    ]);
    const timed = {
      name: 'timed',
      when: { everyWhileLive: 'PT10M' },
      then: { workflow: 'insertAdBreak' },
      mode: 'off',
    };
    const longLive = { ...timed, when: { streamLiveFor: 'PT12H' } };
    expect(tableOf(plain, 'reactions', [timed, longLive]).split('\n').slice(1, 3)).toEqual([
      'timed  off   insertAdBreak  every PT10M while live',
      'timed  off   insertAdBreak  after PT12H live',
    ]);
    const decision = {
      eventId: 'e',
      eventType: 't',
      channelId: 'c',
      at: 'now',
      decision: 'locked',
      depth: 0,
    };
    expect(tableOf(plain, 'decisions', [decision])).toMatch(/^AT +DECISION +CHANNEL ID/);
  });
});

describe('a detail', () => {
  it('shows nested members in order, lists in lines, and no control characters', () => {
    expect(
      detailOf({
        job: { id: 'a', error: { name: 'x\u001b[31m' }, timeline: [{ at: 1, step: 'b' }] },
      }),
    ).toBe('id:       a\nerror:\n  name: x [31m\ntimeline:\n  - at=1 step=b\n');
  });
  it('removes the characters that control a terminal', () => {
    expect(clean('a\u0007\u001b\u009b\nb')).toBe('a    b');
    expect(idOfArn('arn:aws:ivs:us-west-2:1:stream-key/a')).toBe('a');
    expect(idOfArn('a/b')).toBe('a/b');
  });
});

describe('progress', () => {
  const job = (members: Partial<Job>): Job => ({
    id: 'a',
    workflow: 'revokeViewers',
    workflowVersion: 1,
    subject: 'channel/a',
    status: 'running',
    step: 'revoking',
    version: 1,
    attempts: 0,
    turns: 0,
    requestedBy: 'me',
    timeline: [],
    createdAt: '2026-11-28T10:00:00.000Z',
    updatedAt: '2026-11-28T10:00:00.000Z',
    ...members,
  });
  const from = Date.parse('2026-11-28T10:00:00.000Z');
  const first = { job: job({ progress: { total: 100, done: 10, failed: 0 } }), at: from };
  const now = { job: job({ progress: { total: 100, done: 30, failed: 2 } }), at: from + 5_000 };

  it('has the rate since it was first seen, and the time that is left', () => {
    expect(rateOf(first, first)).toBeUndefined();
    expect(rateOf(first, now)).toBe(4);
    expect(progressLine(first, now)).toBe(
      'revokeViewers channel/a: revoking, 30/100, 2 failed, 4.0/s, 18 s left',
    );
    expect(progressBar(first, now, 200)).toBe(
      '[#######.................] 30/100, 2 failed, 4.0/s, 18 s left revoking, 5 s',
    );
    expect(progressBar(first, now, 20)).toHaveLength(19);
  });

  it('takes the estimate of the API where there is one', () => {
    const progress = { total: 100, done: 30, failed: 0, etaSeconds: 7_265 };
    expect(progressLine(first, { job: job({ progress }), at: from })).toContain('2 h 1 min left');
  });

  it('without a total, tells the step, the wait and the failed attempts', () => {
    const waiting = job({
      status: 'waiting',
      step: 'awaitingStreamEnd',
      waitsFor: { what: 'streamEnded', until: '2026-11-28T11:00:00.000Z' },
      attempts: 3,
      nextAttemptAt: '2026-11-28T10:30:00.000Z',
    });
    const sighting = { job: waiting, at: from };
    expect(progressBar(sighting, sighting, 200)).toBe(
      'awaitingStreamEnd, waits for streamEnded, 3 failed attempts, next at 2026-11-28T10:30:00.000Z',
    );
    const ended = { job: job({ status: 'failed', ending: 'stillLive' }), at: from };
    expect(progressLine(ended, ended)).toBe('revokeViewers channel/a: failed (stillLive)');
  });
});

describe('an exit code', () => {
  it.each([
    [400, 2],
    [401, 5],
    [403, 5],
    [404, 3],
    [409, 4],
    [412, 4],
    [413, 2],
    [422, 4],
    [429, 6],
    [500, 1],
    [502, 4],
    [503, 6],
    [504, 6],
  ])('a problem with the status %i is %i', (status, code) => {
    const body = {
      type: '/problems/a',
      title: 'a',
      status,
      detail: 'a',
      instance: '',
      requestId: '',
    };
    expect(EXIT[kindOf(new ProblemError(status, body))]).toBe(code);
  });

  it('a refusal of a gateway, a misuse and a surprise have their own', () => {
    expect(EXIT[kindOf(new ProblemError(502, '<html>'))]).toBe(6);
    expect(EXIT[kindOf(new CliError('usage', 'a'))]).toBe(2);
    expect(EXIT[kindOf(new TypeError('a'))]).toBe(1);
  });
});
