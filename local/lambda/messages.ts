/** The messages between the main thread and an execution environment. Payloads are JSON text. */
export interface ToWorker {
  id: string;
  payload: string;
  remainingMs: number;
}

export type FromWorker =
  { ready: true } | { payload: string } | { errorMessage: string; stack: string };
