import { paginateQuery, paginateScan, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { localClient } from '../../../local/dynalite.ts';
import { database } from '../../../local/dynaliteDatabase.ts';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { StoreInUseError } from '../../../local/dynamodbStore.ts';
import { table } from './dynamodbTable.ts';

let folder: string;
const lines: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  lines.length = 0;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs DynamoDB on the folder while `act` runs. */
async function withDynamoDb<T>(
  act: (url: string) => Promise<T>,
  tables: CreateTableCommandInput[] = [table],
): Promise<T> {
  const dynamodb = await startDynamoDb({
    port: 0,
    path: folder,
    tables,
    log: (line) => lines.push(line),
  });
  try {
    return await act(dynamodb.url);
  } finally {
    await dynamodb.close();
  }
}

async function put(
  url: string,
  pk: string,
  more: Record<string, { S: string }> = { duePk: { S: 'shard-0' }, dueSk: { S: '1' } },
): Promise<void> {
  const client = localClient(url);
  await client.send(
    new PutItemCommand({ TableName: 'jobs', Item: { pk: { S: pk }, sk: { S: 'job' }, ...more } }),
  );
  client.destroy();
}

/** Returns all items by key, and all keys in the index, each with its place in the index. */
async function contents(
  url: string,
  indexName = 'due',
  hash = 'duePk',
  range = 'dueSk',
): Promise<{ items: Map<string, string>; index: Map<string, string> }> {
  const client = localClient(url);
  const [items, index] = [new Map<string, string>(), new Map<string, string>()];
  for await (const page of paginateScan({ client }, { TableName: 'jobs' })) {
    for (const item of page.Items ?? [])
      items.set(item['pk']?.S ?? '', `${item[hash]?.S}/${item[range]?.S}`);
  }
  for (const shard of ['shard-0', 'shard-1', 'shard-2']) {
    const query = {
      TableName: 'jobs',
      IndexName: indexName,
      KeyConditionExpression: `${hash} = :shard`,
      ExpressionAttributeValues: { ':shard': { S: shard } },
    };
    for await (const page of paginateQuery({ client }, query)) {
      for (const row of page.Items ?? []) {
        // A key that is in the index twice would be as wrong as a missing one.
        expect(index.has(row['pk']?.S ?? '')).toBe(false);
        index.set(row['pk']?.S ?? '', `${row[hash]?.S}/${row[range]?.S}`);
      }
    }
  }
  client.destroy();
  return { items, index };
}

test('a table keeps its items over a clean stop, without a rebuild', async () => {
  await withDynamoDb((url) => put(url, 'one'));
  const { items, index } = await withDynamoDb((url) => contents(url));
  expect([...items]).toEqual([['one', 'shard-0/1']]);
  expect(index).toEqual(items);
  expect(lines).toEqual([]);
});

test('a table in memory forgets its items', async () => {
  for (const expected of [0, 0]) {
    const dynamodb = await startDynamoDb({ port: 0, tables: [table] });
    expect((await contents(dynamodb.url)).items.size).toBe(expected);
    await put(dynamodb.url, 'one');
    await dynamodb.close();
  }
});

test('a table rebuilds its index from the items after an unclean stop', async () => {
  await withDynamoDb(async (url) => {
    await put(url, 'lost-in-the-index');
    await put(url, 'gone');
  });
  // These are the remains of a kill between two writes: an index row without its item, and an item
  // without its index row.
  const { db } = database.create({ path: join(folder, 'items') });
  const keys: string[] = [];
  for await (const key of db.keys()) keys.push(key);
  const rows = keys.filter((key) => key.startsWith('index-'));
  const items = keys.filter((key) => key.startsWith('item-'));
  expect([rows.length, items.length]).toEqual([2, 2]);
  await db.del(
    rows.find((key) => key.includes(Buffer.from('lost-in-the-index').toString('hex'))) ??
      rows[0] ??
      '',
  );
  await db.close();
  const broken = await withDynamoDb((url) => contents(url));
  expect(broken.index).not.toEqual(broken.items);

  await writeFile(join(folder, 'open'), '');
  const { items: kept, index } = await withDynamoDb((url) => contents(url));
  expect([...kept.keys()].toSorted()).toEqual(['gone', 'lost-in-the-index']);
  expect(index).toEqual(kept);
  expect(lines).toEqual(['DynamoDB was not stopped cleanly: rebuilding its indexes']);
});

test.each([
  [
    'while copying',
    async () =>
      cp(join(folder, 'items'), join(folder, 'items.new'), { recursive: true }).then(() =>
        rm(join(folder, 'items.new', 'CURRENT')),
      ),
  ],
  [
    'between the two renames',
    async () => {
      await cp(join(folder, 'items'), join(folder, 'items.new'), { recursive: true });
      await rename(join(folder, 'items'), join(folder, 'items.old'));
    },
  ],
  [
    'before the old items were removed',
    async () => cp(join(folder, 'items'), join(folder, 'items.old'), { recursive: true }),
  ],
])('a kill %s loses no item', async (_name, interrupted) => {
  await withDynamoDb(async (url) => {
    for (let n = 0; n < 60; n += 1) await put(url, `item-${n}`);
  });
  await writeFile(join(folder, 'open'), '');
  await interrupted();
  const { items, index } = await withDynamoDb((url) => contents(url));
  expect(items.size).toBe(60);
  expect(index).toEqual(items);
  expect(
    existsSync(join(folder, 'items.new')) ||
      existsSync(join(folder, 'items.old')) ||
      existsSync(join(folder, 'open')),
  ).toBe(false);
});

test('an index that is new in the template is filled', async () => {
  await withDynamoDb((url) => put(url, 'one', { listPk: { S: 'shard-1' }, listSk: { S: 'x' } }));
  const wider: CreateTableCommandInput = {
    ...table,
    AttributeDefinitions: [
      ...(table.AttributeDefinitions ?? []),
      { AttributeName: 'listPk', AttributeType: 'S' },
      { AttributeName: 'listSk', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      ...(table.GlobalSecondaryIndexes ?? []),
      {
        IndexName: 'jobs',
        KeySchema: [
          { AttributeName: 'listPk', KeyType: 'HASH' },
          { AttributeName: 'listSk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  };
  const { index } = await withDynamoDb((url) => contents(url, 'jobs', 'listPk', 'listSk'), [wider]);
  expect([...index]).toEqual([['one', 'shard-1/x']]);
  expect(lines).toEqual(['The tables have changed: rebuilding their indexes']);
});

test('a kill in the middle of writes loses no acknowledged item of table and index', async () => {
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < 2; round += 1) {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('dynamodbWriter.ts', import.meta.url)), folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let count = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const [pk, n] = line.split(' ');
      if (pk === 'up') {
        await expect(startDynamoDb({ port: 0, path: folder, tables: [table] })).rejects.toThrow(
          StoreInUseError,
        );
      } else if (pk !== undefined) acknowledged.set(pk, Number(n));
      count += 1;
      if (count === 400) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const { items, index } = await withDynamoDb((url) => contents(url));
    expect(index).toEqual(items);
    expect(acknowledged.size).toBe(160);
    for (const pk of acknowledged.keys()) expect(items.has(pk)).toBe(true);
    // Each item was written at least up to the last write that was acknowledged in this round.
    const written = (pk: string): number => Number(items.get(pk)?.split('/')[1]);
    if (round === 0)
      for (const [pk, n] of acknowledged) expect(written(pk)).toBeGreaterThanOrEqual(n);
    acknowledged.clear();
    for (const pk of items.keys()) acknowledged.set(pk, written(pk));
  }
  expect(lines).toHaveLength(2);
});

test('a taken port is named and leaves the folder free', async () => {
  const other = await startDynamoDb({ port: 0, tables: [] });
  await expect(startDynamoDb({ port: other.port, path: folder, tables: [] })).rejects.toMatchObject(
    { code: 'EADDRINUSE', port: other.port },
  );
  await withDynamoDb((url) => put(url, 'one'));
  await other.close();
});

test('a table that cannot be made is refused and leaves the folder free', async () => {
  const wrong = { ...table, KeySchema: [] };
  await expect(startDynamoDb({ port: 0, path: folder, tables: [wrong] })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await withDynamoDb((url) => put(url, 'one'));
});

test.each(['stay', 'are gone'])(
  'a stop in the middle of requests throws no uncaught error; the callers %s',
  async (callers) => {
    for (let afterMs = 0; afterMs < 24; afterMs += 2) {
      const dynamodb = await startDynamoDb({ port: 0, tables: [table] });
      const client = localClient(dynamodb.url);
      const gone = new AbortController();
      const commands = Array.from(
        { length: 40 },
        (_, n) =>
          new PutItemCommand({ TableName: 'jobs', Item: { pk: { S: `${n}` }, sk: { S: 'job' } } }),
      );
      // The outcome of the requests does not matter. An error that dynalite itself throws would
      // fail the run.
      const asked = Promise.allSettled(
        commands.map((command) => client.send(command, { abortSignal: gone.signal })),
      );
      await systemClock.sleep(afterMs);
      if (callers === 'are gone') gone.abort();
      await systemClock.sleep(1);
      await dynamodb.close();
      client.destroy();
      expect(await asked).toHaveLength(40);
    }
  },
);
