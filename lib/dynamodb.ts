import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { Expression, type Change, type Condition } from './expressions.ts';
import { REQUEST_LIMITS } from './requestLimits.ts';

/**
 * The key of the table. One table holds everything; the code that writes an item documents its key.
 */
export interface Key {
  pk: string;
  sk: string;
}

export type Item = Key & Record<string, unknown>;

const isItem = (item: Record<string, unknown> | undefined): item is Item =>
  typeof item?.pk === 'string' && typeof item.sk === 'string';

export interface IndexPage {
  index: 'due' | 'jobs';
  partition: string;
  /** Exclusive bounds on the sort key; a page has one of them at most. */
  below?: string;
  above?: string;
  limit: number;
  order: 'ascending' | 'descending';
}

/**
 * The only DynamoDB client: single items, conditional writes, two sparse keys-only indexes. A
 * failed condition is a result, not an error. Items past `expiresAt` (seconds since the epoch)
 * count as absent, even while DynamoDB has not removed them yet.
 */
export interface Store {
  /** Returns the item, read consistently. */
  get(key: Key): Promise<Item | undefined>;
  /** Returns the items under different keys, in the order of the keys, read consistently. */
  getMany(keys: readonly Key[]): Promise<(Item | undefined)[]>;
  /** Writes a whole item unless one exists under its key; returns false in that case. */
  putIfAbsent(item: Item): Promise<boolean>;
  /** Writes a whole item if `when` holds; returns false when it does not. */
  put(item: Item, when?: Condition): Promise<boolean>;
  /**
   * Changes an item if `when` holds; returns the changed item, or undefined when the condition
   * failed.
   */
  update(key: Key, change: Change): Promise<Item | undefined>;
  /**
   * Returns the items of one partition whose sort key begins with `prefix`, in its order, read
   * consistently.
   */
  list(pk: string, prefix: string, limit: number, after?: string): Promise<Item[]>;
  /** Returns keys from an index. The index may lag, so read the item again before acting on it. */
  keys(page: IndexPage): Promise<Item[]>;
}

/** The number of items that DynamoDB returns in one call (DynamoDB API reference, BatchGetItem). */
const BATCH_GET_MAX = 100;
/** The first pause before keys are read again that DynamoDB was too busy to read, in ms. */
const UNREAD_PAUSE_MS = 20;

const textOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

const unlessRefused = async <T, U>(
  write: Promise<T>,
  done: (output: T) => U,
  refused: U,
): Promise<U> => {
  try {
    return done(await write);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return refused;
    throw error;
  }
};

/**
 * Opens the table. The SDK finds endpoint, region and credentials by itself
 * (`AWS_ENDPOINT_URL_DYNAMODB`, …). The client is made at the first use, because some requests need
 * none.
 */
export function openStore(
  config: Pick<Config, 'tableName'>,
  clock: Clock,
  client?: DynamoDBClient,
): Store {
  let opened: DynamoDBDocumentClient | undefined;
  const table = (): DynamoDBDocumentClient =>
    (opened ??= DynamoDBDocumentClient.from(client ?? new DynamoDBClient(REQUEST_LIMITS), {
      marshallOptions: { removeUndefinedValues: true },
    }));
  const TableName = config.tableName;
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const alive = (item: Record<string, unknown> | undefined): Item | undefined =>
    isItem(item) && !(typeof item.expiresAt === 'number' && item.expiresAt <= seconds())
      ? item
      : undefined;

  const put = (Item: Item, ConditionExpression: string, expression: Expression): Promise<boolean> =>
    unlessRefused(
      table().send(
        new PutCommand({
          TableName,
          Item,
          ...(ConditionExpression && { ConditionExpression }),
          ...expression.parts,
        }),
      ),
      () => true,
      false,
    );

  return {
    async get(Key) {
      const { Item } = await table().send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return alive(Item);
    },

    async getMany(keys) {
      const chunks: Key[][] = [];
      for (let from = 0; from < keys.length; from += BATCH_GET_MAX)
        chunks.push(keys.slice(from, from + BATCH_GET_MAX));
      const found = new Map<string, Item>();
      await Promise.all(
        chunks.map(async (chunk) => {
          let open: Record<string, unknown>[] = chunk.map((key) => ({ ...key }));
          for (let pauseMs = UNREAD_PAUSE_MS; open.length > 0; pauseMs *= 2) {
            const { Responses = {}, UnprocessedKeys = {} } = await table().send(
              new BatchGetCommand({
                RequestItems: { [TableName]: { Keys: open, ConsistentRead: true } },
              }),
            );
            for (const item of Responses[TableName] ?? [])
              if (isItem(item)) found.set(textOf(item), item);
            open = UnprocessedKeys[TableName]?.Keys ?? [];
            if (open.length > 0) await clock.sleep(pauseMs);
          }
        }),
      );
      return keys.map((key) => alive(found.get(textOf(key))));
    },

    putIfAbsent(item) {
      const expression = new Expression();
      const absent = `attribute_not_exists(${expression.name('pk')})`;
      return put(
        item,
        `${absent} OR ${expression.name('expiresAt')} <= ${expression.value(seconds())}`,
        expression,
      );
    },

    put(item, when = {}) {
      const expression = new Expression();
      return put(item, expression.condition(when), expression);
    },

    update(key, change) {
      const expression = new Expression();
      const UpdateExpression = expression.update(change);
      const ConditionExpression = expression.condition(change.when ?? {});
      return unlessRefused(
        table().send(
          new UpdateCommand({
            TableName,
            Key: key,
            UpdateExpression,
            ...(ConditionExpression && { ConditionExpression }),
            ...expression.parts,
            ReturnValues: 'ALL_NEW',
          }),
        ),
        ({ Attributes }) => (isItem(Attributes) ? Attributes : undefined),
        undefined,
      );
    },

    async list(pk, prefix, limit, after) {
      const expression = new Expression();
      const range =
        after === undefined
          ? `begins_with(${expression.name('sk')}, ${expression.value(prefix)})`
          : `${expression.name('sk')} BETWEEN ${expression.value(`${after}\u0001`)} AND ${expression.value(`${prefix}\uffff`)}`;
      const { Items } = await table().send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: `${expression.name('pk')} = ${expression.value(pk)} AND ${range}`,
          ...expression.parts,
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return (Items ?? []).flatMap((item) => alive(item) ?? []);
    },

    async keys({ index, partition, below, above, limit, order }) {
      const [pk, sk] =
        index === 'due' ? (['duePk', 'dueSk'] as const) : (['listPk', 'listSk'] as const);
      const expression = new Expression();
      const bound =
        (below === undefined ? '' : ` AND ${expression.name(sk)} < ${expression.value(below)}`) +
        (above === undefined ? '' : ` AND ${expression.name(sk)} > ${expression.value(above)}`);
      const { Items } = await table().send(
        new QueryCommand({
          TableName,
          IndexName: index,
          KeyConditionExpression: `${expression.name(pk)} = ${expression.value(partition)}${bound}`,
          ...expression.parts,
          ScanIndexForward: order === 'ascending',
          Limit: limit,
        }),
      );
      return (Items ?? []).filter(isItem);
    },
  };
}
