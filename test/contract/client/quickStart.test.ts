import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { projectFolder } from '../../../local/build.ts';
import { buildClient } from '../../../local/buildClient.ts';

import { it as test } from '../../worldTest.ts';

const quickStart = await readFile(new URL('../../../docs/quickStart.ts', import.meta.url), 'utf8');

/**
 * Runs the program as a user who has installed the package, with the client that `npm run build`
 * makes.
 */
async function run(environment: Record<string, string>): Promise<{ code: number; output: string }> {
  const program = spawn(process.execPath, ['docs/quickStart.ts'], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH ?? '', ...environment },
  });
  let output = '';
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(program, 'close')) as [number];
  return { code, output };
}

test('the quick start in the README is docs/quickStart.ts, in thirty lines', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${quickStart}\`\`\``);
  expect(quickStart.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
});

test('the quick start does what it says', async ({ world }) => {
  await buildClient();
  const token = await world.stack.issuer.mint();

  const { code, output } = await world.during(
    run({ API_URL: world.stack.url, TOKEN: token }),
    'the end of the quick start',
  );

  expect(code, output).toBe(0);
  expect(output.replace(/channel\/\w+/, 'channel/…')).toBe(
    'channel quick-start arn:aws:ivs:us-west-2:123456789012:channel/…\n' +
      'revocation revoked\ndeleted\n',
  );
});
