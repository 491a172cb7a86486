import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { faultsInLightAndDark, noFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { test } from '../support/earshot.ts';
import { openOwnPage } from '../support/own-pages.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const sideways = (page: TestPage) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('nothing is wrong for those who do not see welcome, help, example and settings, in light and in dark', async ({
  earshot,
}) => {
  test.setTimeout(180_000);
  for (const name of ['welcome', 'help', 'example', 'options'] as const) {
    const page = await openOwnPage(earshot, name);
    for (const width of [1200, 360]) {
      await page.resize(width, 800);
      await page.waitFor(new Function(`return innerWidth === ${width}`) as () => boolean);
      expect(await faultsInLightAndDark(page), `${name}, ${width} pixels`).toEqual(noFaults);
      expect(await sideways(page), `${name}, ${width} pixels`).toBe(0);
    }
    await page.close();
  }
});

test('without access, and without consent to notifications, welcome and settings have no fault either', async ({
  earshot,
}) => {
  await earshot.allowSites(false);
  const welcome = await openOwnPage(earshot, 'welcome');
  await welcome.waitFor(() => document.querySelector('.access.missing button') !== null);
  const options = await openOwnPage(earshot, 'options');
  await options.evaluate(async () => {
    const { settings } = (await chrome.runtime.sendMessage({ ask: 'settings' })) as { settings: object };
    await chrome.runtime.sendMessage({ ask: 'save-settings', settings: { ...settings, notifications: true } });
  });
  await options.waitFor(() => document.querySelector('.notifications .missing button') !== null);
  for (const page of [welcome, options]) expect(await faultsInLightAndDark(page)).toEqual(noFaults);
});

test('on the page of welcome everything is reached by keyboard, and in the order in which it stands', async ({
  earshot,
}) => {
  const page = await openOwnPage(earshot, 'welcome');
  const reached: string[] = [];
  for (let step = 0; step < 6; step++) {
    await page.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const { activeElement: at } = document;
        return at instanceof HTMLInputElement ? `${at.name} ${at.value}` : (at?.textContent ?? '');
      }),
    );
  }
  const order = ['History', 'Settings', 'Help', 'Open the example report', 'preset general'];
  expect(reached.slice(0, 5)).toEqual(order);
});
