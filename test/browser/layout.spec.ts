/** Every page in languages that need more room than English, from left to right and from right to left. */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { launchBrowser, type TestBrowser, type TestPage } from '../support/browser.ts';
import { test as base } from '../support/earshot.ts';
import { layoutFaults, openEverything, unbracketed } from '../support/layout.ts';
import { addPseudoLocales, brackets, type PseudoLocale, pseudoLocales } from '../support/pseudo-locales.ts';
import { voiceScenes } from '../support/voice-scenes.ts';
import { inside, withInside } from '../support/with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

interface Shown {
  name: string;
  /** From the extension's root; `LANGUAGE` stands for the folder of `_locales`. */
  path: string;
  ready: () => unknown;
  /** CSS pixels. */
  widths: readonly number[];
  /** What a person does before it looks like this. */
  pose?: () => void;
}

const popup = [360, 400] as const;
const page = [360, 1280] as const;

const scene = (name: string): Shown => ({
  name: `popup: ${name}`,
  path: `scenes/index.html?scene=${name}&language=LANGUAGE`,
  ready: () => document.querySelector('[data-state]') !== null,
  widths: popup,
});

const isHistory = () => document.querySelector('main[data-state=open] > :not(.said)') !== null;
const dialog = (name: string, button: string): Shown => ({
  name: `history: ${name}`,
  path: 'history/index.html',
  ready: isHistory,
  widths: page,
  pose: new Function(`document.querySelector('${button}').click()`) as () => void,
});

/** All that people see of Earshot. */
const shown: readonly Shown[] = [
  ...['rich', 'single', 'crowded', 'restarting', 'nothing-yet'].map(scene),
  ...['no-voice', 'not-a-page', 'unwatched', 'paused', 'no-permission'].map(scene),
  ...Object.keys(await voiceScenes()).map(scene),
  ...['rings-12-0-0', 'rings-5-7-30', 'rings-0-0-9'].map(scene),
  { name: 'options', path: 'options/index.html', ready: () => document.querySelector('[name=preset]'), widths: page },
  {
    name: 'options: countries',
    path: 'options/index.html',
    ready: () => document.querySelector('[name=preset]'),
    widths: page,
    pose: () => document.querySelector<HTMLElement>('[name=preset][value=journalist]')?.click(),
  },
  { name: 'history', path: 'history/index.html', ready: isHistory, widths: page },
  { name: 'history: sites', path: 'history/index.html?by=sites', ready: isHistory, widths: page },
  dialog('import', '.results-acts button:nth-child(1)'),
  dialog('export', '.results-acts button:nth-child(2)'),
  dialog('delete', '.results-acts button:nth-child(3)'),
  {
    name: 'history: a visit',
    path: 'history/index.html?visit=VISIT',
    ready: () => document.querySelector('article.visit .report'),
    widths: page,
  },
  {
    name: 'history: two visits',
    path: 'history/index.html?visit=OTHER&with=VISIT',
    ready: () => document.querySelector('article.compare .sides'),
    widths: page,
  },
];

/** Earshot that speaks languages which nobody does, and has the popup's scenes as pages of its own. */
const test = base.extend<{ earshot: TestBrowser }>({
  earshot: async ({ net, browserUnderTest }, use) => {
    const extension = await withInside(browserUnderTest);
    await addPseudoLocales(extension);
    await addScenes(extension);
    const earshot = await launchBrowser(browserUnderTest, net, { extension });
    await use(earshot);
    await earshot.close();
    await rm(extension, { recursive: true, force: true });
  },
});

async function addScenes(extension: string): Promise<void> {
  const folder = join(extension, 'scenes');
  await mkdir(folder);
  for (const file of ['index.html', 'popup.css']) await copyFile(join(extension, 'popup', file), join(folder, file));
  await build({
    entryPoints: ['popup/popup.tsx'],
    outfile: join(folder, 'popup.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    banner: { js: `globalThis.voiceScenes = ${JSON.stringify(await voiceScenes())};` },
    alias: { 'webextension-polyfill': join(import.meta.dirname, '../support/browser-stub.ts') },
    logLevel: 'error',
  });
}

const day = 86_400_000;

/** Two visits to one site that differ, and others. @returns the addresses' names for them */
async function seed(earshot: TestBrowser): Promise<{ VISIT: string; OTHER: string }> {
  const made = { sites: 3, from: Date.now() - 40 * day, apart: 4 * day };
  await inside(earshot, 'seed', { from: 0, to: 5, made: { ...made, contacts: 2, findings: 0 } });
  await inside(earshot, 'seed', { from: 5, to: 10, made: { ...made, contacts: 8, findings: 24 } });
  const ids = (await inside(earshot, 'visits', undefined)).map(({ id }) => id);
  return { VISIT: ids[0] ?? '', OTHER: ids.at(-1) ?? '' };
}

async function speak(earshot: TestBrowser, language: PseudoLocale): Promise<void> {
  await earshot.inExtension(async (language) => {
    const ask = (question: object) => chrome.runtime.sendMessage(question) as Promise<{ settings: object }>;
    const { settings } = await ask({ ask: 'settings' });
    await ask({ ask: 'save-settings', settings: { ...settings, language } });
  }, language);
}

for (const language of Object.keys(pseudoLocales) as PseudoLocale[]) {
  test(`${language}: on every page all words are translated, and none is cut off, covered or out of its place`, async ({
    earshot,
  }) => {
    test.setTimeout(360_000);
    const visits = await seed(earshot);
    await speak(earshot, language);
    const faults: string[] = [];
    const tab = await earshot.openPopup(-1);
    const own = await tab.evaluate(() => location.origin);
    for (const { name, path, ready, widths, pose } of shown) {
      const to = path.replace('LANGUAGE', language).replace('VISIT', visits.VISIT).replace('OTHER', visits.OTHER);
      // Firefox never says that a page of an extension has loaded.
      await tab.evaluate((url) => {
        document.body.replaceChildren();
        location.assign(url);
      }, `${own}/${to}`);
      await tab.waitFor(ready);
      if (pose) await tab.evaluate(pose);
      for (const width of widths) {
        await tab.resize(width, 800);
        await settle(tab);
        await tab.evaluate(openEverything);
        await settle(tab);
        const found = await tab.evaluate(layoutFaults);
        faults.push(...found.map((fault) => `${name}, ${width} px: ${fault}`));
      }
      expect(await tab.evaluate(() => document.documentElement.dir), name).toBe(pseudoLocales[language].direction);
      // Intl writes Persian words without brackets.
      if (language === 'en_XA') {
        const found = await tab.evaluate(unbracketed, brackets);
        faults.push(...found.map((fault) => `${name}: not translated: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
  });
}

/** Until the page has been laid out anew and no longer changes its size. */
async function settle(tab: TestPage): Promise<void> {
  await tab.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    let before = '';
    for (let still = 0, frames = 0; still < 3 && frames < 120; frames++) {
      await frame();
      const now = `${document.documentElement.scrollHeight} ${document.querySelectorAll('*').length}`;
      still = now === before ? still + 1 : 0;
      before = now;
    }
    // Out of sight they would not end by themselves.
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  });
}
