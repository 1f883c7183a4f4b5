import { attempt, change } from './control.ts';
import { button, byId } from './elements.ts';
import type { Overview } from './overview.ts';

const STEPS = [
  ['+10 s', 10_000],
  ['+1 min', 60_000],
  ['+1 h', 3_600_000],
] as const;

let isFrozen = false;
const stop = button('Stop', 'Stop the clock', () =>
  attempt(() => change('clock', { frozen: !isFrozen })),
);
byId('clock-controls').append(
  ...STEPS.map(([text, advanceMs]) =>
    button(text, `Move the clock by ${text}`, () => attempt(() => change('clock', { advanceMs }))),
  ),
  stop,
);

export function showClock({ clock: { now, frozen } }: Overview): void {
  isFrozen = frozen;
  byId('clock').textContent = `${now.slice(0, 19).replace('T', ' ')} UTC`;
  const text = frozen ? 'Continue' : 'Stop';
  if (stop.textContent === text) return;
  stop.textContent = text;
  stop.setAttribute('aria-label', `${text} the clock`);
}
