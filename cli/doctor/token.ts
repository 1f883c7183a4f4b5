import { msOf } from '../../lib/client/clock.ts';
import { commands } from '../command.ts';
import { NO_TOKEN } from '../settings.ts';
import type { Session } from '../session.ts';
import { claimsOf, hasScope } from '../token.ts';
import type { Finding } from './finding.ts';

const problem = (text: string): Finding => ({
  check: 'token',
  state: 'problem',
  text,
  command: 'channelkeeper profiles set --help',
});

/**
 * Checks the token: that there is one, that the API accepts it, and which commands it allows. It
 * tells the name of the source, never the token.
 */
export async function tokenCheck(session: Session): Promise<Finding> {
  const { settings, client, signal } = session;
  const token = await session.token();
  if (!settings.token || token === undefined) return problem(NO_TOKEN);
  const { name } = settings.token;
  const { response } = await client.GET('/v1/jobs', { params: { query: { limit: 1 } }, signal });
  if (response.status === 401)
    return problem(`the API does not accept the token from ${name}; it may have expired`);
  const claims = claimsOf(token);
  if (!claims) return { check: 'token', state: 'note', text: `the token from ${name} is no JWT` };
  const { subject = 'an unknown subject', expiresAt } = claims;
  const lacking = [...new Set(commands.map(({ scope }) => scope))].filter(
    (scope) => scope !== undefined && !hasScope(claims, scope),
  );
  const served = msOf(response.headers.get('date') ?? '');
  const minutes =
    expiresAt === undefined || served === undefined
      ? undefined
      : Math.floor((expiresAt - served) / 60_000);
  const expires = minutes === undefined ? '' : `, expires in ${minutes} min`;
  const text = `the token from ${name} speaks for ${subject}${expires}`;
  return lacking.length === 0
    ? { check: 'token', state: 'ok', text: `${text}; it has every scope` }
    : { check: 'token', state: 'note', text: `${text}; it lacks ${lacking.join(', ')}` };
}
