import type { Command } from '../command.ts';

/** The scopes whose operations answer with secrets: values of stream keys, and playback tokens. */
const SECRET_SCOPES: ReadonlySet<string> = new Set(['stream-keys:read', 'playback-tokens:read']);

/** Returns whether the answer of a command holds a secret. */
export const answersSecrets = ({ scope = '' }: Command): boolean => SECRET_SCOPES.has(scope);

/** Returns whether a command makes a change, so that its tool acts on a confirmed plan alone. */
export const needsConfirmation = ({ mutates, method, scope = '' }: Command): boolean =>
  mutates === true || scope.endsWith(':write') || !(method === 'GET' || scope.endsWith(':read'));
