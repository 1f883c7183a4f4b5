import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from './build.ts';
import { millisecondsAt, systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { portsFromEnvironment } from './environment.ts';
import { issuerUrl, openIssuer, scopes } from './issuer.ts';

/** `npm run --silent token`: prints a token of the local issuer for the gateway on PORT, whether or not the stack is up. */

const usage = `usage: npm run --silent token -- [--scope "${scopes.slice(0, 2).join(' ')}"] [--subject name] [--ttl seconds]`;

try {
  const { values } = parseArgs({ options: { scope: { type: 'string' }, subject: { type: 'string' }, ttl: { type: 'string' } } });
  const wanted = values.scope?.split(/[\s,]+/).filter((scope) => scope !== '');
  const unknown = wanted?.filter((scope) => !(scopes as readonly string[]).includes(scope)) ?? [];
  if (unknown.length > 0) throw new TypeError(`Unknown scope ${unknown.join(' ')}; there are ${scopes.join(' ')}`);
  const ttlSeconds = values.ttl === undefined ? undefined : Number(values.ttl);
  if (ttlSeconds !== undefined && !Number.isInteger(ttlSeconds)) throw new TypeError(`--ttl ${values.ttl} is no number of seconds`);
  const ports = portsFromEnvironment();
  const url = issuerUrl(ports.http);
  const issuer = await openIssuer(join(projectFolder, '.local', 'issuer'), { url, clock: await stackClock(ports.ivs) });
  console.log(
    await issuer.mint({
      ...(wanted ? { scopes: wanted } : {}),
      ...(values.subject === undefined ? {} : { subject: values.subject }),
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    }),
  );
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 1;
}

/** The clock of the stack that is up, which may have been moved: its functions go by it when they look whether a token is still good. */
async function stackClock(ivsPort: number): Promise<Clock> {
  try {
    const answer = await fetch(`http://127.0.0.1:${ivsPort}/_local/clock`);
    const { now } = (await answer.json()) as { now?: string };
    const ms = millisecondsAt(now ?? '');
    return Number.isNaN(ms) ? systemClock : { ...systemClock, now: () => ms };
  } catch (error) {
    // The stack is not up, or another server has its port.
    if (error instanceof TypeError || error instanceof SyntaxError) return systemClock;
    throw error;
  }
}
