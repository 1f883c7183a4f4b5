import type { Settings } from './settings.ts';

/** One IVS call as ivs-local saw it; never what was in it. */
export interface RequestRecord {
  operation: string;
  /** `ok`, or the name of the error. */
  outcome: string;
  status: number;
  /** When it came in, ISO 8601. */
  at: string;
  channelArn?: string;
  requestId: string;
}

/** The latest calls, oldest first. */
export class RequestLog {
  readonly #settings: Settings;
  readonly #records: RequestRecord[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  add(record: RequestRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#settings.requestsKept) this.#records.shift();
  }

  clear(): void {
    this.#records.length = 0;
  }

  all(): RequestRecord[] {
    return [...this.#records];
  }
}
