import Player, { Events } from 'hls.js';
import { button, byId, element } from './elements.ts';
import { tell } from './control.ts';

let stop = (): void => undefined;

/** Hides the preview and stops its player, which then no longer counts as a viewer. */
function hidePreview(): void {
  stop();
  const section = byId('preview');
  section.hidden = true;
  section.replaceChildren();
}

/**
 * Plays a stream without sound. It counts as a viewer, so it begins only when the person asks for
 * it.
 * @param url of the playlist. The page may be open under another name, and then asks itself.
 */
export function showPreview(name: string, url: string): void {
  stop();
  const video = element('video', { 'aria-label': `Stream of ${name}`, controls: '' });
  video.muted = true;
  const player = new Player({ enableWorker: false, lowLatencyMode: true });
  player.on(Events.ERROR, (_event, { fatal, details }) => {
    if (fatal) tell(`The stream of ${name} does not play: ${details}`);
  });
  player.loadSource(new URL(url).pathname);
  player.attachMedia(video);
  video.addEventListener('canplay', () => void video.play(), { once: true });
  stop = () => {
    player.destroy();
    stop = (): void => undefined;
  };
  const section = byId('preview');
  section.replaceChildren(
    element('h2', { id: 'preview-title' }, `Preview of ${name}`),
    video,
    button('Close', 'Close the preview', hidePreview),
  );
  section.hidden = false;
}
