import { createHash } from 'node:crypto';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
button { font: inherit; padding: 0.5rem 1rem; }
pre { overflow-wrap: anywhere; white-space: pre-wrap; padding: 1rem; border: 1px solid; }
`;

// The token is in the fragment, which no browser sends. The page forgets it once it is used.
const SCRIPT = `
const button = document.querySelector('button');
const shown = document.querySelector('pre');
button.addEventListener('click', async () => {
  button.disabled = true;
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  const answer = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const body = await answer.json();
  shown.textContent = answer.ok ? body.streamKey.value : body.detail;
  shown.hidden = false;
  if (answer.status >= 429) {
    history.replaceState(null, '', '#' + token);
    button.disabled = false;
  }
});
`;

const sourceOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Lets the page run its own script and ask its own origin, and nothing else. */
export const CONTENT_SECURITY = [
  "default-src 'none'",
  `script-src ${sourceOf(SCRIPT)}`,
  `style-src ${sourceOf(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page that a link opens. It is the same for every link, and holds no value. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>A stream key for you</title>
<style>${STYLE}</style>
</head>
<body>
<h1>A stream key for you</h1>
<p>Anybody who has the stream key can go live on the channel. It is shown once: have your encoder
ready, and close this page afterwards.</p>
<button type="button">Show the stream key</button>
<pre hidden aria-live="polite"></pre>
<script>${SCRIPT}</script>
</body>
</html>
`;
