import type dynaliteModule from 'dynalite';
import type databaseModule from 'dynalite/db/index.js';
import type { Create, Database, Store } from 'dynalite/db/index.js';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { Parser } from 'dynalite/db/conditionParser.js';
import { parseOnce } from './dynaliteExpressions.ts';

// dynalite, whose database lacks a few things in version 4.0.0:
//
// - It never closes the iterator of a query or a scan, and an open iterator keeps every value that
//   there was when it began, for as long as the database is open.
// - In memory it keeps texts as Buffers, and a small one holds on to the 8 kB that Node.js cut it
//   from.
// - It reads and parses the description of the table again for each item of a page.
// - It waits for several promises for each item that it reads, although the database can answer at
//   once.
// - It parses the expressions of each request, although a program uses few different ones.

/** The part of memory-level that dynalite uses. */
interface MemoryModule {
  MemoryLevel: new (options: object) => object;
}

const load = createRequire(import.meta.url);
// dynalite takes the class of its database when it is loaded, so this comes before.
const memory = createRequire(load.resolve('dynalite'))('memory-level') as MemoryModule;
memory.MemoryLevel = class extends memory.MemoryLevel {
  constructor(options: object) {
    super({ ...options, storeEncoding: 'utf8' });
  }
};

/** The module with which dynalite opens its database. */
export const database = load('dynalite/db/index.js') as typeof databaseModule;
database.create = economical(database.create);

for (const kind of ['condition', 'update', 'projection'])
  parseOnce(load(`dynalite/db/${kind}Parser.js`) as Parser);

export const dynalite = load('dynalite') as typeof dynaliteModule;

function economical(create: Create): Create {
  return (options) => {
    const store = create(options);
    closeIterators(store.db);
    readAtOnce(store.db);
    keepDescriptions(store);
    return store;
  };
}

/** An iterator closes itself at its end only if it is read by `for await`, as `from` does. */
function closeIterators(db: Database): void {
  db.createKeyStream = (range) => Readable.from(db.keys(range));
  db.createValueStream = (range) => Readable.from(db.values(range));
}

function readAtOnce(db: Database): void {
  const get = db.get.bind(db);
  db.get = (key, answer) => {
    // A call that comes while the database is being opened comes again later, with options instead.
    if (db.status !== 'open' || typeof answer !== 'function') return get(key, answer);
    try {
      setImmediate(answer, null, db.getSync(key));
    } catch (error) {
      setImmediate(answer, error as Error);
    }
    return undefined;
  };
}

/** Keeps the description of each table until it is written, for the operations on items. */
function keepDescriptions(store: Store): void {
  const { tableDb } = store;
  const getTable = store.getTable.bind(store);
  const descriptions = new Map<string, object>();
  for (const change of ['put', 'del'] as const) {
    const write = tableDb[change].bind(tableDb);
    tableDb[change] = (name, ...given) => {
      descriptions.delete(name);
      write(name, ...given);
    };
  }
  store.getTable = (name, flag, answer) => {
    // The operations on tables change the description that they get.
    if (typeof flag !== 'function') {
      getTable(name, flag, answer);
      return;
    }
    const kept = descriptions.get(name);
    if (kept) {
      flag(null, kept);
      return;
    }
    getTable(name, (error, found) => {
      if (found) descriptions.set(name, found);
      flag(error, found);
    });
  };
}
