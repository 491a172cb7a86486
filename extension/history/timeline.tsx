import { useMemo, useState } from 'preact/hooks';
import type { Span, Timeline } from '../../background/tell/history-timeline.ts';
import type { Facet } from '../model/history.ts';
import { type Country, type Severity, severities, type Time } from '../model/vocabulary.ts';
import { Disclosure } from '../ui/report/disclosure.tsx';
import { severityKeys } from '../ui/terms.ts';
import { countryName, listOf, numberOf, rightToLeft, sideBySide, text } from '../ui/words.ts';
import { type BarSeries, Bars } from './bars.tsx';
import { spanName, tickName } from './times.ts';

interface Props {
  timeline: Timeline;
  jurisdictions: readonly Facet<Country>[];
  /** A span was chosen to look at alone. */
  onSpan: (from: Time, until: Time) => void;
}

const paint: Record<Severity, { fill: string; line: string }> = {
  high: { fill: '--bad', line: '--bad' },
  medium: { fill: '--warn', line: '--warn' },
  low: { fill: '--ring', line: '--ring' },
  info: { fill: '--card', line: '--ring' },
};
const gravestFirst = [...severities].reverse();
const titleKeys = { day: 'timelineDay', week: 'timelineWeek', month: 'timelineMonth', year: 'timelineYear' } as const;
const mostCountries = 6;

