import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';
import { diskOf, historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

test.use({ privateWindows: true });

test('a visit in a private window is reported while it is open, and never kept', async ({ earshot }) => {
  const tab = await earshot.inExtension(async (url) => {
    const window = await chrome.windows.create({ incognito: true, url });
    return window.tabs?.[0]?.id ?? -1;
  }, `${rooms.clean}?auto`);
  await expect
    .poll(async () => (await earshot.report(tab))?.destinations.map(({ host }) => host), { timeout: 20_000 })
    .toContain('qos-america.agoralab.co');
  expect((await earshot.report(tab))?.visit.private).toBe(true);
  // Past the bound after which everything is written.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await historyOf(earshot)).toEqual([]);
  await earshot.inExtension(async (id) => chrome.tabs.remove(id), tab);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const disk = await diskOf(earshot);
  expect(disk).not.toContain('rooms.example');
  expect(disk).not.toContain('agoralab');
});
