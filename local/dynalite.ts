import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { systemClock } from './clock.ts';
import { dynalite } from './dynaliteDatabase.ts';
import { stopListening } from './http.ts';
import type { LoopbackServer } from './http.ts';
import { listen } from './listen.ts';

/** A DynamoDB in this process. */
export interface LocalDynamoDb extends LoopbackServer {
  /** Answers a request that comes without a socket. */
  readonly listener: RequestListener;
}

/**
 * Starts one dynalite. Without a path it keeps everything in memory.
 * @throws an error with code EADDRINUSE and the port when the port is taken
 */
export async function serve(port: number, path: string | undefined): Promise<LocalDynamoDb> {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(path === undefined ? {} : { path }),
  });
  const { listener, close } = attended(server);
  try {
    const bound = await listen(server, port);
    return { url: `http://127.0.0.1:${bound}`, port: bound, listener, close };
  } catch (error) {
    // dynalite closes its database only together with a listening server.
    await listen(server, 0);
    await close();
    throw error;
  }
}

/** How long the requests in progress may take when the server ends, in ms. */
const lastAnswersMs = 500;
const lookEveryMs = 2;

/**
 * Prepares a server for a safe end. It sends no Date header: when the functions' clock has been
 * moved, the SDK would take the machine's Date as a sign of a skewed clock and send each refused
 * write three times. It tracks the requests that dynalite is processing and accepts no new ones
 * once the server ends, because dynalite throws where the error cannot be caught if its database
 * closes in the middle of a request, even one whose caller has gone.
 * @returns the listener of its requests, and a function that ends the server
 */
function attended(server: Server): { listener: RequestListener; close: () => Promise<void> } {
  const listeners = server.listeners('request') as RequestListener[];
  const serving = new Set<IncomingMessage>();
  let ending = false;
  const listener: RequestListener = (request, response) => {
    if (ending) {
      request.destroy();
      return;
    }
    serving.add(request);
    response.sendDate = false;
    const end = response.end.bind(response) as (...given: unknown[]) => typeof response;
    // The request is done when dynalite has answered, even if the caller has gone.
    response.end = (...given: unknown[]) => {
      serving.delete(request);
      return end(...given);
    };
    // dynalite never begins with a request that did not arrive whole.
    request.on('close', () => request.complete || serving.delete(request));
    for (const answer of listeners) answer(request, response);
  };
  server.removeAllListeners('request').on('request', listener);
  const close = async (): Promise<void> => {
    ending = true;
    for (
      const untilMs = systemClock.now() + lastAnswersMs;
      serving.size > 0 && systemClock.now() < untilMs;
    )
      await systemClock.sleep(lookEveryMs);
    await stopListening(server);
  };
  return { listener, close };
}

/** Returns a client of the local DynamoDB, which accepts any credentials. */
export function localClient(url: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** Creates the tables that do not exist yet and waits until all of them can be used. */
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
 * Returns the part of a definition that dynalite accepts. The rest (TTL, point-in-time recovery,
 * streams …) has no effect here.
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
