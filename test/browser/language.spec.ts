import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { Messages } from '../../background/tell/say.ts';
import { test as base } from '../support/earshot-inside.ts';
import { openOptions } from '../support/options.ts';
import { rooms } from '../support/rooms.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** Earshot with one language more, of which only some words are there. */
const test = base.extend({
  extension: async ({ extension }, use) => {
    const english = JSON.parse(await readFile(join(extension, '_locales/en/messages.json'), 'utf8')) as Messages;
    const german: Messages = {
      ...Object.fromEntries(['extensionName', 'extensionDescription', 'actionTitle'].map((key) => [key, english[key]])),
      languageTag: { message: 'de' },
      optionsTitle: { message: 'Einstellungen' },
      badgePaused: { message: 'Earshot macht Pause' },
    } as Messages;
    await mkdir(join(extension, '_locales/de'));
    await writeFile(join(extension, '_locales/de/messages.json'), JSON.stringify(german));
    await writeFile(join(extension, 'data/locales.json'), '["de","en"]');
    await use(extension);
  },
});

test('Earshot speaks the language that was chosen, whatever the browser speaks', async ({ earshot }) => {
  const page = await earshot.open(rooms.ordinary);
  const options = await openOptions(earshot, page);
  const choices = () =>
    options.evaluate(() => [...document.querySelectorAll('#language-choice option')].map((it) => it.textContent));
  expect((await choices()).slice(1)).toEqual(['Deutsch', 'English']);
  await options.evaluate(() => {
    const choice = document.querySelector<HTMLSelectElement>('#language-choice');
    if (!choice) return;
    choice.value = 'de';
    choice.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await options.waitFor(() => document.querySelector('h1')?.textContent === 'Einstellungen');
  expect(await options.evaluate(() => document.documentElement.lang)).toBe('de');
  // What is not there in the language is said in the browser's.
  await options.waitFor(() => document.querySelector('#language-title')?.textContent === 'Language');

  await test.step('also at the toolbar', async () => {
    await options.evaluate(() => document.querySelector<HTMLButtonElement>('.pause button')?.click());
    const title = () => earshot.inExtension(() => chrome.action.getTitle({}), null);
    await expect.poll(title).toBe('Earshot macht Pause');
  });
});
