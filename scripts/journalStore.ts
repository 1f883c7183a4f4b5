import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../lib/clock.ts';
import { openStore, type Store } from '../lib/dynamodb.ts';
import { addressesOfRunning } from '../local/addresses.ts';
import { projectFolder } from '../local/build.ts';

/** A table that holds journals. */
export interface JournalStore {
  readonly store: Store;
  /** Returns the names of all journals. It scans the table. */
  journals(): Promise<string[]>;
  close(): void;
}

/**
 * Opens a table on AWS by its name, or without one that of the stack that runs in this folder.
 * @returns undefined when no name is given and no stack runs here
 */
export async function openJournalStore(named?: string): Promise<JournalStore | undefined> {
  const running =
    named === undefined ? await addressesOfRunning(join(projectFolder, '.local')) : undefined;
  if (named === undefined && !running) return undefined;
  const tableName = named ?? 'channelkeeper-local';
  const client = running
    ? new DynamoDBClient({
        endpoint: running.dynamodb,
        region: 'us-west-2',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      })
    : new DynamoDBClient();
  return {
    store: openStore({ tableName }, systemClock, client),
    journals: () => allJournals(client, tableName),
    close: () => client.destroy(),
  };
}

async function allJournals(client: DynamoDBClient, tableName: string): Promise<string[]> {
  const found = new Set<string>();
  const pages = paginateScan(
    { client: DynamoDBDocumentClient.from(client) },
    {
      TableName: tableName,
      ProjectionExpression: 'pk',
      FilterExpression: 'begins_with(pk, :journal)',
      ExpressionAttributeValues: { ':journal': 'journal/' },
    },
  );
  for await (const { Items = [] } of pages)
    for (const { pk } of Items) found.add(String(pk).slice('journal/'.length));
  return [...found].toSorted();
}
