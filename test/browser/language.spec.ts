import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { Messages } from '../../background/tell/say.ts';
import type { TestPage } from '../support/browser.ts';
import { test as base } from '../support/earshot-inside.ts';
import { openOptions } from '../support/options.ts';
import { rooms } from '../support/rooms.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** Earshot with one language more, of which only some words are there. */
const test = base.extend({
  extension: async ({ extension }, use) => {
    const english = JSON.parse(await readFile(join(extension, '_locales/en/messages.json'), 'utf8')) as Messages;
    const italian: Messages = {
      ...Object.fromEntries(['extensionName', 'extensionDescription', 'actionTitle'].map((key) => [key, english[key]])),
      languageTag: { message: 'it' },
      optionsTitle: { message: 'Impostazioni' },
      badgePaused: { message: 'Earshot è in pausa' },
    } as Messages;
    await mkdir(join(extension, '_locales/it'));
    await writeFile(join(extension, '_locales/it/messages.json'), JSON.stringify(italian));
    await writeFile(
      join(extension, 'data/locales.json'),
      JSON.stringify([...(await readdir(join(extension, '_locales')))].sort()),
    );
    await use(extension);
  },
});

const choose = (options: TestPage, language: string) =>
  options.evaluate((language) => {
    const choice = document.querySelector<HTMLSelectElement>('#language-choice');
    if (!choice) return;
    choice.value = language;
    choice.dispatchEvent(new Event('change', { bubbles: true }));
  }, language);

test('every language of Earshot can be chosen by its own name, and is spoken in its direction', async ({ earshot }) => {
  const options = await openOptions(earshot, await earshot.open(rooms.ordinary));
  const offered = await options.evaluate(() =>
    [...document.querySelectorAll<HTMLOptionElement>('#language-choice option')].map(({ value, text }) => [
      value,
      text,
    ]),
  );
  const folders = await readdir(join(import.meta.dirname, '../../extension/_locales'));
  expect(offered.map(([value]) => value)).toEqual(['auto', ...[...folders, 'it'].sort()]);
  expect(offered).toContainEqual(['en', 'English']);
  expect(offered).toContainEqual(['it', 'italiano']);
  for (const folder of folders) {
    await options.evaluate(() => void document.documentElement.removeAttribute('dir'));
    await choose(options, folder);
    // The page begins anew; the language that it has already is not chosen again.
    await options.waitFor(() => document.documentElement.dir !== '' && document.querySelector('#language-choice'));
    const { lang, dir } = await options.evaluate(() => {
      const { lang, dir } = document.documentElement;
      return { lang, dir };
    });
    expect(new Intl.Locale(lang).language).toBe(new Intl.Locale(folder.replace('_', '-')).language);
    expect(dir).toBe(folder === 'fa' ? 'rtl' : 'ltr');
  }
});

test('Earshot speaks the language that was chosen, whatever the browser speaks', async ({ earshot }) => {
  const page = await earshot.open(rooms.ordinary);
  const options = await openOptions(earshot, page);
  await choose(options, 'it');
  await options.waitFor(() => document.querySelector('h1')?.textContent === 'Impostazioni');
  expect(await options.evaluate(() => document.documentElement.lang)).toBe('it');
  // What is not there in the language is said in the browser's.
  await options.waitFor(() => document.querySelector('#language-title')?.textContent === 'Language');

  await test.step('also at the toolbar', async () => {
    await options.evaluate(() => document.querySelector<HTMLButtonElement>('.pause button')?.click());
    const title = () => earshot.inExtension(() => chrome.action.getTitle({}), null);
    await expect.poll(title).toBe('Earshot è in pausa');
  });
});
