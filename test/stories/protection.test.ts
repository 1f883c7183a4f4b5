import { describe, expect } from 'vitest';
import { readSuspension } from '../../lib/records/suspensions.ts';
import { PROTECTED_TAG } from '../../lib/tags.ts';
import {
  askIvs,
  deleteKey,
  givenChannel,
  givenLiveChannel,
  goLive,
  idIn,
  isThere,
  jobIn,
  keysOf,
  rotate,
  suspend,
  type GivenChannel,
} from '../given.ts';
import { plan, steer } from '../givenOperations.ts';
import { it } from '../worldTest.ts';
import type { Answer, World } from '../world.ts';

const setTag = (world: World, { id }: GivenChannel, value = 'true'): Promise<Answer> =>
  world.http('POST', `/v1/channels/${id}/tags`, { body: { tags: { [PROTECTED_TAG]: value } } });

describe('a protected channel', () => {
  const harm = (world: World, { id }: GivenChannel): (() => Promise<Answer>)[] => [
    () => world.http('DELETE', `/v1/channels/${id}`),
    () => world.http('POST', `/v1/channels/${id}/suspension`),
    () => world.http('DELETE', `/v1/channels/${id}/stream`),
    () => world.http('DELETE', `/v1/channels/${id}/stream?once=true`),
    () => world.http('PATCH', `/v1/channels/${id}?when=now`, { body: { name: 'x' } }),
    () => world.http('PATCH', `/v1/channels/${id}?when=now&block=true`, { body: { name: 'x' } }),
    () => rotate(world, { id, arn: '' }, 'now'),
  ];

  it('survives an operation that deletes the channels beside it', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const other = await givenChannel(world);
    await setTag(world, channel);
    for (const { id } of [channel, other]) await world.http('GET', `/v1/channels/${id}`);
    const planned = await world.http('POST', '/v1/operations', {
      body: { workflow: 'deleteChannel', selection: { ids: [channel.id, other.id] } },
    });
    const { id, jobId } = planned.body.operation as { id: string; jobId: string };
    await world.http('POST', `/v1/operations/${id}/apply`, { body: {} });

    expect(await world.ended(jobId, 10 * 60_000)).toMatchObject({ ending: 'incomplete' });
    const { results } = (await world.http('GET', `/v1/operations/${id}/results`)).body;
    expect(results).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ channelArn: channel.arn, outcome: 'protected' }),
        expect.objectContaining({ channelArn: other.arn, outcome: 'succeeded' }),
      ]),
    );
    expect([await isThere(world, channel), await isThere(world, other)]).toEqual([true, false]);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('refuses harm by every route, and says how to lift it', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const keys = await keysOf(world, channel);
    expect((await setTag(world, channel)).status).toBe(204);

    for (const ask of harm(world, channel)) {
      const answer = await ask();
      expect([answer.status, answer.body['type'], answer.body['tag']], answer.text).toEqual([
        409,
        '/problems/protected',
        PROTECTED_TAG,
      ]);
      expect(answer.body['detail']).toContain(`${PROTECTED_TAG}=true`);
    }
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(await keysOf(world, channel)).toEqual(keys);
    expect((await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status).toBe(404);
  });

  it('refuses a dry run of harm, and allows what does none', async ({ world }) => {
    const channel = await givenChannel(world);
    await setTag(world, channel);

    const tried = await world.http('DELETE', `/v1/channels/${channel.id}?dryRun=true`);
    expect([tried.status, tried.body['type']]).toEqual([409, '/problems/protected']);
    expect((await rotate(world, channel, 'idle')).status).toBe(201);
    const update = { body: { name: 'evening' } };
    expect((await world.http('PATCH', `/v1/channels/${channel.id}`, update)).status).toBe(200);
  });

  it('can be deleted once the tag is gone, or has another value', async ({ world }) => {
    const [one, two] = [await givenChannel(world), await givenChannel(world)];
    await setTag(world, one);
    await setTag(world, two);
    await world.http('DELETE', `/v1/channels/${one.id}/tags?tagKeys=${PROTECTED_TAG}`);
    await setTag(world, two, 'false');

    expect((await world.http('DELETE', `/v1/channels/${one.id}`)).status).toBe(204);
    expect((await world.http('DELETE', `/v1/channels/${two.id}`)).status).toBe(204);
    expect((await setTag(world, await givenChannel(world), 'yes')).status).toBe(400);
  });

  it('is protected by a tag that is set while a deletion waits', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    // The stream takes its time to end, so that the job waits.
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await setTag(world, channel);

    const job = await world.ended(id, 10 * 60_000);

    expect(job).toMatchObject({
      status: 'failed',
      ending: 'protected',
      error: { name: 'Protected' },
    });
    expect(job.left).toBeUndefined();
    expect(await isThere(world, channel)).toBe(true);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect(world.published('Job Failed')).toMatchObject([
      expect.objectContaining({ jobId: id, ending: 'protected' }),
    ]);
  });

  it('costs one call more for an act, and no further one within a run', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = world.count('ListTagsForResource');

    const { id } = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await world.until('the stream is stopped', () => world.count('StopStream') === 1);

    expect((await world.job(id)).status).not.toBe('failed');
    expect(world.count('ListTagsForResource') - before).toBe(1);
  });

  it('goes on with the job whose place the refused one took', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const waiting = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=idle`, {
        body: { name: 'tomorrow' },
      }),
    );
    await setTag(world, channel);

    expect((await world.http('DELETE', `/v1/channels/${channel.id}`)).status).toBe(409);

    await world.until(
      'it is started again',
      async () => (await world.job(waiting.id)).redrivenBy !== undefined,
    );
    for (const { encoderId } of world.stack.ivs.encoders())
      world.stack.ivs.disconnectEncoder(encoderId);
    const { redrivenBy = '' } = await world.job(waiting.id);
    expect((await world.ended(redrivenBy, 10 * 60_000)).status).toBe('succeeded');
  });

  it('stays suspended if it was suspended before it was protected', async ({ world }) => {
    const channel = await givenChannel(world);
    await suspend(world, channel);
    await setTag(world, channel);
    // Somebody outside gives it a key, and an encoder comes in.
    expect((await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn })).status).toBe(200);
    await goLive(world, channel);

    await world.until('it is dark again', () => !world.stack.ivs.isLive(channel.arn), 10 * 60_000);

    const { status } = await world.http('GET', `/v1/channels/${channel.id}/suspension`);
    expect(status).toBe(200);
    for (const { arn } of await keysOf(world, channel)) await deleteKey(world, arn);
  });

  it.for(['abandoned', 'asked for by an operation too'])(
    'is spared by a suspension that was written before IVS said so, and %s',
    async (how, { world }) => {
      const channel = await givenLiveChannel(world);
      const keys = await keysOf(world, channel);
      await setTag(world, channel);
      await world.http('GET', `/v1/channels/${channel.id}`);
      // The suspension is written first, and the question about the tags finds no answer.
      world.stack.ivs.setFaults([
        { operation: 'ListTagsForResource', error: 'InternalServerException' },
      ]);
      const begun = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
      expect(await readSuspension(world.app.store, channel.id)).toBeDefined();
      if (how === 'abandoned') await world.http('POST', `/v1/jobs/${begun.id}/abandon`);
      else {
        const ids = [channel.id];
        const operation = await plan(world, { workflow: 'suspendChannel', selection: { ids } });
        await steer(world, operation, 'apply');
        await world.advance(60_000);
      }
      world.stack.ivs.setFaults([]);
      await world.advance(5 * 60_000);
      expect(await readSuspension(world.app.store, channel.id)).toBeUndefined();
      expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
      expect(await keysOf(world, channel)).toEqual(keys);
    },
  );

  it('ends a refused job at once, in its own words', async ({ world }) => {
    const channel = await givenChannel(world);
    await setTag(world, channel);
    const answer = await world.http('DELETE', `/v1/channels/${channel.id}`);

    const { body } = await world.http('GET', `/v1/jobs/${idIn(answer)}`);

    expect(body['job']).toMatchObject({
      ending: 'protected',
      error: { message: expect.stringContaining(PROTECTED_TAG) as unknown },
    });
    expect((body['job'] as { needsAttention?: true }).needsAttention).toBeUndefined();
  });
});
