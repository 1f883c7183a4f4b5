#!/usr/bin/env bash
# Guess:   A player plays a transport stream whose program map names a track for ID3 tags, also while
#          there are no tags, as hls.js and ffmpeg do. The map may announce the track once and for all.
# Truth:   The Amazon IVS player stays in Buffering without an error until there is a tag. The same
#          segments without the entry in the map play at once.
# Version: amazon-ivs-player 1.56.1, hls.js 1.7.4; seen in Chromium 156
# Source:  the player's behaviour; its code is not published. ISO/IEC 13818-1, 2.4.4.8, allows a
#          program element without packets
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
import { create, PlayerState } from 'amazon-ivs-player';
import Hls from 'hls.js';

const video = document.createElement('video');
video.muted = true;
document.body.append(video);
globalThis.playIvs = (url) => {
  const player = create({ wasmWorker: '/worker.js', wasmBinary: '/worker.wasm' });
  player.addEventListener(PlayerState.PLAYING, () => (globalThis.state = 'Playing'));
  player.addEventListener(PlayerState.BUFFERING, () => (globalThis.state ??= 'Buffering'));
  player.attachHTMLVideoElement(video);
  player.load(url);
  player.play();
};
globalThis.playHls = (url) => {
  const hls = new Hls();
  video.addEventListener('playing', () => (globalThis.state = 'Playing'));
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
execFileSync(ffmpeg.path, ['-v', 'fatal', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25', '-t', String(2 * SEGMENTS), '-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-f', 'hls', '-hls_time', '2', '-hls_list_size', '0', '-hls_segment_filename', 'segments/%d.ts', 'segments/all.m3u8']);

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) value = ((value << 1) ^ (((value >>> 31) ^ ((byte >> bit) & 1)) * 0x04c11db7)) >>> 0;
  return value;
}
/** Adds an entry of stream type 0x15 to each program map. */
function withTrack(segment) {
  const bytes = Buffer.from(segment);
  for (let at = 0; at < bytes.length; at += 188) {
    if ((bytes.readUInt16BE(at + 1) & 0x1fff) !== 0x1000) continue;
    const field = bytes[at + 3] & 0x20 ? bytes[at + 4] + 1 : 0;
    const start = at + 4 + field + 1 + bytes[at + 4 + field];
    const length = bytes.readUInt16BE(start + 1) & 0xfff;
    const body = bytes.subarray(start, start + 3 + length - 4);
    const table = Buffer.concat([body, Buffer.from([0x15, 0xe1, 0x99, 0xf0, 0])]);
    table.writeUInt16BE(0xb000 | (length + 5), 1);
    table.copy(bytes, start);
    bytes.writeUInt32BE(crc(table), start + table.length);
  }
  return bytes;
}

const { outputFiles } = await build({ entryPoints: ['page.js'], bundle: true, write: false, platform: 'browser' });
const assets = 'node_modules/amazon-ivs-player/dist/assets/amazon-ivs-wasmworker.min';
const files = { '/': '<!doctype html><body><script src="/page.js"></script>', '/page.js': outputFiles[0].contents, '/worker.js': readFileSync(`${assets}.js`), '/worker.wasm': readFileSync(`${assets}.wasm`) };
const types = { '/': 'text/html', '/page.js': 'text/javascript', '/worker.js': 'text/javascript', '/worker.wasm': 'application/wasm' };
const began = Date.now();
const server = createServer((request, response) => {
  const [, kind, name] = request.url.split('/');
  if (files[request.url]) return response.writeHead(200, { 'content-type': types[request.url] }).end(files[request.url]);
  if (name === 'all.m3u8')
    return response.end('#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=320x240,CODECS="avc1.42C00D",FRAME-RATE=25.000\nlive.m3u8\n');
  if (name === 'live.m3u8') {
    const count = Math.min(SEGMENTS, 4 + Math.floor((Date.now() - began) / 2_000) % SEGMENTS);
    const first = Math.max(0, count - 5);
    const list = Array.from({ length: count - first }, (_, n) => `#EXTINF:2.000,live\n${first + n}.ts\n`);
    return response.end(`#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n${list.join('')}`);
  }
  if (!/^\d+\.ts$/.test(name ?? '')) return response.writeHead(404).end();
  const segment = readFileSync(`segments/${name}`);
  response.end(kind === 'track' ? withTrack(segment) : segment);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.argv[2], args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const seen = [];
for (const [player, kind] of [['playIvs', 'plain'], ['playIvs', 'track'], ['playHls', 'track']]) {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.evaluate(([player, url]) => globalThis[player](url), [player, `${origin}/${kind}/all.m3u8`]);
  await page.waitForFunction(() => globalThis.state === 'Playing', null, { timeout: 15_000 }).catch(() => undefined);
  const state = await page.evaluate(() => globalThis.state);
  console.log(`${player === 'playIvs' ? 'amazon-ivs-player' : 'hls.js'}, ${kind === 'track' ? 'a track without tags' : 'no such track'}: ${state} within 15 s`);
  seen.push(state);
  await page.close();
}
await browser.close();
server.close();
process.exitCode = seen.join() === 'Playing,Buffering,Playing' ? 0 : 1;
JS
echo "amazon-ivs-player $(node -p 'require("./node_modules/amazon-ivs-player/package.json").version'), hls.js $(node -p 'require("./node_modules/hls.js/package.json").version')"
node try.js "$browser"
