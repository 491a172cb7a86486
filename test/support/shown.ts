/** All that people see of Earshot, for tests and pictures: a line for each page, scene or dialogue. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'webextension-polyfill';
import type { TestBrowser, TestPage } from './browser.ts';
import { voiceScenes } from './voice-scenes.ts';
import { inside, withInside } from './with-inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

export interface Shown {
  name: string;
  /** From the extension's root. `LANGUAGE`, `VISIT` and `OTHER` stand for a folder of `_locales` and two visits. */
  path: string;
  ready: () => unknown;
  /** CSS pixels in which it must be readable. */
  widths: readonly number[];
  /** What a person does before it looks like this. */
  pose?: () => void;
}

const root = join(import.meta.dirname, '../..');
const page = [360, 1280] as const;
const day = 86_400_000;

/** The popup with a report, or a state, that is made up: see browser-stub.ts. */
const popup = (scene: string): Shown => ({
  name: `popup-${scene}`,
  path: `scenes/index.html?scene=${scene}&language=LANGUAGE`,
  ready: () => document.querySelector('[data-state]') !== null,
  widths: [360, 400],
});

const hasHistory = () => document.querySelector('main[data-state=open] > :not(.said)') !== null;
const hasOptions = () => document.querySelector('main[data-loaded=true] [name=preset]') !== null;
const dialogue = (name: string, pose: () => void): Shown => ({
  name: `history-${name}`,
  path: 'history/index.html',
  ready: hasHistory,
  widths: page,
  pose,
});

export const shown: readonly Shown[] = [
  ...['rich', 'single', 'crowded', 'restarting', 'nothing-yet'].map(popup),
  ...['no-voice', 'not-a-page', 'unwatched', 'paused', 'no-permission'].map(popup),
  ...Object.keys(await voiceScenes()).map(popup),
  ...['rings-12-0-0', 'rings-5-7-30', 'rings-0-0-9'].map(popup),
  {
    name: 'welcome',
    path: 'welcome/index.html',
    ready: () => document.querySelector('.concern .presets') !== null,
    widths: page,
  },
  {
    name: 'help',
    path: 'help/index.html',
    ready: () => document.querySelector('.about-card') !== null,
    widths: page,
  },
  {
    name: 'example',
    path: 'example/index.html',
    ready: () => document.querySelector('.example .rings svg') !== null,
    widths: page,
  },
  { name: 'options', path: 'options/index.html', ready: hasOptions, widths: page },
  {
    name: 'options-countries',
    path: 'options/index.html',
    ready: hasOptions,
    widths: page,
    pose: () => document.querySelector<HTMLElement>('[name=preset][value=journalist]')?.click(),
  },
  { name: 'history', path: 'history/index.html', ready: hasHistory, widths: page },
  { name: 'history-sites', path: 'history/index.html?by=sites', ready: hasHistory, widths: page },
  dialogue('import', () => document.querySelector<HTMLElement>('.results-acts button:nth-child(1)')?.click()),
  dialogue('export', () => document.querySelector<HTMLElement>('.results-acts button:nth-child(2)')?.click()),
  dialogue('delete', () => document.querySelector<HTMLElement>('.results-acts button:nth-child(3)')?.click()),
  {
    name: 'history-visit',
    path: 'history/index.html?visit=VISIT',
    ready: () => document.querySelector('article.visit .report'),
    widths: page,
  },
  {
    name: 'history-compare',
    path: 'history/index.html?visit=OTHER&with=VISIT',
    ready: () => document.querySelector('article.compare .sides'),
    widths: page,
  },
];

/** A copy of the built extension in which the popup's scenes are pages, too. @returns its folder */
export async function withScenes(name: TestBrowser['name']): Promise<string> {
  const extension = await withInside(name);
  const folder = join(extension, 'scenes');
  await mkdir(folder);
  for (const file of ['index.html', 'popup.css']) await copyFile(join(extension, 'popup', file), join(folder, file));
  await build({
    absWorkingDir: root,
    entryPoints: ['popup/popup.tsx'],
    outfile: join(folder, 'popup.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    banner: { js: `globalThis.voiceScenes = ${JSON.stringify(await voiceScenes())};` },
    alias: { 'webextension-polyfill': join(import.meta.dirname, 'browser-stub.ts') },
    logLevel: 'error',
  });
  return extension;
}

export interface Stage {
  tab: TestPage;
  /** Chooses what Earshot speaks: a folder of `_locales`. */
  speak(language: string): Promise<void>;
  /** Leads the tab to a page, ready and posed. */
  show(what: Shown): Promise<void>;
}

/** A tab for all that is shown, and a history with something in it. */
export async function openStage(earshot: TestBrowser): Promise<Stage> {
  const made = { sites: 3, from: Date.now() - 40 * day, apart: 4 * day };
  await inside(earshot, 'seed', { from: 0, to: 5, made: { ...made, contacts: 2, findings: 0 } });
  await inside(earshot, 'seed', { from: 5, to: 10, made: { ...made, contacts: 8, findings: 24 } });
  const visits = (await inside(earshot, 'visits', undefined)).map(({ id }) => id);
  const tab = await earshot.openPopup(-1);
  const own = await tab.evaluate(() => location.origin);
  let spoken = 'auto';
  return {
    tab,
    async speak(language) {
      spoken = language;
      await earshot.inExtension(async (language) => {
        const { settings } = (await chrome.runtime.sendMessage({ ask: 'settings' })) as { settings: object };
        await chrome.runtime.sendMessage({ ask: 'save-settings', settings: { ...settings, language } });
      }, language);
    },
    async show({ path, ready, pose }) {
      const to = path
        .replace('LANGUAGE', spoken)
        .replace('VISIT', visits[0] ?? '')
        .replace('OTHER', visits.at(-1) ?? '');
      // Firefox never says that a page of an extension has loaded; the page before must not be taken for it.
      await tab.evaluate((url) => {
        document.body.replaceChildren();
        location.assign(url);
      }, `${own}/${to}`);
      await tab.waitFor(ready);
      if (pose) await tab.evaluate(pose);
    },
  };
}

/** Until the page has been laid out anew and no longer changes its size. */
export async function settle(tab: TestPage): Promise<void> {
  await tab.evaluate(async () => {
    let before = '';
    for (let still = 0, frames = 0; still < 3 && frames < 120; frames++) {
      await new Promise((drawn) => requestAnimationFrame(drawn));
      const now = `${document.documentElement.scrollHeight} ${document.querySelectorAll('*').length}`;
      still = now === before ? still + 1 : 0;
      before = now;
    }
    // Out of sight they would not end by themselves.
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  });
}
