import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../cli/command.ts';
import { EXIT } from '../../../cli/exit.ts';
import { runAlone } from '../../commandLine.ts';

const readme = readFileSync('cli/README.md', 'utf8');
const chapter = (title: string): string =>
  readme.split('\n## ').find((text) => text.startsWith(title)) ?? '';

describe('cli/README.md', () => {
  it('names every exit code, and no other', () => {
    const named = [...chapter('Exit codes').matchAll(/^\| (\d) +\| `([\w-]+)`/gm)];
    expect(named.map(([, code, kind]) => [kind, Number(code)])).toEqual(Object.entries(EXIT));
  });

  it('names every command that asks first, and no other', () => {
    const named = [...chapter('Commands that ask first').matchAll(/`([a-z][a-z-]+ [a-z-]+)`/g)];
    const asking = commands.flatMap(({ group, verb, asksFirst }) =>
      asksFirst === undefined ? [] : [`${group} ${verb}`],
    );
    expect(new Set(named.map(([, name]) => name))).toEqual(new Set(asking));
  });

  it('shows no command that does not exist', async () => {
    const lines = [...readme.matchAll(/^(?:source <\()?channelkeeper (.*?)(?:\)| \| source)?$/gm)];
    expect(lines.length).toBeGreaterThan(10);
    for (const [, line = ''] of lines) {
      const words = line.split(' ').filter((word) => !word.startsWith('-'));
      const { code, err } = await runAlone([...words.slice(0, 2), '--help']);
      expect(code, `${line}: ${err}`).toBe(0);
    }
  });
});
