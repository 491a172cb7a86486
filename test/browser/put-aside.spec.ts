import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { test } from '../support/earshot-inside.ts';
import { daily, day, leaveUntidied } from '../support/seed-history.ts';
import { remove, send } from '../support/send.ts';
import { inside } from '../support/with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const databasesOf = (earshot: TestBrowser) =>
  earshot.inExtension(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').sort(), null);

const placeOf = (earshot: TestBrowser) =>
  earshot.inExtension(
    async () =>
      (await chrome.storage.local.get('history'))['history'] as { name: string; aside: unknown[] } | undefined,
    null,
  );

/** A database that no version of Earshot has written, or one that is to come. */
const writeStrange = (earshot: TestBrowser, { name, version }: { name: string; version: number }) =>
  earshot.inExtension(
    (it) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(it.name, it.version);
        opening.onupgradeneeded = () => opening.result.createObjectStore('treasure').put('kept', 'word');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
    { name, version },
  );

/** As if a version of Earshot that could not read `earshot` had been here. */
const putAside = (earshot: TestBrowser, aside: { name: string; why: string; at: number }[]) =>
  earshot.inExtension((put) => chrome.storage.local.set({ history: { name: 'earshot-2', aside: put } }), aside);

/** The background starts anew, and puts the history in order. */
async function tidy(earshot: TestBrowser): Promise<void> {
  await earshot.inExtension(() => chrome.storage.session.set({ tidied: 1 }), null);
  await earshot.killBackground();
  await send(earshot, { ask: 'settings' });
}

async function openHistory(earshot: TestBrowser): Promise<TestPage> {
  const page = await earshot.openPopup(-1);
  await page.evaluate(() => void location.assign('../history/index.html'));
  await page.waitFor(() => document.querySelector('main[data-state=open] > :not(.said)') !== null);
  return page;
}

const wordsOf = (page: TestPage) => page.evaluate(() => document.querySelector('main')?.textContent ?? '');

test('what was put aside is taken up again as soon as it can be read, and joins what came since', async ({
  earshot,
}) => {
  await leaveUntidied(earshot);
  await inside(earshot, 'seed', { from: 0, to: 70, made: daily(100) });
  const before = await inside(earshot, 'visits', {});
  const [latest] = before;
  const whole = await inside(earshot, 'visit', latest?.id ?? '');
  await writeStrange(earshot, { name: 'earshot-9', version: 99 });
  await putAside(earshot, [
    { name: 'earshot-9', why: 'newer', at: Date.now() - day },
    { name: 'earshot', why: 'newer', at: Date.now() - day },
  ]);
  await tidy(earshot);
  const old = before.filter(({ lastAt }) => lastAt < Date.now() - 90 * day);
  expect(old.length).toBeGreaterThan(2);
  await expect
    .poll(async () => (await inside(earshot, 'visits', {})).length, { timeout: 30_000 })
    .toBe(before.length - old.length);
  expect(await inside(earshot, 'visit', latest?.id ?? '')).toEqual(whole);
  expect(await databasesOf(earshot)).toEqual(['earshot-2', 'earshot-9']);
  // What still cannot be read stays.
  expect(await placeOf(earshot)).toMatchObject({ name: 'earshot-2', aside: [{ name: 'earshot-9' }] });
});

test('what was put aside longer ago than visits are kept is deleted', async ({ earshot }) => {
  await writeStrange(earshot, { name: 'earshot', version: 99 });
  await writeStrange(earshot, { name: 'earshot-9', version: 99 });
  await putAside(earshot, [
    { name: 'earshot', why: 'newer', at: Date.now() - 91 * day },
    { name: 'earshot-9', why: 'unreadable', at: Date.now() - 89 * day },
  ]);
  await tidy(earshot);
  await expect.poll(() => databasesOf(earshot), { timeout: 20_000 }).toEqual(['earshot-2', 'earshot-9']);
  await expect.poll(() => placeOf(earshot)).toMatchObject({ aside: [{ name: 'earshot-9' }] });
});

test('deleting everything deletes what was put aside', async ({ earshot }) => {
  await writeStrange(earshot, { name: 'earshot', version: 99 });
  await putAside(earshot, [{ name: 'earshot', why: 'newer', at: Date.now() }]);
  expect(await remove(earshot, { what: 'everything' })).toMatchObject({ done: true });
  expect(await databasesOf(earshot)).toEqual(['earshot-2']);
  expect(await placeOf(earshot)).toEqual({ name: 'earshot-2', aside: [] });
});

test('a page that is opened before the history is put aside has it put aside, says so, and deletes it on demand', async ({
  earshot,
}) => {
  // The background has done what it does at its start, and has no reason to open the history.
  await tidy(earshot);
  await expect.poll(() => databasesOf(earshot), { timeout: 20_000 }).toEqual(['earshot']);
  await earshot.killBackground();
  await earshot.inExtension(
    () =>
      new Promise((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('earshot');
        deleting.onsuccess = resolve;
        deleting.onerror = reject;
      }),
    null,
  );
  await writeStrange(earshot, { name: 'earshot', version: 99 });
  const page = await openHistory(earshot);
  await page.waitFor(() => document.querySelector('.note.bad') !== null);
  expect(await wordsOf(page)).toContain('written by a later version of Earshot');
  expect(await wordsOf(page)).toContain('No visit is kept yet');
  expect(await databasesOf(earshot)).toEqual(['earshot', 'earshot-2']);

  await page.evaluate(() => document.querySelector<HTMLElement>('.note.bad button')?.click());
  await page.waitFor(() => document.querySelector('dialog[open] .danger') !== null);
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog[open] .danger')?.click());
  await page.waitFor(() => document.querySelector('.note.bad') === null);
  expect(await wordsOf(page)).toContain('The history that was put aside is deleted.');
  expect(await databasesOf(earshot)).toEqual(['earshot-2']);
});
