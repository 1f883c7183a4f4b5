import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflows } from '../../lib/workflows/workflows.ts';
import { isFinal, subjectOfJobId } from '../../lib/jobs/job.ts';
import { World } from '../world.ts';

/**
 * The table and the IVS account of a deployment whose functions were killed, as the build of
 * 2026-11-25 left them. The table has jobs of every workflow: in the middle of a call, waiting, or
 * cancelled. `ending` is how each job ended when that build continued from here. Stream key values
 * are replaced.
 */
interface Stored {
  now: number;
  /** The encoders that disconnect by themselves afterwards. */
  disconnect: string[];
  jobs: { job: string; step: string; workflow: string; ending: string; left?: string[] }[];
  items: Record<string, unknown>[];
  snapshot: unknown;
}

const AT_ONCE = 25;

async function load(world: World, { items, snapshot }: Stored): Promise<void> {
  const answer = await fetch(`${world.stack.ivs.url}/_local/snapshot`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(snapshot),
  });
  expect(answer.ok, await answer.text()).toBe(true);
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: world.stack.dynamodb.url,
      region: world.app.config.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const writes = items.slice(from, from + AT_ONCE).map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems } = await client.send(
      new BatchWriteCommand({ RequestItems: { [world.app.config.tableName]: writes } }),
    );
    expect(UnprocessedItems ?? {}).toEqual({});
  }
  client.destroy();
}

describe('jobs that an older build stored', () => {
  let world: World;
  let stored: Stored;
  beforeAll(async () => {
    stored = JSON.parse(
      await readFile(new URL('storedJobs.json', import.meta.url), 'utf8'),
    ) as Stored;
    world = await World.open({ now: stored.now });
    await load(world, stored);
  });
  afterAll(() => world.close());

  it('the stored jobs are of every workflow of then, and most have not ended', () => {
    const names = stored.items.flatMap(({ workflow }) => workflow ?? []);
    expect(new Set(names).size).toBe(19);
    expect(Object.keys(workflows)).toEqual(expect.arrayContaining(names));
    const open = stored.items.filter(({ status }) => status === 'running' || status === 'waiting');
    expect(open.length).toBeGreaterThan(50);
  });

  it('stored jobs end under this build as under the build that stored them', async () => {
    for (const encoderId of stored.disconnect) world.stack.ivs.disconnectEncoder(encoderId);
    for (const { job: id, workflow, ending, left } of stored.jobs) {
      const job = await world.ended(id, 3 * 3_600_000);
      expect({ id, workflow: job.workflow, ending: job.ending, left: job.left }).toEqual({
        id,
        workflow,
        ending,
        left,
      });
    }
  });

  it('no stored job stays open, their children and the jobs started again included', async () => {
    const ids = stored.items.flatMap(({ id }) =>
      typeof id === 'string' && subjectOfJobId(id) ? [id] : [],
    );
    for (const id of ids) {
      const job = await world.job(id);
      expect(isFinal(job) && job.announced, `${id} ${job.workflow} ${job.step}`).toBe(true);
    }
  });
});
