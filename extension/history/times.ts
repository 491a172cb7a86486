import type { Unit } from '../../background/tell/history-timeline.ts';
import { lazily } from '../../background/tell/say.ts';
import type { Time } from '../model/vocabulary.ts';
import { dateOf, locale } from '../ui/words.ts';

const moment = lazily(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
const day = lazily(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const dayOfYear = lazily(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }));
// Spans are months and years of the Gregorian calendar, and no other calendar's begin with them; a day has its name in each.
const calendar = 'gregory';
const month = lazily(() => new Intl.DateTimeFormat(locale, { calendar, month: 'short', year: 'numeric' }));
const shortMonth = lazily(() => new Intl.DateTimeFormat(locale, { calendar, month: 'short' }));
const year = lazily(() => new Intl.DateTimeFormat(locale, { calendar, year: 'numeric' }));

/** `12 May 2026, 14:03` */
export const momentOf = (time: Time): string => moment().format(time);

/** From one moment to another, with the date once where both are on one day. */
export const rangeOf = (from: Time, until: Time): string => moment().formatRange(from, until);
export const daysOf = (from: Time, until: Time): string => day().formatRange(from, until);

/** The name of a span of the timeline: `12 May 2026`, `May 2026`, `2026`; a week by its first day and its last. */
export function spanName(from: Time, until: Time, unit: Unit): string {
  if (unit === 'year') return year().format(from);
  if (unit === 'month') return month().format(from);
  return unit === 'day' ? dateOf(from) : daysOf(from, until - 1);
}

/** The same beneath an axis, with the year only where it is another than before. */
export function tickName(from: Time, unit: Unit, before: Time | null): string {
  if (unit === 'year') return year().format(from);
  const newYear = before === null || new Date(from).getFullYear() !== new Date(before).getFullYear();
  if (unit === 'month') return newYear ? month().format(from) : shortMonth().format(from);
  return dayOfYear().format(from);
}
