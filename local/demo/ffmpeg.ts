import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import type { Clock } from '../clock.ts';

/**
 * Sends a test picture and a tone to an RTMP address, and reconnects whenever it is cut off, as OBS
 * does.
 */
export interface Encoder {
  /** The events of the connection so far, oldest first. */
  readonly fates: readonly Fate[];
  /** Ends the encoder for good. */
  stop(): Promise<void>;
}

/**
 * `cut`: the connection was ended while sending. `refused`: the encoder was not admitted; `reason`
 * is the server's own message. `failed`: the connection ended before the server answered. Times are
 * in ms since the epoch.
 */
export type Fate = { at: number } & (
  { kind: 'sending' | 'cut' } | { kind: 'refused' | 'failed'; reason: string }
);

const RECONNECT_MS = 500;
const SOURCE = [
  '-re',
  '-f',
  'lavfi',
  '-i',
  'testsrc2=size=640x360:rate=30',
  '-re',
  '-f',
  'lavfi',
  '-i',
  'sine=frequency=440:sample_rate=44100',
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-tune',
  'zerolatency',
  '-pix_fmt',
  'yuv420p',
  '-g',
  '60',
  '-b:v',
  '800k',
  '-c:a',
  'aac',
  '-b:a',
  '96k',
];

/**
 * Returns the ffmpeg on PATH, or else the one from the packages, which is not executable after an
 * install that ran no scripts.
 * @throws Error when there is neither
 */
export function findFfmpeg(): string {
  if (spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0) return 'ffmpeg';
  const { path } = packagedFfmpeg();
  try {
    accessSync(path, constants.X_OK);
  } catch {
    // The missing permission is not an error, because it is added here.
    chmodSync(path, 0o755);
  }
  return path;
}

function packagedFfmpeg(): { path: string } {
  try {
    return createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string };
  } catch (error) {
    throw new Error('There is no ffmpeg on PATH, and its npm package has none for this platform', {
      cause: error,
    });
  }
}

/**
 * Starts an encoder.
 * @param address `rtmp://host:port/app/<stream key>`: a secret that ffmpeg repeats in its output,
 * so only the server's refusal is passed on from that output
 * @param tell is called with each event of the connection when it happens
 */
export function startEncoder(options: {
  ffmpeg: string;
  address: string;
  clock: Clock;
  tell: (fate: Fate) => void;
}): Encoder {
  const { ffmpeg, address, clock, tell } = options;
  const fates: Fate[] = [];
  let child: ChildProcess | undefined;
  let cancelReturn: (() => void) | undefined;
  let stopped = false;

  const befall = (fate: Fate): void => {
    if (stopped) return;
    fates.push(fate);
    tell(fate);
  };

  function connect(): void {
    let written = '';
    let sending = false;
    const one = spawn(
      ffmpeg,
      ['-hide_banner', '-nostdin', '-stats', ...SOURCE, '-f', 'flv', address],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child = one;
    one.stderr.setEncoding('utf8').on('data', (text: string) => {
      written = `${written}${text}`.slice(-10_000);
      // ffmpeg counts frames only once the server has admitted it.
      if (sending || !/frame=\s*[1-9]/.test(written)) return;
      sending = true;
      befall({ at: clock.now(), kind: 'sending' });
    });
    // Without this listener, a program that cannot be started would end the whole process. The
    // 'close' event that follows reports the failure.
    one.on('error', (error) => (written = error.message));
    one.once('close', (code) => {
      child = undefined;
      const at = clock.now();
      const refusal = /Server error: ([^\r\n]+)/.exec(written)?.[1];
      if (sending) befall({ at, kind: 'cut' });
      else if (refusal !== undefined) befall({ at, kind: 'refused', reason: refusal });
      else
        befall({
          at,
          kind: 'failed',
          reason: `${ffmpeg} ended with code ${code} before the server answered it`,
        });
      if (!stopped) cancelReturn = clock.after(RECONNECT_MS, connect);
    });
  }

  connect();
  return {
    fates,
    async stop() {
      stopped = true;
      cancelReturn?.();
      if (!child) return;
      const gone = new Promise((resolve) => child?.once('close', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}
