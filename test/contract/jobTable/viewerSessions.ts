import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  appendChunks,
  readPairs,
  readResults,
  writeRefusals,
} from '../../../lib/records/viewerSessionRevocations.ts';
import { openSetting, type Setting } from './setting.ts';

const pairNo = (n: number) => ({
  channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
  viewerId: `viewer ${n}`,
  viewerSessionVersionsLessThanOrEqualTo: n,
});
const pairs = (count: number) => Array.from({ length: count }, (_, n) => pairNo(n));
const numbers = (viewers: readonly { viewerId: string }[]) =>
  viewers.map(({ viewerId }) => Number(viewerId.slice(7)));
const refusalOf = (n: number) => ({
  channelArn: pairNo(n).channelArn,
  viewerId: pairNo(n).viewerId,
  code: '404',
  message: 'not found',
});

/** Tests the items of a batch of viewer sessions. */
export function viewerSessionsContract(url: () => string): void {
  let at: Setting;
  let [batches, subject] = [0, ''];
  beforeAll(async () => {
    at = await openSetting(url());
  });
  beforeEach(() => {
    subject = `viewerSessionRevocation/batch-no-${batches++}`;
  });
  afterAll(() => at.close());

  const append = (count: number) => appendChunks(at.store, subject, pairs(count), at.clock.now());

  /** Returns all pairs, read in the same way as by the job. */
  async function walk(step: number): Promise<number[]> {
    const seen: number[] = [];
    for (let from = 0; ;) {
      const chunk = await readPairs(at.store, subject, from, step);
      if (chunk.length === 0) return seen;
      seen.push(...numbers(chunk));
      from += chunk.length;
    }
  }

  describe('a batch of viewer sessions', () => {
    it('1,200 pairs are in three items, and are read in order, each once', async () => {
      await append(1_200);
      expect((await at.store.list(subject, 'portion#', 10)).map(({ sk }) => sk)).toEqual([
        'portion#000000',
        'portion#000500',
        'portion#001000',
      ]);
      expect(await walk(77)).toEqual(Array.from({ length: 1_200 }, (_, n) => n));
      expect(await readPairs(at.store, subject, 499, 25)).toEqual([pairNo(499)]);
    });

    it('a batch that is appended twice is there once', async () => {
      await append(1_000);
      await append(1_000);
      expect(await walk(100)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
      expect(await readPairs(at.store, subject, 1_000, 25)).toEqual([]);
    });

    it('500 of the longest pairs fit in an item', async () => {
      const long = Array.from({ length: 500 }, (_, n) => ({
        ...pairNo(n),
        viewerId: `${String(n).padStart(4)}${'v'.repeat(36)}`,
      }));
      await appendChunks(at.store, subject, long, at.clock.now());
      expect(await readPairs(at.store, subject, 499, 1)).toEqual([long[499]]);
    });

    it('results go page by page over all pairs: revoked, failed or still to come', async () => {
      await append(1_200);
      const failed = [0, 24, 499, 500, 510, 999, 1_000, 1_040];
      for (let from = 0; from < 1_050; from += 25) {
        const refusals = failed.filter((n) => n >= from && n < from + 25).map(refusalOf);
        if (refusals.length > 0)
          await writeRefusals(at.store, subject, '1', from, refusals, at.clock.now());
      }
      await writeRefusals(at.store, subject, '1', 500, [500, 510].map(refusalOf), at.clock.now());

      const batch = { subject, total: 1_200, done: 1_050 };
      for (const limit of [120, 500]) {
        const outcomes: string[] = [];
        for (let from: number | undefined = 0; from !== undefined;) {
          const page: Awaited<ReturnType<typeof readResults>> = await readResults(
            at.store,
            batch,
            from,
            limit,
          );
          expect(numbers(page.results)[0]).toBe(from);
          outcomes.push(...page.results.map(({ outcome }) => outcome));
          from = page.next;
        }
        expect(outcomes).toHaveLength(1_200);
        expect(outcomes.flatMap((outcome, n) => (outcome === 'failed' ? [n] : []))).toEqual(failed);
        expect(outcomes.indexOf('pending')).toBe(1_050);
        expect(outcomes.slice(1_050).every((outcome) => outcome === 'pending')).toBe(true);
      }
    });

    it('results tell the reason of a failed pair', async () => {
      await append(3);
      await writeRefusals(at.store, subject, '1', 0, [refusalOf(1)], at.clock.now());
      const { results, next } = await readResults(at.store, { subject, total: 3, done: 3 }, 0, 10);
      expect(results[1]).toEqual({
        ...pairNo(1),
        outcome: 'failed',
        code: '404',
        message: 'not found',
      });
      expect(next).toBeUndefined();
    });
  });
}
