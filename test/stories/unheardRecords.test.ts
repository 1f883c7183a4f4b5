import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSuspension } from '../../lib/records/suspensions.ts';
import { givenChannel, jobIn, keysOf, suspend, type GivenChannel } from '../given.ts';
import type { Call, Fate } from '../invocations.ts';
import { World } from '../world.ts';

const MINUTE_MS = 60_000;

/**
 * A suspension decides whether its channel may have a stream key. A write of the suspension without
 * an answer therefore counts like a change at IVS: it may have been made.
 */
describe('writes of a suspension that nobody heard of', () => {
  let world: World;
  let channel: GivenChannel;
  beforeEach(async () => {
    world = await World.open();
    channel = await givenChannel(world);
  });
  afterEach(() => world.close());

  const isOnRecord = ({ service, input, functionName }: Call): boolean =>
    service === 'dynamodb' &&
    functionName !== undefined &&
    JSON.stringify(input.Key ?? {}).includes('"suspension"');
  /** Gives the next write of the channel's suspension a fate. */
  const strike = (fate: Fate): void => {
    let met = false;
    world.fateOf = (call) => {
      if (met || !isOnRecord(call) || call.operation !== 'UpdateItem') return undefined;
      met = true;
      return fate;
    };
  };
  /**
   * Loses every answer about the channel's suspension. The writes take effect, but their answers
   * are lost.
   */
  const loseAnswers = (): void => {
    world.fateOf = (call) => {
      if (!isOnRecord(call)) return undefined;
      return call.operation === 'UpdateItem' ? 'lostResponse' : 'noAnswer';
    };
  };
  const asked = async (method: string): Promise<string> => {
    await world.http(method, `/v1/channels/${channel.id}/suspension`);
    const { body } = await world.http('GET', `/v1/jobs?subject=channel/${channel.id}&limit=1`);
    return (body.jobs as { id: string }[])[0]?.id ?? '';
  };
  const cancel = (id: string) => world.http('POST', `/v1/jobs/${id}/cancel`);
  /** Returns the number of the channel's stream keys, and whether the channel is suspended. */
  const standing = async () => ({
    keys: (await keysOf(world, channel)).length,
    suspended: (await readSuspension(world.app.store, channel.id)) !== undefined,
  });

  it.each<[what: string, befalls: () => void]>([
    ['its runner dies after it', () => strike('crashAfter')],
    ['its runner dies before it', () => strike('crashBefore')],
    ['it gets no answer', () => strike('noAnswer')],
    ['all answers are lost', loseAnswers],
  ])(
    'a cancelled resumption leaves its channel resumed or suspended: %s',
    async (_what, befalls) => {
      await suspend(world, channel);
      befalls();
      const id = await asked('DELETE');
      await cancel(id);
      world.fateOf = () => undefined;
      const job = await world.ended(id, 10 * MINUTE_MS);

      expect(await standing()).toEqual(
        job.status === 'succeeded' ? { keys: 1, suspended: false } : { keys: 0, suspended: true },
      );
    },
  );

  it('an abandoned resumption says that its lifting may have taken place', async () => {
    await suspend(world, channel);
    strike('crashAfter');
    const id = await asked('DELETE');
    await world.http('POST', `/v1/jobs/${id}/abandon`);

    expect((await world.job(id)).left).toEqual(['unknownOutcomeOf:lifting']);
    expect(await standing()).toEqual({ keys: 0, suspended: false });
  });

  // It lets half a day of attempts pass.
  const LONG_MS = 240_000;
  it(
    'a resumption that gives up before it lifts leaves its channel suspended',
    { timeout: LONG_MS },
    async () => {
      await suspend(world, channel);
      world.fateOf = (call) =>
        isOnRecord(call) && call.operation === 'UpdateItem' ? 'noAnswer' : undefined;
      const id = await asked('DELETE');
      await world.advance(13 * 60 * MINUTE_MS);
      world.fateOf = () => undefined;
      const job = await world.ended(id, 60 * MINUTE_MS);

      expect(job).toMatchObject({
        ending: 'failed',
        left: ['suspended', 'unknownOutcomeOf:lifting'],
      });
      expect(await standing()).toEqual({ keys: 0, suspended: true });
    },
  );

  it('a suspension that may have been written is not cancelled', async () => {
    strike('crashAfter');
    const id = await asked('POST');
    await cancel(id);
    const job = await world.ended(id, 10 * MINUTE_MS);

    expect(job).toMatchObject({ status: 'succeeded', cancel: { result: 'tooLate' } });
    expect(await standing()).toEqual({ keys: 0, suspended: true });
  });

  it('an abandoned suspension says that it may have been written', async () => {
    strike('crashAfter');
    const id = await asked('POST');
    await world.http('POST', `/v1/jobs/${id}/abandon`);

    expect((await world.job(id)).left).toEqual(['unknownOutcomeOf:opening']);
    expect(jobIn(await world.http('GET', `/v1/jobs/${id}`)).status).toBe('cancelled');
  });
});
