import browser from 'webextension-polyfill';
import { automatic } from '../../extension/model/language.ts';
import { createSay, type Lookup, localeOf, lookupIn, type Messages, type Say } from './say.ts';

export interface Words {
  lookup: Lookup;
  /** BCP 47 tag for names of countries, numbers, dates and plurals. */
  locale: string;
}

const browsers: Lookup = (key, values) => browser.i18n.getMessage(key, values);

/**
 * The words of a language. The browser shows an extension in its own language and no other, so the messages of one that
 * the person has chosen are read here; what is missing there, and every other word, is the browser's.
 *
 * @param language see extension/model/language.ts
 */
export async function wordsIn(language: string): Promise<Words> {
  const messages = language === automatic ? null : await readMessages(language);
  if (messages === null) return { lookup: browsers, locale: localeFor(browsers) };
  const chosen = lookupIn(messages);
  const lookup: Lookup = (key, values) => chosen(key, values) || browsers(key, values);
  return { lookup, locale: localeFor(lookup) };
}

export async function sayIn(language: string): Promise<Say> {
  const { lookup, locale } = await wordsIn(language);
  return createSay(lookup, locale);
}

/** The words that the browser picks, at once. */
export const sayAsBrowser = (): Say => createSay(browsers, localeFor(browsers));

const localeFor = (lookup: Lookup): string => localeOf(lookup('languageTag', []) || 'en', browser.i18n.getUILanguage());

async function readMessages(language: string): Promise<Messages | null> {
  try {
    const response = await fetch(browser.runtime.getURL(`_locales/${language}/messages.json`));
    return response.ok ? ((await response.json()) as Messages) : null;
  } catch {
    return null;
  }
}
