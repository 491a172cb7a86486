import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { test } from '../support/earshot.ts';
import { copyExtension } from '../support/extension-copy.ts';
import { openOwnPage } from '../support/own-pages.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const welcomes = (earshot: TestBrowser) =>
  earshot.inExtension(
    async () => (await chrome.tabs.query({ url: chrome.runtime.getURL('welcome/index.html') })).length,
    null,
  );

test('the page of welcome opens with the installation, and only once', async ({ net, browserUnderTest }) => {
  const earshot = await launchBrowser(browserUnderTest, net, { welcome: true });
  try {
    await expect.poll(() => welcomes(earshot), { timeout: 15_000 }).toBe(1);
    await earshot.killBackground();
    // Wakes the background, which answers only when it has started.
    await earshot.answer(-1);
    expect(await welcomes(earshot)).toBe(1);
  } finally {
    await earshot.close();
  }
});

test('after an update no page of welcome opens', async ({ net, browserUnderTest }) => {
  test.skip(browserUnderTest === 'firefox', 'what is loaded for a test can only be installed there');
  const extension = await copyExtension(browserUnderTest, 'update');
  const chromium = await launchChromium({ extension, net });
  const { context, extensionId } = chromium;
  try {
    const manifest = JSON.parse(await readFile(join(extension, 'manifest.json'), 'utf8')) as object;
    await writeFile(join(extension, 'manifest.json'), JSON.stringify({ ...manifest, version: '99.0.0' }));
    const page = await context.newPage();
    await page.goto('chrome://extensions');
    await page.evaluate(async (id) => {
      interface DeveloperPrivate {
        updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
        reload(id: string, options: { failQuietly: boolean }): Promise<void>;
      }
      const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
      // Without developer mode the unpacked extension would not come back.
      await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
      await developerPrivate.reload(id, { failQuietly: false });
    }, extensionId);
    // It is loaded a moment after Chromium has said so.
    const popup = `chrome-extension://${extensionId}/popup/index.html?tab=-1`;
    await expect(async () => void (await page.goto(popup))).toPass({ timeout: 20_000 });
    // The background has answered, so it has started and heard that it is another version.
    await page.locator('main[data-state=not-a-page]').waitFor();
    expect(await page.evaluate(() => chrome.runtime.getManifest().version)).toBe('99.0.0');
    expect(context.pages().filter((each) => each.url().endsWith('/welcome/index.html'))).toEqual([]);
  } finally {
    await chromium.close();
    await rm(extension, { recursive: true, force: true });
  }
});

test('the page of welcome says whether Earshot has access to sites, and asks for it in a click', async ({
  earshot,
}) => {
  const page = await openOwnPage(earshot, 'welcome');
  await page.waitFor(() => document.querySelector('.access[data-granted=true]') !== null);
  expect(await page.evaluate(() => document.querySelector('.access button'))).toBeNull();

  await earshot.allowSites(false);
  await page.waitFor(() => document.querySelector('.access[data-granted=false] button') !== null);
  expect(await page.evaluate(() => document.querySelector('.access')?.textContent)).toContain('it can see nothing');

  // Nobody can answer Chromium's question in a test: there, access is given on the browser's own page.
  if (earshot.grantWhatIsAsked) {
    await earshot.grantWhatIsAsked();
    await page.evaluate(() => document.querySelector<HTMLElement>('.access button')?.focus());
    await page.press('Enter');
  } else await earshot.allowSites(true);
  await page.waitFor(() => document.querySelector('.access[data-granted=true]') !== null);
  expect(await earshot.inExtension(() => chrome.permissions.contains({ origins: ['<all_urls>'] }), null)).toBe(true);
});

test('a concern that is chosen on the page of welcome holds, and the example follows it', async ({ earshot }) => {
  const gravest = () => document.querySelectorAll('.warning .severity-high').length;
  const example = await openOwnPage(earshot, 'example');
  const words = await example.evaluate(() => document.querySelector('main')?.textContent ?? '');
  expect(words).toMatch(/^Example This is no visit of yours/);
  expect(words).toContain('Agora can hear this room');
  expect(await example.evaluate(gravest)).toBeGreaterThan(0);

  const page = await openOwnPage(earshot, 'welcome');
  await page.evaluate(() => document.querySelector<HTMLElement>('input[value=own]')?.click());
  // Nothing is picked yet: the way to the settings is shown.
  await page.waitFor(() => document.querySelector('.concern .note button') !== null);
  const stored = async () =>
    (await earshot.inExtension(() => chrome.storage.local.get('settings'), null)) as {
      settings?: { concern: { preset: string } };
    };
  await expect.poll(async () => (await stored()).settings?.concern.preset).toBe('own');
});
