import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';

/** A line of a plot. */
export interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

/** How the values of a plot are shown. */
export interface ValueAxis {
  readonly format: (value: number) => string;
  /** By which the lines of the grid may differ, ascending. */
  readonly steps: readonly number[];
  /** The plot reaches up to this value at least. */
  readonly least: number;
}

interface PlotProps {
  readonly title: string;
  /** In Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly axis: ValueAxis;
}

const height = 110;
const spanSeconds = 1800;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** A small plot; what can be seen of it is also said in words. */
export function Plot({ title, times, lines, axis }: PlotProps) {
  const { format } = axis;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const data = [[...times], ...lines.map(({ values }) => [...values])] as UPlot.AlignedData;
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new UPlot(optionsFor(element, lines, axis), latest.current, element);
    };
    const resize = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height });
    });
    draw();
    resize.observe(element);
    dark.addEventListener('change', draw);
    return () => {
      resize.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);

  useEffect(() => plot.current?.setData(data), [times.at(-1)]);

  return (
    <figure>
      <figcaption>
        <span>{title}</span>
        <span class="small">
          {lines.map((line) => nowText(line, lines.length, format)).join(', ')}
        </span>
      </figcaption>
      <div ref={place} role="img" aria-label={describe(title, lines, format)} />
    </figure>
  );
}

function nowText({ name, values }: Line, count: number, format: ValueAxis['format']): string {
  const value = format(values.at(-1) ?? 0);
  return count > 1 ? `${name} ${value}` : value;
}

/** What a plot shows, in words. */
function describe(
  title: string,
  lines: readonly Line[],
  format: (value: number) => string,
): string {
  const texts = lines.map(({ name, values }) => {
    const most = format(Math.max(0, ...values));
    return `${name} now ${format(values.at(-1) ?? 0)}, at most ${most}`;
  });
  return `${title}: ${texts.join('; ')}`;
}

function optionsFor(
  element: HTMLElement,
  lines: readonly Line[],
  { format, steps, least }: ValueAxis,
): UPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    width: element.clientWidth,
    height,
    // Half of a label of the time fits at the right end; uPlot would leave more than that empty.
    padding: [8, 14, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_plot, _first, last) => [last - spanSeconds, last] },
      y: { range: (_plot, _least, most) => [0, 1.1 * Math.max(most, least)] },
    },
    axes: [
      { ...axis, size: 24, space: 80, values: (_plot, ticks) => ticks.map(clockTime) },
      {
        ...axis,
        size: (_plot, texts) => widthOf(texts ?? []),
        space: 30,
        incrs: [...steps],
        values: (_plot, ticks) => ticks.map(format),
      },
    ],
    series: [
      {},
      ...lines.map(({ name }, index) => ({
        label: name,
        stroke: colour(index === 0 ? '--first' : '--second'),
        width: 1.5,
        dash: index === 0 ? [] : [4, 3],
        points: { show: false },
      })),
    ],
  };
}

/** How wide the labels of an axis are, with some space. */
function widthOf(texts: readonly string[]): number {
  return 14 + 6.5 * Math.max(...texts.map(({ length }) => length), 0);
}

function clockTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  return `${time.getHours()}:${String(time.getMinutes()).padStart(2, '0')}`;
}
