import { join } from 'node:path';
import { addressesOfRunning, portOf } from './addresses.ts';
import { argumentsOf } from './arguments.ts';
import { projectFolder } from './build.ts';
import { isPortGiven, portsFromEnvironment } from './environment.ts';
import { issuerUrl, openIssuer, scopes } from './issuer.ts';
import { stackClock } from './stackClock.ts';

/**
 * `npm run --silent token`: prints a token of the local issuer, whether or not the stack is
 * running. The token is for the stack that runs in this folder, on any port; PORT in the
 * environment selects another stack.
 */

const usage = `Usage: npm run --silent token -- [--scope "${scopes.slice(0, 2).join(' ')}"] [--subject name] [--ttl seconds]

Prints an access token for the stack that npm start runs.

  --scope     the scopes of the token (every scope):
              ${scopes.slice(0, 9).join(' ')}
              ${scopes.slice(9).join(' ')}
  --subject   the caller, as recorded in jobs (local-developer)
  --ttl       the seconds until the token expires (a day)
  PORT        environment variable: the port of this folder's stack, if the stack is not running yet`;

const values = argumentsOf(usage, {
  scope: { type: 'string' },
  subject: { type: 'string' },
  ttl: { type: 'string' },
});
try {
  const wanted = values.scope?.split(/[\s,]+/).filter((scope) => scope !== '');
  const unknown = wanted?.filter((scope) => !(scopes as readonly string[]).includes(scope)) ?? [];
  if (unknown.length > 0)
    throw new TypeError(`Unknown scope ${unknown.join(' ')}; the scopes are ${scopes.join(' ')}`);
  const ttlSeconds = values.ttl === undefined ? undefined : Number(values.ttl);
  if (ttlSeconds !== undefined && !Number.isInteger(ttlSeconds))
    throw new TypeError(`--ttl ${values.ttl} is not a number of seconds`);
  const folder = join(projectFolder, '.local');
  const running = isPortGiven() ? undefined : await addressesOfRunning(folder);
  if (!running && !isPortGiven())
    console.error(
      'No stack runs in this folder. The token is for a stack that is started here on port 3000.',
    );
  const url = issuerUrl(running ? portOf(running) : portsFromEnvironment().http);
  const issuer = await openIssuer(join(folder, 'issuer'), {
    url,
    clock: await stackClock(
      running ? running.ivs : `http://127.0.0.1:${portsFromEnvironment().ivs}`,
    ),
  });
  console.log(
    await issuer.mint({
      ...(wanted ? { scopes: wanted } : {}),
      ...(values.subject === undefined ? {} : { subject: values.subject }),
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    }),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
