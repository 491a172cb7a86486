import type { Browser } from 'webextension-polyfill';
import type { TestBrowser } from './browser.ts';
import type { Made } from './made-visits.ts';
import { inside } from './with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

export interface Seeded {
  findings: number;
  visits: number;
  sites: number;
  /** Over which the visits are spread, until now. */
  days: number;
}

export const day = 86_400_000;

/** One visit a day, to three sites, from so many days ago. */
export const daily = (daysAgo: number): Made => ({
  sites: 3,
  contacts: 4,
  findings: 8,
  from: Date.now() - daysAgo * day,
  apart: day,
});

/** Visits that are written between two words of how far it is. */
const step = 1000;

/** Fills the history of an extension that was built `withInside`. @returns how the visits were made */
export async function seedHistory(
  browser: Pick<TestBrowser, 'inExtension'>,
  { findings, visits, sites, days }: Seeded,
  log: (line: string) => void,
): Promise<Made> {
  const each = Math.round(findings / visits);
  const made: Made = {
    sites,
    contacts: Math.max(1, Math.min(20, Math.floor(each / 5))),
    findings: each,
    from: Date.now() - days * day,
    apart: Math.floor((days * day) / visits),
  };
  await leaveUntidied(browser);
  for (let from = 0; from < visits; from += step) {
    await inside(browser, 'seed', { from, to: Math.min(visits, from + step), made });
    log(`${Math.min(visits, from + step)} of ${visits} visits`);
  }
  return made;
}

/** Keeps the background from putting in order what is still being written, and from working out anew what was. */
export async function leaveUntidied(browser: Pick<TestBrowser, 'inExtension'>): Promise<void> {
  await browser.inExtension((tidied) => chrome.storage.session.set({ tidied }), Date.now());
}
