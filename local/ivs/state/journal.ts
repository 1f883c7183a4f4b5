import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** One change: the new record under `key` of `table`, or its removal. */
export interface Entry {
  table: string;
  key: string;
  /** Absent: the record was removed. */
  record?: unknown;
}

/** The current contents of a journal, in the order in which the records were first written. */
export type Snapshot = Map<string, Map<string, unknown>>;

const FILE = 'journal.jsonl';

/** History may grow to this size, in bytes, however little the current contents take. */
const HISTORY_BYTES_MIN = 16_777_216;

/**
 * An append-only file of changes. An append has reached the operating system when it returns, so a
 * kill -9 loses no acknowledged change (a power cut may). The file is rewritten without its history
 * each time it is opened, and whenever most of it is history, so that a process that runs for weeks
 * can still read it.
 */
export class Journal {
  readonly snapshot: Snapshot;
  readonly #path: string;
  #file: number | undefined;
  #historyBytes = 0;
  #historyBytesMax = HISTORY_BYTES_MIN;

  /**
   * @throws Error that names the file when a line other than the last one cannot be read, which is
   * damage and not a torn write
   */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = join(folder, FILE);
    this.snapshot = existsSync(this.#path)
      ? replay(this.#path, readFileSync(this.#path, 'utf8'))
      : new Map();
    this.#rewrite();
  }

  append(entry: Entry): void {
    // After close, the file descriptor may belong to another file.
    if (this.#file === undefined) throw new Error('the journal is closed');
    this.#historyBytes += writeSync(this.#file, line(entry));
    enter(this.snapshot, entry);
    if (this.#historyBytes > this.#historyBytesMax) this.#rewrite();
  }

  /**
   * Rewrites the file. The new file is complete and on disk before it replaces the old one, so a
   * crash leaves one or the other.
   */
  #rewrite(): void {
    const rewritten = openSync(`${this.#path}.new`, 'w', 0o600);
    let bytes = 0;
    for (const [table, records] of this.snapshot)
      for (const [key, record] of records)
        bytes += writeSync(rewritten, line({ table, key, record }));
    fsyncSync(rewritten);
    // The file is closed before the rename, because not every system can rename over an open file.
    this.close();
    renameSync(`${this.#path}.new`, this.#path);
    this.#file = rewritten;
    this.#historyBytes = 0;
    this.#historyBytesMax = Math.max(HISTORY_BYTES_MIN, bytes);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

const line = (entry: Entry): string => `${JSON.stringify(entry)}\n`;

function replay(path: string, text: string): Snapshot {
  const snapshot: Snapshot = new Map();
  // The last piece follows the last newline: it is empty, or a write that a kill cut short and that
  // was never acknowledged.
  for (const [index, piece] of text.split('\n').slice(0, -1).entries()) {
    const entry = parse(piece);
    if (!entry)
      throw new Error(`${path}: line ${index + 1} is damaged; move the file away to start empty`);
    enter(snapshot, entry);
  }
  return snapshot;
}

function enter(snapshot: Snapshot, { table, key, record }: Entry): void {
  const records = snapshot.get(table) ?? new Map<string, unknown>();
  snapshot.set(table, records);
  if (record === undefined) records.delete(key);
  else records.set(key, record);
}

function parse(text: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as Partial<Entry> | null;
    return entry && typeof entry.table === 'string' && typeof entry.key === 'string'
      ? (entry as Entry)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
