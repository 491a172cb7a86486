import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { test } from '../support/earshot.ts';
import { ordinaryRequests, rooms } from '../support/rooms.ts';
import { historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

test('a page without voice leaves no observation, no history and no badge', async ({ earshot, net }) => {
  const page = await earshot.open(rooms.ordinary);
  await page.waitFor(() => document.body.dataset['state'] === 'done');
  const served = () => net.log.filter(({ host }) => host.includes('third-party')).length;
  await expect.poll(served).toBeGreaterThanOrEqual(ordinaryRequests);
  // Long enough for anything to be written that was going to be.
  await new Promise((resolve) => setTimeout(resolve, 1500));

  expect(await earshot.answer(page)).toMatchObject({ state: 'no-voice', report: null });
  expect(await historyOf(earshot)).toEqual([]);
  const kept = await earshot.inExtension(async () => Object.keys(await chrome.storage.session.get(null)), null);
  // When the history was put in order tells nothing of any page.
  expect(kept.filter((key) => key !== 'tidied')).toEqual([]);
  const tabId = await earshot.tabIdOf(page);
  expect(await earshot.inExtension((id) => chrome.action.getBadgeText({ tabId: id }), tabId)).toBe('');
});
