import type { Io } from './io.ts';
import type { Globals } from './session.ts';
import { settingsOf } from './settings.ts';

/** The options of `console`. */
export interface OpenConsole extends Globals {
  /** False with `--no-open`. */
  readonly open: boolean;
}

/** Prints the address of the console and, in a terminal, opens it in the browser. */
export async function openConsole(io: Io, asked: OpenConsole): Promise<number> {
  const { url } = await settingsOf(io, asked);
  const address = `${url}/console`;
  io.out(asked.json ? `${JSON.stringify({ url: address })}\n` : `${address}\n`);
  if (!asked.open || !io.isTerminal) return 0;
  try {
    await io.openInBrowser(address);
  } catch (error) {
    io.err(
      `No browser could be opened (${error instanceof Error ? error.message : String(error)}).\n`,
    );
  }
  return 0;
}
