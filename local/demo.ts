import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentsOf } from './arguments.ts';
import { systemClock } from './clock.ts';
import { findFfmpeg } from './demo/ffmpeg.ts';
import { tellStory } from './demo/story.ts';
import { createProgress } from './progress.ts';
import { startStack } from './stack.ts';

/**
 * `npm run demo`: deletes a channel while it broadcasts real video, on free ports and in a folder
 * of its own, and leaves no traces.
 */

const GIVE_UP_MS = 50_000;
const CLEAN_UP_WITHIN_MS = 5_000;
const FUNCTION_ERRORS_KEPT = 5;
/** The start of the stack, and the parts of the story, each with a heading. */
const PARTS = 4;

const usage = `Usage: npm run demo

Deletes a channel that is live with real video and prints each step of the job. It takes some 15 seconds, uses free ports and a folder of its own, and
leaves no files behind. ffmpeg comes from PATH or else from its npm package.`;

argumentsOf(usage, {});
const clock = systemClock;
const startedAt = clock.now();
const functionErrors: string[] = [];
/** The undo steps for the end of the demo, in the order in which they were added. */
const undo: (() => Promise<unknown>)[] = [];

const { stdout } = process;
const bar = stdout.isTTY ? createProgress('demo', PARTS, { clock, output: stdout }) : undefined;
let parts = 0;
const print = (line: string): void => (bar ? bar.say(line) : console.log(line));

const tell = (line: string): void => {
  const time = `${((clock.now() - startedAt) / 1_000).toFixed(1)} s`.padStart(7);
  if (line.startsWith('\n')) bar?.set(parts++);
  print(line.startsWith('\n') ? line : `${time} ${line}`);
};

async function play(): Promise<void> {
  const ffmpeg = findFfmpeg();
  print('Starting the stack on free ports of 127.0.0.1');
  const folder = await mkdtemp(join(tmpdir(), 'channelkeeper-demo-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const stack = await startStack({
    clock,
    lambda: 'workers',
    ports: { http: 0, ivs: 0, rtmp: 0, events: 0, dynamodb: 0 },
    folder,
    functionLog: (line) => {
      if (line.includes('"ERROR"')) functionErrors.push(line);
    },
  });
  undo.push(() => stack.close());
  tell(`  HTTP API at ${stack.url}, RTMP ingest at rtmp://127.0.0.1:${stack.ivs.rtmpPort}/app`);
  await tellStory({
    url: stack.url,
    token: await stack.issuer.mint({ subject: 'demo' }),
    ingest: `rtmp://127.0.0.1:${stack.ivs.rtmpPort}/app`,
    ffmpeg,
    clock,
    tell,
    onEncoder: (encoder) => undo.push(() => encoder.stop()),
  });
}

/**
 * Undoes everything that was started, last first, then ends the process, with the reason for a
 * failure if there is one.
 */
async function end(reason?: string): Promise<never> {
  bar?.end();
  clock.after(CLEAN_UP_WITHIN_MS, () => {
    console.error(
      `The demo could not clean up within ${CLEAN_UP_WITHIN_MS / 1_000} ` +
        `s${reason === undefined ? '' : `, after this: ${reason}`}`,
    );
    process.exit(1);
  });
  // The steps are taken one by one, because an interrupted story may add another one meanwhile.
  for (let undoOne = undo.pop(); undoOne; undoOne = undo.pop()) {
    await undoOne().catch((error: unknown) =>
      console.error(`Could not clean up: ${String(error)}`),
    );
  }
  if (reason === undefined) console.log('\nAll as promised.');
  else
    console.error(
      [`\nThe demo failed: ${reason}`, ...functionErrors.slice(-FUNCTION_ERRORS_KEPT)].join('\n'),
    );
  process.exit(reason === undefined ? 0 : 1);
}

let interrupt = (_reason: string): void => undefined;
const interrupted = new Promise<never>((_resolve, reject) => {
  interrupt = (reason) => reject(new Error(reason));
});
clock.after(GIVE_UP_MS, () => interrupt(`it was not finished after ${GIVE_UP_MS / 1_000} s`));
process.once('SIGINT', () => interrupt('it was interrupted'));
process.once('SIGTERM', () => interrupt('it was stopped by SIGTERM'));

await Promise.race([play(), interrupted]).then(
  () => end(),
  (error: unknown) => end(error instanceof Error ? error.message : String(error)),
);
