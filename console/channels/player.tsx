import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type Hls from 'hls.js';

const HLS = 'application/vnd.apple.mpegurl';

/**
 * Plays a stream in an element. The player is loaded only now, and works without a worker, whose
 * script would need an exception of the page's security policy.
 * @returns a function that stops it
 * @throws Error when the browser can play no such stream
 */
async function play(
  video: HTMLVideoElement,
  url: string,
  onError: (words: string) => void,
): Promise<() => void> {
  const { default: Player } = await import('hls.js');
  if (!Player.isSupported()) {
    if (video.canPlayType(HLS) === '') throw new Error('This browser cannot play HLS.');
    video.src = url;
    await video.play();
    return () => video.removeAttribute('src');
  }
  const player: Hls = new Player({ enableWorker: false, lowLatencyMode: true });
  player.on(Player.Events.ERROR, (_event, { fatal, details }) => {
    if (fatal) onError(`The stream does not play: ${details}.`);
  });
  player.loadSource(url);
  player.attachMedia(video);
  await video.play();
  return () => player.destroy();
}

const isAllowed = (url: string, origins: readonly string[]): boolean => {
  const { protocol, host } = new URL(url);
  return origins.some((origin) => {
    const [allowed = '', of = ''] = origin.split('://');
    const isHost = of.startsWith('*.') ? host.endsWith(of.slice(1)) : host === of;
    return protocol === `${allowed}:` && isHost;
  });
};

/** Plays the live stream, once the person asks for it. Until then, the page stays at home. */
export function StreamPlayer({
  url,
  isPrivate,
  origins,
}: {
  url: string | undefined;
  isPrivate: boolean;
  origins: readonly string[];
}): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [told, setTold] = useState('');
  useEffect(() => {
    const { current } = video;
    if (!isPlaying || !current || url === undefined) return undefined;
    let stop = (): void => undefined;
    let isOver = false;
    const begin = async (): Promise<void> => {
      try {
        stop = await play(current, url, setTold);
        if (isOver) stop();
      } catch (error) {
        if (!isOver) setTold(error instanceof Error ? error.message : String(error));
      }
    };
    void begin();
    return () => {
      isOver = true;
      stop();
    };
  }, [isPlaying, url]);
  if (isPrivate)
    return <p class="quiet">A private channel plays only with a token of your player.</p>;
  if (url === undefined) return <p class="quiet">The channel has no playback address.</p>;
  if (!isAllowed(url, origins))
    return (
      <p class="quiet">
        The playback address is not among the playback origins of this deployment.
      </p>
    );
  return (
    <div class="player">
      {isPlaying ? (
        <video ref={video} controls muted playsInline aria-label="Live stream" />
      ) : (
        <button type="button" onClick={() => setPlaying(true)}>
          Play
        </button>
      )}
      <p role="status">{told}</p>
    </div>
  );
}
