import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { Deletion, VisitRow } from '../../extension/model/history.ts';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { reportUntil } from '../support/earshot.ts';
import { test } from '../support/earshot-inside.ts';
import { openOptions } from '../support/options.ts';
import { rooms } from '../support/rooms.ts';
import { daily, day } from '../support/seed-history.ts';
import { remove, send } from '../support/send.ts';
import { diskOf, historyOf } from '../support/storage.ts';
import { inside } from '../support/with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** Everything that the extension holds of visits, on disk and in memory. */
async function heldBy(earshot: TestBrowser): Promise<string> {
  const session = await earshot.inExtension(async () => JSON.stringify(await chrome.storage.session.get(null)), null);
  return (await diskOf(earshot)) + session;
}

test('visits are kept for ninety days, and not a row of one is left when they are over', async ({ earshot }) => {
  await earshot.inExtension(() => chrome.storage.session.set({ tidied: 1 }), null);
  // From 95 days ago to yesterday.
  await inside(earshot, 'seed', { from: 0, to: 95, made: daily(95) });
  const old = (await inside(earshot, 'visits', {})).filter(({ lastAt }) => lastAt < Date.now() - 90 * day);
  expect(old.length).toBeGreaterThan(2);
  await earshot.killBackground();
  // Anything wakes it.
  await send(earshot, { ask: 'settings' });
  await expect.poll(async () => (await historyOf(earshot)).length, { timeout: 20_000 }).toBe(95 - old.length);
  const held = await heldBy(earshot);
  for (const { id } of old) expect(held).not.toContain(id);

  await test.step('choosing fewer days holds at once', async () => {
    const page = await earshot.open(rooms.ordinary);
    const options = await openOptions(earshot, page);
    await options.evaluate(() => {
      const choice = document.querySelector<HTMLSelectElement>('#history-days');
      if (!choice) return;
      choice.value = '7';
      choice.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect.poll(async () => (await historyOf(earshot)).length).toBeLessThanOrEqual(7);
    const { rows } = await inside(earshot, 'weigh');
    expect(rows['particulars']).toBe(rows['visits']);
    const { visits } = (await inside(earshot, 'visits', {})).reduce(
      (sum, { lastAt }) => ({ visits: sum.visits + (lastAt >= Date.now() - 7 * day ? 1 : 0) }),
      { visits: 0 },
    );
    expect(visits).toBe(rows['visits']);
  });
});

test('a visit, a site, what came since a time, and everything can be deleted, and nothing of it is left', async ({
  earshot,
}) => {
  await inside(earshot, 'seed', { from: 0, to: 30, made: daily(31) });
  const all = await inside(earshot, 'visits', {});
  const [latest] = all;
  const other = all.find(({ site }) => site !== latest?.site);
  if (!latest || !other) throw new Error('No visits.');
  const gone = async (deletion: Deletion, which: (row: VisitRow) => boolean) => {
    const before = await inside(earshot, 'visits', {});
    const meant = before.filter(which);
    expect(await remove(earshot, deletion)).toEqual({ done: true, visits: meant.length });
    expect(await inside(earshot, 'visits', {})).toEqual(before.filter((row) => !which(row)));
    const held = await heldBy(earshot);
    for (const { id } of meant) expect(held).not.toContain(id);
    return held;
  };
  await gone({ what: 'visits', ids: [latest.id] }, ({ id }) => id === latest.id);
  const held = await gone({ what: 'site', site: other.site }, ({ site }) => site === other.site);
  expect(held).not.toContain(other.site);
  const since = Date.now() - 9 * day;
  await gone({ what: 'since', since }, ({ lastAt }) => lastAt >= since);
  await gone({ what: 'everything' }, () => true);
  expect(Object.values((await inside(earshot, 'weigh')).rows).every((rows) => rows === 0)).toBe(true);
});

test('deleting everything takes what an open visit has seen, too, and the visit begins anew', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.agora}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
  const before = await reportUntil(earshot, page, (it) => it.warnings.length > 0 && it.microphone.state === 'on');
  await expect.poll(async () => (await historyOf(earshot)).map(({ id }) => id)).toEqual([before.visit.id]);
  const ids = () => historyOf(earshot).then((rows) => rows.map(({ id }) => id));
  expect(await remove(earshot, { what: 'everything' })).toMatchObject({ done: true, visits: 1 });
  const held = await heldBy(earshot);
  expect(held).not.toContain(before.visit.id);
  const after = await reportUntil(earshot, page, (it) => it.visit.id !== before.visit.id);
  expect(after.visit).toMatchObject({ site: before.visit.site, private: false });
  expect(after.visit.startedAt).toBeGreaterThan(before.visit.startedAt);
  expect(after.microphone.state).toBe('on');
  // It is kept as any other, and the old one does not come back.
  await page.evaluate(async () => {
    await fetch('https://logservice.agora.io/again', { method: 'POST', mode: 'no-cors', body: '{"cname":"new"}' });
  });
  await expect.poll(ids).toEqual([after.visit.id]);
});

