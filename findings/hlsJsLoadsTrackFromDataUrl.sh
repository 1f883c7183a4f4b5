#!/usr/bin/env bash
# Guess:   A page whose policy is media-src 'self' blob: plays HLS with timed metadata through hls.js.
#          Metadata becomes cues of a text track, for which nothing is loaded.
# Truth:   With the first metadata hls.js adds a <track> whose source is a data: URL. The browser
#          blocks it and reports a violation of media-src; without metadata there is none.
# Version: hls.js 1.7.4; seen in Chromium 156
# Source:  hls.js, src/utils/texttrack-utils.ts; Content Security Policy Level 3, 6.1.7 (media-src)
# Needs Chromium on the PATH. Prints the observed behaviour; exits with 1 when it no longer matches
# the truth above.
set -euo pipefail
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module","dependencies":{"hls.js":"1.7.4","playwright-core":"1.65.1","@ffmpeg-installer/ffmpeg":"1.1.0"}}' > package.json
npm install --silent --no-audit --no-fund
cat > try.js <<'JS'
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { chromium } from 'playwright-core';

chmodSync(ffmpeg.path, 0o755);
mkdirSync('segments');
execFileSync(ffmpeg.path, ['-v', 'fatal', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25', '-t', '6', '-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-f', 'hls', '-hls_time', '2', '-hls_segment_filename', 'segments/%d.ts', 'segments/all.m3u8']);

const list = (metadata) => `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
${metadata}${[0, 1, 2].map((n) => `#EXTINF:2.000,\n${n}.ts\n`).join('')}#EXT-X-ENDLIST
`;
const RANGE = '#EXT-X-DATERANGE:ID="one",START-DATE="2026-01-01T00:00:01.000Z",DURATION=1.0,X-TEXT="hello"\n';
const page = `import Hls from '/hls.js';
const video = document.querySelector('video');
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push([event.effectiveDirective, event.blockedURI].join(' ')));
const hls = new Hls({ enableWorker: false });
hls.loadSource(location.search.slice(1));
hls.attachMedia(video);
video.muted = true;
video.addEventListener('timeupdate', () => (globalThis.time = video.currentTime));
video.play();`;
const files = {
  '/page.js': ['text/javascript', page],
  '/hls.js': ['text/javascript', readFileSync('node_modules/hls.js/dist/hls.mjs')],
  '/with.m3u8': ['application/vnd.apple.mpegurl', list(RANGE)],
  '/without.m3u8': ['application/vnd.apple.mpegurl', list('')],
};
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://page');
  const [type, body] = files[pathname] ?? [];
  if (type) return response.writeHead(200, { 'content-type': type }).end(body);
  if (/^\/\d\.ts$/.test(pathname)) return response.end(readFileSync(`segments${pathname}`));
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'; media-src 'self' blob:" });
  response.end('<!doctype html><body><video></video><script type="module" src="/page.js"></script>');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.argv[2], args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const seen = [];
for (const name of ['without', 'with']) {
  const tab = await browser.newPage();
  await tab.goto(`${origin}/?/${name}.m3u8`);
  await tab.waitForFunction(() => globalThis.time > 1.5, null, { timeout: 20_000 });
  const violations = await tab.evaluate(() => [...new Set(globalThis.violations)].filter((one) => one.startsWith('media-src')));
  console.log(`${name} metadata: it plays; blocked: ${violations.join(', ') || 'nothing'}`);
  seen.push(violations.join());
  await tab.close();
}
await browser.close();
server.close();
process.exitCode = seen[0] === '' && seen[1] === 'media-src data' ? 0 : 1;
JS
echo "hls.js $(node -p 'require("./node_modules/hls.js/package.json").version')"
node try.js "$browser"
