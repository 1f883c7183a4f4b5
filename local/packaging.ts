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
  /** The name of the condition under which it is made. */
  Condition?: string;
  /** Whether it outlives the stack: `Retain`, or `Delete`, which is the default. */
  DeletionPolicy?: string;
  /** The same for a resource whose change makes another take its place. */
  UpdateReplacePolicy?: string;
  Properties: Record<string, unknown>;
}

/** The part of a CloudFormation template that is read here. */
export interface CloudFormation {
  Resources: Record<string, Resource>;
  Conditions?: Record<string, unknown>;
}

const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/**
 * Returns the CloudFormation template that `serverless package` makes from the serverless.yml in
 * the folder. It is cached in `.serverless/` under a hash of its sources. It needs no network,
 * credentials or bundles: the template does not depend on their contents, so it is made in a
 * separate folder with empty bundles, which also keeps two processes apart.
 * @param parameters the values that a deployment passes as `--param`
 * @param stage the value that a deployment passes as `--stage`
 * @throws an error with the message of serverless when it refuses the file
 */
export async function packagedTemplate(
  folder: string,
  log: (line: string) => void,
  parameters: Readonly<Record<string, string>> = {},
  stage = 'local',
): Promise<CloudFormation> {
  const sources = await sourcesOf(folder);
  const manifest = await readFile(join(dirname(serverless), '..', 'package.json'), 'utf8');
  const given = [
    `--stage=${stage}`,
    ...Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`),
  ];
  const key = createHash('sha256')
    .update(JSON.stringify(sources))
    .update(manifest)
    .update(given.join('\n'))
    .digest('hex')
    .slice(0, 16);
  const kept = join(folder, '.serverless', `${stage}-${key}.json`);
  const known = await readFile(kept, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (known !== undefined) return JSON.parse(known) as CloudFormation;
  log('Packaging serverless.yml');
  await mkdir(join(folder, '.serverless'), { recursive: true });
  const workshop = await mkdtemp(join(folder, '.serverless', 'packaging-'));
  try {
    const made = await packageIn(workshop, sources, given);
    await rename(made, kept);
    return JSON.parse(await readFile(kept, 'utf8')) as CloudFormation;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** Returns serverless.yml and the files that it includes, by their paths in the folder. */
async function sourcesOf(folder: string): Promise<Record<string, string>> {
  const main = await readFile(join(folder, 'serverless.yml'), 'utf8');
  const included = new Set([...main.matchAll(/\$\{file\(([^)]+)\)/g)].map(([, path = '']) => path));
  const texts = await Promise.all(
    [...included].map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
  );
  return { 'serverless.yml': main, ...Object.fromEntries(texts) };
}

async function packageIn(
  workshop: string,
  sources: Readonly<Record<string, string>>,
  given: readonly string[],
): Promise<string> {
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(dirname(join(workshop, path)), { recursive: true });
    await writeFile(join(workshop, path), text);
  }
  // The bundles here are deliberately empty, so the plugin that would make them is replaced by an
  // empty one.
  await mkdir(join(workshop, 'local'));
  await writeFile(join(workshop, 'local', 'serverlessPlugin.cjs'), 'module.exports = class {};\n');
  const { functions } = parse(sources['serverless.yml'] ?? '', { logLevel: 'silent' }) as {
    functions: Record<string, { handler: string }>;
  };
  for (const { handler } of Object.values(functions)) {
    const bundle = join(workshop, handler.replace(/\.handler$/, '.mjs'));
    await mkdir(dirname(bundle), { recursive: true });
    await writeFile(bundle, 'export const handler = undefined;\n');
  }
  const quiet = { SLS_TRACKING_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', CI: '1' };
  try {
    await promisify(execFile)(process.execPath, [serverless, 'package', ...given], {
      cwd: workshop,
      env: childEnvironment(quiet),
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`serverless package failed: ${`${stderr}${stdout}`.trim() || String(error)}`, {
      cause: error,
    });
  }
  return join(workshop, '.serverless', 'cloudformation-template-update-stack.json');
}
