import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { reportUntil } from '../support/earshot.ts';
import { test as base } from '../support/earshot-inside.ts';
import type { Made } from '../support/made-visits.ts';
import { openOptions } from '../support/options.ts';
import { rooms } from '../support/rooms.ts';
import { historyOf } from '../support/storage.ts';
import { inside } from '../support/with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** Where Chromium looks for what an administrator has fixed: only they may write there. */
const policies = '/etc/chromium/policies/managed';

async function mayFix(): Promise<boolean> {
  try {
    await mkdir(policies, { recursive: true });
    await access(policies, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a browser in which an organisation has fixed these settings, as it would: docs/deploy.md. */
type Managed = (policy: Record<string, unknown>) => Promise<TestBrowser>;

const test = base.extend<{ managed: Managed }>({
  managed: async ({ net, browserUnderTest, extension }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'earshot-home-'));
    const file = join(policies, `earshot-test-${process.pid}.json`);
    const browsers: TestBrowser[] = [];
    await use(async (policy) => {
      if (browserUnderTest === 'firefox') {
        const id = 'earshot@earshot.invalid';
        await mkdir(join(home, '.mozilla/managed-storage'), { recursive: true });
        const manifest = { name: id, description: 'Policy for Earshot', type: 'storage', data: policy };
        await writeFile(join(home, `.mozilla/managed-storage/${id}.json`), JSON.stringify(manifest));
      } else {
        // An unpacked extension's id follows from its folder, and this folder is this test's own.
        const probe = await launchBrowser(browserUnderTest, net, { extension });
        const id = await probe.inExtension(() => chrome.runtime.id, null);
        await probe.close();
        await writeFile(file, JSON.stringify({ '3rdparty': { extensions: { [id]: policy } } }));
      }
      const browser = await launchBrowser(browserUnderTest, net, { extension, home });
      browsers.push(browser);
      return browser;
    });
    for (const browser of browsers) await browser.close();
    await rm(file, { force: true });
    await rm(home, { recursive: true, force: true });
  },
});

test.beforeEach(async ({ browserUnderTest }) => {
  test.skip(browserUnderTest === 'chromium' && !(await mayFix()), `${policies}: only for administrators`);
});

const settingsOf = (browser: TestBrowser) =>
  browser.inExtension(
    async () =>
      (await chrome.runtime.sendMessage({ ask: 'settings' })) as {
        settings: { history: { keep: boolean; days: number | null }; concern: { preset: string } };
        locked: string[];
      },
    null,
  );

test('what an organisation has fixed holds, shows as fixed, and cannot be changed', async ({ managed }) => {
  const earshot = await managed({ retentionDays: 7, concern: { preset: 'journalist' } });
  await expect
    .poll(async () => (await settingsOf(earshot)).locked, { timeout: 20_000 })
    .toEqual(['concern', 'retentionDays']);
  const page = await earshot.open(rooms.ordinary);
  const options = await openOptions(earshot, page);
  const shown = await options.evaluate(() => ({
    preset: document.querySelector<HTMLInputElement>('input[name=preset]:checked')?.value,
    presets: document.querySelector<HTMLFieldSetElement>('.presets')?.disabled,
    days: document.querySelector<HTMLSelectElement>('#history-days')?.value,
    daysFixed: document.querySelector<HTMLSelectElement>('#history-days')?.disabled,
    keepFixed: document.querySelector<HTMLInputElement>('input[name=keep]')?.disabled,
    notes: document.querySelectorAll('.locked').length,
  }));
  expect(shown).toEqual({
    preset: 'journalist',
    presets: true,
    days: '7',
    daysFixed: true,
    keepFixed: false,
    notes: 2,
  });

  await test.step('not by another way than the page either', async () => {
    const { settings } = await settingsOf(earshot);
    const other = { ...settings, history: { keep: true, days: 365 }, concern: { ...settings.concern, preset: 'own' } };
    const answer = await earshot.inExtension(
      async (it) => (await chrome.runtime.sendMessage({ ask: 'save-settings', settings: it })) as unknown,
      other,
    );
    expect(answer).toMatchObject({ settings: { history: { days: 7 }, concern: { preset: 'journalist' } } });
    const stored = await earshot.inExtension(() => chrome.storage.local.get('settings'), null);
    // What the person had set before the organisation did is theirs again when it no longer does.
    expect(stored).toMatchObject({ settings: { history: { days: 90 }, concern: { preset: 'general' } } });
  });
});

test('where an organisation wants no history, none is kept, and what there was is deleted', async ({ managed }) => {
  const earshot = await managed({ history: false });
  const made: Made = { sites: 2, contacts: 3, findings: 5, from: Date.now() - 86_400_000, apart: 60_000 };
  await inside(earshot, 'seed', { from: 0, to: 4, made });
  await expect.poll(async () => (await settingsOf(earshot)).settings.history.keep, { timeout: 20_000 }).toBe(false);
  // Firefox says what is fixed before anything can be seeded: any change of the settings puts the history in order again.
  await earshot.inExtension(async () => {
    const { settings } = await chrome.storage.local.get('settings');
    await chrome.storage.local.set({ settings: { version: 3, ...(settings as object), notifications: true } });
  }, null);
  await expect.poll(async () => (await historyOf(earshot)).length, { timeout: 20_000 }).toBe(0);
  const page = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, page, (it) => it.destinations.length > 1);
  await page.goto('about:blank');
  // Past the bound after which everything is written.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await historyOf(earshot)).toEqual([]);
});
