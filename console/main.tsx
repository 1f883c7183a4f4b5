import { render } from 'preact';
import { learnServerTime, openPageClient } from './api/client.ts';
import { readSettings } from './api/settings.ts';
import { signIn } from './api/signIn.ts';
import { App } from './shell/app.tsx';
import { NotSignedIn } from './shell/notSignedIn.tsx';
import { applyTheme, themeOf } from './shell/theme.ts';

/** Signs the person in and shows the page that the address names. */
async function start(root: Element): Promise<void> {
  applyTheme(themeOf());
  try {
    const settings = await readSettings();
    openPageClient(await signIn(settings));
    learnServerTime().catch((error: unknown) => console.warn('The time is not known', error));
    render(<App settings={settings} />, root);
  } catch (error) {
    render(<NotSignedIn reason={error instanceof Error ? error.message : String(error)} />, root);
  }
}

const root = document.getElementById('console');
if (root) void start(root);
