import { describe, expect } from 'vitest';
import { fenceOf } from '../../lib/records/fences.ts';
import { dueViewerBans, writeViewerBan } from '../../lib/records/viewerBans.ts';
import { createRandom } from '../../local/random.ts';
import { changeJob, readJob } from '../../lib/jobs/table.ts';
import {
  givenChannel,
  jobIn,
  refuseEvents,
  suspend,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import {
  ban,
  giveKey,
  givenPrivateStream,
  pathOfBan,
  revokedVersion,
  secondOf,
} from '../givenViewers.ts';
import { withStaleIndex } from '../simulation/staleIndex.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const SECOND_MS = 1_000;
const BAN_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** ivs-local lets a revocation take effect after five seconds. */
const EFFECT_MS = 6 * SECOND_MS;

describe('banViewer', () => {
  it('ends the sessions of a viewer, and refuses fresh tokens of others until its end', async ({
    world,
  }) => {
    const stream = await givenPrivateStream(world);
    const { playlist } = await stream.open(await stream.sign('ann'));
    const ofBob = await stream.open(await stream.sign('bob'));
    expect((await fetch(playlist)).status).toBe(200);
    const until = world.clock.now() + BAN_MS;

    const answer = await ban(world, stream, 'ann', until, { 'x-reason': 'spam' });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(pathOfBan(stream, 'ann'));
    expect(answer.body.viewerBan).toEqual({
      channelArn: stream.arn,
      viewerId: 'ann',
      bannedAt: expect.any(String) as string,
      until: new Date(until).toISOString(),
      bannedBy: 'local-developer',
      reason: 'spam',
      jobId: jobIn(answer).id,
      viewerSessionVersionsLessThanOrEqualTo: Math.ceil(until / SECOND_MS),
    });
    expect(timelineOf(await world.job(jobIn(answer).id))).toEqual([
      'writing: written',
      'revoking: revoked',
      'announcing: announced',
    ]);
    expect(world.published('Viewer Banned')).toMatchObject([
      {
        jobId: jobIn(answer).id,
        step: 'announcing',
        channelArn: stream.arn,
        until: new Date(until).toISOString(),
      },
    ]);
    await world.advance(EFFECT_MS);
    expect((await fetch(playlist)).status).toBe(403);
    expect((await fetch(ofBob.playlist)).status).toBe(200);
    await world.advance(BAN_MS / 2);
    expect((await stream.open(await stream.sign('ann'))).status).toBe(403);
    expect((await stream.open(await stream.sign('bob'))).status).toBe(200);
    await world.advance(BAN_MS / 2);
    expect((await stream.open(await stream.sign('ann'))).status).toBe(200);
    expect((await world.http('GET', pathOfBan(stream, 'ann'))).status).toBe(404);
  });

  it('stands from the moment at which it is written, whatever becomes of IVS', async ({
    world,
  }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'StartViewerSessionRevocation', error: 'InternalServerException' },
    ]);

    const answer = await ban(world, channel, 'ann', world.clock.now() + BAN_MS);

    expect(answer.status).toBe(202);
    expect((await world.http('GET', pathOfBan(channel, 'ann'))).body).toMatchObject({
      viewerBan: { viewerId: 'ann', jobId: jobIn(answer).id },
    });
    const cancel = await world.http('POST', `/v1/jobs/${jobIn(answer).id}/cancel`);
    expect(cancel.body.type).toBe('/problems/past-point-of-no-return');
    world.stack.ivs.setFaults([]);
    expect((await world.ended(jobIn(answer).id)).status).toBe('succeeded');
  });

  it('leaves the viewer alone when it is lifted before IVS could be reached', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    world.stack.ivs.setFaults([
      { operation: 'StartViewerSessionRevocation', error: 'InternalServerException' },
    ]);
    const answer = await ban(world, channel, 'ann', world.clock.now() + BAN_MS);

    expect((await world.http('DELETE', pathOfBan(channel, 'ann'))).status).toBe(200);
    world.stack.ivs.setFaults([]);
    const calls = world.count('StartViewerSessionRevocation');
    const job = await world.ended(jobIn(answer).id);

    expect([job.status, job.step]).toEqual(['succeeded', 'wasLifted']);
    expect(world.count('StartViewerSessionRevocation')).toBe(calls);
    expect(world.published('Viewer Banned')).toEqual([]);
  });

  it('goes on in a redriven job, and does not undo a later ban', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const refuse = { operation: 'StartViewerSessionRevocation', error: 'AccessDeniedException' };
    world.stack.ivs.setFaults([refuse]);
    const until = world.clock.now() + BAN_MS;
    const first = await ban(world, channel, 'ann', until);
    expect(first.status).toBe(502);
    const firstId = String(first.body.jobId);
    world.stack.ivs.setFaults([]);

    const again = await world.http('POST', `/v1/jobs/${firstId}/redrive`);
    const redriven = await world.ended(jobIn(again).id);
    expect(timelineOf(redriven)).toEqual(['revoking: revoked', 'announcing: announced']);

    world.stack.ivs.setFaults([refuse]);
    const second = await ban(world, channel, 'ann', until + BAN_MS);
    world.stack.ivs.setFaults([]);
    const third = await ban(world, channel, 'ann', until + 2 * BAN_MS);
    const late = await world.http('POST', `/v1/jobs/${String(second.body.jobId)}/redrive`);
    expect(timelineOf(await world.ended(jobIn(late).id))).toEqual(['revoking: lifted']);
    expect((await world.http('GET', pathOfBan(channel, 'ann'))).body).toMatchObject({
      viewerBan: { jobId: jobIn(third).id },
    });
  });

  it('is not written again by an attempt that was stalled until the ban was lifted', async ({
    world,
  }) => {
    const { store } = world.app;
    const now = world.clock.now();
    const made = { viewerId: 'ann', bannedAt: now, until: now + BAN_MS, by: 'me', jobId: 'a' };
    const fence = (version: number): string => fenceOf({ createdAt: now, version });
    const channel = await givenChannel(world, { authorized: true });
    await writeViewerBan(store, channel.id, fence(2), made);
    await world.http('DELETE', pathOfBan(channel, 'ann'));

    await writeViewerBan(store, channel.id, fence(3), made);
    await writeViewerBan(store, channel.id, fence(1), { ...made, jobId: 'before' });

    expect((await world.http('GET', pathOfBan(channel, 'ann'))).status).toBe(404);
  });

  describe('a second ban', () => {
    it('takes the place of the first one, and keeps what IVS cannot take back', async ({
      world,
    }) => {
      const stream = await givenPrivateStream(world);
      const now = world.clock.now();
      await ban(world, stream, 'ann', now + 2 * BAN_MS);
      const longer = await ban(world, stream, 'ann', now + 3 * BAN_MS);
      expect(longer.body.viewerBan).toMatchObject({
        until: new Date(now + 3 * BAN_MS).toISOString(),
        viewerSessionVersionsLessThanOrEqualTo: Math.ceil((now + 3 * BAN_MS) / SECOND_MS),
      });

      const shorter = await ban(world, stream, 'ann', now + BAN_MS);

      expect(shorter.body.viewerBan).toMatchObject({
        until: new Date(now + BAN_MS).toISOString(),
        viewerSessionVersionsLessThanOrEqualTo: Math.ceil((now + 3 * BAN_MS) / SECOND_MS) + 1,
      });
      await world.advance(BAN_MS + SECOND_MS);
      expect((await world.http('GET', pathOfBan(stream, 'ann'))).status).toBe(404);
      expect((await stream.open(await stream.sign('ann'))).status).toBe(403);
      const above = Math.ceil((now + 3 * BAN_MS) / SECOND_MS) + 2;
      expect((await stream.open(await stream.sign('ann', above))).status).toBe(200);
    });

    it('ends the sessions that began after the first one was lifted', async ({ world }) => {
      const stream = await givenPrivateStream(world);
      const until = world.clock.now() + 2 * BAN_MS;
      await ban(world, stream, 'ann', until);
      const lifted = await world.http('DELETE', pathOfBan(stream, 'ann'));
      const version = lifted.body.viewerSessionVersion as number;
      expect(version).toBe(Math.ceil(until / SECOND_MS) + 1);
      await world.advance(EFFECT_MS);
      expect((await stream.open(await stream.sign('ann', version - 1))).status).toBe(403);
      const { status, playlist } = await stream.open(await stream.sign('ann', version));
      expect(status).toBe(200);

      await ban(world, stream, 'ann', world.clock.now() + BAN_MS);
      await world.advance(EFFECT_MS);

      expect((await fetch(playlist)).status).toBe(403);
    });

    it('is the same one under the same key, and joins the same one under way', async ({
      world,
    }) => {
      const channel = await givenChannel(world, { authorized: true });
      const until = world.clock.now() + BAN_MS;
      const key = { 'idempotency-key': 'ban-ann' };
      const first = await ban(world, channel, 'ann', until, key);
      const again = await ban(world, channel, 'ann', until, key);
      expect(jobIn(again).id).toBe(jobIn(first).id);
      expect(again.headers.get('idempotency-replayed')).toBe('true');

      world.stack.ivs.setFaults([
        { operation: 'StartViewerSessionRevocation', error: 'InternalServerException' },
      ]);
      const open = await ban(world, channel, 'ann', until + BAN_MS);
      const joined = await ban(world, channel, 'ann', until + BAN_MS);
      expect(jobIn(joined).id).toBe(jobIn(open).id);
      const other = await ban(world, channel, 'ann', until + 2 * BAN_MS);
      expect(other.body).toMatchObject({ type: '/problems/job-conflict', jobId: jobIn(open).id });
      expect((await ban(world, channel, 'bob', until)).status).toBe(202);
    });
  });

  describe('a ban after a lift', () => {
    const NO_ANSWER = {
      operation: 'StartViewerSessionRevocation',
      error: 'InternalServerException',
    };
    const tokenFor = (world: World, { id }: GivenChannel): Promise<Answer> =>
      world.http('POST', `/v1/channels/${id}/playback-tokens`, { body: { viewerId: 'ann' } });

    it.for([
      ['IVS does not answer', 0],
      ['IVS does not answer, and another end', BAN_MS],
      ['the bus refuses', 0],
      ['the bus refuses, and another end', BAN_MS],
    ] as const)('does not join the job of the lifted one: %s', async ([by, more], { world }) => {
      const stream = await givenPrivateStream(world);
      await giveKey(world, stream.privateKey);
      const byIvs = by.startsWith('IVS');
      const takeEvents = byIvs ? undefined : refuseEvents(world, 'Viewer Banned');
      if (byIvs) world.stack.ivs.setFaults([NO_ANSWER]);
      const until = world.clock.now() + BAN_MS;
      const first = await ban(world, stream, 'ann', until);
      expect(first.status).toBe(202);
      expect((await world.http('DELETE', pathOfBan(stream, 'ann'))).status).toBe(200);

      const second = await ban(world, stream, 'ann', until + more);

      expect(second.status).toBe(202);
      expect(jobIn(second).id).not.toBe(jobIn(first).id);
      const viewerBan = { jobId: jobIn(second).id, until: new Date(until + more).toISOString() };
      const standing = await world.http('GET', pathOfBan(stream, 'ann'));
      expect(standing.body).toMatchObject({ viewerBan });
      expect((await tokenFor(world, stream)).status).toBe(403);
      expect(jobIn(await ban(world, stream, 'ann', until + more)).id).toBe(jobIn(second).id);

      takeEvents?.();
      world.stack.ivs.setFaults([]);
      expect((await world.ended(jobIn(second).id)).status).toBe('succeeded');
      await world.settle();
      expect(await revokedVersion(world, stream, 'ann')).toBeGreaterThan(
        Math.ceil(until / SECOND_MS),
      );
      expect((await world.http('GET', pathOfBan(stream, 'ann'))).body).toMatchObject({ viewerBan });
      expect(world.published('Viewer Banned').at(-1)).toBeDefined();
    });

    it('stands before a worker has begun it, and in place of a job in the middle of its call', async ({
      world,
    }) => {
      const stream = await givenPrivateStream(world);
      await giveKey(world, stream.privateKey);
      const until = world.clock.now() + BAN_MS;
      const unhurried = { prefer: 'wait=0' };
      const takeEvents = refuseEvents(world, 'Job Due');
      const first = await ban(world, stream, 'ann', until, unhurried);
      expect([first.status, jobIn(first).step]).toEqual([202, 'writing']);
      expect((await tokenFor(world, stream)).status).toBe(403);
      const cancel = await world.http('POST', `/v1/jobs/${jobIn(first).id}/cancel`);
      expect(cancel.body.type).toBe('/problems/past-point-of-no-return');
      await world.http('DELETE', pathOfBan(stream, 'ann'));
      // A worker takes the job up and dies in the middle of its call.
      const { id: jobId } = jobIn(first);
      const job = await readJob(world.app, jobId);
      if (!job) throw new Error('There is no job.');
      await changeJob(world.app, job, {
        set: { step: 'revoking', acting: true },
        dueAt: world.clock.now(),
      });

      const second = await ban(world, stream, 'ann', until, unhurried);

      expect(second.status).toBe(202);
      expect((await tokenFor(world, stream)).status).toBe(403);
      takeEvents();
      expect((await world.ended(jobIn(second).id)).status).toBe('succeeded');
      expect((await world.http('GET', pathOfBan(stream, 'ann'))).body).toMatchObject({
        viewerBan: { jobId: jobIn(second).id },
      });
    });
  });

  describe('the channel', () => {
    it('must exist, and a ban of a channel that is gone leaves nothing', async ({ world }) => {
      const gone = await givenChannel(world, { authorized: true });
      await world.http('DELETE', `/v1/channels/${gone.id}`);

      const answer = await ban(world, gone, 'ann', world.clock.now() + BAN_MS);

      expect([answer.status, answer.body.type]).toEqual([404, '/problems/not-found']);
      expect((await world.http('GET', pathOfBan(gone, 'ann'))).status).toBe(404);
      expect((await world.http('GET', `/v1/channels/${gone.id}/viewer-bans`)).status).toBe(404);
    });

    it('may be suspended', async ({ world }) => {
      const channel = await givenChannel(world, { authorized: true });
      await suspend(world, channel);
      expect((await ban(world, channel, 'ann', world.clock.now() + BAN_MS)).status).toBe(201);
    });

    it('may be under other work', async ({ world }) => {
      const stream = await givenPrivateStream(world);
      const path = `/v1/channels/${stream.id}/stream-key-rotations?when=idle`;
      expect((await world.http('POST', path)).status).toBe(202);
      expect((await ban(world, stream, 'ann', world.clock.now() + BAN_MS)).status).toBe(201);
    });

    const tagged = itIn({ environment: { MANAGED_CHANNELS: 'team=night' } });
    tagged('must be managed by this deployment', async ({ world }) => {
      const { channel } = await world.app.ivs.call(
        'CreateChannel',
        new (await import('@aws-sdk/client-ivs')).CreateChannelCommand({ authorized: true }),
      );
      const [, id = ''] = channel?.arn?.split('/') ?? [];
      const other = { id, arn: channel?.arn ?? '' };
      const answer = await ban(world, other, 'ann', world.clock.now() + BAN_MS);
      expect([answer.status, answer.body.type]).toEqual([404, '/problems/not-found']);
      expect(world.count('StartViewerSessionRevocation')).toBe(0);
    });
  });

  it('names the field and the rule that a request breaks', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const errorsOf = async (body: object): Promise<unknown> =>
      (await world.http('POST', `/v1/channels/${channel.id}/viewer-bans`, { body })).body.errors;
    const until = new Date(world.clock.now() + BAN_MS).toISOString();
    expect(await errorsOf({ viewerId: 'ann', until: '2020-01-01T00:00:00Z' })).toEqual([
      { field: 'until', rule: 'must be in the future' },
    ]);
    expect(await errorsOf({ viewerId: 'ann', until: '2038-01-01T00:00:00Z' })).toEqual([
      { field: 'until', rule: expect.stringContaining('must be at most 2037-12-31') as string },
    ]);
    expect(await errorsOf({ viewerId: 'ann', until: 'soon' })).toMatchObject([{ field: 'until' }]);
    for (const loose of [
      '2030-02-30T00:00:00Z',
      '2030-01-01T24:00:00Z',
      '2030',
      '2030-01-01',
      '2030-01-01T00:00:00',
    ])
      expect(await errorsOf({ viewerId: 'ann', until: loose }), loose).toEqual([
        { field: 'until', rule: expect.stringContaining('must be an existing time') as string },
      ]);
    const long = 'a'.repeat(41);
    for (const viewerId of ['', long, 'a/b', '..', 'a\u0000', '\ud800'])
      expect(await errorsOf({ viewerId, until }), viewerId).toEqual([
        { field: 'viewerId', rule: expect.stringContaining('1 to 40 characters') as string },
      ]);
    expect(await errorsOf({ viewerId: 'ann', until, reason: 'a'.repeat(513) })).toMatchObject([
      { field: 'reason' },
    ]);
  });

  it('takes every other id of a viewer, and its reason from the body', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const until = new Date(world.clock.now() + BAN_MS).toISOString();
    for (const viewerId of ['a b', 'ünï', 'a%2Fb', '🎬', 'a?b#c', 'ann@example']) {
      const { status } = await world.http('POST', `/v1/channels/${channel.id}/viewer-bans`, {
        body: { viewerId, until, reason: `for ${viewerId}` },
      });
      expect(status, viewerId).toBe(201);
      expect((await world.http('GET', pathOfBan(channel, viewerId))).body).toMatchObject({
        viewerBan: { viewerId, reason: `for ${viewerId}` },
      });
      expect((await world.http('DELETE', pathOfBan(channel, viewerId))).status).toBe(200);
      expect((await world.http('DELETE', pathOfBan(channel, viewerId))).status).toBe(404);
    }
    const { body } = await world.http('GET', `/v1/channels/${channel.id}/viewer-bans`);
    expect(body).toEqual({ viewerBans: [] });
  });

  it('is one of a thousand, which are listed by a query a page and no scan', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const now = world.clock.now();
    const written = (n: number, until: number): Promise<void> =>
      writeViewerBan(world.app.store, channel.id, fenceOf({ createdAt: now, version: n }), {
        viewerId: `viewer-${String(n).padStart(4, '0')}`,
        bannedAt: now,
        until,
        by: 'me',
        jobId: `job-${n}`,
      });
    // Every tenth ban is over, and its record has expired.
    for (let from = 0; from < 1_000; from += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, at) =>
          written(from + at, now + (at % 10 === 0 ? -2 * DAY_MS : BAN_MS)),
        ),
      );

    const listed: string[] = [];
    const reads: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const from = world.calls.length;
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const path = `/v1/channels/${channel.id}/viewer-bans?limit=100${query}`;
      const { body } = await world.http('GET', path);
      listed.push(...(body.viewerBans as { viewerId: string }[]).map(({ viewerId }) => viewerId));
      const made = world.calls.slice(from);
      expect(made.every(({ service }) => service === 'dynamodb')).toBe(true);
      reads.push(made.map(({ operation }) => operation).join(' '));
      cursor = body.nextCursor as string | undefined;
    }

    expect(listed).toHaveLength(900);
    expect(listed).toEqual(listed.toSorted());
    expect(reads).toHaveLength(9);
    // The second query fills a page, because some records have expired. After the last page, a
    // third one finds nothing more.
    expect(new Set(reads.slice(0, -1))).toEqual(new Set(['Query Query']));
    expect(reads.at(-1)).toBe('Query Query Query');
  });
});

