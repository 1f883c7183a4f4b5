import { describe, expect } from 'vitest';
import { abandonJob, startJob } from '../../lib/jobs/commands.ts';
import type { Job } from '../../lib/jobs/job.ts';
import {
  askIvs,
  deleteKey,
  encoderState,
  givenChannel,
  givenLiveChannel,
  goLive,
  jobIn,
  keysOf,
  timelineOf,
  tagKey,
  tellOfStream,
  type GivenChannel,
  useUp,
} from '../given.ts';
import type { Call } from '../invocations.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const DAY_MS = 24 * 3_600_000;
const TAGS = { team: 'night' };

interface Suspended extends GivenChannel {
  encoderId: string;
  /** When the channel was dark, in ms since the epoch. */
  since: number;
  /** A rotation that waited for the end of the stream when the channel was suspended. */
  rotation: string;
}

describe('a suspended channel stays dark', () => {
  const suspend = async (world: World, { id }: GivenChannel): Promise<string> =>
    jobIn(await world.http('POST', `/v1/channels/${id}/suspension`)).id;

  /**
   * Suspends a live channel whose encoder tries to come back each second, and whose waiting
   * rotation had to give way.
   */
  async function givenSuspendedChannel(world: World): Promise<Suspended> {
    const channel = await givenLiveChannel(
      world,
      { reconnectAfterMs: 1_000 },
      { tags: { 'channelkeeper:rotate-every': '1d', 'channelkeeper:rotate-after-show': 'true' } },
    );
    await tagKey(world, channel, TAGS);
    const { id: rotation } = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`),
    );
    await world.ended(await suspend(world, channel), 60_000);
    return { ...channel, rotation, since: world.clock.now() };
  }

  /**
   * Checks that the channel is dark and has been since then: IVS has created no key and let no
   * encoder in.
   */
  async function expectDark(world: World, { arn, id, since }: Suspended): Promise<void> {
    const { ivs } = world.stack;
    const made = ivs
      .requests()
      .filter(
        ({ operation, status, channelArn, at }) =>
          operation === 'CreateStreamKey' &&
          status < 300 &&
          channelArn === arn &&
          Date.parse(at) >= since,
      );
    const begun = ivs
      .events()
      .filter(
        ({ detail, resources, time }) =>
          detail.event_name === 'Session Created' &&
          resources[0] === arn &&
          Date.parse(time) >= since,
      );
    expect({ made, begun, live: ivs.isLive(arn), keys: await keysOf(world, { arn, id }) }).toEqual({
      made: [],
      begun: [],
      live: false,
      keys: [],
    });
    expect((await world.http('GET', `/v1/channels/${id}/suspension`)).status).toBe(200);
  }

  const asks =
    (method: string, path: string, body?: unknown) =>
    async (world: World, { id }: Suspended) => {
      const answer = await world.http(
        method,
        `/v1/channels/${id}${path}`,
        body === undefined ? {} : { body },
      );
      expect(answer).toMatchObject({ status: 409, body: { type: '/problems/channel-suspended' } });
    };

  /** Starts a job, lets IVS refuse as for a live channel, and cancels the job while it waits. */
  const isCalledOff =
    (method: string, path: string, operation: string, body?: unknown) =>
    async (world: World, { id }: Suspended) => {
      world.stack.ivs.setFaults([{ operation, error: 'ConflictException' }]);
      const { id: jobId } = jobIn(
        await world.http(method, `/v1/channels/${id}${path}`, body === undefined ? {} : { body }),
      );
      expect((await world.http('POST', `/v1/jobs/${jobId}/cancel`)).status).toBe(200);
      expect(await world.ended(jobId)).toMatchObject({ status: 'cancelled' });
      world.stack.ivs.setFaults([]);
    };

  const ATTEMPTS: readonly (readonly [
    string,
    (world: World, channel: Suspended) => Promise<void>,
  ])[] = [
    ['a rotation now', asks('POST', '/stream-key-rotations?when=now')],
    ['a rotation when idle', asks('POST', '/stream-key-rotations?when=idle')],
    ['a request for a stream key', asks('POST', '/stream-keys', {})],
    ['a deletion that is cancelled', isCalledOff('DELETE', '', 'DeleteChannel')],
    [
      'a change that keeps the encoder out, cancelled',
      isCalledOff('PATCH', '?when=now&block=true', 'UpdateChannel', {
        latencyMode: 'NORMAL',
      }),
    ],
    [
      'a change that keeps the encoder out, and fails',
      async (world, { id }) => {
        world.stack.ivs.setFaults([{ operation: 'UpdateChannel', error: 'AccessDeniedException' }]);
        expect(
          (
            await world.http('PATCH', `/v1/channels/${id}?when=now&block=true`, {
              body: { latencyMode: 'NORMAL' },
            })
          ).status,
        ).toBe(502);
        world.stack.ivs.setFaults([]);
      },
    ],
    [
      'a change',
      async (world, { id }) =>
        expect(
          (
            await world.http('PATCH', `/v1/channels/${id}?when=now&block=true`, {
              body: { latencyMode: 'NORMAL' },
            })
          ).status,
        ).toBe(200),
    ],
    [
      'a stop',
      async (world, { id }) =>
        expect((await world.http('DELETE', `/v1/channels/${id}/stream`)).status).toBe(404),
    ],
    [
      'the rotation that gave way, done again',
      async (world, { rotation }) => {
        const { id } = jobIn(await world.http('POST', `/v1/jobs/${rotation}/redrive`));
        expect(await world.ended(id)).toMatchObject({ redriveOf: rotation, ending: 'suspended' });
      },
    ],
    [
      'the schedule, three days later',
      async (world) => {
        world.clock.moveTo(world.clock.now() + 3 * DAY_MS);
        await world.invoke('rotateStreamKeys');
      },
    ],
    [
      'the end of its last stream, told again',
      (world, channel) => tellOfStream(world, channel, 'Stream End'),
    ],
    [
      'an old Stream Start, told late',
      (world, channel) => tellOfStream(world, channel, 'Stream Start'),
    ],
    [
      'a job that dies at every other call',
      async (world, { id }) => {
        let calls = 0;
        world.fateOf = ({ functionName }) =>
          functionName && calls < 60 && calls++ % 3 === 2 ? 'crashAfter' : undefined;
        const headers = { 'idempotency-key': 'again-and-again' };
        for (let status = 500; status >= 500;)
          ({ status } = await world.http(
            'POST',
            `/v1/channels/${id}/stream-key-rotations?when=now`,
            { headers },
          ));
        await world.advance(10 * 60_000);
        expect(calls).toBeGreaterThan(5);
      },
    ],
    [
      'being suspended again',
      async (world, channel) =>
        expect((await world.ended(await suspend(world, channel), 60_000)).status).toBe('succeeded'),
    ],
    ['ten minutes of sweeps', (world) => world.advance(10 * 60_000)],
  ];

  it.for(ATTEMPTS)(
    'a suspended channel stays dark through %s',
    async ([_what, attempt], { world }) => {
      const channel = await givenSuspendedChannel(world);

      await attempt(world, channel);
      await world.advance(30_000);

      await expectDark(world, channel);
      expect((await world.http('DELETE', `/v1/channels/${channel.id}/suspension`)).status).toBe(
        200,
      );
      expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
      await goLive(world, channel);
    },
  );

  const startSuspension = async (world: World, id: string): Promise<string> =>
    (
      await startJob(
        world.app,
        { workflow: 'suspendChannel', subject: `channel/${id}`, input: {}, caller: 'operator' },
        0,
      )
    ).job.id;

  /** Delays the next call for which `such` is true by `afterMs`. */
  function holdUp(
    world: World,
    afterMs: number,
    such = ({ operation }: Call): boolean => operation === 'CreateStreamKey',
  ): { readonly held: boolean } {
    const state = { held: false };
    world.pick = (waiting) => {
      const index = waiting.findIndex(such);
      if (index < 0 || state.held) return { index: 0 };
      state.held = true;
      return { index, afterMs };
    };
    return state;
  }

  /**
   * Makes a request. Once the delayed call of its job is on its way, abandons the job and suspends
   * the channel.
   * @returns the suspension
   */
  async function suspendMeanwhile(
    world: World,
    { id }: GivenChannel,
    method: string,
    path: string,
    call: ReturnType<typeof holdUp>,
  ): Promise<Job> {
    const headers = { authorization: `Bearer ${await world.stack.issuer.mint({})}` };
    const asking = fetch(`${world.stack.url}/v1/channels/${id}${path}`, { method, headers });
    while (!call.held) await world.settle();
    const current = await world.app.store.get({ pk: `channel/${id}`, sk: 'job' });
    await abandonJob(world.app, String(current?.id), { by: 'operator' });
    const suspension = await world.ended(await startSuspension(world, id), 120_000);
    await world.during(asking, 'an answer');
    return suspension;
  }

  it('stays dark after a rotation abandoned with its new key on the way', async ({ world }) => {
    const channel = await givenChannel(world);

    const job = await suspendMeanwhile(
      world,
      channel,
      'POST',
      '/stream-key-rotations?when=now',
      holdUp(world, 9_000),
    );

    expect(timelineOf(job)).toContain('revokingAgain: revoked');
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('stays dark after the making of a key abandoned without a slot', async ({ world }) => {
    const channel = await givenChannel(world);
    await deleteKey(world, (await keysOf(world, channel))[0]?.arn);
    const fillRateLimiter = (until: number) => useUp(world, 'CreateStreamKey', until);
    await fillRateLimiter(world.clock.now() + 9_000);
    const { id } = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-keys`, { body: {} }),
    );
    // When the worker takes up the job, other jobs have taken the slots.
    await fillRateLimiter((await world.job(id)).wakeAt + 9_000);
    await world.until('the slot is waited for', async () => (await world.job(id)).acting, 60_000);
    holdUp(world, 9_000);

    await abandonJob(world.app, id, { by: 'operator' });
    await world.ended(await startSuspension(world, channel.id), 120_000);
    await world.advance(60_000);

    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('stays dark after a resumption abandoned with its write on the way', async ({ world }) => {
    const channel = await givenSuspendedChannel(world);
    const isLifting = ({ operation, input }: Call): boolean =>
      operation === 'UpdateItem' &&
      JSON.stringify(input.ExpressionAttributeNames).includes('liftedAt');

    await suspendMeanwhile(
      world,
      channel,
      'DELETE',
      '/suspension',
      holdUp(world, 5_000, isLifting),
    );

    await expectDark(world, channel);
  });

  it('is made dark again when an outsider has given it a key', async ({ world }) => {
    const channel = await givenSuspendedChannel(world);
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn });
    const intruder = await goLive(world, channel, { reconnectAfterMs: 1_000 });

    await world.advance(30_000);

    expect(encoderState(world, intruder)).toBe('refused');
    expect([world.stack.ivs.isLive(channel.arn), await keysOf(world, channel)]).toEqual([
      false,
      [],
    ]);
  });
});