const badge = (earshot: TestBrowser) => earshot.inExtension(() => chrome.action.getBadgeText({}), null);

async function press(page: TestPage, selector: string): Promise<void> {
  const pressed = await page.evaluate((it) => {
    const button = document.querySelector<HTMLButtonElement>(it);
    button?.click();
    return button !== null;
  }, selector);
  expect(pressed, selector).toBe(true);
}

test('while Earshot is paused it observes nothing, says so, and goes on at a click', async ({ earshot, net }) => {
  const page = await earshot.open(rooms.ordinary);
  const options = await openOptions(earshot, page);
  await press(options, '.pause button');
  await expect.poll(() => badge(earshot)).toBe('II');

  const room = await earshot.open(`${rooms.clean}?auto`);
  const reached = () => net.log.filter(({ host }) => host.includes('agoralab')).length;
  await expect.poll(reached, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(await earshot.answer(room)).toMatchObject({ state: 'paused', report: null });

  await test.step('also after the background was gone', async () => {
    await earshot.killBackground();
    await room.goto('about:blank');
    await room.goto(`${rooms.clean}?auto`);
    const before = reached();
    await expect.poll(reached, { timeout: 20_000 }).toBeGreaterThan(before);
    expect(await earshot.answer(room)).toMatchObject({ state: 'paused', report: null });
    await expect.poll(() => badge(earshot)).toBe('II');
    expect(await historyOf(earshot)).toEqual([]);
  });

  const popup = await earshot.openPopup(room);
  await popup.waitFor(() => document.querySelector('.state button') !== null);
  await press(popup, '.state button');
  await expect.poll(() => badge(earshot)).toBe('');
  await room.goto('about:blank');
  await room.goto(`${rooms.clean}?auto`);
  await reportUntil(earshot, room, (it) => it.destinations.length > 0);
});

test('pausing ends a visit that is open, and keeps what was seen until then', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.clean}?auto`);
  const report = await reportUntil(earshot, page, (it) => it.destinations.length > 1);
  const options = await openOptions(earshot, page);
  await press(options, '.pause button');
  const row = async () => (await historyOf(earshot)).find(({ id }) => id === report.visit.id);
  await expect.poll(async () => (await row())?.endedAt ?? null).not.toBeNull();
  expect(await earshot.answer(page)).toMatchObject({ state: 'paused' });
});

test('without a history nothing is written, and what was kept is gone', async ({ earshot }) => {
  await inside(earshot, 'seed', { from: 0, to: 5, made: daily(6) });
  const page = await earshot.open(rooms.ordinary);
  const options = await openOptions(earshot, page);
  await press(options, 'input[name=keep]');
  await press(options, '.sure .danger');
  await expect.poll(async () => (await historyOf(earshot)).length).toBe(0);
  const room = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, room, (it) => it.destinations.length > 1);
  await room.goto('about:blank');
  // Past the bound after which everything is written.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(Object.values((await inside(earshot, 'weigh')).rows).every((rows) => rows === 0)).toBe(true);
});
