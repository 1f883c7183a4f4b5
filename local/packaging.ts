import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { childEnvironment } from './environment.ts';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** As much of a CloudFormation template as is read here. */
export interface CloudFormation {
  Resources: Record<string, Resource>;
  Conditions?: Record<string, unknown>;
}

const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/**
 * The CloudFormation template that `serverless package --stage local` makes of the serverless.yml
 * in the folder, kept in `.serverless/` under a hash of what it comes from. Needs no network, no
 * credentials and no bundles: the template is the same whatever is in them, so it is made in a
 * folder of its own with empty ones, which also keeps two processes apart.
 * @param parameters what a deployment gives as `--param`
 * @throws with what serverless has to say when it refuses the file.
 */
export async function packagedTemplate(
  folder: string,
  log: (line: string) => void,
  parameters: Readonly<Record<string, string>> = {},
): Promise<CloudFormation> {
  const source = await readFile(join(folder, 'serverless.yml'), 'utf8');
  const manifest = await readFile(join(dirname(serverless), '..', 'package.json'), 'utf8');
  const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  const key = createHash('sha256')
    .update(source)
    .update(manifest)
    .update(given.join('\n'))
    .digest('hex')
    .slice(0, 16);
  const kept = join(folder, '.serverless', `local-${key}.json`);
  const known = await readFile(kept, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (known !== undefined) return JSON.parse(known) as CloudFormation;
  log('Packaging serverless.yml');
  await mkdir(join(folder, '.serverless'), { recursive: true });
  const workshop = await mkdtemp(join(folder, '.serverless', 'packaging-'));
  try {
    const made = await packageIn(workshop, source, given);
    await rename(made, kept);
    return JSON.parse(await readFile(kept, 'utf8')) as CloudFormation;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function packageIn(
  workshop: string,
  source: string,
  given: readonly string[],
): Promise<string> {
  await writeFile(join(workshop, 'serverless.yml'), source);
  // The bundles here are empty on purpose: the plugin that would make them stands aside.
  await mkdir(join(workshop, 'local'));
  await writeFile(join(workshop, 'local', 'serverlessPlugin.cjs'), 'module.exports = class {};\n');
  const { functions } = parse(source, { logLevel: 'silent' }) as {
    functions: Record<string, { handler: string }>;
  };
  for (const { handler } of Object.values(functions)) {
    const bundle = join(workshop, handler.replace(/\.handler$/, '.mjs'));
    await mkdir(dirname(bundle), { recursive: true });
    await writeFile(bundle, 'export const handler = undefined;\n');
  }
  const quiet = { SLS_TRACKING_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', CI: '1' };
  try {
    await promisify(execFile)(
      process.execPath,
      [serverless, 'package', '--stage', 'local', ...given],
      { cwd: workshop, env: childEnvironment(quiet) },
    );
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`serverless package failed: ${`${stderr}${stdout}`.trim() || String(error)}`, {
      cause: error,
    });
  }
  return join(workshop, '.serverless', 'cloudformation-template-update-stack.json');
}
