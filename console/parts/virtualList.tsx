import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** The rows beyond the visible ones that are drawn, so that fast scrolling shows no gaps. */
const BEYOND = 12;
/** More rows are asked for when fewer than this many follow the visible ones. */
const AHEAD = 150;

interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Shows a long list in a box that scrolls. Only the visible rows exist as elements, so 10,000 rows
 * scroll as smoothly as ten. Every row has the same height.
 */
export function VirtualList<Item>({
  items,
  rowHeight,
  label,
  keyOf,
  row,
  onNearEnd,
}: {
  items: readonly Item[];
  rowHeight: number;
  label: string;
  keyOf: (item: Item) => string;
  row: (item: Item) => ComponentChildren;
  /** Called when the person comes near the last row that is there. */
  onNearEnd: () => void;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Window>({ from: 0, to: 40 });

  const look = (): void => {
    const { current } = box;
    if (!current) return;
    const first = Math.floor(current.scrollTop / rowHeight);
    const last = first + Math.ceil(current.clientHeight / rowHeight);
    const from = Math.max(0, first - BEYOND);
    const to = last + BEYOND;
    setShown((before) => (before.from === from && before.to === to ? before : { from, to }));
    if (last + AHEAD > items.length) onNearEnd();
  };
  useEffect(look, [items.length, rowHeight]);
  useEffect(() => {
    const sized = new ResizeObserver(look);
    if (box.current) sized.observe(box.current);
    return () => sized.disconnect();
  });

  return (
    <div class="scroller" ref={box} onScroll={look} tabIndex={0} role="group" aria-label={label}>
      <ul style={{ height: `${items.length * rowHeight}px` }} aria-label={label}>
        {items.slice(shown.from, shown.to).map((item, n) => (
          <li
            key={keyOf(item)}
            style={{ transform: `translateY(${(shown.from + n) * rowHeight}px)` }}
            aria-setsize={items.length}
            aria-posinset={shown.from + n + 1}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </div>
  );
}
