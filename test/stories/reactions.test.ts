import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { compilePattern } from '../../lib/patterns/pattern.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  rotate,
  type GivenChannel,
} from '../given.ts';
import { letters, redriveLetter } from '../givenDeadLetters.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
/** Longer than a process uses the reactions that it has read. */
const KNOWN_MS = 6_000;

const sample = (file: string, id: string, { arn }: GivenChannel, time?: string): object => {
  const path = new URL(`../../events/received/${file}.json`, import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  return { ...event, id, resources: [arn], ...(time !== undefined && { time }) };
};

/** Writes a reaction, which is in effect when this returns. */
async function given(world: World, name: string, reaction: object): Promise<void> {
  const { status, body } = await world.http('PUT', `/v1/reactions/${name}`, { body: reaction });
  expect([200, 201], JSON.stringify(body)).toContain(status);
  await world.advance(KNOWN_MS);
}

async function hear(world: World, ...events: object[]): Promise<void> {
  for (const event of events) {
    await world.stack.bus.deliver(event as never);
    await world.settle();
  }
}

const decisionsOf = async (world: World, name: string): Promise<string[]> => {
  const { body } = await world.http('GET', `/v1/reactions/${name}/decisions`);
  return (body.decisions as { decision: string }[]).map(({ decision }) => decision).toReversed();
};

const BREACH = { 'detail-type': ['IVS Limit Breach'] };
const SUSPEND = { workflow: 'suspendChannel' };

describe('a reaction', () => {
  it('does in earnest what it recorded in shadow, once an event', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const reaction = { when: { pattern: BREACH }, then: SUSPEND, mode: 'shadow' };
    await given(world, 'breach', reaction);
    await hear(world, sample('limitBreach.ingestBitrate', 'e-1', channel));
    expect(await decisionsOf(world, 'breach')).toEqual(['wouldStart']);
    expect(world.published('Channel Suspended')).toHaveLength(0);

    await given(world, 'breach', { ...reaction, mode: 'on' });
    const event = sample('limitBreach.ingestBitrate', 'e-2', channel);
    await hear(world, event, event, event);
    await world.advance(MINUTE_MS);
    const { body } = await world.http('GET', `/v1/channels/${channel.id}/suspension`);
    expect(body.suspension).toMatchObject({ suspendedBy: 'reaction:breach#1' });
    await hear(world, event);
    expect(await decisionsOf(world, 'breach')).toEqual(['wouldStart', 'started']);
    expect(world.published('Channel Suspended')).toHaveLength(1);
  });

  it('keeps to its channels, its repetitions and its rate', async ({ world }) => {
    const night = await givenChannel(world, { name: 'night-1', tags: { team: 'night' } });
    const day = await givenChannel(world, { name: 'day-1', tags: { team: 'day' } });
    await given(world, 'night', {
      when: { pattern: BREACH, selection: { tags: { team: 'night' }, name: 'night-*' } },
      then: SUSPEND,
      mode: 'shadow',
      atMost: '2/PT1H',
    });
    await given(world, 'often', {
      when: { pattern: BREACH, repeated: '3/PT10M' },
      then: SUSPEND,
      mode: 'shadow',
    });
    const at = (minute: number): string => `2026-11-23T10:${minute}:00Z`;
    for (const [n, minute] of [10, 11, 30, 31, 32].entries()) {
      const event = sample('limitBreach.ingestBitrate', `n-${n}`, night, at(minute));
      await hear(world, event, event);
      await hear(world, sample('limitBreach.ingestBitrate', `d-${n}`, day, at(minute)));
    }
    expect(await decisionsOf(world, 'night')).toEqual([
      'wouldStart',
      'wouldStart',
      'rateLimited',
      'rateLimited',
      'rateLimited',
    ]);
    expect(await decisionsOf(world, 'often')).toEqual(['wouldStart', 'wouldStart']);
    await world.advance(60 * MINUTE_MS);
    await hear(world, sample('limitBreach.ingestBitrate', 'n-9', night, at(50)));
    expect((await decisionsOf(world, 'night')).at(-1)).toBe('wouldStart');
  });

  it.for([
    ['in order', [[1], [2], [3]]],
    ['with the last one before the second', [[1], [3], [2]]],
    ['backwards', [[3], [2], [1]]],
    ['at once', [[2, 3, 1]]],
  ] as const)('decides once about repetitions that come %s', async ([, order], { world }) => {
    const channel = await givenChannel(world);
    await given(world, 'often', {
      when: { pattern: BREACH, repeated: '3/PT10M' },
      then: SUSPEND,
      mode: 'on',
    });
    const breach = (n: number): object =>
      sample('limitBreach.ingestBitrate', `e-${n}`, channel, `2026-11-23T10:0${n}:00Z`);
    for (const together of order) {
      await Promise.all(together.map((n) => world.stack.bus.deliver(breach(n) as never)));
      await world.settle();
    }
    await hear(world, breach(2));
    await world.advance(MINUTE_MS);
    expect(await decisionsOf(world, 'often')).toEqual(['started']);
    expect(world.published('Channel Suspended')).toHaveLength(1);
  });

  it('counts repetitions by the time of the events, in its window alone', async ({ world }) => {
    const channel = await givenChannel(world);
    const reaction = { when: { pattern: BREACH, repeated: '3/PT10M' }, then: SUSPEND };
    await given(world, 'often', { ...reaction, mode: 'shadow' });
    const at = (minute: number): object =>
      sample('limitBreach.ingestBitrate', `e-${minute}`, channel, `2026-11-23T10:${minute}:00Z`);
    await hear(world, at(40), at(10), at(25), at(51), at(30), at(19));
    expect(await decisionsOf(world, 'often')).toEqual([]);
    await hear(world, at(20), at(50));
    const { body } = await world.http('GET', '/v1/reactions/often/decisions');
    const decided = (body.decisions as { eventId: string }[]).map(({ eventId }) => eventId);
    // The window from minute 10 to 20; from 40 to 51 is too long.
    expect(decided).toEqual(['e-20']);
  });

  it('has its rate again after a quiet time, although old records stay', async ({ world }) => {
    const channel = await givenChannel(world);
    const reaction = { when: { pattern: BREACH }, then: SUSPEND, mode: 'shadow' };
    await given(world, 'breach', { ...reaction, atMost: '1/PT1M' });
    for (const n of [1, 2]) {
      await hear(world, sample('limitBreach.ingestBitrate', `quiet-${n}`, channel));
      await world.advance(6 * MINUTE_MS);
    }
    await given(world, 'breach', { ...reaction, atMost: '1/PT2M' });
    for (const n of [3, 4])
      await hear(world, sample('limitBreach.ingestBitrate', `n-${n}`, channel));
    await given(world, 'breach', { ...reaction, atMost: '1/PT1M' });
    await hear(world, sample('limitBreach.ingestBitrate', 'n-5', channel));
    expect(await decisionsOf(world, 'breach')).toEqual([
      'wouldStart',
      'wouldStart',
      'wouldStart',
      'rateLimited',
      'wouldStart',
    ]);
  });

  it('counts an event once against its rate, also while its job starts', async ({ world }) => {
    await given(world, 'breach', {
      when: { pattern: BREACH },
      then: { workflow: 'rotateStreamKeyNow' },
      mode: 'on',
      atMost: '2/PT1H',
    });
    for (const n of [1, 2, 3]) {
      const event = sample('limitBreach.ingestBitrate', `e-${n}`, await givenLiveChannel(world));
      // The process dies between its decision and the start of the job, and the event comes again.
      let isDead = false;
      world.fateOf = ({ functionName, operation, input }) => {
        const { Item } = input as { Item?: { sk: { S: string } } };
        const isDecision = operation === 'PutItem' && Item?.sk.S === `decision#e-${n}`;
        if (isDead || functionName !== 'runReactions' || !isDecision) return undefined;
        isDead = true;
        return 'crashAfter';
      };
      await hear(world, event);
      await world.advance(5 * MINUTE_MS);
      expect(isDead).toBe(true);
    }
    expect(await decisionsOf(world, 'breach')).toEqual(['started', 'started', 'rateLimited']);
  });

  it('decides once about an event of ours that is sent again', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const pattern = { 'detail-type': ['Stream Key Rotated'] };
    await given(world, 'rotated', { when: { pattern }, then: SUSPEND, mode: 'shadow' });
    let isLost = false;
    world.fateOf = ({ operation, input }) => {
      if (isLost || operation !== 'PutEvents') return undefined;
      isLost = JSON.stringify(input).includes('Stream Key Rotated');
      return isLost ? 'lostResponse' : undefined;
    };
    await world.ended(jobIn(await rotate(world, channel, 'now')).id);
    await world.advance(MINUTE_MS);
    expect(world.published('Stream Key Rotated')).toHaveLength(2);
    expect(await decisionsOf(world, 'rotated')).toEqual(['wouldStart']);
    const { body } = await world.http('GET', `/v1/channels/${channel.id}/events`);
    const types = (body.events as { type: string }[]).map(({ type }) => type);
    expect(types.filter((type) => type === 'Stream Key Rotated')).toHaveLength(1);
  });

  it('decides once about an event of ours that a dead letter publishes again', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const pattern = { 'detail-type': ['Stream Key Rotated'] };
    await given(world, 'rotated', { when: { pattern }, then: SUSPEND, mode: 'shadow' });
    world.fateOf = ({ functionName }) =>
      functionName === 'storeStreamKeys' ? 'crashBefore' : undefined;
    await world.ended(jobIn(await rotate(world, channel, 'now')).id);
    await world.advance(20 * MINUTE_MS);
    world.fateOf = () => undefined;
    const [letter] = await letters(world);
    expect((await redriveLetter(world, letter?.id ?? '')).status).toBe(204);
    await world.advance(MINUTE_MS);
    expect(world.published('Stream Key Rotated')).toHaveLength(2);
    expect(await decisionsOf(world, 'rotated')).toEqual(['wouldStart']);
  });

  it('ends a loop of two reactions, and says so', async ({ world }) => {
    const channel = await givenChannel(world);
    const after = (type: string): object => ({ pattern: { 'detail-type': [type] } });
    await given(world, 'resume-suspended', {
      when: after('Channel Suspended'),
      then: { workflow: 'resumeChannel' },
      mode: 'on',
    });
    await given(world, 'suspend-resumed', {
      when: after('Channel Resumed'),
      then: SUSPEND,
      mode: 'on',
    });
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);
    await world.advance(10 * MINUTE_MS);
    const all = [
      ...(await decisionsOf(world, 'resume-suspended')),
      ...(await decisionsOf(world, 'suspend-resumed')),
    ];
    expect(all.filter((decision) => decision === 'loopStopped')).toHaveLength(1);
    expect(all.filter((decision) => decision === 'started')).toHaveLength(4);
    expect(world.logged.some((line) => /Stopped a loop of reactions/.test(line))).toBe(true);
  });

  it.for(['deleteChannel', 'stopStream', 'rotateStreamKeyNow'])(
    'carries out %s on a live channel',
    async (workflow, { world }) => {
      const channel = await givenLiveChannel(world);
      const [before] = await keysOf(world, channel);
      const reaction = { when: { pattern: BREACH }, then: { workflow }, mode: 'on' };
      await given(world, 'breach', reaction);
      await hear(world, sample('limitBreach.ingestBitrate', 'e-1', channel));
      await world.advance(5 * MINUTE_MS);
      const { body } = await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`);
      expect(body.jobs).toContainEqual(
        expect.objectContaining({
          workflow,
          status: 'succeeded',
          requestedBy: 'reaction:breach#1',
        }),
      );
      expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
      expect(await isThere(world, channel)).toBe(workflow !== 'deleteChannel');
      const [after] = await keysOf(world, channel);
      expect(after?.arn === before?.arn).toBe(workflow === 'stopStream');
    },
  );

  it.for([
    [0, 'even'],
    [1, 'odd'],
  ] as const)(
    'decides once, whichever call of its function gets no answer ($1 ones)',
    async ([first], { world }) => {
      await given(world, 'breach', { when: { pattern: BREACH }, then: SUSPEND, mode: 'on' });
      for (let broken = first; broken < 60; broken += 2) {
        const channel = await givenChannel(world);
        let calls = 0;
        world.fateOf = ({ functionName }) =>
          functionName === 'runReactions' && calls++ === broken ? 'crashAfter' : undefined;
        await hear(world, sample('limitBreach.ingestBitrate', `e-${broken}`, channel));
        // Lambda calls a function that failed again after a minute.
        await world.advance(2 * MINUTE_MS);
        world.fateOf = () => undefined;
        const { body } = await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`);
        const jobs = (body.jobs as { workflow: string }[]).filter(
          ({ workflow }) => workflow === 'suspendChannel',
        );
        expect(jobs, `after call ${broken}`).toHaveLength(1);
        if (calls <= broken) break;
      }
      expect(new Set(await decisionsOf(world, 'breach'))).toEqual(new Set(['started']));
    },
  );

  it('costs nothing for the events that it does not match', async ({ world }) => {
    const channel = await givenChannel(world);
    await given(world, 'breach', { when: { pattern: BREACH }, then: SUSPEND, mode: 'on' });
    const before = world.calls.length;
    for (let n = 0; n < 30; n++)
      await hear(world, sample('streamHealth.starvationEnd', `e-${n}`, channel));
    const own = world.calls
      .slice(before)
      .filter(({ functionName }) => functionName === 'runReactions');
    expect(
      own.map(({ operation }) => operation).filter((one) => /Put|Update|Scan/.test(one)),
    ).toEqual([]);
    expect(own.length).toBeLessThanOrEqual(4);
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is refused with the place of its mistake', async ({ world }) => {
    const put = async (pattern: object, more: object = {}): Promise<unknown[]> => {
      const { status, body } = await world.http('PUT', '/v1/reactions/wrong', {
        body: { when: { pattern }, then: SUSPEND, mode: 'on', ...more },
      });
      return [status, (body.errors as { field: string }[] | undefined)?.map(({ field }) => field)];
    };
    expect(await put({ detail: { event_name: 'Stream End' } })).toEqual([
      400,
      ['when.pattern.detail.event_name'],
    ]);
    expect(await put({ detail: { event_name: [{ prefix: 3 }] } })).toEqual([
      400,
      ['when.pattern.detail.event_name'],
    ]);
    expect(await put({})).toEqual([400, ['when.pattern']]);
    expect(await put(BREACH, { atMost: '10/hour' })).toEqual([400, ['atMost']]);
    expect(await put(BREACH, { then: { workflow: 'launchRocket' } })).toEqual([
      400,
      ['then.workflow'],
    ]);
    const putWhen = async (when: object, then: object = SUSPEND): Promise<unknown[]> => {
      const { status, body } = await world.http('PUT', '/v1/reactions/wrong', {
        body: { when, then, mode: 'on' },
      });
      return [status, ...(body.errors as { field: string }[]).map(({ field }) => field)];
    };
    expect(await putWhen({})).toEqual([400, 'when']);
    expect(await putWhen({ pattern: BREACH, streamLiveFor: 'PT1H' })).toEqual([400, 'when']);
    expect(await putWhen({ streamLiveFor: 'PT1H', everyWhileLive: 'PT1H' })).toEqual([400, 'when']);
    expect(await putWhen({ streamLiveFor: 'PT59S' })).toEqual([400, 'when.streamLiveFor']);
    expect(await putWhen({ everyWhileLive: 'hourly' })).toEqual([400, 'when.everyWhileLive']);
    expect(await putWhen({ streamLiveFor: 'PT1H', repeated: '2/PT1H' })).toEqual([
      400,
      'when.repeated',
    ]);
    const at = { everyWhileLive: 'PT1H' };
    const seconds = 'then.input.durationSeconds';
    expect(await putWhen(at, { workflow: 'insertAdBreak' })).toEqual([400, seconds]);
    for (const durationSeconds of [0, 301, 1.5, 'ten'])
      expect(await putWhen(at, { workflow: 'insertAdBreak', input: { durationSeconds } })).toEqual([
        400,
        seconds,
      ]);
    expect(await putWhen(at, { ...SUSPEND, input: { durationSeconds: 5 } })).toEqual([
      400,
      seconds,
    ]);
    const refused = await world.http('PUT', '/v1/reactions/wrong', {
      body: { when: { pattern: BREACH }, then: { workflow: 'stopStream' }, mode: 'on' },
      scopes: ['channels:write'],
    });
    expect([refused.status, refused.body.type]).toEqual([403, '/problems/missing-scope']);
    expect((await world.http('GET', '/v1/reactions/wrong')).status).toBe(404);
    expect(() => compilePattern(JSON.stringify(BREACH))).not.toThrow();
  });
});
