import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isoTime } from '../../../lib/clock.ts';
import { aliasJob, claimId, claimOf, requestDigestOf } from '../../../lib/jobs/jobAliases.ts';
import { givingWay } from '../../../lib/jobs/succession.ts';
import {
  amendFinished,
  changeJob,
  moveDue,
  placeJob,
  readAt,
  readCurrent,
  readJob,
  signal,
  signalCancel,
} from '../../../lib/jobs/table.ts';
import { randomId } from '../../../lib/random.ts';
import {
  finishing,
  hasEnded,
  mine,
  openSetting,
  placed,
  sampleJob,
  type Setting,
} from './setting.ts';

const subject = 'channel/AbCdEf123456';

/** Tests the item of a subject, its history, and the one conditional write. */
export function jobsContract(url: () => string): void {
  let at: Setting;
  beforeEach(async () => {
    at = await openSetting(url());
  });
  afterEach(() => at.close());

  /** Returns a job on the subject that has ended. */
  const finished = async () =>
    hasEnded(
      mine(
        await changeJob(at, await placed(at, subject), {
          set: finishing(at.clock.now()),
          dueAt: at.clock.now() + 60_000,
        }),
      ),
    );

  describe('placing a job', () => {
    it('placing gives a free subject its job', async () => {
      const job = await placed(at, subject);
      expect(await readCurrent(at, subject)).toMatchObject({ id: job.id, version: 1 });
      expect(await readJob(at, job.id)).toMatchObject({ id: job.id, sk: 'job' });
    });

    it('placing leaves the holder of a subject alone', async () => {
      const holder = await placed(at, subject);
      const late = sampleJob(at, subject);
      expect(await placeJob(at, late, undefined, 0)).toBeUndefined();
      expect((await readCurrent(at, subject))?.id).toBe(holder.id);
      expect(await readJob(at, late.id)).toBeUndefined();
    });

    it('placing gives the subject to exactly one of many', async () => {
      const all = await Promise.all(
        Array.from({ length: 12 }, () => placeJob(at, sampleJob(at, subject), undefined, 0)),
      );
      const [winner, ...others] = all.filter((job) => job !== undefined);
      expect(others).toEqual([]);
      expect((await readCurrent(at, subject))?.id).toBe(winner?.id);
    });

    it('placing copies the finished job to its history key before it takes its place', async () => {
      const old = await finished();
      const next = await placed(at, subject, {}, old);
      expect((await readCurrent(at, subject))?.id).toBe(next.id);
      expect(await readJob(at, old.id)).toEqual({ ...old, sk: `job#${old.id}` });
    });

    it('placing replaces a finished job once, whoever wants to', async () => {
      const old = await finished();
      const all = await Promise.all(
        Array.from({ length: 12 }, () => placeJob(at, sampleJob(at, subject), old, 0)),
      );
      expect(all.filter((job) => job !== undefined)).toHaveLength(1);
      expect((await at.store.list(subject, 'job', 10)).map(({ sk }) => sk)).toEqual([
        'job',
        `job#${old.id}`,
      ]);
    });

    it('placing pushes no job aside that has been asked to stop since it was read', async () => {
      const held = await placed(at, subject);
      const next = sampleJob(at, subject);
      const past = givingWay(held, next.id, at.clock.now());
      await signalCancel(at, held, { by: 'ann', at: at.clock.now() });
      expect(await placeJob(at, next, past, 0)).toBeUndefined();
      const asked = await readCurrent(at, subject);
      expect(asked).toMatchObject({ id: held.id, cancel: { by: 'ann' } });

      const again = asked && givingWay(asked, next.id, at.clock.now());
      expect(await placeJob(at, next, again, 0)).toMatchObject({ id: next.id });
      expect(await readJob(at, held.id)).toMatchObject({
        supersededBy: next.id,
        cancel: { by: 'ann' },
      });
    });

    it('placing leaves one of each job when it is repeated after a crash', async () => {
      const old = await finished();
      const dying: Setting = {
        ...at,
        store: { ...at.store, put: () => Promise.reject(new Error('crashed')) },
      };
      await expect(placeJob(dying, sampleJob(at, subject), old, 0)).rejects.toThrow('crashed');
      expect(await readJob(at, old.id)).toMatchObject({ sk: 'job' });

      const next = await placed(at, subject, {}, hasEnded(await readCurrent(at, subject)));
      expect((await at.store.list(subject, 'job', 10)).map(({ sk, id }) => [sk, id])).toEqual([
        ['job', next.id],
        [`job#${old.id}`, old.id],
      ]);
    });

    it('placing recognises a placement whose answer was lost as its own', async () => {
      at.loseAnswerTo('Put');
      const job = await placed(at, subject);
      expect(at.sent.filter((command) => command === 'Put')).toHaveLength(2);
      const ended = mine(
        await changeJob(at, job, { set: finishing(at.clock.now()), dueAt: undefined }),
      );
      await at.store.putIfAbsent({ ...ended, sk: `job#${ended.id}` });
      at.loseAnswerTo('Put');
      expect(await placed(at, subject, {}, hasEnded(ended))).toMatchObject({ version: 1 });
    });
  });

  describe('the conditional write', () => {
    it('a conditional write carries the next version, a new writer and the time', async () => {
      const job = await placed(at, subject, { waitsFor: 'streamEnded' });
      at.clock.moveTo(at.clock.now() + 5_000);
      const next = mine(
        await changeJob(at, job, {
          set: { step: 'revoking', waitsFor: undefined },
          dueAt: at.clock.now(),
        }),
      );
      expect(next).toMatchObject({ step: 'revoking', version: 2, updatedAt: at.clock.now() });
      expect(next.waitsFor).toBeUndefined();
      expect(next.writer).not.toBe(job.writer);
      expect(await readCurrent(at, subject)).toEqual(next);
    });

    it('a conditional write is recognised as mine when its answer was lost', async () => {
      const job = await placed(at, subject);
      at.loseAnswerTo('Update');
      const next = mine(await changeJob(at, job, { set: { step: 'revoking' }, dueAt: 0 }));
      expect(at.sent.filter((command) => command === 'Update')).toHaveLength(2);
      expect(next).toMatchObject({ step: 'revoking', version: 2 });
    });

    it('a conditional write is theirs when a writer of the same version was faster', async () => {
      const job = await placed(at, subject);
      const faster = mine(await changeJob(at, job, { set: { step: 'revoking' }, dueAt: 0 }));
      expect(await changeJob(at, job, { set: { step: 'stopping' }, dueAt: 0 })).toEqual({
        theirs: faster,
      });
    });

    it('a conditional write is won by one of two writers, lost answers or not', async () => {
      let job = await placed(at, subject);
      for (let round = 0; round < 40; round++) {
        if (round % 10 === 9) at.loseAnswerTo('Update');
        const both = await Promise.all(
          ['left', 'right'].map((step) => changeJob(at, job, { set: { step }, dueAt: 0 })),
        );
        const won = both.flatMap((written) => ('mine' in written ? [written.mine] : []));
        expect(won).toHaveLength(1);
        job = won[0] ?? job;
        expect(job.version).toBe(round + 2);
        expect((await readCurrent(at, subject))?.step).toBe(job.step);
      }
    });

    it('a conditional write does not hit the job that came after', async () => {
      const old = await finished();
      const next = await placed(at, subject, { version: old.version }, old);
      expect(await changeJob(at, old, { set: { step: 'stray' }, dueAt: 0 })).toMatchObject({
        theirs: { id: old.id, step: old.step },
      });
      expect(await readCurrent(at, subject)).toMatchObject({ id: next.id, step: 'deleting' });
    });
  });

  describe('signals', () => {
    it('signals disturb no write except that of a wait', async () => {
      const job = await placed(at, subject);
      expect(await signal(at, subject)).toMatchObject({
        signals: 1,
        version: 1,
        writer: job.writer,
      });

      const refused = await changeJob(at, job, {
        set: { status: 'waiting' },
        dueAt: 0,
        unlessSignalled: true,
      });
      expect(refused).toMatchObject({ theirs: { version: 1, status: 'running', signals: 1 } });
      const next = mine(await changeJob(at, job, { set: { step: 'revoking' }, dueAt: 0 }));
      expect(next).toMatchObject({ version: 2, signals: 1 });
      mine(
        await changeJob(at, next, { set: { status: 'waiting' }, dueAt: 0, unlessSignalled: true }),
      );
    });

    it('signals are all counted', async () => {
      await placed(at, subject);
      await Promise.all(Array.from({ length: 10 }, () => signal(at, subject)));
      expect(await readCurrent(at, subject)).toMatchObject({ signals: 10, version: 1 });
    });

    // A running job may be about to wait, and its runner may be about to die.
    it.each(['waiting', 'running'] as const)('signals make a %s job due', async (status) => {
      const job = await placed(at, subject);
      const later = at.clock.now() + 3_600_000;
      mine(await changeJob(at, job, { set: { status }, dueAt: later }));
      await signal(at, subject);
      const item = await at.store.get({ pk: subject, sk: 'job' });
      expect(item?.dueSk).toBe(isoTime(at.clock.now()));
    });

    it('signals change no subject without a running job', async () => {
      expect(await signal(at, subject)).toBeUndefined();
      expect(await readCurrent(at, subject)).toBeUndefined();
      const job = await finished();
      expect(await signal(at, subject)).toBeUndefined();
      expect(await readCurrent(at, subject)).toEqual(job);
    });

    it('a request to cancel is a signal, and the first one stands', async () => {
      const job = await placed(at, subject);
      const requests = ['ann', 'bob', 'cid'].map((by) =>
        signalCancel(at, job, { by, at: at.clock.now() }),
      );
      const stood = (await Promise.all(requests)).filter((asked) => asked !== undefined);
      expect(stood).toHaveLength(1);
      expect(await readCurrent(at, subject)).toMatchObject({
        cancel: stood[0]?.cancel,
        signals: 1,
        version: 1,
      });
      expect(
        await signalCancel(at, await finishedOn('channel/Other1234567'), { by: 'dan', at: 0 }),
      ).toBeUndefined();
    });
  });

  const finishedOn = async (other: 'channel/Other1234567') =>
    mine(
      await changeJob(at, await placed(at, other), {
        set: finishing(at.clock.now()),
        dueAt: undefined,
      }),
    );

  describe('around the job', () => {
    it('moving a job in the due index loses against a change', async () => {
      const job = await placed(at, subject);
      expect(await moveDue(at, job, at.clock.now() + 90_000)).toBe(true);
      expect(await readCurrent(at, subject)).toMatchObject({ version: 1, writer: job.writer });
      const next = mine(
        await changeJob(at, job, { set: { step: 'revoking' }, dueAt: at.clock.now() + 40_000 }),
      );
      expect(await moveDue(at, job, 0)).toBe(false);
      expect(await readCurrent(at, subject)).toEqual(next);
    });

    it('a fact learnt after the end is added wherever the job lies', async () => {
      const old = await finished();
      await amendFinished(at, old, { announced: true });
      expect(await readJob(at, old.id)).toMatchObject({ sk: 'job', announced: true });
      const next = await placed(at, subject, {}, hasEnded(await readCurrent(at, subject)));
      await amendFinished(at, old, { redrivenBy: next.id });
      expect(await readJob(at, old.id)).toMatchObject({
        sk: `job#${old.id}`,
        announced: true,
        redrivenBy: next.id,
      });
      expect((await readJob(at, next.id))?.redrivenBy).toBeUndefined();
    });

    it('a fact learnt after the end survives the move of its job to the history', async () => {
      const old = await finished();
      const put: Setting['store']['put'] = async (item, when) => {
        await amendFinished(at, old, { announced: true });
        return at.store.put(item, when);
      };
      const next = sampleJob(at, subject);
      if (!(await placeJob({ ...at, store: { ...at.store, put } }, next, old, 0)))
        await placed(at, subject, {}, hasEnded(await readCurrent(at, subject)));
      expect(await readJob(at, old.id)).toMatchObject({ sk: `job#${old.id}`, announced: true });
    });

    it('an id that a request has claimed is not made an alias, and the reverse', async () => {
      const job = await placed(at, subject);
      const id = `${job.id.slice(0, job.id.lastIndexOf('-'))}-${randomId(at.random)}`;
      const before = await claimOf(at, id);
      expect(await claimId(at, subject, id, 'digest')).toBe(true);
      expect(await aliasJob(at, id, 'digest', job, before)).toBe(false);
      expect(await readJob(at, id)).toBeUndefined();
      expect(await aliasJob(at, id, 'digest', job, 'a claim that has been replaced since')).toBe(
        false,
      );
      expect(await aliasJob(at, id, 'digest', job, await claimOf(at, id))).toBe(true);
      expect(await claimId(at, subject, id, 'digest')).toBe(false);
      expect((await readJob(at, id))?.id).toBe(job.id);
    });

    it('a job takes the place of its own claim when it gives way to the next one', async () => {
      const job = await placed(at, subject);
      expect(await claimId(at, subject, job.id, 'digest')).toBe(true);
      await placed(
        at,
        subject,
        {},
        hasEnded(mine(await changeJob(at, job, { set: finishing(0), dueAt: undefined }))),
      );
      expect(await readJob(at, job.id)).toMatchObject({ id: job.id, sk: `job#${job.id}` });
    });

    it('an alias stands for the job it joined, with the digest of its own request', async () => {
      const job = await placed(at, subject, { requestDigest: 'digest of the first' });
      const alias = `${job.id.slice(0, job.id.lastIndexOf('-'))}-${randomId(at.random)}`;
      await aliasJob(at, alias, 'digest of the second', job);
      await aliasJob(at, alias, 'another', job);
      expect((await readJob(at, alias))?.id).toBe(job.id);
      expect(await requestDigestOf(at, job.id)).toBe('digest of the first');
      expect(await requestDigestOf(at, alias)).toBe('digest of the second');
      const next = await placed(
        at,
        subject,
        {},
        hasEnded(mine(await changeJob(at, job, { set: finishing(0), dueAt: undefined }))),
      );
      expect(await readJob(at, alias)).toMatchObject({ id: job.id, sk: `job#${job.id}` });
      expect((await readAt(at, { pk: subject, sk: 'job' }))?.id).toBe(next.id);
    });
  });
}
