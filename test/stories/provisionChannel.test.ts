import { describe, expect } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import { askIvs, jobIn } from '../given.ts';
import type { Fate } from '../invocations.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

describe('provisionChannel', () => {
  const create = (world: World, headers: Record<string, string> = {}, name = 'studio') =>
    world.http('POST', '/v1/channels', { body: { name }, headers });
  const names = async (world: World): Promise<(string | undefined)[]> => {
    const found = [];
    for await (const { name } of allChannels(world.app.ivs)) found.push(name);
    return found;
  };

  it('makes a channel and returns it without a key', async ({ world }) => {
    const answer = await create(world);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ channel: { name: 'studio' } });
    expect(JSON.stringify(answer.body)).not.toContain('sk_');
  });

  it('names a missing attachment, and the words of IVS', async ({ world }) => {
    const recordingConfigurationArn =
      'arn:aws:ivs:us-west-2:123456789012:recording-configuration/NoSuchConfig';

    const { status, body } = await world.http('POST', '/v1/channels', {
      body: { recordingConfigurationArn },
    });

    expect({ status, ...body }).toMatchObject({
      status: 404,
      detail: `A resource to attach does not exist: ${recordingConfigurationArn}.`,
    });
    expect(body.ivs).toEqual({
      error: 'ResourceNotFoundException',
      operation: 'CreateChannel',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('makes one channel however often it is asked with the same key', async ({ world }) => {
    const headers = { 'idempotency-key': 'order-66' };
    const first = await create(world, headers);
    const second = await create(world, headers);

    expect(second.status).toBe(201);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body.channel).toEqual(first.body.channel);
    expect(await names(world)).toEqual(['studio']);
    expect((await create(world, headers, 'another')).status).toBe(422);
  });

  it.for<[string, Fate]>([
    ['crashes before it is made', 'crashBefore'],
    ['crashes when it has been made', 'crashAfter'],
    ['never hears that it has been made', 'lostResponse'],
  ])('makes one channel although the process %s', async ([_what, fate], { world }) => {
    let struck = false;
    world.fateOf = ({ operation }) => {
      if (struck || operation !== 'CreateChannel') return undefined;
      struck = true;
      return fate;
    };
    const headers = { 'idempotency-key': 'order-67' };

    await create(world, headers);
    await world.advance(180_000);

    expect(struck).toBe(true);
    expect((await create(world, headers)).status).toBe(201);
    expect(await names(world)).toEqual(['studio']);
    // A channel that was created is found and not replaced.
    expect(world.count('CreateChannel')).toBe(fate === 'crashBefore' ? 2 : 1);
  });

  it('leaves no twin when the first call lands long after it was given up', async ({ world }) => {
    let sent: unknown;
    world.fateOf = ({ operation, input }) => {
      if (sent !== undefined || operation !== 'CreateChannel') return undefined;
      sent = input;
      return 'noAnswer';
    };
    const { id } = jobIn(await create(world));
    await world.until('it is made again', () => world.count('CreateChannel') === 2);
    expect((await askIvs(world, 'CreateChannel', sent)).status).toBe(200);
    expect(await names(world)).toEqual(['studio', 'studio']);

    expect((await world.ended(id, 5 * 60_000)).status).toBe('succeeded');
    expect(await names(world)).toEqual(['studio']);
  });

  it('answers as soon as reads of IVS show the channel, else with its job', async ({ world }) => {
    for (const [readLagMs, status] of [
      [1_000, 201],
      [8_000, 202],
    ] as const) {
      await world.advance(20_000);
      world.stack.ivs.settings.readLagMs = readLagMs;
      const from = world.clock.now();
      expect(
        await world.http('POST', '/v1/channels', { body: {} }),
        String(readLagMs),
      ).toMatchObject({ status });
      expect(world.clock.now() - from).toBeLessThanOrEqual(2_000);
    }
  });

  it('says that the channel has been deleted once no read can lag so far', async ({ world }) => {
    const ask = () =>
      world.http('POST', '/v1/channels', { body: {}, headers: { 'idempotency-key': 'one' } });
    const { arn } = (await ask()).body.channel as { arn: string };
    await world.http('DELETE', `/v1/channels/${arn.split('/')[1] ?? ''}`);
    expect(await ask()).toMatchObject({ status: 202 });
    await world.advance(10_000);
    expect(await ask()).toMatchObject({
      status: 404,
      body: { detail: 'The channel was created and has been deleted since.' },
    });
  });
});
