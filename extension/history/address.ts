import { type HistoryFilter, readHistoryFilter } from '../model/history.ts';
import type { Time } from '../model/vocabulary.ts';

/** What the page shows, as its address says it: it can be kept as a link, and Back goes one step back. */
export type Place =
  | { view: 'list'; by: 'visits' | 'sites'; filter: Choices }
  | { view: 'visit'; id: string }
  | { view: 'compare'; before: string; after: string };

/** What visits are looked for. Days are calendar days, so that a link means the same days tomorrow. */
export interface Choices extends Omit<HistoryFilter, 'ids' | 'from' | 'until'> {
  /** First and last day, `2026-05-12`, both included. */
  from?: string;
  until?: string;
  /** The last so many days, today included: a link with it goes with the time. Then there is no `from`. */
  last?: number;
}

const lists = { company: 'companies', law: 'jurisdictions', severity: 'severities', kind: 'kinds' } as const;

/** @param query such as `?site=rooms.example&severity=high`; what is not understood in it is left out */
export function placeOf(query: string): Place {
  const params = new URLSearchParams(query);
  const [visit, other] = [params.get('visit'), params.get('with')];
  if (visit && other) return { view: 'compare', before: visit, after: other };
  if (visit) return { view: 'visit', id: visit };
  const filter: Choices = {};
  for (const name of ['text', 'site'] as const) {
    const value = params.get(name);
    if (value) filter[name] = value;
  }
  for (const [name, field] of Object.entries(lists)) {
    const values = params.getAll(name);
    const read = values.length > 0 ? readHistoryFilter({ [field]: values }) : null;
    if (read) Object.assign(filter, read);
  }
  for (const name of ['from', 'until'] as const) {
    const value = params.get(name) ?? '';
    // The 31st of June would be another day.
    if (value !== '' && dayOf(beginOf(value)) === value) filter[name] = value;
  }
  const last = Number(params.get('last'));
  if (Number.isInteger(last) && last > 0 && last <= 36_500 && !filter.from && !filter.until) filter.last = last;
  return { view: 'list', by: params.get('by') === 'sites' ? 'sites' : 'visits', filter };
}

/** The query for a place: `''` for all visits. */
export function queryOf(place: Place): string {
  const params = new URLSearchParams();
  if (place.view === 'visit') params.set('visit', place.id);
  else if (place.view === 'compare') {
    params.set('visit', place.before);
    params.set('with', place.after);
  } else {
    const { filter } = place;
    if (place.by === 'sites') params.set('by', 'sites');
    for (const name of ['text', 'site', 'from', 'until', 'last'] as const) {
      const value = filter[name];
      if (value !== undefined && value !== '') params.set(name, String(value));
    }
    for (const [name, field] of Object.entries(lists)) {
      for (const value of filter[field] ?? []) params.append(name, value);
    }
  }
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

/** The filter as the history understands it. */
export function filterOf({ from, until, last, ...rest }: Choices, now: Time): HistoryFilter {
  const filter: HistoryFilter = { ...rest };
  if (from !== undefined) filter.from = beginOf(from);
  if (last !== undefined) filter.from = beginOf(dayOf(now), 1 - last);
  if (until !== undefined) filter.until = beginOf(until, 1);
  return filter;
}

export const isChosen = (choices: Choices) => Object.keys(choices).length > 0;

/** The day of a time by the clock of this machine: `2026-05-12`. */
export function dayOf(time: Time): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day begins here, or one so many days after it: days are not all of the same length. */
export function beginOf(day: string, after = 0): Time {
  const [year = Number.NaN, month = Number.NaN, date = Number.NaN] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after).getTime();
}
