import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { World } from '../world.ts';

/** A request to the table, and what DynamoDB bills for it. */
export interface StoreRequest {
  functionName: string;
  operation: string;
  /** The partition key of the item or of the index; empty for a batch. */
  pk: string;
  /** Write request units of the table, of 1 KB each. */
  writeUnits: number;
  /** Write request units of the indexes: an entry that moves is removed and written. */
  indexWriteUnits: number;
  /** Read request units of 4 KB; a read that may lag counts half. */
  readUnits: number;
}

/** The keys of the two indexes, by the attribute of the partition key. */
const INDEX_KEYS = { duePk: 'dueSk', listPk: 'listSk' } as const;
/** The least that DynamoDB bills for a query of an index, which finds nothing. */
const EMPTY_QUERY_UNITS = 0.5;

/** An item as it was after its last write: its keys in the indexes, and its size in units. */
interface LastWrite {
  entries: Readonly<Record<string, string | undefined>>;
  units: number;
}

interface Input {
  Key?: Record<string, unknown>;
  Item?: Record<string, unknown>;
  ReturnConsumedCapacity?: string;
  ExpressionAttributeValues?: Record<string, unknown>;
}
interface Consumed {
  CapacityUnits?: number;
}
interface Output {
  Attributes?: Record<string, unknown>;
  ConsumedCapacity?: Consumed | Consumed[];
}

/** Returns a text attribute, whether the client has unpacked it or not. */
const textIn = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  const text = (value as { S?: unknown } | undefined)?.S;
  return typeof text === 'string' ? text : undefined;
};

const entriesIn = (item: Record<string, unknown> | undefined): LastWrite['entries'] =>
  Object.fromEntries(
    Object.entries(INDEX_KEYS).map(([pk, sk]) => {
      const partition = textIn(item?.[pk]);
      return [pk, partition === undefined ? undefined : `${partition}\n${textIn(item?.[sk])}`];
    }),
  );

const unitsOf = ({ ConsumedCapacity = [] }: Output): number =>
  [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

/**
 * Counts the requests that the functions of a world make to the table, with their units as the
 * embedded store counts them. The embedded store does not count the indexes, so that is done here,
 * from every write since the world began. Install it before the first write.
 */
export class Meter {
  readonly requests: StoreRequest[] = [];
  readonly #written = new Map<string, LastWrite>();

  constructor(world: World) {
    const stack = world.dynamodb.middlewareStack as unknown as {
      add(
        middleware: (
          next: (args: { input: Input }) => Promise<{ output: Output }>,
          context: { commandName?: string },
        ) => (args: { input: Input }) => Promise<{ output: Output }>,
        options: object,
      ): void;
    };
    stack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const { functionName } = world;
          const operation = commandName.replace(/Command$/, '');
          args.input.ReturnConsumedCapacity = 'TOTAL';
          try {
            const { output } = await next(args).then((answer) => {
              this.#note(functionName, operation, args.input, answer.output);
              return answer;
            });
            return { output };
          } catch (error) {
            if (functionName !== undefined) this.#noteRefused(functionName, operation, args.input);
            throw error;
          }
        },
      { step: 'initialize', priority: 'low', name: 'meter' },
    );
  }

  #note(functionName: string | undefined, operation: string, input: Input, output: Output): void {
    const units = unitsOf(output);
    const key = input.Key ?? input.Item;
    const isWrite = /^(?:Put|Update|Delete)/.test(operation);
    const request = {
      operation,
      pk: textIn(key?.pk) ?? textIn(Object.values(input.ExpressionAttributeValues ?? {})[0]) ?? '',
      writeUnits: isWrite ? units : 0,
      indexWriteUnits: 0,
      readUnits: isWrite ? 0 : Math.max(units, operation === 'Query' ? EMPTY_QUERY_UNITS : 0),
    };
    if (isWrite) {
      const entries = entriesIn(input.Item ?? output.Attributes);
      const before = this.#written.get(nameOf(key))?.entries ?? {};
      for (const index of Object.keys(INDEX_KEYS))
        if (before[index] !== entries[index])
          request.indexWriteUnits += [before[index], entries[index]].filter(
            (entry) => entry !== undefined,
          ).length;
      this.#written.set(nameOf(key), { entries, units });
    }
    if (functionName !== undefined) this.requests.push({ functionName, ...request });
  }

  /** A write whose condition fails is billed by the size of the item that is there. */
  #noteRefused(functionName: string, operation: string, input: Input): void {
    const key = input.Key ?? input.Item;
    this.requests.push({
      functionName,
      operation,
      pk: textIn(key?.pk) ?? '',
      writeUnits: this.#written.get(nameOf(key))?.units ?? 1,
      indexWriteUnits: 0,
      readUnits: 0,
    });
  }
}

const nameOf = (key: Record<string, unknown> | undefined): string =>
  `${textIn(key?.pk)}\n${textIn(key?.sk)}`;

/** The size of everything in the table: its bytes, and the time for which they are kept. */
export interface Stored {
  /** The bytes of the items that are kept until they are changed. */
  lastingBytes: number;
  /** The bytes of the other items, each times the days until it expires. */
  byteDays: number;
}

const DAY_S = 86_400;
/** DynamoDB adds this to the size of each stored item, in bytes (developer guide, item sizes). */
const ITEM_OVERHEAD = 100;

/** Returns how much is in the table. An item counts the bytes of its JSON. */
export async function storedIn(world: World): Promise<Stored> {
  const stored = { lastingBytes: 0, byteDays: 0 };
  const now = world.clock.now() / 1_000;
  for (let ExclusiveStartKey: Record<string, never> | undefined; ;) {
    const page = await world.dynamodb.send(
      new ScanCommand({ TableName: world.app.config.tableName, ExclusiveStartKey }),
    );
    for (const item of page.Items ?? []) {
      const plain = Object.entries(item).map(([name, value]) => [name, Object.values(value)[0]]);
      const bytes = ITEM_OVERHEAD + Buffer.byteLength(JSON.stringify(Object.fromEntries(plain)));
      const { expiresAt } = item;
      if (expiresAt?.N === undefined) stored.lastingBytes += bytes;
      else stored.byteDays += (bytes * Math.max(0, Number(expiresAt.N) - now)) / DAY_S;
    }
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
    if (!ExclusiveStartKey) return stored;
  }
}
