import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
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

type Attributes = Record<string, AttributeValue>;

const isItem = (item: Record<string, unknown>): item is Item =>
  typeof item.pk === 'string' && typeof item.sk === 'string';

/** Returns the attributes of an object; members that are undefined have none. */
const attributesOf = (members: object): Attributes =>
  marshall(members, { removeUndefinedValues: true });

/** Returns what DynamoDB sent as an item; undefined if it sent none. */
function itemOf(attributes: Attributes | undefined): Item | undefined {
  if (attributes === undefined) return undefined;
  const item = unmarshall(attributes);
  return isItem(item) ? item : undefined;
}

/** Returns the names and values of an expression as the members of a command. */
const partsOf = ({
  names,
  values,
}: Expression): {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
} => ({
  ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
  ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: attributesOf(values) }),
});

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

/**
 * The client keeps the middleware of each command, which the SDK otherwise puts together anew for
 * every call. The document client of lib-dynamodb refuses this setting.
 */
const CLIENT = { ...REQUEST_LIMITS, cacheMiddleware: true } as const;

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
  let opened = client;
  const table = (): DynamoDBClient => (opened ??= new DynamoDBClient(CLIENT));
  const TableName = config.tableName;
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const alive = (item: Item | undefined): Item | undefined =>
    typeof item?.expiresAt === 'number' && item.expiresAt <= seconds() ? undefined : item;

  const put = (item: Item, ConditionExpression: string, expression: Expression): Promise<boolean> =>
    unlessRefused(
      table().send(
        new PutItemCommand({
          TableName,
          Item: attributesOf(item),
          ...(ConditionExpression && { ConditionExpression }),
          ...partsOf(expression),
        }),
      ),
      () => true,
      false,
    );

  return {
    async get(key) {
      const Key = attributesOf(key);
      const { Item } = await table().send(
        new GetItemCommand({ TableName, Key, ConsistentRead: true }),
      );
      return alive(itemOf(Item));
    },

    async getMany(keys) {
      const chunks: Key[][] = [];
      for (let from = 0; from < keys.length; from += BATCH_GET_MAX)
        chunks.push(keys.slice(from, from + BATCH_GET_MAX));
      const found = new Map<string, Item>();
      await Promise.all(
        chunks.map(async (chunk) => {
          let open = chunk.map(attributesOf);
          for (let pauseMs = UNREAD_PAUSE_MS; open.length > 0; pauseMs *= 2) {
            const { Responses = {}, UnprocessedKeys = {} } = await table().send(
              new BatchGetItemCommand({
                RequestItems: { [TableName]: { Keys: open, ConsistentRead: true } },
              }),
            );
            for (const attributes of Responses[TableName] ?? []) {
              const item = itemOf(attributes);
              if (item) found.set(textOf(item), item);
            }
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
          new UpdateItemCommand({
            TableName,
            Key: attributesOf(key),
            UpdateExpression,
            ...(ConditionExpression && { ConditionExpression }),
            ...partsOf(expression),
            ReturnValues: 'ALL_NEW',
          }),
        ),
        ({ Attributes }) => itemOf(Attributes),
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
          ...partsOf(expression),
          ConsistentRead: true,
          Limit: limit,
        }),
      );
      return (Items ?? []).flatMap((attributes) => alive(itemOf(attributes)) ?? []);
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
          ...partsOf(expression),
          ScanIndexForward: order === 'ascending',
          Limit: limit,
        }),
      );
      return (Items ?? []).flatMap((attributes) => itemOf(attributes) ?? []);
    },
  };
}
