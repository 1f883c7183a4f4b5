import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { INTERRUPTED } from '../exit.ts';
import type { Io } from '../io.ts';
import { NO_TOKEN } from '../settings.ts';
import { openSession, type Globals } from '../session.ts';
import type { Allowed } from './offer.ts';
import { agentServer } from './server.ts';

/**
 * Serves an agent over the standard input and output until the input ends, and returns the exit
 * code.
 * @throws CliError when no deployment is known
 */
export async function serve(io: Io, options: Globals & Allowed): Promise<number> {
  const { settings } = await openSession(io, options);
  const server = agentServer(io, options);
  const closed = new Promise<void>((resolve) => {
    // A server of the SDK is no event target, and the message of an error may quote the input.
    const onerror = ({ name }: Error): void =>
      io.err(`A message could not be handled (${name}).\n`);
    Object.assign(server, { onclose: resolve, onerror });
  });
  const close = (): void => void server.close();
  process.stdin.once('end', close);
  io.signal.addEventListener('abort', close, { once: true });
  await server.connect(new StdioServerTransport());
  io.err(`Serving the tools of ${settings.url} on standard input and output.\n`);
  if (!settings.token) io.err(`${NO_TOKEN}\n`);
  await closed;
  return io.signal.aborted ? INTERRUPTED : 0;
}
