import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { TestBrowser } from '../support/browser.ts';
import { reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';
import { historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const badgeOf = (earshot: TestBrowser) =>
  earshot.inExtension(
    async () => ({ text: await chrome.action.getBadgeText({}), title: await chrome.action.getTitle({}) }),
    null,
  );

test('where access to sites is taken back, badge and popup say so, and what is given back works at once', async ({
  earshot,
}) => {
  const room = await earshot.open(`${rooms.clean}?auto`);
  const before = await reportUntil(earshot, room, ({ destinations }) => destinations.length > 1);
  const tab = await earshot.tabIdOf(room);
  const popup = await earshot.openPopup(tab);
  await popup.waitFor(() => document.querySelector('main[data-state=voice]') !== null);
  expect((await badgeOf(earshot)).text).toBe('');

  await earshot.allowSites(false);
  await popup.waitFor(() => document.querySelector('main[data-state=no-permission] .button') !== null);
  await expect
    .poll(() => badgeOf(earshot))
    .toEqual({ text: '!', title: expect.stringContaining('no access to sites') });

  await test.step('nothing more is observed, and the visit is over', async () => {
    const ended = async () => (await historyOf(earshot)).find(({ id }) => id === before.visit.id)?.endedAt ?? null;
    await expect.poll(ended, { timeout: 10_000 }).not.toBeNull();
  });

  await test.step('also after the background was gone', async () => {
    await earshot.killBackground();
    expect((await earshot.answer(tab)).state).toBe('no-permission');
    expect((await badgeOf(earshot)).text).toBe('!');
  });

  await earshot.allowSites(true);
  await expect.poll(async () => (await badgeOf(earshot)).text).toBe('');
  await popup.waitFor(() => document.querySelector('main[data-state=no-permission]') === null);
  await room.goto(`${rooms.clean}?auto`);
  const after = await reportUntil(earshot, room, ({ destinations }) => destinations.length > 1);
  expect(after.visit.id).not.toBe(before.visit.id);
  await popup.waitFor(() => document.querySelector('main[data-state=voice] .verdict') !== null);
});