describe('a ban of days', () => {
  const HALF_DAY_MS = DAY_MS / 2;

  it('is made anew at IVS twice a day, which forgets a revocation after one', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    world.stack.ivs.disconnectEncoder(stream.encoderId);
    const until = world.clock.now() + 3 * DAY_MS;
    await ban(world, stream, 'ann', until);
    await ban(world, stream, 'bob', until);
    await ban(world, stream, 'cid', world.clock.now() + BAN_MS);
    await world.http('DELETE', pathOfBan(stream, 'bob'));
    const made = (): number => world.count('StartViewerSessionRevocation');
    expect(made()).toBe(3);
    await world.invoke('renewViewerBans');
    expect(made()).toBe(3);

    for (let halfDays = 1; halfDays <= 5; halfDays++) {
      world.clock.moveTo(world.clock.now() + HALF_DAY_MS + SECOND_MS);
      await world.invoke('renewViewerBans');
      expect(made()).toBe(3 + halfDays);
      await world.invoke('renewViewerBans');
      expect(made()).toBe(3 + halfDays);
      expect(await revokedVersion(world, stream, 'ann')).toBe(Math.ceil(until / SECOND_MS));
    }
    world.clock.moveTo(world.clock.now() + DAY_MS);
    await world.invoke('renewViewerBans');
    expect(made()).toBe(8);
  });

  it('is made anew, however many bans have ended that were due before it', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const now = world.clock.now();
    const written = (viewerId: string, bannedAt: number, until: number): Promise<void> =>
      writeViewerBan(world.app.store, channel.id, fenceOf({ createdAt: now, version: 1 }), {
        viewerId,
        bannedAt,
        until,
        by: 'me',
        jobId: viewerId,
      });
    // They are due, and end before the next run.
    for (let n = 0; n < 230; n++)
      await written(`short-${n}`, now + (n % 7), now + HALF_DAY_MS + 60 * SECOND_MS);
    await written('long', now + SECOND_MS, now + 4 * DAY_MS);
    await written('later', now + 2 * SECOND_MS, now + 4 * DAY_MS);

    for (let halfDays = 1; halfDays <= 5; halfDays++) {
      world.clock.moveTo(now + halfDays * (HALF_DAY_MS + 120 * SECOND_MS));
      await world.invoke('renewViewerBans');
      expect(world.count('StartViewerSessionRevocation')).toBe(2 * halfDays);
    }
  });

  it('leaves the index when it has ended, unless the viewer has been banned again', async ({
    world,
  }) => {
    const channel = await givenChannel(world, { authorized: true });
    const { store } = world.app;
    const now = world.clock.now();
    const written = (jobId: string, bannedAt: number, days: number): Promise<void> =>
      writeViewerBan(store, channel.id, fenceOf({ createdAt: now, version: 1 }), {
        viewerId: 'ann',
        bannedAt,
        until: bannedAt + days * DAY_MS,
        by: 'me',
        jobId,
      });
    await written('first', now, 0.6);
    world.clock.moveTo(now + DAY_MS);
    const racing = {
      ...store,
      async update(...[key, change]: Parameters<typeof store.update>) {
        await written('second', now + DAY_MS, 3);
        return store.update(key, change);
      },
    };
    expect(await dueViewerBans(racing, 100, world.clock.now())).toEqual([]);
    world.clock.moveTo(now + 2 * DAY_MS);
    expect(await dueViewerBans(store, 100, world.clock.now())).toMatchObject([{ jobId: 'second' }]);
  });

  it('is made anew once, although the index lags behind its record', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    await ban(world, stream, 'ann', world.clock.now() + 3 * DAY_MS);
    let stale = 0;
    const store = withStaleIndex(world.app.store, createRandom(1), () => (stale-- > 0 ? 1 : 0));
    world.app = { ...world.app, store };
    world.clock.moveTo(world.clock.now() + HALF_DAY_MS + SECOND_MS);
    // The first read is the present one, and those after it see the same entry.
    stale = 3;
    await world.invoke('renewViewerBans');
    expect(world.count('StartViewerSessionRevocation')).toBe(2);
  });

  it('is made anew although IVS refuses an older one for good', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const until = world.clock.now() + 3 * DAY_MS;
    for (const viewer of ['ann', 'bob', 'cid']) await ban(world, channel, viewer, until);
    world.clock.moveTo(world.clock.now() + HALF_DAY_MS + SECOND_MS);
    const operation = 'StartViewerSessionRevocation';
    world.stack.ivs.setFaults([{ operation, error: 'ValidationException', count: 1 }]);
    await world.invoke('renewViewerBans');
    expect(world.count(operation)).toBe(6);
    expect(world.logged.join('')).toContain('IVS refuses to renew a ban');
    await world.invoke('renewViewerBans');
    expect(world.count(operation)).toBe(6);
  });

  it('waits for IVS, and forgets no viewer for a channel that is gone', async ({ world }) => {
    const gone = await givenChannel(world, { authorized: true });
    const channel = await givenChannel(world, { authorized: true });
    for (const { id } of [gone, channel])
      await ban(world, { id, arn: '' }, 'ann', world.clock.now() + 3 * DAY_MS);
    await world.http('DELETE', `/v1/channels/${gone.id}`);
    world.clock.moveTo(world.clock.now() + HALF_DAY_MS + SECOND_MS);
    world.stack.ivs.setFaults([
      { operation: 'StartViewerSessionRevocation', error: 'InternalServerException' },
    ]);
    await world.invoke('renewViewerBans');
    expect(world.count('StartViewerSessionRevocation')).toBe(3);
    world.stack.ivs.setFaults([]);
    await world.invoke('renewViewerBans');
    expect(world.count('StartViewerSessionRevocation')).toBe(5);
    await world.invoke('renewViewerBans');
    expect(world.count('StartViewerSessionRevocation')).toBe(5);
  });
});

describe('the versions of tokens', () => {
  it('that are milliseconds play on, which is why they must be seconds', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    await ban(world, stream, 'ann', world.clock.now() + BAN_MS);
    await world.advance(EFFECT_MS);
    const inMs = secondOf(world) * 1_000;
    expect((await stream.open(await stream.sign('ann', inMs))).status).toBe(200);
    expect((await stream.open(await stream.sign('ann', 0))).status).toBe(403);
  });
});
