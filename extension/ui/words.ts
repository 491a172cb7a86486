import browser from 'webextension-polyfill';
import { createSay, isolated, lazily } from '../../background/tell/say.ts';
import { wordsIn } from '../../background/tell/say-in.ts';
import { languageIn, settingsItem } from '../model/language.ts';
import type { PhraseValue } from '../model/phrase.ts';
import type { Country, Time } from '../model/vocabulary.ts';

const { [settingsItem]: stored } = await browser.storage.local.get(settingsItem).catch(() => ({}) as never);
const words = await wordsIn(languageIn(stored));
const { lookup } = words;

/** BCP 47 tag of the language of the page, with the browser's region where that is the same language. */
export const { locale } = words;

export const say = createSay(lookup, locale);

/** The message `key`; chosen by the plural category of `count` where that is given. */
export function text(key: string, values: PhraseValue[] = [], count?: number): string {
  return say(count === undefined ? { key, values } : { key, values, count });
}

/** The message `key`, or null where there is none: for words that data, not code, decides on. */
export function textIfAny(key: string): string | null {
  return lookup(key, []) || null;
}

export function countryName(country: Country): string {
  return text('justText', [{ country }]);
}

export function listOf(values: PhraseValue[]): string {
  return text('justText', [{ list: values }]);
}

/** A number by itself; in a sentence it is a value of the message. */
export function numberOf(number: number): string {
  return text('justText', [number]);
}

export const rightToLeft = lookup('textDirection', []) === 'rtl';

/** Clauses side by side, of which some may be written in another direction: `Agora · SD-RTN`. */
export function sideBySide(clauses: readonly string[]): string {
  return (rightToLeft ? clauses.map(isolated) : clauses).join(' · ');
}

/** Sentences one after the other. The full stop of Chinese brings its own room. */
export function sentences(all: readonly string[]): string {
  return all.join(/^zh\b/.test(locale) ? '' : ' ');
}

const day = lazily(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const clock = lazily(() => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }));
const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false });
const plain = new Intl.NumberFormat(locale, { useGrouping: false });

/** `12 May 2026` */
export const dateOf = (time: Time): string => day().format(time);

/** A time of day; with its date where that is not today. */
export function timeOf(time: Time, now: Time = Date.now()): string {
  const date = dateOf(time);
  return date === dateOf(now) ? clock().format(time) : `${date} ${clock().format(time)}`;
}

/** `4:07`, `1:02:30`. */
export function durationOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const last = twoDigits.format(seconds % 60);
  return hours > 0
    ? `${plain.format(hours)}:${twoDigits.format(minutes % 60)}:${last}`
    : `${plain.format(minutes)}:${last}`;
}

export function bytesOf(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: (['byte', 'kilobyte', 'megabyte'] as const)[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

/** Says in what language and direction the page is written. */
export function dressPage(root: HTMLElement): void {
  root.lang = locale;
  root.dir = rightToLeft ? 'rtl' : 'ltr';
}
