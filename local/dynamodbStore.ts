import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  ListTablesCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type {
  AttributeValue,
  CreateTableCommandInput,
  DynamoDBClient,
  TableDescription,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createTables, localClient, playable, serve } from './dynalite.ts';
import { database } from './dynaliteDatabase.ts';

/** Thrown when the folder belongs to another process. */
export class StoreInUseError extends Error {}

const batchMax = 25;

/**
 * Opens the folder of the embedded DynamoDB for this process alone.
 *
 * - `lock/` is an empty database. The operating system releases its lock when its owner ends,
 * however it ends.
 * - `open` exists from before the first write until after a clean stop. If it exists at a start,
 * index rows may be wrong.
 * - `items/` holds everything; `items.new/` replaces it when complete, and `items.old/` holds the
 * previous contents.
 *
 * @returns the path for dynalite and a function to call after dynalite is closed
 * @throws StoreInUseError
 */
export async function openStore(
  folder: string,
  tables: readonly CreateTableCommandInput[],
  log: (line: string) => void,
): Promise<{ path: string; close: () => Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const lock = await takeLock(folder);
  const at = {
    items: join(folder, 'items'),
    fresh: join(folder, 'items.new'),
    old: join(folder, 'items.old'),
    mark: join(folder, 'open'),
  };
  try {
    // The process ended between the two renames: the old items are whole, and the mark is still
    // there.
    if (!existsSync(at.items) && existsSync(at.old)) await rename(at.old, at.items);
    await rm(at.old, { recursive: true, force: true });
    await rm(at.fresh, { recursive: true, force: true });
    const unclean = existsSync(at.mark);
    await writeMark(at.mark, folder);
    if (existsSync(at.items)) {
      const source = await serve(0, at.items);
      try {
        const definitions = await definitionsIn(source.url, tables);
        if (unclean || definitions.changed) {
          log(
            unclean
              ? 'DynamoDB was not stopped cleanly: rebuilding its indexes'
              : 'The tables have changed: rebuilding their indexes',
          );
          await copyItems(source.url, at.fresh, definitions.tables);
        }
      } finally {
        await source.close();
      }
      if (existsSync(at.fresh)) {
        await syncFolder(at.fresh);
        await rename(at.items, at.old);
        await rename(at.fresh, at.items);
        await syncFolder(folder);
        await rm(at.old, { recursive: true, force: true });
      }
    }
  } catch (error) {
    await lock.close();
    throw error;
  }
  return {
    path: at.items,
    async close() {
      await rm(at.mark, { force: true });
      await lock.close();
    },
  };
}

async function takeLock(folder: string): Promise<{ close(): Promise<void> }> {
  const { db } = database.create({ path: join(folder, 'lock') });
  try {
    await db.open();
    return db;
  } catch (error) {
    if (/lock/i.test(String((error as Error).cause)))
      throw new StoreInUseError(`${folder} is in use by another process`, { cause: error });
    throw error;
  }
}

async function writeMark(mark: string, folder: string): Promise<void> {
  const file = await open(mark, 'w');
  await file.sync();
  await file.close();
  await syncPath(folder);
}

/**
 * Returns the definitions of all existing tables: from the template, or from the table itself if
 * the template does not know it.
 */
async function definitionsIn(
  url: string,
  tables: readonly CreateTableCommandInput[],
): Promise<{ tables: CreateTableCommandInput[]; changed: boolean }> {
  const client = localClient(url);
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const definitions: CreateTableCommandInput[] = [];
    let changed = false;
    for (const TableName of TableNames) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      const existing = definitionOf(Table);
      const wanted = tables.find((table) => table.TableName === TableName);
      changed ||=
        wanted !== undefined && !isDeepStrictEqual(comparable(wanted), comparable(existing));
      definitions.push(wanted ?? existing);
    }
    return { tables: definitions, changed };
  } finally {
    client.destroy();
  }
}

function definitionOf(table: TableDescription | undefined): CreateTableCommandInput {
  return playable({
    TableName: table?.TableName,
    AttributeDefinitions: table?.AttributeDefinitions,
    KeySchema: table?.KeySchema,
    GlobalSecondaryIndexes: table?.GlobalSecondaryIndexes?.map(
      ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
    ),
  });
}

/** Returns a definition in an order that does not depend on its author. */
function comparable(table: CreateTableCommandInput): unknown {
  const { KeySchema, AttributeDefinitions = [], GlobalSecondaryIndexes = [] } = playable(table);
  return {
    KeySchema,
    attributes: sorted(
      AttributeDefinitions.map(({ AttributeName, AttributeType }) => [
        AttributeName,
        AttributeType,
      ]),
    ),
    indexes: sorted(
      GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys = [], Projection }) => [
        IndexName,
        keys.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]),
        Projection?.ProjectionType,
        Projection?.NonKeyAttributes ?? [],
      ]),
    ),
  };
}

function sorted(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(value)).toSorted();
}

/** Copies all items into a new store, which rebuilds their index rows. */
async function copyItems(
  sourceUrl: string,
  path: string,
  tables: readonly CreateTableCommandInput[],
): Promise<void> {
  const target = await serve(0, path);
  const [from, to] = [localClient(sourceUrl), localClient(target.url)];
  try {
    await createTables(target.url, tables);
    for (const { TableName } of tables) {
      if (TableName === undefined) continue;
      for await (const page of paginateScan({ client: from }, { TableName }))
        await putAll(to, TableName, page.Items ?? []);
    }
  } finally {
    from.destroy();
    to.destroy();
    await target.close();
  }
}

async function putAll(
  client: DynamoDBClient,
  tableName: string,
  items: readonly Record<string, AttributeValue>[],
): Promise<void> {
  for (let start = 0; start < items.length; start += batchMax) {
    let left: WriteRequest[] = items
      .slice(start, start + batchMax)
      .map((Item) => ({ PutRequest: { Item } }));
    while (left.length > 0) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }),
      );
      left = UnprocessedItems?.[tableName] ?? [];
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile()) await syncPath(join(folder, entry.name));
  await syncPath(folder);
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
