import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { SiteReport } from '../../extension/model/report.ts';
import type { Preset } from '../../extension/model/settings.ts';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { reportUntil, test } from '../support/earshot.ts';
import type { Internet } from '../support/internet.ts';
import { openOptions } from '../support/options.ts';
import { planted } from '../support/planted.ts';
import { exportOf, historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const rule = 'identifiers-to-company';

/** A room that opens the microphone and tells PubNub, which works for it, who is there. */
async function openRoom(earshot: TestBrowser, net: Internet): Promise<TestPage> {
  await net.site('talk.example', () => ({
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><title>Talk</title><script>
      navigator.mediaDevices.getUserMedia({ audio: true });
      setInterval(() => fetch('https://ps.pndsn.com/time/0?uuid=${planted.userId}').catch(() => {}), 500);
    </script>`,
  }));
  await net.site('ps.pndsn.com', () => ({ json: [1] }));
  return earshot.open('https://talk.example/');
}

const choose = (options: TestPage, preset: Preset) =>
  options.evaluate((value) => document.querySelector<HTMLInputElement>(`input[value="${value}"]`)?.click(), preset);

const severityIn = ({ warnings }: SiteReport) => warnings.find((it) => it.rule === rule)?.severity;

test('choosing what concerns one changes the open report, popup and badge at once, and past visits too', async ({
  earshot,
  net,
}) => {
  const page = await openRoom(earshot, net);
  const tab = await earshot.tabIdOf(page);
  const before = await reportUntil(earshot, page, (it) => severityIn(it) !== undefined);
  expect(severityIn(before)).toBe('low');
  const popup = await earshot.openPopup(page);
  await popup.waitFor(() => document.querySelector('.warning .severity-low') !== null);
  const badge = () => earshot.inExtension((tabId) => chrome.action.getBadgeText({ tabId }), tab);
  await expect.poll(badge).toMatch(/^●\d+$/);

  const options = await openOptions(earshot, page);
  expect(await options.evaluate(() => document.querySelector<HTMLInputElement>('input:checked')?.value)).toBe(
    'general',
  );
  await choose(options, 'journalist');
  await options.waitFor(() => /\d/.test(document.querySelector('[role=status]')?.textContent ?? ''));

  const after = await reportUntil(earshot, page, (it) => severityIn(it) !== 'low', 3000);
  expect(severityIn(after)).toBe('high');
  await popup.waitFor(() => document.querySelector('.warning .severity-high') !== null, 3000);
  await expect.poll(badge, { timeout: 3000 }).toMatch(/^▲\d+$/);

  await test.step('and the export of a visit that has ended', async () => {
    await page.goto('about:blank');
    const kept = async () => (await historyOf(earshot)).find(({ id }) => id === after.visit.id)?.endedAt ?? null;
    await expect.poll(kept, { timeout: 10_000 }).not.toBeNull();
    const exported = async (): Promise<SiteReport> =>
      JSON.parse(await exportOf(earshot, after.visit.id)).visits[0].report;
    expect(severityIn(await exported())).toBe('high');
    await choose(options, 'general');
    await expect.poll(async () => severityIn(await exported())).toBe('low');
  });

  await test.step('and is still so after the background was gone', async () => {
    await choose(options, 'eu-resident');
    await expect
      .poll(() => earshot.inExtension(async () => JSON.stringify(await chrome.storage.local.get('settings')), null))
      .toContain('eu-resident');
    await earshot.killBackground();
    const again = await openOptions(earshot, popup);
    expect(await again.evaluate(() => document.querySelector<HTMLInputElement>('input:checked')?.value)).toBe(
      'eu-resident',
    );
  });
});

test('countries and kinds of law can be picked, and every word on the page is there', async ({ earshot, net }) => {
  const page = await openRoom(earshot, net);
  const options = await openOptions(earshot, page);
  // Under "general" there is nothing to pick.
  expect(await options.evaluate(() => document.querySelectorAll('.concern input[type=checkbox]').length)).toBe(0);
  await choose(options, 'own');
  await options.waitFor(() => document.querySelectorAll('input[name=jurisdiction]').length === 27);
  await options.evaluate(() => document.querySelector<HTMLInputElement>('input[value=US]')?.click());
  await options.evaluate(() => document.querySelector<HTMLInputElement>('input[value=secrecy]')?.click());
  await options.waitFor(() => document.querySelector('.effect')?.textContent?.includes('United States') === true);
  const report = await reportUntil(earshot, page, (it) => severityIn(it) === 'high');
  expect(report.warnings.find((it) => it.rule === rule)?.laws.length).toBeGreaterThan(0);
  const stored = await earshot.inExtension(() => chrome.storage.local.get('settings'), null);
  expect(stored).toEqual({
    settings: {
      version: 3,
      concern: { preset: 'own', jurisdictions: ['US'], properties: ['secrecy'] },
      history: { keep: true, days: 90 },
      paused: false,
      language: 'auto',
      notifications: false,
      identities: [],
    },
  });

  for (const preset of ['general', 'direct-access', 'eu-resident', 'journalist', 'company', 'own'] as const) {
    await choose(options, preset);
    // A message that is missing is said as its key: a word in camel case.
    const words = await options.evaluate(() => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      while (texts.nextNode()) found.push(texts.currentNode.nodeValue ?? '');
      return found.join('\n');
    });
    expect(words.match(/\b[a-z]+[A-Z]\w*/g)).toBeNull();
  }
});

test('settings that cannot be read are as by default, and stay where they are', async ({ earshot, net }) => {
  await earshot.inExtension(() => chrome.storage.local.set({ settings: { version: 1, concern: 'all' } }), null);
  const page = await openRoom(earshot, net);
  await earshot.killBackground();
  const report = await reportUntil(earshot, page, (it) => severityIn(it) !== undefined);
  expect(severityIn(report)).toBe('low');
  // Nor is it overwritten before the person sets something: a later version may understand it.
  const stored = await earshot.inExtension(() => chrome.storage.local.get('settings'), null);
  expect(stored).toEqual({ settings: { version: 1, concern: 'all' } });
});
