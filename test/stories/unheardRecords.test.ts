import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSuspension } from '../../lib/records/suspensions.ts';
import { givenChannel, jobIn, keysOf, suspend, type GivenChannel } from '../given.ts';
import type { Call, Fate } from '../invocations.ts';
import { World } from '../world.ts';

const MINUTE_MS = 60_000;

/**
 * A suspension decides whether its channel may have a stream key. A write of it that nobody heard
 * of counts as a change at IVS does: it may have been made.
 */
describe('a job whose write of a suspension was never heard of', () => {
  let world: World;
  let channel: GivenChannel;
  beforeEach(async () => {
    world = await World.open();
    channel = await givenChannel(world);
  });
  afterEach(() => world.close());

  /** Has something befall the next writes of the channel's suspension. */
  const strike = (fate: Fate, times = 1): void => {
    let met = 0;
    world.fateOf = ({ service, operation, input, functionName }: Call) => {
      const isWrite = service === 'dynamodb' && operation === 'UpdateItem' && functionName;
      if (met >= times || !isWrite || !JSON.stringify(input.Key).includes('"suspension"'))
        return undefined;
      met++;
      return fate;
    };
  };
  const asked = async (method: string): Promise<string> => {
    await world.http(method, `/v1/channels/${channel.id}/suspension`);
    const { body } = await world.http('GET', `/v1/jobs?subject=channel/${channel.id}&limit=1`);
    return (body.jobs as { id: string }[])[0]?.id ?? '';
  };
  const cancel = (id: string) => world.http('POST', `/v1/jobs/${id}/cancel`);
  /** Whether the channel has a stream key, and whether it is suspended. */
  const standing = async () => ({
    keys: (await keysOf(world, channel)).length,
    suspended: (await readSuspension(world.app.store, channel.id)) !== undefined,
  });

  it.each<[Fate, number]>([
    ['crashAfter', 1],
    ['crashBefore', 1],
    ['noAnswer', 3],
    ['lostResponse', 3],
  ])(
    'and that is cancelled leaves a channel resumed or suspended, not one without a key (%s, %d times)',
    async (fate, times) => {
      await suspend(world, channel);
      strike(fate, times);
      const id = await asked('DELETE');
      await cancel(id);
      const job = await world.ended(id, 10 * MINUTE_MS);

      expect(await standing()).toEqual(
        job.status === 'succeeded' ? { keys: 1, suspended: false } : { keys: 0, suspended: true },
      );
    },
  );

  it('and that is abandoned says so', async () => {
    await suspend(world, channel);
    strike('crashAfter');
    const id = await asked('DELETE');
    await world.http('POST', `/v1/jobs/${id}/abandon`);

    expect((await world.job(id)).left).toEqual(['unknownOutcomeOf:lifting']);
    expect(await standing()).toEqual({ keys: 0, suspended: false });
  });

  it('and that was to suspend is not cancelled while its channel is suspended', async () => {
    strike('crashAfter');
    const id = await asked('POST');
    await cancel(id);
    const job = await world.ended(id, 10 * MINUTE_MS);

    expect(job).toMatchObject({ status: 'succeeded', cancel: { result: 'tooLate' } });
    expect(await standing()).toEqual({ keys: 0, suspended: true });
  });

  it('and that was to suspend and is abandoned says so', async () => {
    strike('crashAfter');
    const id = await asked('POST');
    await world.http('POST', `/v1/jobs/${id}/abandon`);

    expect((await world.job(id)).left).toEqual(['unknownOutcomeOf:opening']);
    expect(jobIn(await world.http('GET', `/v1/jobs/${id}`)).status).toBe('cancelled');
  });
});
