import { dateAt } from '../clock.ts';
import type { Settings } from './settings.ts';

/** One PutMetadata that viewers would have seen. */
interface PutRecord {
  channelArn: string;
  streamId: string;
  metadata: string;
  atMs: number;
}

/** The latest timed metadata, oldest first; kept in memory only, as no viewer of a later stream sees it. */
export class MetadataLog {
  readonly #settings: Settings;
  readonly #records: PutRecord[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  add(record: PutRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#settings.metadataKept) this.#records.shift();
  }

  clear(): void {
    this.#records.length = 0;
  }

  all(): (Omit<PutRecord, 'atMs'> & { at: string })[] {
    return this.#records.map(({ atMs, ...record }) => ({ ...record, at: dateAt(atMs).toISOString() }));
  }
}
