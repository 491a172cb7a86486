import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { launchCopy, type TestBrowser } from '../support/browser.ts';
import { test as base } from '../support/earshot.ts';
import { copyExtension } from '../support/extension-copy.ts';
import { openOwnPage } from '../support/own-pages.ts';
import { planted } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/**
 * Nobody can answer what Chromium asks before it allows notifications, so there the test's copy has been allowed from the
 * start; that they are off all the same is what the settings say. Firefox is told to grant what is asked for.
 */
const test = base.extend({
  launch: async ({ browserUnderTest, privateWindows }, use) => {
    await use(async (net) => {
      const extension = await copyExtension(browserUnderTest, 'notifying');
      if (browserUnderTest === 'chromium') {
        const file = join(extension, 'manifest.json');
        const manifest = JSON.parse(await readFile(file, 'utf8')) as {
          permissions: string[];
          optional_permissions: [];
        };
        const { optional_permissions, permissions, ...others } = manifest;
        await writeFile(file, JSON.stringify({ ...others, permissions: [...permissions, ...optional_permissions] }));
      }
      const earshot = await launchCopy(browserUnderTest, net, extension, { privateWindows });
      await earshot.grantWhatIsAsked?.();
      return earshot;
    });
  },
});

/** Flips the switch in the settings, as one does with the keyboard. */
async function switchNotifications(earshot: TestBrowser, on: boolean): Promise<void> {
  const options = await openOwnPage(earshot, 'options');
  await options.evaluate(() => document.querySelector<HTMLElement>('input[name=notifications]')?.focus());
  await options.press(' ');
  const stored = async () =>
    (await earshot.inExtension(() => chrome.storage.local.get('settings'), null)) as {
      settings?: { notifications: boolean };
    };
  await expect.poll(async () => (await stored()).settings?.notifications).toBe(on);
  await options.close();
}

/** What is shown; nothing where the browser does not allow anything to be shown. */
const shown = (earshot: TestBrowser): Promise<Record<string, unknown>> =>
  earshot.inExtension(async () => {
    const { notifications } = chrome as Partial<Browser>;
    return (await notifications?.getAll()) ?? {};
  }, null);

/** Opens the room that sends ids without encryption in a tab. @returns the tab's id, once its badge warns */
async function openRoom(earshot: TestBrowser, where: { active: boolean; private?: boolean }): Promise<number> {
  const tab = await earshot.inExtension(
    async ({ url, active, private: incognito }) => {
      const { id: windowId = -1 } = await (incognito
        ? chrome.windows.create({ incognito, url: 'about:blank' })
        : chrome.windows.getCurrent());
      const created = await chrome.tabs.create({ url, active, windowId });
      return created.id ?? -1;
    },
    { url: `${rooms.clean}?auto`, private: false, ...where },
  );
  const badge = () => earshot.inExtension((tabId) => chrome.action.getBadgeText({ tabId }), tab);
  await expect.poll(badge, { timeout: 20_000 }).toMatch(/^▲[1-9]/);
  return tab;
}

test('of a grave warning in a tab out of sight a notification tells, once for its rule, and only where it is wanted', async ({
  earshot,
}) => {
  await test.step('not before somebody wants it', async () => {
    const tab = await openRoom(earshot, { active: false });
    expect(await shown(earshot)).toEqual({});
    await earshot.inExtension((id) => chrome.tabs.remove(id), tab);
  });

  await switchNotifications(earshot, true);
  const tab = await openRoom(earshot, { active: false });
  await expect.poll(async () => Object.keys(await shown(earshot)).length).toBeGreaterThan(0);
  const all = await shown(earshot);
  const rules = Object.keys(all).map((id) => id.split(' '));
  expect(rules.every(([of]) => of === `tab-${tab}`)).toBe(true);
  expect(rules.map(([, , rule]) => rule)).toContain('identifiers-on-the-wire');
  expect(new Set(rules.map(([, , rule]) => rule)).size).toBe(rules.length);
  // Firefox gives back what it was given to show.
  for (const value of [planted.userId, planted.room, planted.email]) expect(JSON.stringify(all)).not.toContain(value);

  if (earshot.clickNotification) {
    await earshot.clickNotification();
    const inFront = () => earshot.inExtension(async (id) => (await chrome.tabs.get(id)).active, tab);
    await expect.poll(inFront).toBe(true);
  }

  await test.step('not once more, also after the background was gone', async () => {
    await earshot.inExtension(async (ids) => {
      for (const id of ids) await chrome.notifications.clear(id);
    }, Object.keys(all));
    // Past the bound after which everything is stored.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await earshot.killBackground();
    await earshot.answer(tab);
    const badge = () => earshot.inExtension((tabId) => chrome.action.getBadgeText({ tabId }), tab);
    await expect.poll(badge).toMatch(/^▲[1-9]/);
    expect(await shown(earshot)).toEqual({});
  });

  await test.step('not of a tab that one looks at', async () => {
    await openRoom(earshot, { active: true });
    expect(await shown(earshot)).toEqual({});
  });

  await test.step('not when it is switched off again, which gives the permission back', async () => {
    await switchNotifications(earshot, false);
    if (earshot.name === 'firefox') {
      const allowed = () =>
        earshot.inExtension(() => chrome.permissions.contains({ permissions: ['notifications'] }), null);
      await expect.poll(allowed).toBe(false);
    }
    await openRoom(earshot, { active: false });
    expect(await shown(earshot)).toEqual({});
  });
});

test.describe('private windows', () => {
  test.use({ privateWindows: true });
  test('of what happens in a private window no notification tells', async ({ earshot }) => {
    await switchNotifications(earshot, true);
    await openRoom(earshot, { active: false, private: true });
    expect(await shown(earshot)).toEqual({});
    await openRoom(earshot, { active: false });
    await expect.poll(async () => Object.keys(await shown(earshot)).length).toBeGreaterThan(0);
  });
});
