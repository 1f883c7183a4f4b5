import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { History } from './quotaHistory.ts';

const HEIGHT = 56;
/** The seconds that a plot shows. */
const SPAN = 300;

/** The colours are those of the page, which change with the theme. */
const colourOf = (element: Element, name: string) => (): string => {
  const probe = element.querySelector(`.${name}`);
  return probe === null ? '#888' : getComputedStyle(probe).color;
};

const inline = { show: false } as const;

function openPlot(element: HTMLElement, rate: number): uPlot {
  const calls = colourOf(element, 'calls');
  const queue = colourOf(element, 'queue');
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: inline,
    cursor: inline,
    padding: [2, 0, 2, 0],
    axes: [inline, inline],
    scales: {
      x: { range: (_plot, _min, max) => [max - SPAN, max] },
      y: { range: [0, rate * 1.05] },
      queue: { range: (_plot, _min, max) => [0, Math.max(10, max ?? 0)] },
    },
    series: [
      {},
      { stroke: calls, width: 1.5, points: inline, paths: uPlot.paths.stepped?.({ align: -1 }) },
      { stroke: queue, width: 1, dash: [3, 3], points: inline, scale: 'queue' },
    ] as uPlot.Series[],
  };
  return new uPlot(options, [[], [], []], element);
}

/** The calls a second (line) and the queue (dashes) of one operation over the last five minutes. */
export function Plot({
  history,
  rate,
  label,
}: {
  history: History;
  rate: number;
  label: string;
}): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    plot.current = openPlot(current, rate);
    const sized = new ResizeObserver(() =>
      plot.current?.setSize({ width: current.clientWidth, height: HEIGHT }),
    );
    sized.observe(current);
    return () => {
      sized.disconnect();
      plot.current?.destroy();
    };
  }, [rate]);
  useEffect(() => {
    plot.current?.setData([history.at, history.calls, history.queue]);
  });
  return (
    <div class="plot" role="img" aria-label={label} ref={element}>
      <i class="calls" />
      <i class="queue" />
    </div>
  );
}
