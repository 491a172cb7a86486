import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { Deletion, VisitRow } from '../../extension/model/history.ts';
import { faults } from '../support/axe.ts';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { test } from '../support/earshot-inside.ts';
import { openOptions } from '../support/options.ts';
import { daily, day, leaveUntidied } from '../support/seed-history.ts';
import { remove, send } from '../support/send.ts';
import { diskOf } from '../support/storage.ts';
import { inside } from '../support/with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const databasesOf = (earshot: TestBrowser) =>
  earshot.inExtension(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').sort(), null);

const placeOf = (earshot: TestBrowser) =>
  earshot.inExtension(
    async () =>
      (await chrome.storage.local.get('history'))['history'] as
        | { name: string; aside: { name: string; due?: unknown[] }[] }
        | undefined,
    null,
  );

/** What a database holds, each row as text, by its store. */
async function rowsOf(earshot: TestBrowser, name: string): Promise<Record<string, string[]>> {
  const { databases } = JSON.parse(await diskOf(earshot)) as { databases: Record<string, [unknown[], unknown[]]> };
  const stores = Object.entries(databases).filter(([store]) => store.startsWith(`${name}/`));
  return Object.fromEntries(
    stores.map(([store, [keys, values]]) => [
      store.slice(name.length + 1),
      keys.map((key, at) => JSON.stringify([key, values[at]])),
    ]),
  );
}

/** The same without what is said of some visits; weeks are compared by what lists read of them. */
const without = ({ outlines: _, ...rows }: Record<string, string[]>, ids: readonly string[]) =>
  Object.fromEntries(
    Object.entries(rows).map(([store, all]) => [store, all.filter((row) => !ids.some((id) => row.includes(id)))]),
  );

/**
 * Visits of the last days that a later version of Earshot has kept and this one has put aside: in another version of the
 * database, with a store and fields that this one does not know.
 *
 * @param strange with something in that store besides of which nobody can tell whose it is
 */
async function keptByLater(earshot: TestBrowser, visits: number, { strange = false } = {}): Promise<VisitRow[]> {
  await leaveUntidied(earshot);
  await inside(earshot, 'seed', { from: 0, to: visits, made: daily(visits) });
  const rows = await inside(earshot, 'visits', {});
  await putAside(earshot, [{ name: 'earshot', why: 'newer', at: Date.now() - day }]);
  await earshot.killBackground();
  await earshot.inExtension(
    ({ ids, strange }) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('earshot', 99);
        opening.onupgradeneeded = () => {
          const notes = opening.result.createObjectStore('notes');
          for (const id of ids) notes.put({ said: `of ${id}` }, [id, 'rating', 1]);
          if (strange) notes.put({ said: 'of many' }, ['2026', 'november']);
          const visits = opening.transaction?.objectStore('visits');
          const reading = visits?.openCursor();
          if (!reading) return;
          reading.onsuccess = () => {
            reading.result?.update({ ...reading.result.value, mood: 'calm' });
            reading.result?.continue();
          };
        };
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
    { ids: rows.map(({ id }) => id), strange },
  );
  return rows;
}

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
const putAside = (earshot: TestBrowser, aside: { name: string; why: string; at: number; due?: unknown[] }[]) =>
  earshot.inExtension((put) => chrome.storage.local.set({ history: { name: 'earshot-2', aside: put } }), aside);

/** The background starts anew, and puts the history in order. */
async function tidy(earshot: TestBrowser): Promise<void> {
  await earshot.inExtension(() => chrome.storage.session.set({ tidied: 1 }), null);
  await earshot.killBackground();
  await send(earshot, { ask: 'settings' });
}

async function openHistory(earshot: TestBrowser, query = ''): Promise<TestPage> {
  const page = await earshot.openPopup(-1);
  await page.evaluate((to) => void location.assign(`../history/index.html${to}`), query);
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
  await expect.poll(() => databasesOf(earshot)).toEqual(['earshot-2', 'earshot-9']);
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
  expect(await remove(earshot, { what: 'everything' })).toEqual({ done: true, visits: 0 });
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

test('a visit, a site and what came since a time are deleted from what a later version has kept, too, and all else stays', async ({
  earshot,
}) => {
  let left = await keptByLater(earshot, 30);
  const [latest] = left;
  const other = left.find(({ site }) => site !== latest?.site);
  if (!latest || !other) throw new Error('No visits.');
  const before = await rowsOf(earshot, 'earshot');
  const since = Date.now() - 9 * day;
  const deletions: [Deletion, (row: VisitRow) => boolean][] = [
    [{ what: 'visits', ids: [latest.id] }, ({ id }) => id === latest.id],
    [{ what: 'site', site: other.site }, ({ site }) => site === other.site],
    [{ what: 'since', since }, ({ lastAt }) => lastAt >= since],
  ];
  const gone: string[] = [];
  for (const [deletion, isMeant] of deletions) {
    const meant = left.filter(isMeant).map(({ id }) => id);
    expect(meant.length, deletion.what).toBeGreaterThan(0);
    expect(await remove(earshot, deletion)).toEqual({ done: true, visits: meant.length });
    gone.push(...meant);
    left = left.filter((row) => !isMeant(row));
    const disk = await diskOf(earshot);
    for (const id of gone) expect(disk).not.toContain(id);
    if (deletion.what === 'site') expect(disk).not.toContain(other.site);
    const now = await rowsOf(earshot, 'earshot');
    expect(without(now, [])).toEqual(without(before, gone));
    for (const { id } of left) expect(now['outlines']?.join()).toContain(id);
  }
  expect(left.length).toBeGreaterThan(2);
  expect(await placeOf(earshot)).toMatchObject({ name: 'earshot-2', aside: [{ name: 'earshot', why: 'newer' }] });
  expect((await placeOf(earshot))?.aside[0]).not.toHaveProperty('due');
  const version = () =>
    earshot.inExtension(
      async () => (await indexedDB.databases()).find(({ name }) => name === 'earshot')?.version ?? null,
      null,
    );
  expect(await version()).toBe(99);
});

test('where nobody can tell what is whose nothing is touched, the deletion is noted without naming the site, and said', async ({
  earshot,
}) => {
  const rows = await keptByLater(earshot, 10, { strange: true });
  const site = rows[0]?.site ?? '';
  const before = await rowsOf(earshot, 'earshot');
  expect(await remove(earshot, { what: 'site', site })).toEqual({ done: true, visits: 0, left: 1 });
  expect(await rowsOf(earshot, 'earshot')).toEqual(before);
  const place = await placeOf(earshot);
  expect(place?.aside[0]?.due).toHaveLength(1);
  expect(JSON.stringify(place)).not.toContain(site);

  await test.step('and it goes as a whole where the person wants that', async () => {
    const answer = await remove(earshot, { what: 'since', since: Date.now() }, ['earshot', 'earshot-2', 'another']);
    expect(answer).toEqual({ done: true, visits: 0 });
    expect(await databasesOf(earshot)).toEqual(['earshot-2']);
    expect(await placeOf(earshot)).toEqual({ name: 'earshot-2', aside: [] });
  });
});

test('what was deleted while a history could not be searched does not come back when it is taken up again', async ({
  earshot,
}) => {
  await leaveUntidied(earshot);
  await inside(earshot, 'seed', { from: 0, to: 30, made: daily(31) });
  const all = await inside(earshot, 'visits', {});
  const site = all[0]?.site ?? '';
  const since = Date.now() - 5 * day;
  const isMeant = (row: VisitRow) => row.site === site || row.lastAt >= since;
  const left = all.filter((row) => !isMeant(row)).map(({ id }) => id);
  // Damaged a little: a host that no visit has been in touch with.
  await earshot.inExtension(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('earshot');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('contacts', 'readwrite');
          transaction.objectStore('contacts').put({ visit: 'nobody', host: 'lost.example' });
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
    null,
  );
  await putAside(earshot, [{ name: 'earshot', why: 'unreadable', at: Date.now() - day }]);
  await earshot.killBackground();
  expect(await remove(earshot, { what: 'site', site })).toEqual({ done: true, visits: 0, left: 1 });
  expect(await remove(earshot, { what: 'since', since })).toEqual({ done: true, visits: 0, left: 1 });
  await tidy(earshot);
  await expect.poll(() => databasesOf(earshot), { timeout: 30_000 }).toEqual(['earshot-2']);
  expect((await inside(earshot, 'visits', {})).map(({ id }) => id)).toEqual(left);
  const disk = await diskOf(earshot);
  for (const row of all.filter(isMeant)) expect(disk).not.toContain(row.id);
});

test('a deletion that the background’s death cut off is carried out when it is there again', async ({ earshot }) => {
  const rows = await keptByLater(earshot, 10);
  const since = Date.now() - 5 * day;
  await putAside(earshot, [
    { name: 'earshot', why: 'newer', at: Date.now() - day, due: [{ what: 'since', since }] },
    { name: 'earshot-9', why: 'newer', at: Date.now() - day, due: [{ what: 'everything' }] },
  ]);
  await writeStrange(earshot, { name: 'earshot-9', version: 99 });
  await tidy(earshot);
  const meant = rows.filter(({ lastAt }) => lastAt >= since).map(({ id }) => id);
  expect(meant.length).toBeGreaterThan(2);
  const aside = async () => (await placeOf(earshot))?.aside.map(({ name, due = [] }) => [name, due.length]);
  await expect.poll(aside, { timeout: 20_000 }).toEqual([['earshot', 0]]);
  expect(await databasesOf(earshot)).toEqual(['earshot', 'earshot-2']);
  expect((await rowsOf(earshot, 'earshot'))['visits']).toHaveLength(rows.length - meant.length);
  const disk = await diskOf(earshot);
  for (const id of meant) expect(disk).not.toContain(id);
});

test('a visit that went on after its history was put aside is deleted with what it was before', async ({ earshot }) => {
  const [, , , , first] = await keptByLater(earshot, 5);
  const since = Date.now() - 1000;
  await inside(earshot, 'seed', { from: 0, to: 1, made: daily(0) });
  const [now] = await inside(earshot, 'visits', {});
  expect(now?.id).toBe(first?.id);
  expect(first?.lastAt).toBeLessThan(since);
  expect(await remove(earshot, { what: 'since', since })).toEqual({ done: true, visits: 1 });
  expect(await diskOf(earshot)).not.toContain(first?.id);
  expect((await rowsOf(earshot, 'earshot'))['visits']).toHaveLength(4);
});

test('visits that are too old go from what a later version has kept, too', async ({ earshot }) => {
  const rows = await keptByLater(earshot, 96);
  const old = rows.filter(({ lastAt }) => lastAt < Date.now() - 90 * day).map(({ id }) => id);
  expect(old.length).toBeGreaterThan(2);
  const before = await rowsOf(earshot, 'earshot');
  await tidy(earshot);
  const kept = async () => (await rowsOf(earshot, 'earshot'))['visits']?.length;
  await expect.poll(kept, { timeout: 20_000 }).toBe(rows.length - old.length);
  const now = await rowsOf(earshot, 'earshot');
  expect(without(now, [])).toEqual(without(before, old));
  for (const id of old) expect(JSON.stringify(now)).not.toContain(id);
});

test('a history that somebody holds is not waited for: what is to be deleted in it is noted', async ({ earshot }) => {
  const rows = await keptByLater(earshot, 5);
  const hold = () =>
    new Promise<void>((resolve) => {
      const opening = indexedDB.open('earshot');
      opening.onsuccess = () => {
        Object.assign(window, { holding: opening.result });
        resolve();
      };
    });
  await earshot.inExtension(hold, null);
  expect(await remove(earshot, { what: 'everything' })).toEqual({ done: true, visits: 0, left: 1 });
  expect(await remove(earshot, { what: 'site', site: rows[0]?.site ?? '' })).toMatchObject({ done: true, left: 1 });
  await earshot.inExtension(() => (window as unknown as { holding: IDBDatabase }).holding.close(), null);
  await tidy(earshot);
  await expect.poll(() => placeOf(earshot), { timeout: 20_000 }).toEqual({ name: 'earshot-2', aside: [] });
  expect(await databasesOf(earshot)).toEqual(['earshot-2']);
});

test('a history that cannot be brought over is put aside whole, and a deletion reaches it', async ({ earshot }) => {
  await leaveUntidied(earshot);
  const head = { tabId: 1, startedAt: Date.now() - day, lastAt: Date.now() - day, endedAt: Date.now() - day };
  const visits = [
    { ...head, id: 'a-visit', site: 'one.example', contacts: {}, blindSpots: {} },
    // Nobody knows with whom.
    { ...head, id: 'b-visit', site: 'two.example' },
    { ...head, id: 'c-visit', site: 'one.example', contacts: {}, blindSpots: {} },
  ];
  await earshot.inExtension(
    (stored) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('earshot', 1);
        opening.onupgradeneeded = () => {
          const store = opening.result.createObjectStore('visits', { keyPath: 'id' });
          store.createIndex('startedAt', 'startedAt');
          store.createIndex('site', 'site');
          for (const visit of stored) store.put(visit);
        };
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
    visits,
  );
  const before = await rowsOf(earshot, 'earshot');
  expect(await send(earshot, { command: 'open-history' })).toMatchObject({ done: true });
  expect(await placeOf(earshot)).toMatchObject({ name: 'earshot-2', aside: [{ name: 'earshot', why: 'unreadable' }] });
  expect(await rowsOf(earshot, 'earshot')).toEqual(before);

  expect(await remove(earshot, { what: 'site', site: 'one.example' })).toEqual({ done: true, visits: 2 });
  const disk = await diskOf(earshot);
  expect(disk).not.toContain('one.example');
  expect(disk).toContain('two.example');
});

/** The dialogue in which one says what to delete. */
async function openDialogue(page: TestPage, choice: string): Promise<string> {
  await page.evaluate(() => document.querySelector<HTMLElement>('.results-acts button:last-child')?.click());
  await page.waitFor(() => document.querySelector('dialog[open] .goes') !== null);
  await page.evaluate((value) => {
    document.querySelector<HTMLElement>(`dialog input[value=${value}]`)?.click();
  }, choice);
  await page.waitFor(new Function(`return document.querySelector('dialog input[value=${choice}]')?.checked`) as never);
  return page.evaluate(() => document.querySelector('dialog')?.textContent ?? '');
}

const confirm = (page: TestPage) =>
  page.evaluate(() => document.querySelector<HTMLElement>('dialog[open] .danger')?.click());
const isDone = (page: TestPage) =>
  page.waitFor(() => document.querySelector('.said')?.textContent?.includes('deleted'));

test('what is deleted is counted with what stands in a history that was put aside', async ({ earshot }) => {
  const aside = await keptByLater(earshot, 12);
  // Four of them are in both: a visit is one visit.
  await inside(earshot, 'seed', { from: 8, to: 20, made: daily(12) });
  const here = await inside(earshot, 'visits', {});
  expect(here).toHaveLength(12);
  const site = here[0]?.site ?? '';
  const meant = new Set([...aside, ...here].filter((row) => row.site === site).map(({ id }) => id));
  const more = meant.size - here.filter((row) => row.site === site).length;
  expect(more).toBeGreaterThan(0);
  const page = await openHistory(earshot, `?site=${site}`);
  const words = await openDialogue(page, 'site');
  expect(words).toContain(`${meant.size} visits go: to ${site}`);
  expect(words).toContain(`Of these, in a history that was put aside: ${more}.`);
  expect(words).toContain(`With them go ${meant.size * 8} sightings`);
  expect(words).toContain(`Delete ${meant.size} visits`);
  expect(words).not.toContain('cannot be searched');
  await confirm(page);
  await isDone(page);
  expect(await wordsOf(page)).toContain(`${meant.size} visits deleted.`);
  expect(await diskOf(earshot)).not.toContain(site);
});

test('what cannot be searched is said before and after a deletion, and goes with it if the person wants', async ({
  earshot,
}) => {
  await keptByLater(earshot, 5, { strange: true });
  await inside(earshot, 'seed', { from: 20, to: 26, made: daily(26) });
  const page = await openHistory(earshot);
  const said = 'A history that was put aside cannot be searched.';
  expect(await openDialogue(page, 'everything')).toContain('What was put aside goes, too.');
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog .plain')?.click());
  await page.waitFor(() => document.querySelector('dialog') === null);

  expect(await openDialogue(page, 'day')).toContain(said);
  expect(await faults(page)).toEqual([]);
  await confirm(page);
  await isDone(page);
  expect(await page.evaluate(() => document.querySelector('.said')?.textContent)).toContain(said);
  expect(await placeOf(earshot)).toMatchObject({ aside: [{ due: [{ what: 'since' }, { what: 'visits' }] }] });

  await openDialogue(page, 'day');
  await page.evaluate(() => document.querySelector<HTMLElement>('dialog input[name=aside]')?.click());
  await page.waitFor(() => document.querySelector<HTMLInputElement>('dialog input[name=aside]')?.checked === true);
  await confirm(page);
  await page.waitFor(() => document.querySelector('.note.bad') === null);
  expect(await databasesOf(earshot)).toEqual(['earshot-2']);
});

test('the settings say and offer the same', async ({ earshot }) => {
  await keptByLater(earshot, 5, { strange: true });
  const page = await openOptions(earshot, -1);
  const ask = async () => {
    await page.evaluate(() => document.querySelector<HTMLElement>('[aria-expanded=false].plain')?.click());
    await page.waitFor(() => document.querySelector('.sure .danger') !== null);
    return page.evaluate(() => document.querySelector('.sure')?.textContent ?? '');
  };
  const said = 'A history that was put aside cannot be searched.';
  expect(await ask()).toContain(said);
  expect(await faults(page)).toEqual([]);
  await page.evaluate(() => document.querySelector<HTMLElement>('.sure .danger')?.click());
  await page.waitFor(() =>
    document.querySelector('.history .declared-said')?.textContent?.includes('cannot be searched'),
  );
  expect(await databasesOf(earshot)).toEqual(['earshot', 'earshot-2']);

  await ask();
  await page.evaluate(() => document.querySelector<HTMLElement>('.sure input[name=aside]')?.click());
  await page.evaluate(() => document.querySelector<HTMLElement>('.sure .danger')?.click());
  await expect.poll(() => databasesOf(earshot)).toEqual(['earshot-2']);
});
