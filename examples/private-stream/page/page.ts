import {
  create,
  PlayerEventType,
  PlayerState,
  type MediaPlayer,
  type TextMetadataCue,
} from 'amazon-ivs-player';

// The page of the example. It knows the address that the server gives it, and neither the token of
// the API nor the private key. Texts of people are shown as texts, never as markup.

/** A stream that has not begun, or that was interrupted, is asked for again after this pause. */
const AGAIN_AFTER_MS = 2_000;
const VIEWERS_EVERY_MS = 2_000;

/** Returns an element of the page, which index.html has. */
function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
}
const video = element('video') as HTMLVideoElement;
const state = element('state');

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** The members that answers of the server may have. A refusal has a reason. */
interface Answer {
  readonly reason?: string;
  readonly id?: string;
  readonly address?: string;
  readonly viewers?: readonly { id: string; name: string }[];
}

/** Asks the server. */
async function ask(method: 'GET' | 'POST', path: string, body: object = {}): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  return JSON.parse((await response.text()) || '{}') as Answer;
}

/** Opens the player. Its worker comes from the origin of this page. */
function openPlayer(): MediaPlayer {
  const player = create({ wasmWorker: '/ivs-worker.js', wasmBinary: '/ivs-worker.wasm' });
  player.attachHTMLVideoElement(video);
  player.setMuted(true);
  player.addEventListener(PlayerEventType.TEXT_METADATA_CUE, ({ text }: TextMetadataCue) => {
    const item = document.createElement('li');
    item.textContent = text;
    element('messages').prepend(item);
  });
  player.addEventListener(PlayerState.PLAYING, () => (state.textContent = 'You are watching.'));
  return player;
}

/** Settles when the player has stopped: at the end of the stream, or because it was refused. */
const stopped = (player: MediaPlayer): Promise<void> =>
  new Promise((done) => {
    const stop = (): void => {
      player.removeEventListener(PlayerState.ENDED, stop);
      player.removeEventListener(PlayerEventType.ERROR, stop);
      done();
    };
    player.addEventListener(PlayerState.ENDED, stop);
    player.addEventListener(PlayerEventType.ERROR, stop);
  });

/**
 * Plays for a viewer until the server says no. The player does not know why it was refused; the
 * server does, so the page asks it each time before it plays.
 */
async function watch(viewerId: string): Promise<void> {
  const player = openPlayer();
  for (let isFirst = true; ; isFirst = false) {
    const { address, reason } = await ask('POST', `/viewers/${viewerId}/address`);
    if (address === undefined) {
      player.delete();
      video.removeAttribute('src');
      video.load();
      state.textContent = reason ?? 'The server refuses.';
      return;
    }
    if (!isFirst) {
      state.textContent = 'The stream is not live. Waiting for it.';
      await pause(AGAIN_AFTER_MS);
    }
    const end = stopped(player);
    player.load(address);
    player.play();
    await end;
  }
}

async function remove(viewerId: string): Promise<void> {
  const { reason } = await ask('POST', `/viewers/${viewerId}/removal`, {
    reason: 'The host has removed you from this stream.',
  });
  element('refusal').textContent = reason ?? '';
  await showViewers();
}

async function showViewers(): Promise<void> {
  const { viewers = [] } = await ask('GET', '/viewers');
  const items = viewers.map(({ id, name }) => {
    const [item, button] = [document.createElement('li'), document.createElement('button')];
    button.textContent = 'Remove';
    button.ariaLabel = `Remove ${name}`;
    button.addEventListener('click', () => void remove(id));
    item.append(`${name} `, button);
    return item;
  });
  element('viewers').replaceChildren(...items);
}

/** Calls a function with the text of a form's first field, and empties the field. */
function onSubmit(id: string, call: (text: string) => Promise<void>): void {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [text = ''] = [...new FormData(form).values()].map(String);
    form.reset();
    void call(text);
  });
}

onSubmit('join', async (name) => {
  element('join').hidden = true;
  const { id = '' } = await ask('POST', '/viewers', { name });
  await Promise.all([watch(id), showViewers()]);
});
onSubmit('send', async (text) => {
  const { reason } = await ask('POST', '/messages', { text });
  element('refusal').textContent = reason ?? '';
});
void showViewers();
setInterval(() => void showViewers(), VIEWERS_EVERY_MS);
