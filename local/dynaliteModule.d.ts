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
  interface Database {
    open(): Promise<void>;
    close(): Promise<void>;
  }

  export function create(options: { path: string }): { db: Database };
}
