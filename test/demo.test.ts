import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../local/demo/ffmpeg.ts';

/** Returns the reason why real video cannot be sent here; undefined when it can. */
function whyNoFfmpeg(): string | undefined {
  try {
    findFfmpeg();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function runDemo(): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const demo = spawn(process.execPath, ['local/demo.ts'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [demo.stdout, demo.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    demo.once('close', (code) => resolve({ code, output }));
  });
}

const foldersOfDemos = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('channelkeeper-demo-'));

const reason = whyNoFfmpeg();
const skipped = reason === undefined ? '' : ` (skipped: ${reason})`;
describe('npm run demo', () => {
  it.skipIf(reason !== undefined)(
    `deletes a channel that is live with real video${skipped}`,
    async () => {
      const before = await foldersOfDemos();

      const { code, output } = await runDemo();

      expect(code, output).toBe(0);
      const steps = ['revoking +revoked +.*DeleteStreamKey', 'stopping +stopping +StopStream'];
      expect(output).toMatch(
        new RegExp(['encoder +sends', '→ LIVE', '→ 202', ...steps].join('[^]*')),
      );
      expect(output).toMatch(
        /encoder +is cut off[^]*reconnects and is refused: The stream key is not valid/,
      );
      expect(output).toMatch(/deleting +deleted +.*DeleteChannel[^]*job +succeeded[^]*→ 404/);
      expect(output).not.toContain('sk_');
      expect(await foldersOfDemos()).toEqual(before);
    },
  );
});
