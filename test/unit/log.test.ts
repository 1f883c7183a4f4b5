import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLog, scrub } from '../../lib/log.ts';

// The key is assembled here, so that no file of the project contains a text that looks like a
// stream key.
const keyOf = (region: string): string => ['sk', region, 'Ab1cD2eFgH_3iJkLmN'].join('_');

describe('scrubbing', () => {
  it.each([
    'us-west-2',
    'us-east-1',
    'eu-central-1',
    'ap-southeast-2',
    'me-south-1',
    'us-gov-west-1',
  ])('scrubbing blots out a stream key of %s anywhere', (region) => {
    const key = keyOf(region);
    for (const text of [
      key,
      `rtmps://host:443/app/${key}?x=1`,
      `"value":"${key}"`,
      `a ${key}, b ${key}.`,
    ]) {
      expect(scrub(text)).not.toContain('Ab1cD2eFgH');
      expect(scrub(text)).not.toContain('3iJkLmN');
    }
    expect(scrub(`push to ${key}!`)).toBe('push to sk_***!');
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('scrubbing blots out a token after %s', (scheme) => {
    expect(scrub(`Authorization: ${scheme} eyJh.bGci-Oi_J9.a+b/c== and more`)).toBe(
      'Authorization: Bearer *** and more',
    );
  });

  it.each([
    'arn:aws:ivs:us-west-2:123456789012:stream-key/AbCdEf123456',
    'task_us-west-2 is done',
    'the bearer, this letter',
    '',
  ])('scrubbing leaves %j alone', (text) => {
    expect(scrub(text)).toBe(text);
  });
});

describe('the log', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    }
  });
  afterEach(() => vi.restoreAllMocks());

  /**
   * Returns the text that was written while `act` ran, and the same text parsed as one line of
   * JSON.
   */
  function logged(act: () => void): { text: string; line: Record<string, unknown> } {
    act();
    const text = lines.join('');
    return { text, line: JSON.parse(text) as Record<string, unknown> };
  }

  it('the log has one line of JSON, with service, level and members', () => {
    const { line } = logged(() =>
      openLog('jobDue').info('Job ended', { jobId: 'j-1', nested: { channelArn: 'arn' } }),
    );
    expect(line).toMatchObject({
      level: 'INFO',
      message: 'Job ended',
      service: 'jobDue',
      jobId: 'j-1',
      nested: { channelArn: 'arn' },
    });
  });

  it.each(['info', 'warn', 'error'] as const)(
    'the log holds no stream key at level %s: not in its text, a member, a list or an error',
    (level) => {
      const key = keyOf('us-west-2');
      const cause = new Error(`refused ${key}`);
      const { text } = logged(() =>
        openLog('x')[level](`pushed to ${key}`, {
          a: { b: [{ c: `see ${key}` }] },
          error: new Error(`no ${key}`, { cause }),
        }),
      );
      expect(text).toContain('sk_***');
      expect(text).not.toContain('Ab1cD2eFgH');
    },
  );

  it.each([
    'value',
    'passphrase',
    'streamKeyValue',
    'authorization',
    'Authorization',
    'privateKey',
  ])('the log never holds a member called %s, however deep, with any value', (member) => {
    const { text } = logged(() =>
      openLog('x').error('m', {
        a: [{ [member]: 'hush-hush' }],
        b: { [member]: { inner: 'hush-hush' } },
      }),
    );
    expect(text).toContain('***');
    expect(text).not.toContain('hush');
  });
});
