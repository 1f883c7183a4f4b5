import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { createTables, serve } from './dynalite.ts';
import type { DynamoDb } from './dynalite.ts';
import { openStore } from './dynamodbStore.ts';

export interface DynamoDbOptions {
  /** 0 for any free port. */
  port: number;
  /** The folder to keep everything in; none: in memory. */
  path?: string | null;
  /** Created where they do not exist. */
  tables: readonly CreateTableCommandInput[];
  log?: (line: string) => void;
}

/**
 * DynamoDB inside this process (dynalite). On disk it outlives a kill -9: no acknowledged item is lost, and index rows, which dynalite may
 * leave wrong then, are rebuilt at the next start. Transactions, TTL, streams and PartiQL are not there.
 * @throws with code EADDRINUSE and the port when it is taken; StoreInUseError when another process has the folder.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const { port, path = null, tables, log = () => undefined } = options;
  if (path === null) {
    const memory = await serve(port, undefined);
    await createTables(memory.url, tables);
    return memory;
  }
  const store = await openStore(path, tables, log);
  try {
    const disk = await serve(port, store.path);
    await createTables(disk.url, tables);
    return {
      ...disk,
      async close() {
        await disk.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
