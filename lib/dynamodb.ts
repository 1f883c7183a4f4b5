import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
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

/** The condition on an item under which it is written. All parts must hold. */
export interface Condition {
  exists?: boolean;
  absent?: readonly string[];
  present?: readonly string[];
  equals?: Readonly<Record<string, unknown>>;
  atMost?: Readonly<Record<string, number>>;
  /** The attribute is absent, or has this value at most. */
  notAbove?: Readonly<Record<string, number | string>>;
  above?: Readonly<Record<string, number>>;
  oneOf?: Readonly<Record<string, readonly string[]>>;
}

export interface Change {
  /** Members that are `undefined` are removed. */
  set?: Readonly<Record<string, unknown>>;
  add?: Readonly<Record<string, number>>;
  when?: Condition;
}

export interface IndexPage {
  index: 'due' | 'jobs';
  partition: string;
  /** Exclusive bound on the sort key. */
  below?: string;
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
 * Builds the names and values of an expression. Every attribute uses a placeholder, so no name can
 * be a reserved word.
 */
class Expression {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};
  #count = 0;

  name(attribute: string): string {
    const key = `#${attribute}`;
    this.names[key] = attribute;
    return key;
  }

  value(value: unknown): string {
    const key = `:v${this.#count++}`;
    this.values[key] = value;
    return key;
  }

  condition(when: Condition): string {
    const all: string[] = [];
    if (when.exists) all.push(`attribute_exists(${this.name('pk')})`);
    for (const attribute of when.absent ?? [])
      all.push(`attribute_not_exists(${this.name(attribute)})`);
    for (const attribute of when.present ?? [])
      all.push(`attribute_exists(${this.name(attribute)})`);
    for (const [attribute, value] of Object.entries(when.equals ?? {}))
      all.push(`${this.name(attribute)} = ${this.value(value)}`);
    for (const [attribute, value] of Object.entries(when.atMost ?? {}))
      all.push(`${this.name(attribute)} <= ${this.value(value)}`);
    for (const [attribute, value] of Object.entries(when.notAbove ?? {})) {
      all.push(
        `(attribute_not_exists(${this.name(attribute)}) OR ${this.name(attribute)} <= ` +
          `${this.value(value)})`,
      );
    }
    for (const [attribute, value] of Object.entries(when.above ?? {}))
      all.push(`${this.name(attribute)} > ${this.value(value)}`);
    for (const [attribute, values] of Object.entries(when.oneOf ?? {})) {
      all.push(
        `${this.name(attribute)} IN (${values.map((value) => this.value(value)).join(', ')})`,
      );
    }
    return all.join(' AND ');
  }

  update({ set = {}, add = {} }: Change): string {
    const kept = Object.entries(set).filter(([, value]) => value !== undefined);
    const dropped = Object.keys(set).filter((attribute) => set[attribute] === undefined);
    return [
      kept.length > 0 &&
        `SET ${kept.map(([attribute, value]) => `${this.name(attribute)} = ${this.value(value)}`).join(', ')}`,
      dropped.length > 0 && `REMOVE ${dropped.map((attribute) => this.name(attribute)).join(', ')}`,
      Object.keys(add).length > 0 &&
        `ADD ${Object.entries(add)
          .map(([attribute, value]) => `${this.name(attribute)} ${this.value(value)}`)
          .join(', ')}`,
    ]
      .filter(Boolean)
      .join(' ');
  }

  get parts(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  } {
    return {
      ...(Object.keys(this.names).length > 0 && { ExpressionAttributeNames: this.names }),
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
    };
  }
}

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

    async keys({ index, partition, below, limit, order }) {
      const [pk, sk] =
        index === 'due' ? (['duePk', 'dueSk'] as const) : (['listPk', 'listSk'] as const);
      const expression = new Expression();
      const bound =
        below === undefined ? '' : ` AND ${expression.name(sk)} < ${expression.value(below)}`;
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
