import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { systemClock } from './clock.ts';
import { stopListening } from './http.ts';
import type { LoopbackServer } from './http.ts';
import { listen } from './listen.ts';

/**
 * One dynalite; without a path it keeps everything in memory.
 * @throws with code EADDRINUSE and the port when it is taken.
 */
export async function serve(port: number, path: string | undefined): Promise<LoopbackServer> {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(path === undefined ? {} : { path }),
  });
  const close = attended(server);
  try {
    const bound = await listen(server, port);
    return { url: `http://127.0.0.1:${bound}`, port: bound, close };
  } catch (error) {
    // dynalite closes its database only together with a server that listens.
    await listen(server, 0);
    await close();
    throw error;
  }
}

/** How long the requests that are being served may take when everything ends. */
const lastAnswersMs = 500;
const lookEveryMs = 2;

/**
 * Sends no Date: when the functions' clock has been moved, the SDK takes the machine's Date for a
 * skewed clock and sends each refused write three times. Counts what dynalite is at, and lets
 * nothing more in once it is to end: it throws where nobody can catch it when its database goes in
 * the middle of a request, also of one whose caller is gone.
 * @returns what ends the server
 */
function attended(server: Server): () => Promise<void> {
  const listeners = server.listeners('request') as RequestListener[];
  const serving = new Set<IncomingMessage>();
  let ending = false;
  server.removeAllListeners('request').on('request', (request, response) => {
    if (ending) {
      request.destroy();
      return;
    }
    serving.add(request);
    response.sendDate = false;
    const end = response.end.bind(response) as (...given: unknown[]) => typeof response;
    // When dynalite has answered, whoever may still be there to hear it.
    response.end = (...given: unknown[]) => {
      serving.delete(request);
      return end(...given);
    };
    // It never begins with a request that did not come whole.
    request.on('close', () => request.complete || serving.delete(request));
    for (const listener of listeners) listener(request, response);
  });
  return async () => {
    ending = true;
    for (
      const untilMs = systemClock.now() + lastAnswersMs;
      serving.size > 0 && systemClock.now() < untilMs;
    )
      await systemClock.sleep(lookEveryMs);
    await stopListening(server);
  };
}

/** A client of the local DynamoDB, which takes any credentials. */
export function localClient(url: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** Creates the tables that do not exist yet and waits until all can be used. */
export async function createTables(
  url: string,
  tables: readonly CreateTableCommandInput[],
): Promise<void> {
  const client = localClient(url);
  try {
    for (const table of tables) {
      if ((await statusOf(client, table.TableName)) === undefined)
        await client.send(new CreateTableCommand(playable(table)));
      while ((await statusOf(client, table.TableName)) !== 'ACTIVE') await systemClock.sleep(2);
    }
  } finally {
    client.destroy();
  }
}

async function statusOf(
  client: DynamoDBClient,
  tableName: string | undefined,
): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table
      ?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * The part of a definition that dynalite takes; the rest (TTL, point-in-time recovery, streams …)
 * means nothing here.
 */
export function playable(table: CreateTableCommandInput): CreateTableCommandInput {
  const { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = table;
  return {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes === undefined || GlobalSecondaryIndexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(
            ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
          ),
        }),
  };
}
