import { spawn } from 'node:child_process';
import { systemClock } from '../../clock.ts';

/** A picture that is not made within this time is given up, in ms of the machine. */
const PICTURE_MS_MAX = 10_000;

/** Makes pictures of the beginnings of segments, by ffmpeg: JPEG needs a decoder of H.264. */
export class JpegMaker {
  readonly #ffmpeg: string;
  #isThere: Promise<boolean> | undefined;

  /** @param ffmpeg the program: a path, or a name that is looked up on the PATH */
  constructor(ffmpeg: string) {
    this.#ffmpeg = ffmpeg;
  }

  /** Returns whether ffmpeg can be run. It is tried once; its absence is printed. */
  isThere(): Promise<boolean> {
    return (this.#isThere ??= this.#run(['-version'], Buffer.alloc(0)).then(
      () => true,
      (error: unknown) => {
        process.stderr.write(
          `ivs-local: recordings get no thumbnails, which need ffmpeg: ${String(error)}\n`,
        );
        return false;
      },
    ));
  }

  /**
   * Returns the first picture of a segment as a JPEG.
   * @throws Error when ffmpeg cannot make it
   */
  first(segment: Buffer, { width, height }: { width: number; height: number }): Promise<Buffer> {
    return this.#run(
      // One flag a line would hide the order: input, picture, output.
      ['-i', 'pipe:0', '-frames:v', '1', '-vf', `scale=${width}:${height}`].concat([
        '-c:v',
        'mjpeg',
        '-pix_fmt',
        'yuvj420p',
        '-f',
        'image2pipe',
        'pipe:1',
      ]),
      segment,
    );
  }

  #run(args: readonly string[], input: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#ffmpeg, ['-nostdin', '-loglevel', 'error', ...args]);
      const cancel = systemClock.after(PICTURE_MS_MAX, () => child.kill('SIGKILL'));
      const output: Buffer[] = [];
      let errors = '';
      child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
      child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
      // ffmpeg closes its input when it has its picture.
      child.stdin.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
      });
      child.once('error', (error) => {
        cancel();
        reject(error);
      });
      child.once('close', (code) => {
        cancel();
        if (code === 0) resolve(Buffer.concat(output));
        else reject(new Error(`ffmpeg ended with ${code}: ${errors.trim().slice(0, 300)}`));
      });
      child.stdin.end(input);
    });
  }
}
