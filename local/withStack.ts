import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { addressesOfRunning, portOf } from './addresses.ts';
import { projectFolder } from './build.ts';
import { buildClient } from './buildClient.ts';
import { childEnvironment } from './environment.ts';
import { issuerUrl, openIssuer } from './issuer.ts';
import { stackClock } from './stackClock.ts';

/**
 * `node local/withStack.ts <program>`: runs a program of docs/ against the stack that runs in this
 * folder. Its environment has the built client, a token (`TOKEN`) and the addresses (`API_URL`,
 * `LOCAL`). It ends with the program's exit status.
 */

const [, , program = ''] = process.argv;
const folder = join(projectFolder, '.local');
const running = await addressesOfRunning(folder);
if (running) {
  await buildClient();
  const issuer = await openIssuer(join(folder, 'issuer'), {
    url: issuerUrl(portOf(running)),
    clock: await stackClock(running.ivs),
  });
  const environment = childEnvironment({
    API_URL: running.url,
    LOCAL: `${running.ivs}/_local`,
    TOKEN: await issuer.mint(),
  });
  const child = spawn(process.execPath, [program], {
    cwd: projectFolder,
    stdio: 'inherit',
    env: environment,
  });
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode = code ?? 1;
} else {
  console.error('No stack runs in this folder. Start one in another shell: npm start');
  process.exitCode = 1;
}
