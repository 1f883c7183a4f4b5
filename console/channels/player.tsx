import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type Hls from 'hls.js';

const HLS = 'application/vnd.apple.mpegurl';

/**
 * hls.js (1.7.4) shows timed metadata in a track whose source is a `data:` address, for which the
 * page's security policy would need an exception.
 */
const WITHOUT_TRACKS = {
  enableID3MetadataCues: false,
  enableEmsgMetadataCues: false,
  enableDateRangeMetadataCues: false,
};

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
  const player: Hls = new Player({ ...WITHOUT_TRACKS, enableWorker: false, lowLatencyMode: true });
  player.on(Player.Events.ERROR, (_event, { fatal, details, response }) => {
    const status = response?.code ? `, answer ${response.code}` : '';
    if (fatal) onError(`The stream does not play: ${details}${status}.`);
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

/**
 * Asks for a playback token, because not every deployment has a key to sign one with. The token
 * stays in this page and goes to the playback address only.
 */
function TokenForm({ onToken }: { onToken: (token: string) => void }): JSX.Element {
  const [token, setToken] = useState('');
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault();
        onToken(token.trim());
      }}
    >
      <p class="quiet">
        The channel is private, so IVS wants a playback token. The backend that signs tokens for
        your viewers has one, or <code>channelkeeper playback-tokens create</code> if this
        deployment has a key.
      </p>
      <label>
        Playback token
        <input
          type="text"
          class="mono"
          required
          autocomplete="off"
          spellcheck={false}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <small>It stays in this page.</small>
      </label>
      <button type="submit">Play</button>
    </form>
  );
}

/** Plays from an address as long as it is shown. */
function Playing({ address }: { address: string }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const [told, setTold] = useState('');
  useEffect(() => {
    const { current } = video;
    if (!current) return undefined;
    let stop = (): void => undefined;
    let isOver = false;
    const begin = async (): Promise<void> => {
      try {
        stop = await play(current, address, setTold);
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
  }, [address]);
  return (
    <>
      <video ref={video} controls muted playsInline aria-label="Live stream" />
      <p role="status">{told}</p>
    </>
  );
}

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
  const [address, setAddress] = useState<string>();
  if (url === undefined) return <p class="quiet">The channel has no playback address.</p>;
  if (!isAllowed(url, origins))
    return (
      <p class="quiet">
        The playback address is not among the playback origins of this deployment.
      </p>
    );
  const withToken = (token: string): void => {
    const playing = new URL(url);
    playing.searchParams.set('token', token);
    setAddress(playing.href);
  };
  return (
    <div class="player">
      {address !== undefined && <Playing key={address} address={address} />}
      {isPrivate ? (
        <TokenForm onToken={withToken} />
      ) : (
        address === undefined && (
          <button type="button" onClick={() => setAddress(url)}>
            Play
          </button>
        )
      )}
    </div>
  );
}
