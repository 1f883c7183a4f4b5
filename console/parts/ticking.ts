import { useEffect, useState } from 'preact/hooks';
import { every } from '../clock.ts';

/** Draws the component again every second, so that ages and remaining times move. */
export function useTicking(ms = 1_000): void {
  const [, setTick] = useState(0);
  useEffect(() => every(ms, () => setTick((tick) => tick + 1)), [ms]);
}
