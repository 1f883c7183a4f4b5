import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { systemClock } from '../local/clock.ts';

/** The output of a line or a block of lines, without colours, and its exit status. */
interface Printed {
  printed: string;
  status: number;
}

/**
 * An interactive bash in a pseudo-terminal, with job control and history expansion as in a terminal
 * window.
 */
export interface Terminal {
  /** Types lines and waits until the shell is back. The input is not echoed. */
  type(lines: string): Promise<Printed>;
  /**
   * Types lines that do not return to the shell by themselves, and waits until they have printed
   * `until`.
   */
  start(lines: string, until: string): Promise<string>;
  /** Presses Ctrl-C and waits until the shell is back. */
  interrupt(): Promise<Printed>;
  /** Hangs up and ends every program that still runs in the terminal. */
  close(): Promise<void>;
}

/**
 * Returns the reason why no terminal can be opened here; undefined when one can. script(1) of
 * util-linux opens the terminal: every Linux has it (Debian's package is essential), and it needs
 * no build, unlike node-pty. The script(1) of macOS and of BusyBox takes other options.
 */
export function whyNoTerminal(): string | undefined {
  const { error, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  if (error || !stdout.includes('util-linux')) return 'there is no script(1) of util-linux';
  return spawnSync('bash', ['--version']).error ? 'there is no bash' : undefined;
}

/** Two characters that no keyboard has. */
const [BEGIN, END] = ['\u001d', '\u001e'];

/**
 * Opens a terminal in a folder.
 * @throws Error, from its calls, when the shell has ended or prints nothing for `patienceMs`
 */
export async function openTerminal(
  cwd: string,
  env: NodeJS.ProcessEnv,
  patienceMs = 120_000,
): Promise<Terminal> {
  const command = 'exec bash --noprofile --norc --noediting -i';
  const child = spawn(
    'script',
    ['--quiet', '--return', '--flush', '--command', command, '/dev/null'],
    { cwd, env: { ...env, TERM: 'dumb', SHELL: '/bin/bash' } },
  );
  const closed = once(child, 'close');
  let screen = '';
  let changed = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text.replaceAll('\r\n', '\n');
    changed();
  });
  child.once('close', () => changed());
  // A shell that has ended takes no input. The caller learns this from the empty answer.
  child.stdin.on('error', () => changed());

  async function seen(pattern: RegExp): Promise<RegExpExecArray> {
    const until = systemClock.now() + patienceMs;
    for (;;) {
      const match = pattern.exec(screen);
      if (match) {
        screen = screen.slice(match.index + match[0].length);
        return match;
      }
      if (child.exitCode !== null || systemClock.now() > until)
        throw new Error(`The terminal has only this to show: ${screen}`);
      let cancel = (): void => undefined;
      await new Promise<void>((resolve) => {
        changed = resolve;
        cancel = systemClock.after(1_000, resolve);
      });
      cancel();
    }
  }

  const back = new RegExp(`${BEGIN}(\\d+)${END}`);
  async function type(lines: string): Promise<Printed> {
    child.stdin.write(`${lines.replace(/\n$/, '')}\nprintf '\\035%s\\036' $?\n`);
    const { index, input, 1: status } = await seen(back);
    return { printed: stripVTControlCharacters(input.slice(0, index)), status: Number(status) };
  }

  await type('stty -echo; PS1= PS2= PROMPT_COMMAND=');
  return {
    type,
    async start(lines, until) {
      child.stdin.write(`${lines}\n`);
      const { index, input } = await seen(new RegExp(until));
      return input.slice(0, index);
    },
    interrupt() {
      child.stdin.write('\u0003');
      return type('');
    },
    async close() {
      child.stdin.end('\nexit\n');
      const cancel = systemClock.after(5_000, () => child.kill('SIGKILL'));
      await closed;
      cancel();
    },
  };
}
