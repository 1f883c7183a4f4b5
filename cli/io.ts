import type { Clock } from '../lib/client/clock.ts';

/** Everything around the program. Tests bring their own. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Whether the output goes to a terminal that understands its control sequences. */
  readonly isTerminal: boolean;
  /** Whether a person can answer a question. */
  readonly isAttended: boolean;
  /** The width of the terminal. */
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folders in which a stack may run: the current one, and the clone of this program. */
  readonly folders: readonly string[];
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Ends a wait, not the job. */
  readonly signal: AbortSignal;
  /** Returns the standard input. */
  readInput(): Promise<string>;
  ask(question: string): Promise<string>;
  /**
   * Runs a command of the shell and returns its output.
   * @throws Error when it fails
   */
  runCommand(command: string): Promise<string>;
  /**
   * Opens an address in the person's browser.
   * @throws Error when there is no program for that
   */
  openInBrowser(url: string): Promise<void>;
}
