import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import { runJob } from '../../lib/jobs/run.ts';
import { PROTECTED_TAG } from '../../lib/tags.ts';
import {
  givenLiveChannel,
  goLive,
  jobIn,
  refuseEvents,
  rotate,
  suspend,
  type GivenChannel,
} from '../given.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

const change = (
  world: World,
  { id }: GivenChannel,
  body: Record<string, unknown>,
  when = '',
): Promise<Answer> => world.http('PATCH', `/v1/channels/${id}${when}`, { body });
const stop = (world: World, { id }: GivenChannel): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}/stream`);

/** Lets the first process die that is about to publish an event. Returns whether one has. */
function dieBefore(world: World, type: string): () => boolean {
  let died = false;
  world.fateOf = ({ service, input }) => {
    if (died || service !== 'events' || !JSON.stringify(input).includes(type)) return undefined;
    died = true;
    return 'crashBefore';
  };
  return () => died;
}

/** Stops the stream of a channel by a job whose end is not announced before the next sweep. */
async function stopUnheard(world: World, channel: GivenChannel): Promise<void> {
  await stop(world, channel);
  const died = dieBefore(world, 'Job Succeeded');
  await world.until('the stop has ended', died, 5 * MINUTE_MS);
}

describe('jobs that are started again', () => {
  it('do not overwrite a change that was made since', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const older = { latencyMode: 'NORMAL', name: 'older' };
    const { id } = jobIn(await change(world, channel, older, '?when=idle'));
    await stopUnheard(world, channel);

    expect((await change(world, channel, { name: 'newer' })).status).toBe(200);
    expect((await change(world, channel, { type: 'BASIC' })).status).toBe(200);
    await world.advance(5 * MINUTE_MS);

    expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({ name: 'newer' });
    expect((await world.job(id)).redrivenBy).toBeUndefined();
  });

  it('go on although a job since has failed without having done anything', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await change(world, channel, { name: 'older' }, '?when=idle'));
    await stopUnheard(world, channel);
    world.stack.ivs.setFaults([{ operation: 'UpdateChannel', error: 'AccessDeniedException' }]);
    expect((await change(world, channel, { name: 'newer' })).status).toBeGreaterThanOrEqual(400);
    world.stack.ivs.setFaults([]);

    await world.advance(5 * MINUTE_MS);

    expect((await world.job(id)).redrivenBy).toBeDefined();
    expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({ name: 'older' });
  });

  it.for<[string, (world: World, channel: GivenChannel) => Promise<unknown>]>([
    ['a deletion', (world, { id }) => world.http('DELETE', `/v1/channels/${id}`)],
    ['a suspension', suspend],
  ])('make no sense after %s of which the stop knew nothing', async ([, follow], { world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotate(world, channel, 'idle'));
    await stop(world, channel);
    await world.advance(2_000);
    await follow(world, channel);

    await world.advance(5 * MINUTE_MS);

    expect((await world.job(id)).redrivenBy).toBeUndefined();
    expect(world.published('Job Failed')).toEqual([]);
  });

  it.for(['waited', 'only had to be announced'])(
    'are not started again beside a redrive, if the work %s',
    async (was, { world }) => {
      const channel = await givenLiveChannel(world);
      const isTold = was !== 'waited';
      const tell = refuseEvents(world, 'Stream Key Rotated');
      const { id } = jobIn(await rotate(world, channel, isTold ? 'now' : 'idle'));
      const { id: holder } = jobIn(
        isTold
          ? await world.http('POST', `/v1/channels/${channel.id}/suspension`)
          : await stop(world, channel),
      );
      const died = dieBefore(world, 'Job Succeeded');
      await world.until('its place is free', died, 5 * MINUTE_MS);
      tell();
      let announced = false;
      world.fateOf = async ({ service, input }) => {
        if (announced || service !== 'events') return undefined;
        if (!JSON.stringify(input).includes('Stream Key Rotated')) return undefined;
        announced = true;
        await runJob(world.app, holder, world.clock.now());
        return undefined;
      };

      await world.http('POST', `/v1/jobs/${id}/redrive`);
      await world.advance(5 * MINUTE_MS);

      expect(announced).toBe(true);
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    },
  );

  it('are not redriven beside the start by itself', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotate(world, channel, 'idle'));
    jobIn(await stop(world, channel));
    // The process dies once the job is placed, before the record of the old one says so.
    let died = false;
    world.fateOf = ({ operation, input }) => {
      const text = JSON.stringify(input);
      if (died || operation !== 'UpdateItem' || !text.includes(`"${id}"`)) return undefined;
      died = text.includes('redrivenBy');
      return died ? 'crashBefore' : undefined;
    };
    await world.until('it is placed', () => died, 5 * MINUTE_MS);
    const isDone = (): boolean => world.published('Stream Key Rotated').length > 0;
    await world.until('it is done', isDone, 5 * MINUTE_MS);
    expect((await world.job(id)).redrivenBy).toBeUndefined();

    await world.http('POST', `/v1/jobs/${id}/redrive`);
    await world.advance(5 * MINUTE_MS);

    expect(world.published('Stream Key Rotated')).toHaveLength(1);
  });

  it('go on after a job that was refused, also behind another one', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotate(world, channel, 'idle'));
    const tag = (value: string): Promise<Answer> =>
      world.http('POST', `/v1/channels/${channel.id}/tags`, {
        body: { tags: { [PROTECTED_TAG]: value } },
      });
    await tag('true');
    const died = dieBefore(world, 'Job Failed');
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);
    expect(died()).toBe(true);
    const later = jobIn(await change(world, channel, { name: 'later' }, '?when=idle')).id;
    await world.advance(2 * MINUTE_MS);
    expect(await world.job(later)).toMatchObject({
      status: 'waiting',
      supersedes: [{ jobId: id, startsAgain: true }],
    });

    for (const { encoderId } of world.stack.ivs.encoders())
      world.stack.ivs.disconnectEncoder(encoderId);
    await world.advance(5 * MINUTE_MS);

    const { redrivenBy = '' } = await world.job(id);
    expect((await world.job(redrivenBy)).status).toBe('succeeded');
  });

  it('are found under the Idempotency-Key of the first one', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const headers = { 'idempotency-key': 'tomorrow' };
    const ask = (): Promise<Answer> =>
      world.http('PATCH', `/v1/channels/${channel.id}?when=idle`, {
        body: { name: 'tomorrow' },
        headers,
      });
    const first = jobIn(await ask()).id;
    let last = first;
    for (let n = 0; n < 2; n++) {
      await stopUnheard(world, channel);
      await goLive(world, channel);
      await world.advance(2 * MINUTE_MS);
      last = String((await world.job(last)).redrivenBy);
      expect(await world.job(last)).toMatchObject({ status: 'waiting' });
    }

    expect(jobIn(await ask()).id).toBe(last);
  });
});
