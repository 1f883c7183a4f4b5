import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  type AttributeValue,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Stack } from '../../local/stack.ts';

/** An item as DynamoDB stores it. */
export type StoredItem = Record<string, AttributeValue>;

/** The most items that one BatchWriteItem puts (DynamoDB API reference). */
const BATCH_MAX = 25;
const AT_ONCE = 4;

/** The table of the system, past the code that is measured. */
export interface Table {
  read(pk: string, sk: string): Promise<StoredItem>;
  /** Puts many items, a few batches at a time. */
  fill(count: number, itemAt: (n: number) => StoredItem): Promise<void>;
  close(): void;
}

/** Opens the table of the system. */
export function openTable({ dynamodb, template, environment }: Stack): Table {
  const client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const TableName = template.functions[0]?.environment.TABLE_NAME ?? '';
  const put = async (items: readonly StoredItem[]): Promise<void> => {
    let left: WriteRequest[] = items.map((Item) => ({ PutRequest: { Item } }));
    while (left.length > 0) {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: left } }),
      );
      left = UnprocessedItems?.[TableName] ?? [];
    }
  };
  return {
    async read(pk, sk) {
      const Key = { pk: { S: pk }, sk: { S: sk } };
      const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
      if (!Item) throw new Error(`There is no item ${pk} / ${sk}.`);
      return Item;
    },
    async fill(count, itemAt) {
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < count) {
          const from = next;
          next = Math.min(count, from + BATCH_MAX);
          await put(Array.from({ length: next - from }, (_, n) => itemAt(from + n)));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    close: () => client.destroy(),
  };
}

/** Returns a copy of an item in which one id stands everywhere for another. */
export const withId = (item: StoredItem, id: string, other: string): StoredItem =>
  JSON.parse(JSON.stringify(item).replaceAll(id, other)) as StoredItem;
