import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { createTables, serve, type LocalDynamoDb } from './dynalite.ts';
import { openStore } from './dynamodbStore.ts';

export interface DynamoDbOptions {
  /** 0: any free port. */
  port: number;
  /** The folder of the data; absent or null: in memory. */
  path?: string | null;
  /** Tables that are created if they do not exist. */
  tables: readonly CreateTableCommandInput[];
  log?: (line: string) => void;
}

/**
 * Starts DynamoDB inside this process (dynalite). On disk it survives a kill -9: no acknowledged
 * item is lost, and the index rows, which dynalite may then leave wrong, are rebuilt at the next
 * start. Transactions, TTL, streams and PartiQL are not supported.
 * @throws an error with code EADDRINUSE and the port when the port is taken; StoreInUseError when
 * another process has the folder
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<LocalDynamoDb> {
  const { port, path = null, tables, log = () => undefined } = options;
  if (path === null) return serveTables(port, undefined, tables);
  const store = await openStore(path, tables, log);
  try {
    const disk = await serveTables(port, store.path, tables);
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

async function serveTables(
  port: number,
  path: string | undefined,
  tables: readonly CreateTableCommandInput[],
): Promise<LocalDynamoDb> {
  const server = await serve(port, path);
  try {
    await createTables(server.url, tables);
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
