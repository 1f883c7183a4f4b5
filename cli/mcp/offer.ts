import type { Command } from '../command.ts';
import type { Session } from '../session.ts';
import { claimsOf, hasScope } from '../token.ts';
import { answersSecrets, needsConfirmation } from './kinds.ts';
import { toolName } from './tools.ts';

/** The options of `channelkeeper mcp`. */
export interface Allowed {
  readonly allowWrites?: boolean;
  readonly allowSecrets?: boolean;
}

/** Returns why a command must not run; undefined when the person at the start has allowed it. */
export function refusalOf(
  command: Command,
  { allowWrites, allowSecrets }: Allowed,
): string | undefined {
  if (needsConfirmation(command) && !allowWrites)
    return (
      `${toolName(command)} makes a change, and this server only reads. Only the person who ` +
      'starts the server can allow changes, with --allow-writes.'
    );
  if (answersSecrets(command) && !allowSecrets)
    return (
      `${toolName(command)} answers with secrets. Only the person who starts the server can ` +
      'allow that, with --allow-secrets.'
    );
  return undefined;
}

/**
 * Returns the commands that are offered as tools: those that are allowed, and whose scope the token
 * has. A token that is no JWT tells no scopes, and the API alone decides.
 * @throws CliError when the source of the token fails
 */
export async function offered(
  session: Session,
  table: readonly Command[],
  allowed: Allowed,
): Promise<Command[]> {
  const token = await session.token();
  const claims = token === undefined ? { scopes: [] } : claimsOf(token);
  return table.filter(
    (command) =>
      refusalOf(command, allowed) === undefined &&
      (command.scope === undefined || !claims || hasScope(claims, command.scope)),
  );
}
