import {
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { database } from '../../../local/dynaliteDatabase.ts';
import { createTables, localClient, serve, type LocalDynamoDb } from '../../../local/dynalite.ts';
import { table } from './dynamodbTable.ts';

let folder: string;
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
/** The iterators that were opened. */
let reading: { next(): Promise<unknown> }[];

async function start(path?: string): Promise<void> {
  const { create } = database;
  database.create = (options) => {
    const store = create(options);
    for (const kind of ['keys', 'values'] as const) {
      const read = store.db[kind].bind(store.db);
      store.db[kind] = (range) => {
        const entries = read(range) as AsyncIterable<string> & (typeof reading)[number];
        reading.push(entries);
        return entries;
      };
    }
    return store;
  };
  try {
    dynamodb = await serve(0, path);
  } finally {
    database.create = create;
  }
  client = localClient(dynamodb.url);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynalite-'));
  reading = [];
});

afterEach(async () => {
  client.destroy();
  await dynamodb.close();
  await rm(folder, { recursive: true, force: true });
});

const item = (n: number): { pk: { S: string }; sk: { S: string } } => ({
  pk: { S: 'one' },
  sk: { S: String(n).padStart(4, '0') },
});

const query = {
  TableName: 'jobs',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': { S: 'one' } },
};

test.each([
  ['in memory', () => undefined],
  ['on disk', () => join(folder, 'items')],
])('each query and each scan %s reads all its items and closes its iterator', async (_, path) => {
  await start(path());
  await createTables(dynamodb.url, [table]);
  const count = 230;
  for (let n = 0; n < count; n++)
    await client.send(new PutItemCommand({ TableName: 'jobs', Item: item(n) }));

  const whole = await client.send(new QueryCommand(query));
  expect(whole.Items).toEqual(Array.from({ length: count }, (_, n) => item(n)));
  const last = await client.send(new QueryCommand({ ...query, Limit: 7, ScanIndexForward: false }));
  expect(last.Items).toEqual(Array.from({ length: 7 }, (_, n) => item(count - 1 - n)));
  expect((await client.send(new ScanCommand({ TableName: 'jobs' }))).Count).toBe(count);
  expect((await client.send(new ScanCommand({ TableName: 'jobs', Limit: 3 }))).Count).toBe(3);
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['jobs']);

  expect(reading.length).toBeGreaterThanOrEqual(5);
  for (const entries of reading)
    await expect(entries.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
});

test('small items need little more memory than their texts', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const bytes = (): number => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  await start();
  await createTables(dynamodb.url, [table]);
  const before = bytes();
  for (let n = 0; n < 600; n++)
    await client.send(new PutItemCommand({ TableName: 'jobs', Item: item(n) }));
  // As Buffers, they would hold on to nearly three times as much. The sockets let go of theirs a
  // little later.
  await expect.poll(() => bytes() - before, { timeout: 20_000 }).toBeLessThan(600_000);
});

test('a table that was deleted is not found, and a new one has its own keys', async () => {
  await start();
  const put = (Item: Record<string, { S: string }>): Promise<unknown> =>
    client.send(new PutItemCommand({ TableName: 'jobs', Item }));
  await createTables(dynamodb.url, [table]);
  await put(item(1));
  await client.send(new DeleteTableCommand({ TableName: 'jobs' }));
  await expect(put(item(2))).rejects.toThrow(/resource not found/);
  const tables = async (): Promise<string[] | undefined> =>
    (await client.send(new ListTablesCommand({}))).TableNames;
  await expect.poll(tables).toEqual([]);
  const other = {
    TableName: 'jobs',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  };
  await createTables(dynamodb.url, [other]);
  await expect(put(item(3))).rejects.toThrow(/Missing the key id/);
  await put({ id: { S: 'one' } });
});
