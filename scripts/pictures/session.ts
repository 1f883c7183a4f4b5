import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { projectFolder } from '../../local/build.ts';
import { systemClock } from '../../local/clock.ts';
import type { Stack } from '../../local/stack.ts';
import type { Pictured } from './evening.ts';

/** A line of the session, and the time at which it was printed, in s since the beginning. */
interface Line {
  readonly text: string;
  readonly at: number;
  readonly isCommand?: boolean;
}

const COLUMNS = 110;
const [LINE_HEIGHT, CHARACTER_WIDTH, PADDING] = [19, 7.83, 16];
/** The seconds before and after a command, so that people can read along. */
const PAUSE_S = 1.2;

/**
 * Runs commands of the command line against a stack, and returns the session as an SVG, in which
 * the lines appear as they were printed.
 */
export async function recordSession(stack: Stack, { deletedId }: Pictured): Promise<string> {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    CHANNELKEEPER_URL: stack.url,
    CHANNELKEEPER_TOKEN: await stack.issuer.mint({ subject: 'mira' }),
    XDG_CONFIG_HOME: '/nowhere',
    COLUMNS: String(COLUMNS),
  };
  const lines: Line[] = [];
  let at = PAUSE_S;
  for (const command of [
    'streams list',
    `channels delete ${deletedId} --dry-run`,
    `channels delete ${deletedId} --reason "the season is over" --yes --watch`,
    'doctor',
  ]) {
    lines.push({ text: `$ npx channelkeeper ${command}`, at, isCommand: true });
    at = await run(command, environment, at + PAUSE_S, lines);
    lines.push({ text: '', at });
    at += PAUSE_S;
  }
  return drawn(lines.slice(0, -1));
}

/** Runs one command, and adds its lines. Returns the time of its end in the session. */
async function run(
  command: string,
  env: Record<string, string>,
  from: number,
  lines: Line[],
): Promise<number> {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain,
  );
  const child = spawn(process.execPath, ['cli/bin.mjs', ...words.map(String)], {
    cwd: projectFolder,
    env,
  });
  let begun: number | undefined;
  let end = from;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      // The start of a process is no part of the story.
      begun ??= systemClock.now();
      end = from + (systemClock.now() - begun) / 1_000;
      for (const line of stripVTControlCharacters(text).trimEnd().split('\n'))
        for (const part of wrapped(line)) lines.push({ text: part, at: end });
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  // `doctor` ends with 1 when it finds a problem.
  if (code !== 0 && command !== 'doctor')
    throw new Error(`${command} ended with ${code}: ${lines.at(-1)?.text}`);
  return end;
}

/** Returns a line in parts that fit the width. */
function wrapped(line: string): string[] {
  if (line.length <= COLUMNS) return [line];
  const at = line.lastIndexOf(' ', COLUMNS);
  return [line.slice(0, at), ...wrapped(`      ${line.slice(at + 1)}`)];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function drawn(lines: readonly Line[]): string {
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH + 2 * PADDING);
  const height = lines.length * LINE_HEIGHT + 2 * PADDING;
  const rows = lines.map(({ text, at, isCommand = false }, n) => {
    const y = PADDING + (n + 0.75) * LINE_HEIGHT;
    const kind = isCommand ? ' class="command"' : '';
    return `<text x="${PADDING}" y="${y}" style="animation-delay:${at.toFixed(2)}s"${kind}>${escaped(text)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${width} ${height}" role="img" aria-label="A session of the command line">
<style>
rect { fill: #131416 }
text { fill: #c9cbc8; font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; animation: appear 0s both }
.command { fill: #8ab4f8; font-weight: 600 }
@keyframes appear { from { visibility: hidden } to { visibility: visible } }
@media (prefers-reduced-motion: reduce) { text { animation: none } }
</style>
<rect width="${width}" height="${height}" rx="8"/>
${rows.join('\n')}
</svg>
`;
}
