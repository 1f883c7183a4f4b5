import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from './clock.ts';

/** A DynamoDB that listens on the loopback interface. */
export interface DynamoDb {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** One dynalite; without a path it keeps everything in memory. @throws with code EADDRINUSE and the port when it is taken. */
export async function serve(port: number, path: string | undefined): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path === undefined ? {} : { path }) });
  try {
    await listen(server, port);
  } catch (error) {
    // dynalite closes its database only together with a server that listens.
    await listen(server, 0);
    await close(server);
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** How long the requests that are being served may take when everything ends. */
const lastAnswersMs = 300;
const lookEveryMs = 10;

/** Takes no more requests and answers those it has: dynalite throws where nobody can catch it when its database goes in the middle of one. */
function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const untilMs = systemClock.now() + lastAnswersMs;
    let cancel = (): void => undefined;
    const hangUp = (): void => {
      if (systemClock.now() < untilMs) server.closeIdleConnections();
      else server.closeAllConnections();
      cancel = systemClock.after(lookEveryMs, hangUp);
    };
    server.close((error) => {
      cancel();
      if (error) reject(error);
      else resolve();
    });
    hangUp();
  });
}

/** A client of the local DynamoDB, which takes any credentials. */
export function localClient(url: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint: url, region: 'us-west-2', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
}

/** Creates the tables that do not exist yet and waits until all can be used. */
export async function createTables(url: string, tables: readonly CreateTableCommandInput[]): Promise<void> {
  const client = localClient(url);
  try {
    for (const table of tables) {
      if ((await statusOf(client, table.TableName)) === undefined) await client.send(new CreateTableCommand(playable(table)));
      while ((await statusOf(client, table.TableName)) !== 'ACTIVE') await systemClock.sleep(2);
    }
  } finally {
    client.destroy();
  }
}

async function statusOf(client: DynamoDBClient, tableName: string | undefined): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The part of a definition that dynalite takes; the rest (TTL, point-in-time recovery, streams …) means nothing here. */
export function playable(table: CreateTableCommandInput): CreateTableCommandInput {
  const { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = table;
  return {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes === undefined || GlobalSecondaryIndexes.length === 0
      ? {}
      : { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })) }),
  };
}
