import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  tagKey,
  type GivenChannel,
  rotate,
} from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('requests that are more urgent', () => {
  const suspend = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/suspension`);
  const stop = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('DELETE', `/v1/channels/${id}/stream`);
  const update = (
    world: World,
    { id }: GivenChannel,
    when: string,
    body: Record<string, unknown>,
  ): Promise<Answer> => world.http('PATCH', `/v1/channels/${id}?when=${when}`, { body });
  const isDark = async (world: World, channel: GivenChannel): Promise<void> => {
    await world.until(
      'the channel is dark',
      () => !world.stack.ivs.isLive(channel.arn),
      2 * MINUTE_MS,
    );
    expect(await keysOf(world, channel)).toEqual([]);
  };
  const ends = async (world: World, id: string) => world.ended(id, 5 * MINUTE_MS);

  describe('suspensions are never refused', () => {
    it.for<[string, (world: World, channel: GivenChannel) => Promise<Answer>]>([
      ['a stop', stop],
      [
        'an update now',
        (world, channel) => update(world, channel, 'now', { latencyMode: 'NORMAL' }),
      ],
      [
        'an update that keeps the encoder out',
        (world, channel) => update(world, channel, 'now&block=true', { latencyMode: 'NORMAL' }),
      ],
      ['a rotation now', (world, channel) => rotate(world, channel, 'now')],
      [
        'an update that waits',
        (world, channel) => update(world, channel, 'idle', { latencyMode: 'NORMAL' }),
      ],
    ])('a suspension takes over while %s fights an encoder', async ([_name, begin], { world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 100 });
      await tagKey(world, channel, { team: 'night' });
      const { id } = jobIn(await begin(world, channel));

      const suspension = jobIn(await suspend(world, channel)).id;

      expect(await world.job(id)).toMatchObject({ status: 'cancelled', supersededBy: suspension });
      expect(await ends(world, suspension)).toMatchObject({ status: 'succeeded' });
      await isDark(world, channel);
      await world.advance(5 * MINUTE_MS);
      await isDark(world, channel);
      await world.http('DELETE', `/v1/channels/${channel.id}/suspension`);
      expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
    });

    it.for(['idle', 'now'])(
      'a suspension takes over while a retirement detaches the channel (%s)',
      async (detach, { world }) => {
        const configuration = await givenRecordingConfiguration(world);
        const channel = await givenLiveChannel(
          world,
          { reconnectAfterMs: 100 },
          { recordingConfigurationArn: configuration.arn },
        );
        await world.http(
          'DELETE',
          `/v1/recording-configurations/${configuration.id}?detach=${detach}`,
        );
        await world.until(
          'the child is there',
          async () =>
            (await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' }))?.parent !==
            undefined,
          MINUTE_MS,
        );

        expect(await ends(world, jobIn(await suspend(world, channel)).id)).toMatchObject({
          status: 'succeeded',
          workflow: 'suspendChannel',
        });
        await isDark(world, channel);
      },
    );

    it('a suspension takes over while a job is in the middle of a call', async ({ world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      const held = { call: false };
      world.pick = (waiting) => {
        const index = waiting.findIndex(({ operation }) => operation === 'CreateStreamKey');
        if (index < 0 || held.call) return { index: 0 };
        held.call = true;
        return { index, afterMs: 5_000 };
      };
      const headers = { authorization: `Bearer ${await world.stack.issuer.mint({})}` };
      const asking = fetch(
        `${world.stack.url}/v1/channels/${channel.id}/stream-key-rotations?when=now`,
        { method: 'POST', headers },
      );
      while (!held.call) await world.settle();
      world.pick = undefined;

      const answer = await suspend(world, channel);
      await world.during(asking, 'an answer');

      expect(answer.status).toBe(202);
      await ends(world, jobIn(answer).id);
      await isDark(world, channel);
    });

    it('a suspension takes over from a job of an unknown version', async ({ world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      jobIn(await stop(world, channel));
      await world.app.store.update(
        { pk: `channel/${channel.id}`, sk: 'job' },
        { set: { workflowVersion: 99 } },
      );

      expect(await ends(world, jobIn(await suspend(world, channel)).id)).toMatchObject({
        status: 'succeeded',
        workflow: 'suspendChannel',
      });
      await isDark(world, channel);
    });
  });

  it.for([
    ['at rest', false],
    ['whose runner has died', true],
  ] as const)(
    'a cancel frees the channel of a job of an unknown version %s',
    async ([, acting], { world }) => {
      const channel = await givenLiveChannel(world);
      const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
      await world.app.store.update(
        { pk: `channel/${channel.id}`, sk: 'job' },
        { set: { workflowVersion: 99, acting } },
      );

      await world.http('POST', `/v1/jobs/${id}/cancel`);

      expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({
        status: 'cancelled',
        left: expect.arrayContaining(['keyless']) as unknown,
      });
    },
  );

  it('a deletion does not wait for a stop that keeps the encoder away', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const stopping = jobIn(await stop(world, channel)).id;
    await world.advance(2_000);

    const answer = await world.http('DELETE', `/v1/channels/${channel.id}`);

    expect([202, 204]).toContain(answer.status);
    await world.ended(stopping, MINUTE_MS);
    await world.until(
      'the channel is gone',
      async () => !(await isThere(world, channel)),
      MINUTE_MS,
    );
  });

  describe('jobs that were pushed aside', () => {
    const startedAgain = async (world: World, id: string): Promise<string> => {
      await world.until(
        'it is started again',
        async () => (await world.job(id)).redrivenBy !== undefined,
        MINUTE_MS,
      );
      return String((await world.job(id)).redrivenBy);
    };

    it('a change that waits for the end of the stream survives a stop', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      const { id } = jobIn(await update(world, channel, 'idle', { latencyMode: 'NORMAL' }));
      const stopping = jobIn(await stop(world, channel)).id;
      expect(await ends(world, stopping)).toMatchObject({
        supersedes: [{ jobId: id, startsAgain: true }],
      });

      expect(await ends(world, await startedAgain(world, id))).toMatchObject({
        status: 'succeeded',
        redriveOf: id,
        requestedBy: (await world.job(id)).requestedBy,
      });
      expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({ latencyMode: 'NORMAL' });
    });

    it('a rotation that waits survives a stop', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      const [before] = await keysOf(world, channel);
      const { id } = jobIn(await rotate(world, channel, 'idle'));
      await ends(world, jobIn(await stop(world, channel)).id);

      expect(await ends(world, await startedAgain(world, id))).toMatchObject({
        status: 'succeeded',
      });
      expect((await keysOf(world, channel))[0]?.arn).not.toBe(before?.arn);
    });

    it('a job starts again although the hint and the process are lost', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      const { id } = jobIn(await update(world, channel, 'idle', { latencyMode: 'NORMAL' }));
      const stopping = jobIn(await stop(world, channel)).id;
      let crashed = false;
      world.fateOf = ({ service, input }) => {
        if (crashed || service !== 'events' || !JSON.stringify(input).includes('Job Succeeded'))
          return undefined;
        crashed = true;
        return 'crashAfter';
      };

      await world.ended(stopping, 5 * MINUTE_MS);
      expect(crashed).toBe(true);
      expect(await ends(world, await startedAgain(world, id))).toMatchObject({
        status: 'succeeded',
      });
    });

    it('a job does not start again that contradicts the later one', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      const { id } = jobIn(await update(world, channel, 'idle', { latencyMode: 'NORMAL' }));
      const now = jobIn(
        await update(world, channel, 'now', { latencyMode: 'LOW', name: 'later' }),
      ).id;

      expect(await ends(world, now)).toMatchObject({
        status: 'succeeded',
        supersedes: [{ jobId: id, startsAgain: false }],
      });
      await world.advance(5 * MINUTE_MS);
      expect(await world.job(id)).not.toHaveProperty('redrivenBy');
      expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({
        latencyMode: 'LOW',
        name: 'later',
      });
    });

    it('a job that is done but not announced is announced', async ({ world }) => {
      const channel = await givenChannel(world);
      world.fateOf = ({ service, input }) =>
        service === 'events' && JSON.stringify(input).includes('Stream Key Rotated')
          ? 'noAnswer'
          : undefined;
      const { id } = jobIn(await rotate(world, channel, 'now'));
      world.fateOf = () => undefined;
      expect(await world.job(id)).toMatchObject({ step: 'announcing', acting: false });

      await ends(world, jobIn(await suspend(world, channel)).id);

      await ends(world, await startedAgain(world, id));
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    });
  });

  it('an encoder that never comes on air does not delay a rotation for ever', async ({ world }) => {
    const channel = await givenChannel(world);
    const [before] = await keysOf(world, channel);
    const dials = async (): Promise<void> => {
      const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
      await world.advance(1_500);
      world.stack.ivs.setChaos({ drop: 1 });
      world.stack.ivs.disconnectEncoder(encoderId);
      await world.advance(500);
      world.stack.ivs.setChaos({ drop: 0 });
    };
    await dials();
    await rotate(world, channel, 'idle');

    for (let n = 0; n < 4; n++) {
      await world.advance(28_000);
      await dials();
    }
    expect((await keysOf(world, channel))[0]?.arn).not.toBe(before?.arn);
  });
});
