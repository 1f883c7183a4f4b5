import { useEffect } from 'preact/hooks';
import { after } from '../clock.ts';
import type { Page } from '../pages.ts';
import { goTo, linkTo } from '../router.ts';

/** How long the second key of a pair may take, in ms. */
const PAIR_MS_MAX = 1_500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Follows the keys: `g` and the key of a page, `/` for the search, `?` for help. */
export function useShortcuts(menu: readonly Page[], help: () => void): void {
  useEffect(() => {
    let isPair = false;
    let forget = (): void => undefined;
    const pressed = (event: KeyboardEvent): void => {
      const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
      if (!isOurs || document.querySelector('dialog[open]')) return;
      const page = isPair ? menu.find(({ key }) => key === event.key) : undefined;
      isPair = false;
      forget();
      if (page) goTo(linkTo(page.path.split('/').filter(Boolean)));
      else if (event.key === '?') help();
      else if (event.key === 'g') {
        isPair = true;
        forget = after(PAIR_MS_MAX, () => (isPair = false));
      } else if (event.key === '/') {
        const search = document.querySelector<HTMLElement>('main input[type="search"]');
        search?.focus();
        if (search) event.preventDefault();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
