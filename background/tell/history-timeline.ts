import type { VisitRow } from '../../extension/model/history.ts';
import { type Country, type Severity, severities, type Time } from '../../extension/model/vocabulary.ts';

/** Visits over time: how many began in each day, week, month or year of a span, by the clock of this machine. */
export interface Timeline {
  unit: Unit;
  /** One after the other without a gap, empty ones too. */
  spans: Span[];
}

export type Unit = 'day' | 'week' | 'month' | 'year';

export interface Span {
  from: Time;
  /** Where the next one begins. */
  until: Time;
  visits: number;
  bySeverity: Record<Severity, number>;
  /** Visits that reached each jurisdiction: one visit can count in several. */
  byJurisdiction: Record<Country, number>;
}

/** As many bars as can be told apart on a narrow page. */
const mostSpans = 62;
const units: readonly { unit: Unit; days: number }[] = [
  { unit: 'day', days: 1 },
  { unit: 'week', days: 7 },
  { unit: 'month', days: 30.4 },
  { unit: 'year', days: 365.25 },
];
const day = 86_400_000;

/**
 * In the finest unit that is not too fine to be shown. Spans are few: what lies before the last `mostSpans` years is left
 * out (a clock that went wrong once must not make the picture unreadable).
 *
 * @param bounds what the picture should span, where that is more or less than the visits do
 */
export function timelineOf(rows: readonly VisitRow[], bounds: { from?: Time; until?: Time } = {}): Timeline {
  let first = bounds.from ?? Number.POSITIVE_INFINITY;
  let last = bounds.until === undefined ? Number.NEGATIVE_INFINITY : bounds.until - 1;
  for (const { startedAt } of rows) {
    if (bounds.from === undefined) first = Math.min(first, startedAt);
    if (bounds.until === undefined) last = Math.max(last, startedAt);
  }
  if (!(first <= last)) return { unit: 'day', spans: [] };
  const days = (last - first) / day;
  const { unit } = units.find((one) => days / one.days < mostSpans - 1) ?? { unit: 'year' as const };
  const spans = spansBetween(first, last, unit);
  for (const row of rows) {
    const span = spanOf(spans, row.startedAt);
    if (!span) continue;
    span.visits++;
    span.bySeverity[row.summary.severity]++;
    for (const country of row.summary.jurisdictions) {
      span.byJurisdiction[country] = (span.byJurisdiction[country] ?? 0) + 1;
    }
  }
  return { unit, spans };
}

function spansBetween(first: Time, last: Time, unit: Unit): Span[] {
  const starts: Time[] = [];
  for (let from = beginOf(last, unit); starts.length < mostSpans; from = beginOf(from - 1, unit)) {
    starts.unshift(from);
    if (from <= first) break;
  }
  return starts.map((from) => ({
    from,
    until: endOf(from, unit),
    visits: 0,
    bySeverity: Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<Severity, number>,
    byJurisdiction: {},
  }));
}

/** Days are not all of the same length: the calendar is asked, and Monday begins a week (ISO 8601). */
function beginOf(time: Time, unit: Unit): Time {
  const date = new Date(time);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  if (unit === 'year') return new Date(year, 0, 1).getTime();
  if (unit === 'month') return new Date(year, month, 1).getTime();
  const back = unit === 'week' ? (date.getDay() + 6) % 7 : 0;
  return new Date(year, month, date.getDate() - back).getTime();
}

function endOf(from: Time, unit: Unit): Time {
  const date = new Date(from);
  const [year, month, number] = [date.getFullYear(), date.getMonth(), date.getDate()];
  if (unit === 'year') return new Date(year + 1, 0, 1).getTime();
  if (unit === 'month') return new Date(year, month + 1, 1).getTime();
  return new Date(year, month, number + (unit === 'week' ? 7 : 1)).getTime();
}

function spanOf(spans: readonly Span[], time: Time): Span | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (!span) return undefined;
    if (time < span.from) high = middle - 1;
    else if (time >= span.until) low = middle + 1;
    else return span;
  }
  return undefined;
}
