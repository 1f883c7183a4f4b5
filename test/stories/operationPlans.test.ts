import { describe, expect } from 'vitest';
import { arnOf } from '../../lib/arns.ts';
import { goLive, suspend } from '../given.ts';
import { givenFleet, operationIn, plan, shown, steer } from '../givenOperations.ts';
import type { Answer, World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
const TEAM = { tags: { team: 'a' } };

const ask = (
  world: World,
  body: Record<string, unknown>,
  scopes?: string[],
  headers?: Record<string, string>,
): Promise<Answer> =>
  world.http('POST', '/v1/operations', {
    body,
    ...(scopes && { scopes }),
    ...(headers && { headers }),
  });

const idsIn = ({ body }: Answer): string[] =>
  (body.plan as { channels: { channelArn: string }[] }).channels
    .map(({ channelArn }) => channelArn.slice(channelArn.lastIndexOf('/') + 1))
    .toSorted();

describe('a selection', () => {
  it('is by tags, by name, by ids, by state and by the age of the key, all at once', async ({
    world,
  }) => {
    const a = await givenFleet(world, 3, { ...TEAM, name: 'studio-1' });
    const b = await givenFleet(world, 2, { tags: { team: 'b' }, name: 'studio-2' });
    const c = await givenFleet(world, 1, { name: 'radio' });
    const [first = '', second = ''] = a;
    await goLive(world, { id: first, arn: arnOf(world.app.config, 'channel', first) });
    await suspend(world, { id: second, arn: arnOf(world.app.config, 'channel', second) });
    await world.advance(2 * MINUTE_MS);
    const select = async (selection: Record<string, unknown>): Promise<string[]> => {
      const answer = await ask(world, { workflow: 'stopStream', selection });
      expect(answer.status, answer.text).toBe(201);
      return idsIn(answer);
    };

    expect(await select(TEAM)).toEqual(a.toSorted());
    expect(await select({ name: 'studio-*' })).toEqual([...a, ...b].toSorted());
    expect(await select({ ids: [...c, ...b] })).toEqual([...b, ...c].toSorted());
    expect(await select({ is: 'live' })).toEqual([first]);
    expect(await select({ ...TEAM, is: 'suspended' })).toEqual([second]);
    expect(await select({ is: 'idle', ...TEAM })).toEqual(
      a.filter((id) => id !== first).toSorted(),
    );
  });

  it('by the age of the key has the channels whose key is known to be that old', async ({
    world,
  }) => {
    const { id } = await (async () => {
      const { body } = await world.http('POST', '/v1/channels', { body: { name: 'old', ...TEAM } });
      const { arn } = body.channel as { arn: string };
      return { id: arn.slice(arn.lastIndexOf('/') + 1) };
    })();
    await givenFleet(world, 1, TEAM);
    const body = { workflow: 'rotateStreamKeyNow', selection: { keyOlderThan: 'PT1H' } };
    expect((await ask(world, body)).status).toBe(400);
    await world.advance(61 * MINUTE_MS);
    const answer = await ask(world, body);
    expect(idsIn(answer)).toEqual([id]);
  });

  it.for([
    [{ selection: {} }, 'selection', /at least one filter/],
    [{ selection: { name: '*' } }, 'selection.name', /letters/],
    [{ selection: { tags: {} } }, 'selection.tags', /at least one tag/],
    [{ selection: { ids: [] } }, 'selection.ids', /at least 1/],
    [{ selection: { tags: { team: 'nobody' } } }, 'selection', /names none/],
    [{ selection: { keyOlderThan: '30d' } }, 'selection.keyOlderThan', /ISO 8601 duration/],
    [{ workflow: 'provisionChannel' }, 'workflow', /must be one of/],
    [{ input: { latencyMode: 'NORMAL' } }, 'input.latencyMode', /not a field/],
    [{ workflow: 'updateChannelNow' }, 'input', /at least one field/],
    [
      { workflow: 'updateChannelNow', input: { latencyMode: 'SLOW' } },
      'input.latencyMode',
      /must be one of/,
    ],
    [{ maxFailures: 0 }, 'maxFailures', /at least 1/],
  ] as const)(
    'is refused with the field and the rule: %j',
    async ([over, field, rule], { world }) => {
      await givenFleet(world, 1, TEAM);
      const answer = await ask(world, { workflow: 'deleteChannel', selection: TEAM, ...over });
      expect(answer).toMatchObject({
        status: 400,
        body: { type: '/problems/invalid-request', errors: [{ field }] },
      });
      expect((answer.body.errors as { rule: string }[])[0]?.rule).toMatch(rule);
    },
  );
});

describe('a plan', () => {
  it('needs the scope of the work, and so does each order about it', async ({ world }) => {
    const ids = await givenFleet(world, 1, TEAM);
    const body = { workflow: 'deleteChannel', selection: { ids } };
    const scopes = ['jobs:write', 'streams:write'];
    expect(await ask(world, body, scopes)).toMatchObject({
      status: 403,
      body: { scope: 'channels:write' },
    });
    const { id } = await plan(world, body);
    for (const verb of ['apply', 'pause', 'resume', 'cancel', 'redrive'])
      expect(
        await world.http('POST', `/v1/operations/${id}/${verb}`, {
          scopes,
          ...(verb === 'apply' && { body: {} }),
        }),
        verb,
      ).toMatchObject({ status: 403, body: { scope: 'channels:write' } });
  });

  it('cannot be applied after an hour', async ({ world }) => {
    const ids = await givenFleet(world, 1, TEAM);
    const planned = await plan(world, { workflow: 'deleteChannel', selection: { ids } });
    await world.advance(61 * MINUTE_MS);
    const answer = await world.http('POST', `/v1/operations/${planned.id}/apply`, { body: {} });
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/operation-state' } });
    expect((await shown(world, planned)).status).toBe('expired');
    expect(world.count('DeleteChannel')).toBe(0);
  });

  it('is made once under an Idempotency-Key', async ({ world }) => {
    const ids = await givenFleet(world, 1, TEAM);
    const body = { workflow: 'deleteChannel', selection: { ids } };
    const key = { 'idempotency-key': 'once' };
    const first = operationIn(await ask(world, body, undefined, key));
    await givenFleet(world, 1, TEAM);
    const again = await ask(world, body, undefined, key);
    expect([again.status, operationIn(again).id]).toEqual([201, first.id]);
    expect((await world.http('GET', '/v1/operations')).body.operations).toHaveLength(1);
  });

  it('names the channels that are not known', async ({ world }) => {
    const ids = await givenFleet(world, 1, TEAM);
    const answer = await ask(world, {
      workflow: 'deleteChannel',
      selection: { ids: [...ids, 'Unknown12345'] },
    });
    expect(answer.body).toMatchObject({
      operation: { total: 1 },
      plan: { refused: { unknown: 1 }, refusals: [{ reason: 'unknown' }] },
    });
  });

  it('changes nothing in a dry run', async ({ world }) => {
    const ids = await givenFleet(world, 2, TEAM);
    const answer = await world.http('POST', '/v1/operations?dryRun=true', {
      body: { workflow: 'deleteChannel', selection: { ids } },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { dryRun: { workflow: 'deleteChannel', channels: { attached: 2, live: 0 } } },
    });
    expect((await world.http('GET', '/v1/operations')).body.operations).toEqual([]);
  });

  it('is steered only as its state allows', async ({ world }) => {
    const ids = await givenFleet(world, 1, TEAM);
    const planned = await plan(world, { workflow: 'deleteChannel', selection: { ids } });
    const refusal = { status: 409, body: { type: '/problems/operation-state' } };
    const post = (verb: string): Promise<Answer> =>
      world.http('POST', `/v1/operations/${planned.id}/${verb}`, {
        ...(verb === 'apply' && { body: {} }),
      });
    for (const verb of ['pause', 'resume', 'redrive'])
      expect(await post(verb)).toMatchObject(refusal);
    await steer(world, planned, 'cancel');
    expect(await post('apply')).toMatchObject(refusal);
    expect((await world.http('POST', `/v1/jobs/${planned.jobId}/redrive`)).status).toBe(409);
  });
});
