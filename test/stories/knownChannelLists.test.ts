import { describe, expect } from 'vitest';
import { askIvs, givenChannel, givenManyChannels, jobIn, type GivenChannel } from '../given.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const NO_CACHE = { 'cache-control': 'no-cache' };

interface Shown {
  arn: string;
  name?: string;
}

const list = (world: World, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  world.http('GET', `/v1/channels${query}`, { headers });
const shownIn = ({ body }: Answer): Shown[] => body.channels as Shown[];
const arnsIn = (answer: Answer): string[] => shownIn(answer).map(({ arn }) => arn);
const namesIn = (answer: Answer): string[] => shownIn(answer).map(({ name = '' }) => name);

/** Returns all channels in the list, page by page. */
async function all(world: World, limit = 100): Promise<string[]> {
  const arns: string[] = [];
  let cursor: unknown;
  do {
    const page = await list(
      world,
      `?limit=${limit}${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`,
    );
    arns.push(...arnsIn(page));
    cursor = page.body.nextCursor;
  } while (cursor !== undefined);
  return arns;
}

/** Lets the background refresh see every channel, and IVS settle. */
const refreshed = (world: World): Promise<void> => world.advance(3 * MINUTE_MS);

const reads = (world: World): number =>
  ['ListChannels', 'GetChannel', 'BatchGetChannel'].reduce((sum, op) => sum + world.count(op), 0);

describe('listing channels', () => {
  it('asks IVS until every channel has been seen once, and not any more after that', async ({
    world,
  }) => {
    const arns = await givenManyChannels(world, 5);
    expect(arnsIn(await list(world)).toSorted()).toEqual(arns.toSorted());
    expect(world.count('ListChannels')).toBe(1);
    await refreshed(world);
    const before = reads(world);

    const answers = await Promise.all(Array.from({ length: 50 }, () => list(world)));

    for (const answer of answers) expect(arnsIn(answer)).toEqual(arns.toSorted());
    expect(reads(world)).toBe(before);
    expect(Number(answers[0]?.headers.get('age'))).toBeLessThan(180);
    const etag = answers[0]?.headers.get('etag') ?? '';
    expect((await list(world, '', { 'if-none-match': etag })).status).toBe(304);
  });

  it('gives each channel once, whatever the pages', async ({ world }) => {
    const arns = await givenManyChannels(world, 23);
    await refreshed(world);
    for (const limit of [1, 4, 23, 50])
      expect(await all(world, limit), String(limit)).toEqual(arns.toSorted());
  });

  it('shows each change of ours at once', async ({ world }) => {
    await givenChannel(world, { name: 'first' });
    await refreshed(world);
    const second = await givenChannel(world, { name: 'second' });
    expect(namesIn(await list(world)).toSorted()).toEqual(['first', 'second']);
    await world.http('PATCH', `/v1/channels/${second.id}`, { body: { name: 'changed' } });
    expect(namesIn(await list(world)).toSorted()).toEqual(['changed', 'first']);
    await world.http('POST', `/v1/channels/${second.id}/tags`, { body: { tags: { team: 'a' } } });
    expect(shownIn(await list(world))).toContainEqual(
      expect.objectContaining({ arn: second.arn, tags: expect.objectContaining({ team: 'a' }) }),
    );
    await world.http('DELETE', `/v1/channels/${second.id}`);
    expect(namesIn(await list(world))).toEqual(['first']);
    await world.advance(10 * MINUTE_MS);
    expect(namesIn(await list(world))).toEqual(['first']);
  });

  it('shows a channel whose creation was answered before it was done', async ({ world }) => {
    await refreshed(world);
    world.stack.ivs.setFaults([
      { operation: 'CreateChannel', error: 'ThrottlingException', count: 2 },
    ]);
    const answer = await world.http('POST', '/v1/channels', { body: { name: 'late' } });
    expect(answer.status).toBe(202);
    await world.ended(jobIn(answer).id);
    expect(namesIn(await list(world))).toEqual(['late']);
  });

  it('asks IVS for what it cannot know: a filter, and the present moment', async ({ world }) => {
    await givenManyChannels(world, 3);
    await refreshed(world);
    const [arn = ''] = await givenManyChannels(world, 1, { name: 'unseen' });
    expect(arnsIn(await list(world))).not.toContain(arn);
    expect(arnsIn(await list(world, '?name=unseen'))).toEqual([arn]);
    expect(arnsIn(await list(world, '', NO_CACHE))).toContain(arn);
    expect(arnsIn(await list(world))).toContain(arn);
  });

  it('waits for nobody while IVS is away', async ({ world }) => {
    const arns = await givenManyChannels(world, 3);
    await refreshed(world);
    world.stack.ivs.setFaults(
      ['ListChannels', 'BatchGetChannel', 'GetChannel'].map((operation) => ({
        operation,
        error: 'InternalServerException',
      })),
    );
    await world.advance(20 * MINUTE_MS);
    expect(arnsIn(await list(world))).toEqual(arns.toSorted());
  });
});

describe('the background refresh', () => {
  const known = async (world: World, arn: string): Promise<Record<string, unknown>> => {
    const { body } = await world.http('GET', `/v1/channels/${arn.split('/')[1] ?? ''}`);
    return body.channel as Record<string, unknown>;
  };

  it('sees what was changed, created and deleted at IVS', async ({ world }) => {
    const arns = await givenManyChannels(world, 60);
    await refreshed(world);
    const [renamed = '', wrapped = '', deleted = ''] = [arns[0], arns[30], arns[59]];
    await askIvs(world, 'UpdateChannel', { arn: renamed, name: 'renamed' });
    // ListChannels does not show this change.
    await askIvs(world, 'UpdateChannel', { arn: wrapped, containerFormat: 'FRAGMENTED_MP4' });
    await askIvs(world, 'DeleteChannel', { arn: deleted });
    const [created = ''] = await givenManyChannels(world, 1, { name: 'created' });
    const asked = reads(world);

    await world.advance(7 * MINUTE_MS);

    const background = reads(world) - asked;
    expect(await known(world, renamed)).toMatchObject({ name: 'renamed' });
    expect(await known(world, wrapped)).toMatchObject({ containerFormat: 'FRAGMENTED_MP4' });
    expect((await world.http('GET', `/v1/channels/${deleted.split('/')[1] ?? ''}`)).status).toBe(
      404,
    );
    expect(await all(world)).toEqual([...arns.slice(0, 59), created].toSorted());
    // One page of the list a minute, and two batches of fifty every five minutes.
    expect(background).toBeLessThan(30);
  });

  it('never replaces what a later call has shown', async ({ world }) => {
    const channel = await givenChannel(world);
    let late = 0;
    world.fateOf = ({ functionName, operation, input }) =>
      functionName === 'refreshChannels' &&
      operation === 'UpdateItem' &&
      JSON.stringify(input).includes('askNo')
        ? (late++, { givenUpAfterMs: 1, landsAfterMs: 6_000 })
        : undefined;
    await world.until('the refresh writes', () => late > 0);
    world.fateOf = () => undefined;
    await askIvs(world, 'UpdateChannel', { arn: channel.arn, name: 'outside' });
    const path = `/v1/channels/${channel.id}`;
    await world.http('GET', path, { headers: NO_CACHE });
    await world.advance(10_000);
    expect((await world.http('GET', path)).body.channel).toMatchObject({ name: 'outside' });
  });

  it('changes nothing that we have changed meanwhile', async ({ world }) => {
    const channels: GivenChannel[] = [];
    for (let n = 0; n < 4; n++) channels.push(await givenChannel(world));
    for (let round = 0; round < 8; round++) {
      let late = 0;
      world.fateOf = ({ functionName, operation, input }) =>
        functionName === 'refreshChannels' &&
        operation === 'UpdateItem' &&
        JSON.stringify(input).includes('askNo')
          ? (late++, { givenUpAfterMs: 1, landsAfterMs: 3_000 })
          : undefined;
      // The refresh has read the channels from IVS, and its writes land seconds later.
      await world.until('the refresh writes', () => late > 0);
      world.fateOf = () => undefined;
      for (const { id } of channels)
        await world.http('PATCH', `/v1/channels/${id}`, { body: { name: `n-${round}` } });
      await world.advance(5_000);
      expect(new Set(namesIn(await list(world)))).toEqual(new Set([`n-${round}`]));
    }
  });
});
