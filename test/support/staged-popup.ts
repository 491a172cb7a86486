import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestBrowser, TestPage } from './browser.ts';
import { addScript, copyExtension } from './extension-copy.ts';
import { voiceScenes } from './voice-scenes.ts';

/**
 * A copy of the built extension with one page more: the shipped popup, with a script before its own that plays the
 * background. So every state can be looked at, in the real browser and with the real words.
 *
 * @returns its folder
 */
export async function withStagedPopup(name: TestBrowser['name']): Promise<string> {
  const folder = await copyExtension(name, 'staged');
  const before = `globalThis.voiceScenes = ${JSON.stringify(await voiceScenes())};`;
  await addScript(folder, 'popup-stage.ts', 'popup/stage.js', { format: 'iife', before });
  const page = await readFile(join(folder, 'popup/index.html'), 'utf8');
  const staged = page.replace('<script type="module"', '<script src="stage.js"></script><script type="module"');
  if (staged === page) throw new Error('The popup has no script to stand before.');
  await writeFile(join(folder, 'popup/staged.html'), staged);
  return folder;
}

/** Shows a scene of `popup-scenes.ts` in a page of the extension that is open already. */
export async function showScene(page: TestPage, scene: string): Promise<void> {
  await page.evaluate((name) => void location.assign(`/popup/staged.html?tab=7&scene=${name}`), scene);
  const there = `return location.search.endsWith('&scene=${scene}') && document.querySelector('[data-state]') !== null`;
  await page.waitFor(new Function(there) as () => unknown);
}
