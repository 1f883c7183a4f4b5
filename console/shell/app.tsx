import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Settings } from '../api/settings.ts';
import { pages, type Page } from '../pages.ts';
import { Dialog } from '../parts/dialog.tsx';
import { linkTo, matched, useRoute } from '../router.ts';
import { useShortcuts } from './shortcuts.ts';
import { chooseTheme, themeOf, type Theme } from './theme.ts';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

function ThemeSwitch(): JSX.Element {
  const [theme, setTheme] = useState(themeOf);
  const turn = (): void => {
    chooseTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <button type="button" class="plain" onClick={turn} title="Change between dark and light">
      Theme: {theme}
    </button>
  );
}

const menu = pages.filter(({ key }) => key !== undefined);

function Help({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="keys">
        {menu.map(({ key = '', title }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>Search on this page</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>These keys</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>Close</dd>
        </div>
      </dl>
    </Dialog>
  );
}

function Menu({ current }: { current: Page | undefined }): JSX.Element {
  return (
    <nav aria-label="Pages">
      {menu.map(({ path, title }) => (
        <a
          key={path}
          href={linkTo(path.split('/').filter(Boolean))}
          aria-current={isWithin(current, path) ? 'page' : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}

const isWithin = (page: Page | undefined, path: string): boolean =>
  page !== undefined && (page.path === path || (path !== '/' && page.path.startsWith(`${path}/`)));

function Missing(): JSX.Element {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <a href="#/">Go to the first page</a>
      </p>
    </>
  );
}

/** Shows the menu and the page that the address names. */
export function App({ settings }: { settings: Settings }): JSX.Element {
  const { segments, query } = useRoute();
  const [isHelping, setHelping] = useState(false);
  useShortcuts(menu, () => setHelping(true));
  const found = pages
    .map((page) => ({ page, parameters: matched(page.path, segments) }))
    .find(({ parameters }) => parameters !== undefined);
  const path = segments.join('/');
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // Before the page is painted, so that a key such as `/` that is pressed at once moves it on.
  useLayoutEffect(() => {
    document.title = [found?.page.title, segments.at(1), 'Channelkeeper']
      .filter(Boolean)
      .join(' · ');
    // A new page begins at its top, for the eyes and for the keyboard.
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [path]);
  const Shown = found?.page.show;
  return (
    <>
      <header class="top">
        <a class="skip" href={location.hash || '#/'} onClick={(event) => skip(event, main.current)}>
          Skip to the page
        </a>
        <a class="brand" href="#/">
          Channelkeeper
        </a>
        <Menu current={found?.page} />
        <span class="space" />
        <ThemeSwitch />
        <button type="button" class="plain" data-keys onClick={() => setHelping(true)}>
          Keys
        </button>
      </header>
      <main ref={main} tabIndex={-1}>
        {Shown ? (
          <Shown
            key={path}
            parameters={found?.parameters ?? {}}
            query={query}
            settings={settings}
          />
        ) : (
          <Missing />
        )}
      </main>
      {isHelping && <Help onClose={() => setHelping(false)} />}
    </>
  );
}

function skip(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
