import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** One change: the record now under `key` of `table`, or its removal. */
export interface Entry {
  table: string;
  key: string;
  /** Absent: removed. */
  record?: unknown;
}

/** Everything a journal says, in the order in which the records were first written. */
export type Snapshot = Map<string, Map<string, unknown>>;

const FILE = 'journal.jsonl';

/**
 * An append-only file of changes. An append has reached the operating system when it returns, so a kill -9 loses
 * nothing that was acknowledged (a power cut may). It is rewritten without its history each time it is opened.
 */
export class Journal {
  readonly snapshot: Snapshot;
  #file: number | undefined;

  /** @throws Error naming the file when a line other than the last cannot be read: that is damage, not a torn write */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, FILE);
    this.snapshot = existsSync(path) ? replay(path, readFileSync(path, 'utf8')) : new Map();
    // The new file is whole and on disk before it takes the old one's name: a crash in here leaves one or the other.
    const rewritten = openSync(`${path}.new`, 'w', 0o600);
    for (const [table, records] of this.snapshot) for (const [key, record] of records) writeSync(rewritten, line({ table, key, record }));
    fsyncSync(rewritten);
    renameSync(`${path}.new`, path);
    this.#file = rewritten;
  }

  append(entry: Entry): void {
    // After close the number may belong to another file.
    if (this.#file === undefined) throw new Error('the journal is closed');
    writeSync(this.#file, line(entry));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

const line = (entry: Entry): string => `${JSON.stringify(entry)}\n`;

function replay(path: string, text: string): Snapshot {
  const snapshot: Snapshot = new Map();
  // The last piece is what follows the last newline: empty, or a write that a kill cut short and nobody was told of.
  for (const [index, piece] of text.split('\n').slice(0, -1).entries()) {
    const entry = parse(piece);
    if (!entry) throw new Error(`${path}: line ${index + 1} is damaged; move the file away to start empty`);
    const records = snapshot.get(entry.table) ?? new Map<string, unknown>();
    snapshot.set(entry.table, records);
    if (entry.record === undefined) records.delete(entry.key);
    else records.set(entry.key, entry.record);
  }
  return snapshot;
}

function parse(text: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as Partial<Entry> | null;
    return entry && typeof entry.table === 'string' && typeof entry.key === 'string' ? (entry as Entry) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
