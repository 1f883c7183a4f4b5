import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Subject } from '../../../lib/subjects.ts';
import { amendFinished, changeJob, moveDue, readCurrent } from '../../../lib/jobs/table.ts';
import { dueKeys, listIds, SHARDS } from '../../../lib/jobs/jobIndexes.ts';
import { finishing, hasEnded, mine, openSetting, placed, type Setting } from './setting.ts';

const subjectNo = (n: number): Subject => `channel/Channel${String(n).padStart(5, '0')}`;

/**
 * Tests the two indexes. They may lag, so the tests wait for each result that they read through
 * them.
 */
export function indexesContract(url: () => string): void {
  let at: Setting;
  beforeEach(async () => {
    at = await openSetting(url());
  });
  afterEach(() => at.close());

  const soon = (holds: () => Promise<void>): Promise<void> =>
    vi.waitFor(holds, { timeout: 20_000 });
  const due = async (kind: 'due' | 'streamEnded' = 'due', before?: number): Promise<string[]> =>
    (await dueKeys(at, kind, 50, before)).map(({ pk }) => pk);

  describe('the index of what is due', () => {
    it('the due index has a job from its placing until its end has been said', async () => {
      const subject = subjectNo(1);
      const job = await placed(at, subject);
      await soon(async () => expect(await due()).toEqual([subject]));
      expect(await due('due', job.leaseUntil)).toEqual([]);
      expect(await due('due', job.leaseUntil + 1)).toEqual([subject]);

      const ended = mine(
        await changeJob(at, job, {
          set: finishing(at.clock.now()),
          dueAt: at.clock.now() + 60_000,
        }),
      );
      await soon(async () => expect(await due('due', at.clock.now() + 60_001)).toEqual([subject]));
      await amendFinished(at, ended, { announced: true });
      await soon(async () => expect(await due()).toEqual([]));
      expect(await readCurrent(at, subject)).not.toHaveProperty('duePk');
    });

    it('the due index keeps jobs that wait for a stream to end apart from the others', async () => {
      const subject = subjectNo(1);
      const job = await placed(at, subject);
      const waiting = mine(
        await changeJob(at, job, {
          set: { status: 'waiting', waitsFor: 'streamEnded' },
          dueAt: at.clock.now() + 90_000,
          unlessSignalled: true,
        }),
      );
      await soon(async () =>
        expect([await due('due'), await due('streamEnded')]).toEqual([[], [subject]]),
      );
      mine(
        await changeJob(at, waiting, {
          set: { status: 'running', waitsFor: undefined },
          dueAt: at.clock.now() + 40_000,
        }),
      );
      await soon(async () =>
        expect([await due('due'), await due('streamEnded')]).toEqual([[subject], []]),
      );
    });

    it('the due index has a job at its new time after it was moved', async () => {
      const job = await placed(at, subjectNo(1));
      await moveDue(at, job, at.clock.now() + 90_000);
      await soon(async () => expect(await due('due', at.clock.now() + 90_000)).toEqual([]));
      expect(await due('due', at.clock.now() + 90_001)).toEqual([subjectNo(1)]);
    });

    it('the due index loses a job that a change takes out of it', async () => {
      mine(await changeJob(at, await placed(at, subjectNo(1)), { set: {}, dueAt: undefined }));
      await soon(async () => expect(await due()).toEqual([]));
    });

    it('the due index gives the earliest of all partitions first, up to the limit', async () => {
      const now = at.clock.now();
      const order = [7, 2, 9, 4, 0, 8, 1, 5, 3, 6];
      await Promise.all(
        order.map((n, i) => placed(at, subjectNo(n), { leaseUntil: now + i * 1_000 })),
      );
      await soon(async () => expect(await due()).toHaveLength(10));
      const keys = await dueKeys(at, 'due', 4);
      expect(keys.map(({ pk }) => pk)).toEqual(order.slice(0, 4).map(subjectNo));
      // With all jobs in one partition, the test would prove nothing about several partitions.
      const partitions = await Promise.all(
        Array.from({ length: SHARDS }, (_, shard) =>
          at.store.keys({ index: 'due', partition: `due#${shard}`, limit: 50, order: 'ascending' }),
        ),
      );
      expect(partitions.filter(({ length }) => length > 0).length).toBeGreaterThan(1);
    });
  });

  describe('the list of jobs', () => {
    it('the list of jobs goes newest first through all partitions, each job once', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 17; n++) {
        at.clock.moveTo(at.clock.now() + (n % 3 === 0 ? 0 : 1_000));
        ids.push((await placed(at, subjectNo(n))).id);
      }
      await soon(async () => expect(await listIds(at, 50)).toHaveLength(17));
      const [seen, places] = [new Array<string>(), new Array<string>()];
      for (let below: string | undefined; ;) {
        const page = await listIds(at, 5, below);
        seen.push(...page.map(({ id }) => id));
        places.push(...page.map(({ place }) => place));
        below = page.at(-1)?.place;
        if (page.length < 5) break;
      }
      expect(seen.toSorted()).toEqual(ids.toSorted());
      expect(places).toEqual(places.toSorted().toReversed());
    });

    it('the list of jobs keeps a job that gave way to the next one', async () => {
      const old = mine(
        await changeJob(at, await placed(at, subjectNo(1)), {
          set: finishing(at.clock.now()),
          dueAt: undefined,
        }),
      );
      at.clock.moveTo(at.clock.now() + 1);
      const next = await placed(at, subjectNo(1), {}, hasEnded(old));
      await soon(async () =>
        expect((await listIds(at, 5)).map(({ id }) => id)).toEqual([next.id, old.id]),
      );
    });
  });
}
