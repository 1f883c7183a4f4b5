import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packaged from '@ffmpeg-installer/ffmpeg';

/**
 * `npm run bench:streams`: sends 20 streams of 2.5 Mbit/s to ivs-local, each with five viewers, and
 * compares its CPU time with that of as many `ffmpeg -c copy -f hls` side by side. A bare file
 * server gives the files of ffmpeg to as many viewers, which shows how much of the time is that of
 * the sockets. It needs Linux, whose `/proc` tells the CPU time of a process. It fails when a
 * promise is broken.
 */

const STREAMS = 20;
const VIEWERS = 5;
/** Segments are kept for 30 s. Memory is used again after that. */
const WARM_MS = 40_000;
const MEASURED_MS = 30_000;
const MEGABYTES_MAX = 400;
const CPU_RATIO_MAX = 0.5;
/** Clock ticks of `/proc/<pid>/stat` a second. */
const TICKS = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout);

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0 ? 'ffmpeg' : packaged.path;
if (ffmpeg === packaged.path) chmodSync(ffmpeg, 0o755);
const folder = mkdtempSync(join(tmpdir(), 'ivs-local-streams-'));
const children: ChildProcess[] = [];
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function run(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

/** Returns the CPU time of a process, in s. */
function cpuOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Returns the memory of a process, in MB. */
const megabytesOf = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

const source = join(folder, 'source.flv');
spawnSync(ffmpeg, [
  ...'-v fatal -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine -t 30'.split(' '),
  ...'-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 60 -b:v 2400k -minrate 2400k'.split(' '),
  ...'-maxrate 2400k -bufsize 2400k -x264-params nal-hrd=cbr -c:a aac -b:a 100k'.split(' '),
  source,
]);
const repeated = ['-v', 'fatal', '-re', '-stream_loop', '-1', '-i', source, '-c', 'copy'];

interface Watched {
  /** The URL of a media playlist. */
  readonly url: string;
  /** The greatest age of a playlist, in target durations. */
  oldest: number;
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

/** Watches a stream as a player does, until it is told to stop. */
async function watch(watched: Watched, isOver: () => boolean): Promise<void> {
  let last: string | undefined;
  while (!isOver()) {
    const playlist = await textOf(watched.url);
    const target = Number(/TARGETDURATION:(\d+)/.exec(playlist)?.[1]);
    const times = [...playlist.matchAll(/PROGRAM-DATE-TIME:(\S+)\n[^#]*(?:#EXTINF:([\d.]+))?/g)];
    const lengths = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) =>
      Number(seconds),
    );
    const end =
      Date.parse(times[0]?.[1] ?? '') + 1_000 * lengths.reduce((sum, one) => sum + one, 0);
    watched.oldest = Math.max(watched.oldest, (Date.now() - end) / 1_000 / target);
    const segment = addressesIn(playlist).at(-1);
    if (segment !== undefined && segment !== last)
      await (await fetch(new URL(segment, watched.url))).arrayBuffer();
    last = segment;
    await sleep(target * 500);
  }
}

const addressesIn = (playlist: string): string[] =>
  playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/**
 * Lets viewers watch for the time that is measured, and calls `look` every second.
 * @param watchedOf opens the stream for one more viewer
 * @returns the CPU time of each process meanwhile, in s
 */
async function served(
  watchedOf: readonly (() => Promise<Watched>)[],
  processes: readonly ChildProcess[],
  look = (): void => undefined,
): Promise<{ cpu: number[]; watched: Watched[] }> {
  let isOver = false;
  const watched = await Promise.all(
    watchedOf.flatMap((open) => Array.from({ length: VIEWERS }, open)),
  );
  const viewers = watched.map((one) => watch(one, () => isOver));
  const begun = processes.map(cpuOf);
  for (let at = 0; at < MEASURED_MS; at += 1_000) {
    look();
    await sleep(1_000);
  }
  const cpu = processes.map((child, n) => cpuOf(child) - (begun[n] ?? 0));
  isOver = true;
  await Promise.all(viewers);
  return { cpu, watched };
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

try {
  const ivs = run(process.execPath, [
    '--max-semi-space-size=2',
    'local/ivs/main.ts',
    '--port',
    '0',
    '--rtmp-port',
    '0',
    '--state',
    join(folder, 'state'),
    '--local-addresses',
  ]);
  const [line] = (await once(ivs.stdout!, 'data')) as [Buffer];
  const [, url = ''] = /IVS at (\S+),/.exec(line.toString()) ?? [];
  const [, rtmp = ''] = /rtmp:\/\/(\S+)\/app/.exec(line.toString()) ?? [];
  const playbackUrls: string[] = [];
  for (let n = 0; n < STREAMS; n++) {
    const answer = await fetch(`${url}/CreateChannel`, { method: 'POST', body: '{}' });
    const { channel, streamKey } = (await answer.json()) as {
      channel: { playbackUrl: string };
      streamKey: { value: string };
    };
    playbackUrls.push(channel.playbackUrl);
    run(ffmpeg, [...repeated, '-f', 'flv', `rtmp://${rtmp}/app/${streamKey.value}`]);
    await sleep(250);
  }
  await sleep(WARM_MS);
  let megabytes = 0;
  const ours = await served(
    playbackUrls.map((playbackUrl) => async () => {
      const [rendition = ''] = addressesIn(await textOf(playbackUrl));
      return { url: rendition, oldest: 0 };
    }),
    [ivs],
    () => (megabytes = Math.max(megabytes, megabytesOf(ivs))),
  );
  const own = sum(ours.cpu);
  for (const child of children.splice(0)) child.kill('SIGKILL');

  const others = Array.from({ length: STREAMS }, (_, n) =>
    run(ffmpeg, [
      ...repeated,
      ...'-f hls -hls_time 2 -hls_flags delete_segments'.split(' '),
      join(folder, `${n}.m3u8`),
    ]),
  );
  const files = run(process.execPath, ['bench/load/fileServer.ts', folder]);
  const [address] = (await once(files.stdout!, 'data')) as [Buffer];
  await sleep(WARM_MS);
  const beside = await served(
    others.map((_, n) => async () => ({
      url: `${address.toString().trim()}/${n}.m3u8`,
      oldest: 0,
    })),
    [files, ...others],
  );
  const [fileServer = 0, ...each] = beside.cpu;
  const theirs = sum(each);

  const oldest = Math.max(...ours.watched.map((one) => one.oldest));
  const seconds = MEASURED_MS / 1_000;
  console.log(`${STREAMS} streams of 2.5 Mbit/s, ${VIEWERS} viewers each, for ${seconds} s:`);
  console.log(
    `  oldest playlist ${oldest.toFixed(2)} target durations, memory ${megabytes.toFixed(0)} MB`,
  );
  console.log(
    `  CPU ${own.toFixed(1)} s; ${STREAMS} ffmpeg -f hls ${theirs.toFixed(1)} s; ratio ${(own / theirs).toFixed(2)}`,
  );
  console.log(
    `  a bare file server for as many viewers of ffmpeg's files: CPU ${fileServer.toFixed(1)} s`,
  );
  const isKept = oldest <= 2 && megabytes <= MEGABYTES_MAX && own <= CPU_RATIO_MAX * theirs;
  console.log(isKept ? 'every promise is kept' : 'A promise is broken.');
  process.exitCode = isKept ? 0 : 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
