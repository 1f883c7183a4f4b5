import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runAlone } from '../../commandLine.ts';

const completed = async (...words: string[]): Promise<string[]> =>
  (await runAlone(['complete', '--', ...words])).out.split('\n').filter((word) => word !== '');

describe('completion', () => {
  it('knows groups, verbs, options and their choices', async () => {
    expect(await completed('stream')).toEqual(['streams', 'stream-sessions', 'stream-keys']);
    expect(await completed('jobs', '')).toEqual(
      expect.arrayContaining(['list', 'watch', 'redrive', 'cancel', 'abandon']),
    );
    expect(await completed('channels', 'create', '--la')).toEqual(['--latency-mode']);
    expect(await completed('channels', 'create', '--latency-mode', 'L')).toEqual(['LOW']);
    expect(await completed('channels', 'list', '--js')).toEqual(['--json']);
    expect(await completed('jobs', 'list', '--all-p')).toEqual(['--all-profiles']);
    expect(await completed('tags', 'get', 'stream')).toEqual(['stream-keys']);
    expect(await completed('completion', 'z')).toEqual(['zsh']);
    expect(await completed('nonsense', 'x')).toEqual([]);
  });

  it('has a script for each shell, and none for another', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, out } = await runAlone(['completion', shell]);
      expect([code, out]).toEqual([0, expect.stringContaining('channelkeeper complete -- ')]);
    }
    expect((await runAlone(['completion', 'cmd'])).code).toBe(2);
  });

  it('works in bash', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'channelkeeper-bash-'));
    await symlink(resolve('cli/bin.mjs'), join(folder, 'channelkeeper'));
    await symlink(process.execPath, join(folder, 'node'));
    const script =
      'source <(channelkeeper completion bash)\n' +
      'COMP_WORDS=(channelkeeper jobs ab); COMP_CWORD=2; _channelkeeper; echo "${COMPREPLY[@]}"\n' +
      'COMP_WORDS=(channelkeeper jobs list --status ""); COMP_CWORD=4; _channelkeeper\n' +
      'echo "${COMPREPLY[@]}"\n';
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      env: { PATH: `${folder}:/usr/bin:/bin` },
    });
    expect(stdout).toBe('abandon\nrunning waiting succeeded failed cancelled\n');
    await rm(folder, { recursive: true });
  });
});
