import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { numberOf, rightToLeft } from '../ui/words.ts';

/** Numbers for each span, one on top of the other: the first stands at the bottom. */
export interface BarSeries {
  values: readonly number[];
  /** Custom properties of theme.css, such as `--bad`. */
  fill: string;
  line: string;
}

interface Props {
  series: readonly BarSeries[];
  /** Of the spans, beneath the axis, which goes as the page is read; null where there is no axis. */
  ticks: readonly string[] | null;
  height: number;
  /** Numbers at the side. */
  scale: boolean;
  /** The highest bar that there can be, where several pictures are to be compared. */
  most?: number;
  /** The span that is pointed at. */
  pointed: number | null;
  /** Where the bars are, in pixels from the left edge: for what lies on top of them. */
  onLaidOut?: (area: { left: number; width: number }) => void;
}

/** Stacked bars, drawn by uPlot. A picture only: what it shows is said in words beside it. */
export function Bars({ series, ticks, height, scale, most, pointed, onLaidOut }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const point = useRef(pointed);
  point.current = pointed;
  const told = useRef(onLaidOut);
  told.current = onLaidOut;

  useEffect(() => {
    const parent = frame.current;
    if (parent === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      const options = optionsFor({ series, ticks, height, scale, most }, parent, () => point.current);
      plot.current = new uPlot(options, stacked(series), parent);
      layOut();
    };
    const layOut = () => {
      const it = plot.current;
      if (it) told.current?.({ left: it.bbox.left / uPlot.pxRatio, width: it.bbox.width / uPlot.pxRatio });
    };
    draw();
    const watch = new ResizeObserver(() => {
      plot.current?.setSize({ width: parent.clientWidth, height });
      layOut();
    });
    watch.observe(parent);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      watch.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [series, ticks, height, scale, most]);

  useEffect(() => plot.current?.redraw(false), [pointed]);

  return <div class="bars" ref={frame} aria-hidden="true" style={{ blockSize: `${height}px` }} />;
}

/** The sums are drawn one behind the other, the largest first; what adds nothing has no bar, which would be a line. */
function stacked(series: readonly BarSeries[]): uPlot.AlignedData {
  const count = series[0]?.values.length ?? 0;
  const sums: (number | null)[][] = [];
  const sum = new Array<number>(count).fill(0);
  for (const { values } of series) {
    for (let at = 0; at < count; at++) sum[at] = (sum[at] ?? 0) + (values[at] ?? 0);
    sums.unshift(sum.map((so, at) => (values[at] ? so : null)));
  }
  return [Array.from({ length: count }, (_, at) => at), ...sums];
}

type Drawn = Pick<Props, 'series' | 'ticks' | 'height' | 'scale'> & { most: number | undefined };

function optionsFor(
  { series, ticks, height, scale, most }: Drawn,
  parent: HTMLElement,
  pointed: () => number | null,
): uPlot.Options {
  const style = getComputedStyle(parent);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const count = series[0]?.values.length ?? 0;
  const font = `11px ${style.fontFamily}`;
  const [top, side] = scale ? [8, 0] : [4, 12];
  const paths = uPlot.paths.bars?.({ size: [0.72, 24], radius: 0.08 });
  return {
    width: parent.clientWidth,
    height,
    // The name of the last span stands out by half its width.
    padding: rightToLeft ? [top, side, 0, 20] : [top, 20, 0, side],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, dir: rightToLeft ? -1 : 1, range: () => [-0.5, count - 0.5] },
      y: { range: (_, __, top) => [0, Math.max(1, most ?? top)] },
    },
    axes: [
      {
        show: ticks !== null,
        font,
        size: 26,
        gap: 4,
        stroke: colour('--dim'),
        grid: { show: false },
        ticks: { show: false },
        splits: (self) => splitsFor(count, self.width),
        values: (_, splits) => splits.map((at) => ticks?.[at] ?? ''),
      },
      {
        show: scale,
        side: rightToLeft ? 1 : 3,
        values: (_, splits) => splits.map(numberOf),
        font,
        size: 38,
        gap: 6,
        stroke: colour('--dim'),
        grid: { stroke: colour('--line'), width: 1 },
        ticks: { show: false },
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000],
        space: 32,
      },
    ],
    series: [
      {},
      ...[...series].reverse().map(
        ({ fill, line }): uPlot.Series => ({
          fill: colour(fill),
          stroke: colour(line),
          width: 1,
          points: { show: false },
          ...(paths && { paths }),
        }),
      ),
    ],
    hooks: {
      drawClear: [
        (self) => {
          const at = pointed();
          if (at === null) return;
          const { ctx, bbox } = self;
          const width = bbox.width / count;
          ctx.save();
          ctx.fillStyle = colour('--code-ground');
          const place = rightToLeft ? count - 1 - at : at;
          ctx.fillRect(bbox.left + place * width, bbox.top, width, bbox.height);
          ctx.restore();
        },
      ],
    },
  };
}

/** As many names as find room, evenly, the last span named too. */
function splitsFor(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / 78))));
  const splits: number[] = [];
  for (let at = count - 1; at >= 0; at -= step) splits.unshift(at);
  return splits;
}
