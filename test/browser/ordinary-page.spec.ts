import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { test } from '../support/earshot.ts';
import { ordinaryRequests, rooms } from '../support/rooms.ts';
import { historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

test('a page without voice leaves no observation, no history and no badge', async ({ chromium, net }) => {
  const page = await chromium.context.newPage();
  await page.goto(rooms.ordinary);
  await page.waitForFunction(() => document.body.dataset['state'] === 'done');
  expect(net.log.filter(({ host }) => host.includes('third-party')).length).toBeGreaterThanOrEqual(ordinaryRequests);
  // Long enough for anything to be written that was going to be.
  await page.waitForTimeout(1500);

  expect(await chromium.report(page)).toBeNull();
  expect(await historyOf(chromium)).toEqual([]);
  const kept = await chromium.inExtension(async () => Object.keys(await chrome.storage.session.get(null)), null);
  expect(kept).toEqual([]);
  const tabId = await chromium.tabIdOf(page);
  expect(await chromium.inExtension((id) => chrome.action.getBadgeText({ tabId: id }), tabId)).toBe('');
});
