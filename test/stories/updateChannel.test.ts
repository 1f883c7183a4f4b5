import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, type GivenChannel } from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('updateChannel', () => {
  const update = (
    world: World,
    { id }: GivenChannel,
    body: Record<string, unknown>,
    query = '',
  ): Promise<Answer> => world.http('PATCH', `/v1/channels/${id}${query}`, { body });
  const channelOf = async (world: World, { id }: GivenChannel): Promise<unknown> =>
    (await world.http('GET', `/v1/channels/${id}`)).body.channel;

  it('changes an idle channel before it answers, and only the members named', async ({ world }) => {
    const channel = await givenChannel(world, { latencyMode: 'LOW', type: 'BASIC' });

    const answer = await update(world, channel, { latencyMode: 'NORMAL' });

    expect(answer).toMatchObject({
      status: 200,
      body: { channel: { arn: channel.arn, latencyMode: 'NORMAL', type: 'BASIC', name: 'studio' } },
    });
    expect(await channelOf(world, channel)).toMatchObject({ latencyMode: 'NORMAL' });
    expect(world.published('Channel Updated')).toMatchObject([
      expect.objectContaining({ channelArn: channel.arn, fields: ['latencyMode'] }),
    ]);
    expect(world.count('GetStream') + world.count('StopStream')).toBe(0);
  });

  it('passes "" on to IVS, which detaches', async ({ world }) => {
    const channel = await givenChannel(world);

    expect((await update(world, channel, { recordingConfigurationArn: '' })).status).toBe(200);

    expect(world.calls.find(({ operation }) => operation === 'UpdateChannel')?.input).toEqual({
      arn: channel.arn,
      recordingConfigurationArn: '',
    });
  });

  it('does not report a missing channel when an attachment may be missing', async ({ world }) => {
    const channel = await givenChannel(world);
    const recordingConfigurationArn =
      'arn:aws:ivs:us-west-2:123456789012:recording-configuration/NoSuchConfig';

    const answer = await update(world, channel, { recordingConfigurationArn });

    expect(answer).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
    expect(answer.body.detail).toContain(recordingConfigurationArn);
  });

  it('leaves a live channel alone, and explains both ways', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const answer = await update(world, channel, { latencyMode: 'NORMAL' });

    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/channel-live' } });
    expect(answer.body.detail).toContain('when=now');
    expect(answer.body.detail).toContain('when=idle');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(await channelOf(world, channel)).toMatchObject({ latencyMode: 'LOW' });
  });

  it("takes no waiting job's place", async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const rotation = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`),
    );

    expect(await update(world, channel, { latencyMode: 'NORMAL' })).toMatchObject({
      status: 409,
      body: { jobId: rotation.id },
    });

    expect((await world.job(rotation.id)).status).toBe('waiting');
  });

  it.for<[Record<string, unknown>, string, string]>([
    [{}, '', 'body'],
    [{ tags: { a: 'b' } }, '', 'tags'],
    [{ name: 'a b' }, '', 'name'],
    [{ name: 'a' }, '?when=later', 'when'],
    [{ name: 'a' }, '?block=true', 'block'],
    [{ name: 'a' }, '?when=idle&block=true', 'block'],
  ])('refuses %j%s for its %s', async ([body, query, field], { world }) => {
    const answer = await update(world, { id: 'AbCdEf123456', arn: '' }, body, query);

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({ field, rule: expect.any(String) as string });
  });

  it('passes on the refusal of a change by IVS', async ({ world }) => {
    const channel = await givenChannel(world);

    const answer = await update(world, channel, {
      multitrackInputConfiguration: { enabled: true },
    });

    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } });
  });

  it('answers 404 for a channel that does not exist', async ({ world }) => {
    expect((await update(world, { id: 'NoSuchChanne', arn: '' }, { name: 'a' })).status).toBe(404);
  });
});
