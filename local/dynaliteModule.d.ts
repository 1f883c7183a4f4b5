declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Times are in ms. Without a path, everything stays in memory. */
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export = dynalite;
}

declare module 'dynalite/db/index.js' {
  import type { Readable } from 'node:stream';

  namespace database {
    type Answer<Value> = (error: Error | null, value?: Value) => void;

    interface Database {
      readonly status: string;
      open(): Promise<void>;
      close(): Promise<void>;
      /** Returns a promise if it is given options in place of an answer. */
      get(
        key: string,
        answer: Answer<unknown> | Record<string, unknown>,
      ): Promise<unknown> | undefined;
      getSync(key: string): unknown;
      del(key: string): Promise<void>;
      keys(range?: object): AsyncIterable<string>;
      values(range?: object): AsyncIterable<unknown>;
      createKeyStream(range: object): Readable;
      createValueStream(range: object): Readable;
    }

    interface Store {
      readonly db: Database;
      readonly tableDb: Record<'put' | 'del', (name: string, ...given: unknown[]) => void>;
      /** The operations on items give an answer at once; those on tables a flag before it. */
      getTable(name: string, flag: Answer<object> | boolean, answer?: Answer<object>): void;
    }

    type Create = (options: { path?: string }) => Store;

    let create: Create;
  }
  export = database;
}

declare module 'dynalite/db/conditionParser.js' {
  namespace parser {
    type Names = Record<string, string>;
    /** The members of each value are its type and its content. */
    type Values = Record<string, object>;

    interface Parser {
      /** Returns a text that says what is wrong with the expression, or what it means. */
      parse(
        text: string,
        options: {
          readonly context: {
            readonly attrNames?: Names | undefined;
            readonly attrVals?: Values | undefined;
            /** The parser deletes those that the expression uses. */
            readonly unusedAttrNames: Record<string, true>;
            readonly unusedAttrVals: Record<string, true>;
          };
        },
      ): unknown;
    }

    const parse: Parser['parse'];
  }
  export = parser;
}
