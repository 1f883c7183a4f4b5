#!/usr/bin/env bash
# Guess:   Timed metadata in fragmented MP4 reaches every player in an emsg box with the scheme for
#          ID3 that the Alliance for Open Media registered, in version 0 or 1, as hls.js reads it.
# Truth:   The Amazon IVS player reports no cue for that scheme in either version. It reports cues for
#          version 0 with the scheme urn:twitch:id3, which hls.js does not know.
# Version: amazon-ivs-player 1.56.1, hls.js 1.7.4; seen in Chromium 156
# Source:  the player's behaviour; its code is not published. "Carriage of ID3 Timed Metadata in CMAF"
#          (AOM, 2020); hls.js, src/utils/mp4-tools.ts
# Needs Chromium on the PATH. Prints the observed behaviour; exits with 1 when it no longer matches
# the truth above.
set -euo pipefail
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"amazon-ivs-player":"1.56.1","hls.js":"1.7.4","events":"3.3.0","esbuild":"0.28.2","playwright-core":"1.65.1","@ffmpeg-installer/ffmpeg":"1.1.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > page.js <<'JS'
import { create, PlayerEventType } from 'amazon-ivs-player';
import Hls from 'hls.js';

const video = document.createElement('video');
video.muted = true;
document.body.append(video);
globalThis.cues = 0;
video.addEventListener('timeupdate', () => (globalThis.time = video.currentTime));
globalThis.playIvs = (url) => {
  const player = create({ wasmWorker: '/worker.js', wasmBinary: '/worker.wasm' });
  player.addEventListener(PlayerEventType.TEXT_METADATA_CUE, () => globalThis.cues++);
  player.attachHTMLVideoElement(video);
  player.load(url);
  player.play();
};
globalThis.playHls = (url) => {
  const hls = new Hls();
  hls.on(Hls.Events.FRAG_PARSING_METADATA, (_, { samples }) => (globalThis.cues += samples.length));
  hls.loadSource(url);
  hls.attachMedia(video);
  video.play();
};
JS
cat > try.js <<'JS'
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { chromium } from 'playwright-core';

const SEGMENTS = 12;
chmodSync(ffmpeg.path, 0o755);
mkdirSync('segments');
execFileSync(ffmpeg.path, ['-v', 'fatal', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25', '-t', String(2 * SEGMENTS), '-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-f', 'hls', '-hls_time', '2', '-hls_list_size', '0', '-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'init.mp4', '-hls_segment_filename', 'segments/%d.m4s', 'segments/all.m3u8']);

const text = (value) => Buffer.from(`${value}\0`);
const u32 = (...values) => Buffer.concat(values.map((value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; }));
/** Returns an ID3v2.4 tag with one TXXX frame. */
function tag() {
  const content = Buffer.concat([Buffer.from([3]), text('note'), text('hello')]);
  const frame = Buffer.concat([Buffer.from('TXXX'), u32(content.length), Buffer.from([0, 0]), content]);
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([4, 0, 0]), u32(frame.length), frame]);
}
/** Returns a box for an event at the start of a segment (ISO/IEC 23009-1, 5.10.3.3). */
function emsg(version, scheme, seconds, id) {
  const strings = [text(scheme), text('')];
  const body = version === 0
    ? [...strings, u32(90_000, 0, 90_000, id)]
    : [u32(90_000, 0, seconds * 90_000, 90_000, id), ...strings];
  const content = Buffer.concat([Buffer.from([version, 0, 0, 0]), ...body, tag()]);
  return Buffer.concat([u32(content.length + 8), Buffer.from('emsg'), content]);
}

const { outputFiles } = await build({ entryPoints: ['page.js'], bundle: true, write: false, platform: 'browser' });
const assets = 'node_modules/amazon-ivs-player/dist/assets/amazon-ivs-wasmworker.min';
const files = { '/': '<!doctype html><body><script src="/page.js"></script>', '/page.js': outputFiles[0].contents, '/worker.js': readFileSync(`${assets}.js`), '/worker.wasm': readFileSync(`${assets}.wasm`) };
const types = { '/': 'text/html', '/page.js': 'text/javascript', '/worker.js': 'text/javascript', '/worker.wasm': 'application/wasm' };
const KINDS = { own: [0, 'urn:twitch:id3'], registered0: [0, 'https://aomedia.org/emsg/ID3'], registered1: [1, 'https://aomedia.org/emsg/ID3'] };
let began = 0;
const server = createServer((request, response) => {
  const [, kind, name] = request.url.split('/');
  if (files[request.url]) return response.writeHead(200, { 'content-type': types[request.url] }).end(files[request.url]);
  if (name === 'all.m3u8')
    return response.end('#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=320x240,CODECS="avc1.42C00D",FRAME-RATE=25.000\nlive.m3u8\n');
  if (name === 'live.m3u8') {
    const count = Math.min(SEGMENTS, 4 + Math.floor((Date.now() - began) / 2_000));
    const first = Math.max(0, count - 5);
    const list = Array.from({ length: count - first }, (_, n) => `#EXTINF:2.000,live\n${first + n}.m4s\n`);
    return response.end(`#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n#EXT-X-MAP:URI="init.mp4"\n${list.join('')}`);
  }
  if (name === 'init.mp4') return response.end(readFileSync('segments/init.mp4'));
  const [, number] = /^(\d+)\.m4s$/.exec(name ?? '') ?? [];
  if (number === undefined) return response.writeHead(404).end();
  const segment = readFileSync(`segments/${name}`);
  const moof = segment.indexOf('moof') - 4;
  const box = emsg(...KINDS[kind], Number(number) * 2, Number(number) + 1);
  response.end(Buffer.concat([segment.subarray(0, moof), box, segment.subarray(moof)]));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.argv[2], args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const seen = [];
for (const [player, kind] of [['playIvs', 'own'], ['playIvs', 'registered0'], ['playIvs', 'registered1'], ['playHls', 'own'], ['playHls', 'registered1']]) {
  const page = await browser.newPage();
  await page.goto(origin);
  began = Date.now();
  await page.evaluate(([player, url]) => globalThis[player](url), [player, `${origin}/${kind}/all.m3u8`]);
  const played = await page.waitForFunction(() => globalThis.time > 0, null, { timeout: 20_000 }).then(() => true, () => false);
  await page.waitForFunction(() => globalThis.cues > 0, null, { timeout: 6_000 }).catch(() => undefined);
  const cues = await page.evaluate(() => globalThis.cues);
  const [version, scheme] = KINDS[kind];
  console.log(`${player === 'playIvs' ? 'amazon-ivs-player' : 'hls.js'}, version ${version}, ${scheme}: ${played ? 'plays' : 'does not play'}, ${cues > 0 ? 'cues' : 'no cue'}`);
  seen.push(played && cues > 0);
  await page.close();
}
await browser.close();
server.close();
process.exitCode = seen.join() === 'true,false,false,false,true' ? 0 : 1;
JS
echo "amazon-ivs-player $(node -p 'require("./node_modules/amazon-ivs-player/package.json").version'), hls.js $(node -p 'require("./node_modules/hls.js/package.json").version')"
node try.js "$browser"
