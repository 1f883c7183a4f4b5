import { describe, expect, it } from 'vitest';
import { groups } from '../../../cli/command.ts';
import { runAlone } from '../../commandLine.ts';

const own = [
  'watch',
  'jobs watch',
  'doctor',
  'trace',
  'completion',
  'profiles',
  'listen',
  'trigger',
  'login',
  'logout',
  'console',
];
const ofProfiles = ['list', 'set', 'use', 'delete'].map((verb) => `profiles ${verb}`);

describe('help', () => {
  it.each(['', ...groups.map(({ name }) => name), ...own, ...ofProfiles])(
    'of "%s" has an example and the options of every command',
    async (name) => {
      const words = name.split(' ').filter((word) => word !== '');
      const { code, out, err } = await runAlone([...words, '--help']);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/\nExample:\n {2}\$ channelkeeper \S/);
      expect(out).toContain('--json');
    },
  );

  it('a group without a verb shows its help as a misuse', async () => {
    const { code, out, err } = await runAlone(['channels']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: channelkeeper channels');
  });

  it('a misuse is a JSON document with --json', async () => {
    const { code, out, err } = await runAlone(['channels', 'list', '--surprise', '--json']);
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toMatchObject({ type: 'usage', exitCode: 2 });
  });

  it('the version is that of the package', async () => {
    expect((await runAlone(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