/** The visits over time, by severity or by whose law reaches them; the same numbers as a table on demand. */
export function TimelinePicture({ timeline: { unit, spans }, jurisdictions, onSpan }: Props) {
  const [by, setBy] = useState<'severity' | 'law'>('severity');
  const [pointed, setPointed] = useState<number | null>(null);
  const [area, setArea] = useState({ left: 0, width: 0 });
  const names = useMemo(() => spans.map(({ from, until }) => spanName(from, until, unit)), [spans, unit]);
  const ticks = useMemo(
    () => spans.map(({ from }, at) => tickName(from, unit, spans[at - 1]?.from ?? null)),
    [spans, unit],
  );
  const countries = useMemo(() => jurisdictions.slice(0, mostCountries).map(({ value }) => value), [jurisdictions]);
  const stack = useMemo(
    () =>
      gravestFirst.map(
        (severity): BarSeries => ({
          values: spans.map(({ bySeverity }) => bySeverity[severity]),
          ...paint[severity],
        }),
      ),
    [spans],
  );
  const rows = useMemo(
    () =>
      countries.map((country) => ({
        country,
        series: [
          {
            values: spans.map(({ byJurisdiction }) => byJurisdiction[country] ?? 0),
            fill: '--you',
            line: '--you',
          },
        ],
      })),
    [spans, countries],
  );
  const most = useMemo(
    () => Math.max(1, ...rows.flatMap(({ series }) => series.flatMap(({ values }) => values))),
    [rows],
  );
  if (spans.length === 0) return null;

  const sayOf = (span: Span, at: number) => `${names[at] ?? ''}: ${countsOf(span, by, countries)}`;
  const shown = pointed === null ? undefined : spans[pointed];
  return (
    <section class="timeline panel" aria-labelledby="timeline-title">
      <div class="timeline-head">
        <h2 id="timeline-title">{text(titleKeys[unit])}</h2>
        <fieldset class="switch">
          <legend class="aside">{text('timelineBy')}</legend>
          {(['severity', 'law'] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="timeline-by" checked={by === one} onChange={() => setBy(one)} />
              <span>{text(one === 'severity' ? 'timelineBySeverity' : 'timelineByLaw')}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <div class="timeline-frame">
        {by === 'severity' ? (
          <Bars series={stack} ticks={ticks} height={150} scale pointed={pointed} onLaidOut={setArea} />
        ) : (
          <div class="multiples">
            {rows.map(({ country, series }, at) => (
              <div class="multiple" key={country}>
                <p aria-hidden="true">{countryName(country)}</p>
                <Bars
                  series={series}
                  ticks={at === rows.length - 1 ? ticks : null}
                  height={at === rows.length - 1 ? 62 : 36}
                  scale={false}
                  most={most}
                  pointed={pointed}
                  {...(at === 0 && { onLaidOut: setArea })}
                />
              </div>
            ))}
            {rows.length === 0 && <p class="dim">{text('timelineNoLaw')}</p>}
          </div>
        )}
        {(by === 'severity' || rows.length > 0) && (
          <SpanButtons
            count={spans.length}
            area={area}
            beside={by === 'law'}
            nameOf={(at) => {
              const span = spans[at];
              return span ? sayOf(span, at) : '';
            }}
            onPoint={setPointed}
            onPress={(at) => {
              const span = spans[at];
              if (span) onSpan(span.from, span.until);
            }}
          />
        )}
      </div>
      <p class="timeline-line" aria-hidden="true">
        {shown !== undefined && pointed !== null ? (
          sayOf(shown, pointed)
        ) : by === 'severity' ? (
          <Legend />
        ) : (
          text('timelineLawNote')
        )}
      </p>
      <Disclosure class="inner" summary={text('timelineTable')}>
        {() => (
          <NumberTable
            caption={text(titleKeys[unit])}
            spans={spans}
            names={names}
            countries={countries}
            onSpan={onSpan}
          />
        )}
      </Disclosure>
    </section>
  );
}

function countsOf(span: Span, by: 'severity' | 'law', countries: readonly Country[]): string {
  const total = text('visits', [span.visits], span.visits);
  const parts =
    by === 'severity'
      ? gravestFirst.flatMap((severity) =>
          span.bySeverity[severity] > 0
            ? [text('timelineOf', [span.bySeverity[severity], { message: severityKeys[severity] }])]
            : [],
        )
      : countries.flatMap((country) => {
          const visits = span.byJurisdiction[country] ?? 0;
          return visits > 0 ? [text('timelineOf', [visits, { country }])] : [];
        });
  return parts.length === 0 ? total : sideBySide([total, listOf(parts)]);
}

function Legend() {
  return (
    <span class="legend-line">
      {gravestFirst.map((severity) => (
        <span key={severity} class={`key key-${severity}`}>
          {text(severityKeys[severity])}
        </span>
      ))}
    </span>
  );
}

interface ButtonsProps {
  count: number;
  area: { left: number; width: number };
  /** Names stand at the side of the bars. */
  beside: boolean;
  nameOf: (at: number) => string;
  onPoint: (at: number | null) => void;
  onPress: (at: number) => void;
}

/** What makes the picture's spans reachable: one button over each, one of them reached with Tab, the others by arrows. */
function SpanButtons({ count, area, beside, nameOf, onPoint, onPress }: ButtonsProps) {
  const [active, setActive] = useState(count - 1);
  const at = Math.min(active, count - 1);
  function onKeyDown(event: KeyboardEvent): void {
    const onwards = rightToLeft ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowLeft: at - onwards,
      ArrowRight: at + onwards,
      Home: 0,
      End: count - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const clamped = Math.min(count - 1, Math.max(0, next));
    setActive(clamped);
    const button = (event.currentTarget as HTMLElement).children[clamped];
    if (button instanceof HTMLElement) button.focus();
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset lays out its content in ways of its own
    <div
      class={`spans ${beside ? 'beside' : ''}`}
      role="group"
      aria-labelledby="timeline-title"
      style={{ left: `${area.left}px`, width: `${area.width}px` }}
      onKeyDown={onKeyDown}
    >
      {Array.from({ length: count }, (_, index) => (
        <button
          key={index}
          type="button"
          tabIndex={index === at ? 0 : -1}
          aria-label={text('timelineShow', [nameOf(index)])}
          onMouseEnter={() => onPoint(index)}
          onMouseLeave={() => onPoint(null)}
          onFocus={() => {
            setActive(index);
            onPoint(index);
          }}
          onBlur={() => onPoint(null)}
          onClick={() => onPress(index)}
        />
      ))}
    </div>
  );
}

interface TableProps {
  caption: string;
  spans: readonly Span[];
  names: readonly string[];
  countries: readonly Country[];
  onSpan: Props['onSpan'];
}

function NumberTable({ caption, spans, names, countries, onSpan }: TableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section within this section would say the same with more
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div class="numbers" role="region" aria-label={text('timelineTable')} tabIndex={0}>
      <table>
        <caption class="aside">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text('timelineWhen')}</th>
            <th scope="col">{text('timelineVisits')}</th>
            {gravestFirst.map((severity) => (
              <th scope="col" key={severity}>
                {text(severityKeys[severity])}
              </th>
            ))}
            {countries.map((country) => (
              <th scope="col" key={country}>
                {countryName(country)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spans
            .map((span, at) => ({ span, name: names[at] ?? '' }))
            .reverse()
            .filter(({ span }) => span.visits > 0)
            .map(({ span, name }) => (
              <tr key={span.from}>
                <th scope="row">
                  <button type="button" class="link" onClick={() => onSpan(span.from, span.until)}>
                    {name}
                  </button>
                </th>
                <td>{numberOf(span.visits)}</td>
                {gravestFirst.map((severity) => (
                  <td key={severity}>{numberOf(span.bySeverity[severity])}</td>
                ))}
                {countries.map((country) => (
                  <td key={country}>{numberOf(span.byJurisdiction[country] ?? 0)}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
