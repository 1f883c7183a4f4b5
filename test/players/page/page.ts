import {
  create,
  isPlayerSupported,
  PlayerEventType,
  PlayerState,
  type MediaPlayer,
  type PlayerError,
  type TextMetadataCue,
} from 'amazon-ivs-player';
import { default as Hls, Events, type ErrorData } from 'hls.js';
import type { Players, Seen, Shown } from '../reports.ts';

// The page in which the players run. The test calls these functions from outside.

const video = document.createElement('video');
video.muted = true;
video.playsInline = true;
document.body.append(video);
const seen: Seen = { states: [], cues: [], errors: [] };
let player: MediaPlayer | undefined;

function playWithIvs(url: string): void {
  if (!isPlayerSupported) throw new Error('The IVS player does not support this browser.');
  player = create({ wasmWorker: '/worker.js', wasmBinary: '/worker.wasm' });
  for (const state of Object.values(PlayerState))
    player.addEventListener(state, () => void seen.states.push(state));
  player.addEventListener(PlayerEventType.TEXT_METADATA_CUE, (cue: TextMetadataCue) => {
    seen.cues.push(cue.text);
  });
  player.addEventListener(PlayerEventType.ERROR, ({ type, code }: PlayerError) => {
    seen.errors.push({ type, code, isFatal: true });
  });
  player.attachHTMLVideoElement(video);
  player.setMuted(true);
  player.load(url);
  player.play();
}

function playWithHls(url: string): void {
  const hls = new Hls();
  hls.on(Events.ERROR, (_event, { details, response, fatal }: ErrorData) => {
    seen.errors.push({ type: details, code: response?.code ?? 0, isFatal: fatal });
  });
  for (const state of ['playing', 'ended'])
    video.addEventListener(state, () => void seen.states.push(state));
  hls.loadSource(url);
  hls.attachMedia(video);
  void video.play();
}

function shown(): Shown {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d');
  context?.drawImage(video, 0, 0);
  const middle = context?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data ?? [];
  const { webkitAudioDecodedByteCount = 0 } = video as HTMLVideoElement & {
    webkitAudioDecodedByteCount?: number;
  };
  return {
    colour: [...middle].slice(0, 3),
    width: video.videoWidth,
    height: video.videoHeight,
    seconds: video.currentTime,
    soundBytes: webkitAudioDecodedByteCount,
    isMuted: video.muted,
  };
}

const players: Players = {
  playWithIvs,
  playWithHls,
  seen: () => seen,
  shown,
  latency: () => ({
    seconds: player?.getLiveLatency() ?? Number.NaN,
    isLow: player?.isLiveLowLatency() ?? false,
  }),
};
Object.assign(globalThis, { players });
