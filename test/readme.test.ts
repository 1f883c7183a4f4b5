import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../local/build.ts';
import { buildClient } from '../local/buildClient.ts';
import { systemClock } from '../local/clock.ts';
import { findFfmpeg } from '../local/demo/ffmpeg.ts';
import { copyOfProject, freePort } from './copyOfProject.ts';
import { openTerminal, whyNoTerminal, type Terminal } from './terminal.ts';

// Follows the README as a reader would: in a terminal, with this machine's Node and npm, against a
// stack that `npm start` has started.

const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text = '']) => text);

/**
 * PATH as a shell has it. `npm test` puts the programs of the packages in front of it, including
 * Node 24.
 */
const path = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);
const lacks = (command: string): boolean =>
  spawnSync(command, ['--version'], { env: { PATH: path } }).error !== undefined;
const node = spawnSync('node', ['--version'], {
  env: { PATH: path },
  encoding: 'utf8',
}).stdout?.trim();

function whyNot(): string | undefined {
  const lacking = ['npm', 'curl', 'jq'].filter(lacks);
  if (lacking.length > 0) return `there is no ${lacking.join(', no ')}`;
  try {
    findFfmpeg();
  } catch (error) {
    return String(error);
  }
  return whyNoTerminal();
}

const variables = {
  PORT: 3000,
  IVS_PORT: 4100,
  RTMP_PORT: 1935,
  EVENTS_PORT: 4200,
  DYNAMODB_PORT: 8000,
  SECRETS_PORT: 4300,
} as const;
const ports = Object.fromEntries(
  await Promise.all(
    Object.keys(variables).map(async (variable) => [variable, await freePort()] as const),
  ),
) as Record<keyof typeof variables, number>;
/** Replaces the default ports, which readers of the README have, by the ports of this test. */
const onOurPorts = (text: string): string =>
  Object.entries(variables).reduce(
    (all, [variable, port]) =>
      all.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${ports[variable as keyof typeof variables]}`),
    text,
  );

const reason = whyNot();
describe.skipIf(reason !== undefined)(
  `the README in a terminal, on Node ${node}${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let folder: string;
    let programs: string;
    const terminals: Terminal[] = [];
    const open = async (environment: Record<string, string> = {}): Promise<Terminal> => {
      const env = {
        PATH: `${programs}${delimiter}${path}`,
        HOME: programs,
        npm_config_update_notifier: 'false',
        npm_config_cache: join(programs, 'npm'),
        ...environment,
      };
      const terminal = await openTerminal(folder, env);
      terminals.push(terminal);
      return terminal;
    };
    /** Types the text as it stands in the README. */
    const follow = async (terminal: Terminal, text: string): Promise<string> => {
      const { printed, status } = await terminal.type(onOurPorts(text));
      expect(printed, text).not.toMatch(
        /Stopped|command not found|event not found|parse error|^curl: |^jq: /m,
      );
      expect(status, printed).toBe(0);
      return printed;
    };

    beforeAll(async () => {
      [folder, programs] = [await copyOfProject(), await mkdtemp(join(tmpdir(), 'programs-'))];
      // The copy uses the packages of the project, including the client.
      await buildClient();
      const ffmpeg = findFfmpeg();
      if (ffmpeg !== 'ffmpeg') await symlink(ffmpeg, join(programs, 'ffmpeg'));
    });
    afterAll(async () => {
      for (const terminal of terminals.toReversed()) await terminal.close();
      for (const made of [folder, programs]) await rm(made, { recursive: true, force: true });
    });

    it('goes from npm start by every block to Ctrl-C', async () => {
      const [start, tests, ...others] = blocks;
      expect([start, tests]).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
      const stack = await open(
        Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
      );
      await stack.start('npm start', 'Channelkeeper is ready');

      const shell = await open();
      for (const block of others) {
        if (block.includes('aws ') && lacks('aws')) {
          console.log('skipped: there is no aws on PATH for the line that lists channels with it');
          await follow(shell, block.replace(/^aws .*$/m, ''));
          continue;
        }
        const printed = await follow(shell, block);
        if (block.startsWith('ffmpeg')) await becomesLive(shell);
        if (block.includes('-X DELETE')) expect(printed).toMatch(/^ {2}"status": "succeeded",$/m);
        if (block.includes('/_local/events?bus')) expect(printed).toContain('Channel Deleted');
      }
      expect((await shell.type('npm run --silent quick-start')).printed).toMatch(
        /\nrevocation revoked\ndeleted\n$/,
      );

      await runTheExample(shell);

      expect((await stack.interrupt()).printed).not.toMatch(/error/i);
      expect(await readdir(join(folder, '.local'))).not.toContain('addresses.json');
    }, 300_000);

    /** Follows the README of the example, whose first command has been given already. */
    async function runTheExample(shell: Terminal): Promise<void> {
      const page = readFileSync(join(projectFolder, 'examples/private-stream/README.md'), 'utf8');
      const [, commands = ''] = /^```sh\n([^]*?)^```$/m.exec(page) ?? [];
      const [start, example = '', encoder = '', ...others] = commands.trimEnd().split('\n');
      expect([start, example, others]).toEqual(['npm start', 'npm run example', []]);
      const terminal = await open({ EXAMPLE_PORT: String(await freePort()) });
      await terminal.start(example, 'The channel arn');
      expect(await follow(shell, encoder)).toContain('"encoderId"');
      await terminal.interrupt();
    }

    /**
     * Waits until IVS reports the stream as live while the encoder still runs in the background.
     */
    async function becomesLive(shell: Terminal): Promise<void> {
      for (let left = 60; left > 0; left -= 1) {
        await systemClock.sleep(1_000);
        const { printed } = await shell.type(
          'jobs; curl -sS $API/channels/$CHANNEL/stream -H "$AUTH"',
        );
        expect(printed).toMatch(/\[1\]\S*\s+Running .*ffmpeg/);
        if (printed.includes('"LIVE"')) return;
      }
      expect.unreachable('It did not go live.');
    }
  },
);

describe('every command that is shown', () => {
  const scripts = Object.keys(
    (JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { scripts: object })
      .scripts,
  );
  const pages = [
    'README.md',
    'docs/tour.md',
    'docs/cognito.md',
    'docs/webhooks.md',
    'docs/errors.md',
    'docs/workflows.md',
    'local/ivs/README.md',
    'lib/client/README.md',
    'examples/private-stream/README.md',
  ];

  it.each(pages)(
    'the commands in %s go through npm scripts or npx, which bring their Node',
    (page) => {
      const text = readFileSync(join(projectFolder, page), 'utf8');
      // `node -e` in a tour is plain JavaScript, for any Node.
      expect(text.match(/(?<!npx )\bnode (?!-e\b)\S+\.[mc]?[jt]s\b/g) ?? []).toEqual([]);
      for (const [, script = ''] of text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
        expect(scripts, page).toContain(script);
      for (const [, program = ''] of text.matchAll(/\bnpx ([\w-]+)/g))
        expect(existsSync(join(projectFolder, 'node_modules/.bin', program)), program).toBe(true);
    },
  );
});
