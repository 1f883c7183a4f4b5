import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { givenChannel, keysOf } from '../given.ts';
import { givenDeadLetter, letters } from '../givenDeadLetters.ts';
import { givenLink, LINK_TOKEN } from '../givenKeys.ts';
import { ban, pathOfBan } from '../givenViewers.ts';
import type { Answer, World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const HOUR_MS = 3_600_000;

/**
 * Lets the first of these writes of an item take effect and its answer be lost; the SDK then
 * repeats the write.
 * @param part a text in the key of the item
 * @returns the number of such writes so far
 */
function losingAnswer(world: World, operation: string, part: string): () => number {
  let seen = 0;
  world.fateOf = (call) =>
    call.operation === operation && JSON.stringify(call.input).includes(part) && seen++ === 0
      ? 'lostResponse'
      : undefined;
  return () => seen;
}

const auditOf = async (world: World): Promise<string> => {
  await world.settle();
  return (await world.http('GET', '/v1/audit')).text;
};

/** Asks for a change, whose answer from DynamoDB is lost, and then for the same one again. */
async function askTwice(
  world: World,
  part: string,
  ask: () => Promise<Answer>,
): Promise<[Answer, Answer]> {
  const writes = losingAnswer(world, 'UpdateItem', part);
  const first = await ask();
  expect(writes()).toBe(2);
  return [first, await ask()];
}

describe('a change that DynamoDB made, but whose answer was lost', () => {
  it('shows the value of a stream key to the reader of a link, and to no other', async ({
    world,
  }) => {
    const [key] = await keysOf(world, await givenChannel(world));
    await givenLink(world, 'link1', key?.arn ?? '');

    const [first, second] = await askTwice(world, 'streamKeyLink/link1', () =>
      world.http('POST', '/v1/stream-key-links/link1', { body: { token: LINK_TOKEN } }),
    );

    expect([first.status, second.status]).toEqual([200, 404]);
    expect((await auditOf(world)).split('"readStreamKeyLink"')).toHaveLength(2);
  });

  it('lifts a ban, and tells the version with which the viewer may come back', async ({
    world,
  }) => {
    const channel = await givenChannel(world, { authorized: true });
    await ban(world, channel, 'ann', world.clock.now() + HOUR_MS);

    const [first, second] = await askTwice(world, 'viewerBan', () =>
      world.http('DELETE', pathOfBan(channel, 'ann')),
    );

    expect(first).toMatchObject({
      status: 200,
      body: { viewerSessionVersion: expect.any(Number) as number },
    });
    expect(second.status).toBe(404);
    expect((await auditOf(world)).split('"liftViewerBan"')).toHaveLength(2);
  });

  it.for([
    ['policies', 'deletePolicy', { selection: { ids: ['a1'] }, streamKeyMaxAge: 'P30D' }],
    [
      'reactions',
      'deleteReaction',
      {
        when: { pattern: { source: ['aws.ivs'] } },
        then: { workflow: 'stopStream' },
        mode: 'shadow',
      },
    ],
  ] as const)('deletes one of the %s', async ([kind, operation, body], { world }) => {
    const put = await world.http('PUT', `/v1/${kind}/night`, { body });
    expect(put.status, put.text).toBe(201);

    const [first, second] = await askTwice(world, 'night', () =>
      world.http('DELETE', `/v1/${kind}/night`),
    );

    expect([first.status, second.status]).toEqual([204, 404]);
    expect((await auditOf(world)).split(`"${operation}"`)).toHaveLength(2);
  });

  it('drops a dead letter', async ({ world }) => {
    await givenDeadLetter(world);
    await world.settle();
    const [letter] = await letters(world);

    const [first, second] = await askTwice(world, letter?.id ?? '', () =>
      world.http('DELETE', `/v1/dead-letters/${letter?.id}`),
    );

    expect([first.status, second.status]).toEqual([204, 404]);
    expect((await auditOf(world)).split('"dropDeadLetter"')).toHaveLength(2);
  });

  it('lets a reaction start its job', async ({ world }) => {
    const { arn } = await givenChannel(world);
    await world.http('PUT', '/v1/reactions/breach', {
      body: {
        when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
        then: { workflow: 'suspendChannel' },
        mode: 'on',
      },
    });
    // A process uses the reactions that it has read for five seconds.
    await world.advance(6_000);
    const writes = losingAnswer(world, 'PutItem', 'decision#');

    const path = new URL('../../events/received/limitBreach.ingestBitrate.json', import.meta.url);
    const event = JSON.parse(readFileSync(path, 'utf8')) as object;
    await world.invoke('runReactions', { ...event, resources: [arn] });

    expect(writes()).toBeGreaterThan(1);
    const { body } = await world.http('GET', '/v1/jobs?workflow=suspendChannel');
    expect(body.jobs).toHaveLength(1);
  });
});
