import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildFor, type TestBrowser, type TestPage } from './browser.ts';
import { voiceScenes } from './voice-scenes.ts';

/**
 * A copy of the built extension with one page more: the shipped popup, with a script before its own that plays the
 * background. So every state can be looked at, in the real browser and with the real words.
 *
 * @returns its folder
 */
export async function withStagedPopup(name: TestBrowser['name']): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-staged-'));
  await cp(buildFor(name), folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'popup-stage.ts')],
    outfile: join(folder, 'popup/stage.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    banner: { js: `globalThis.voiceScenes = ${JSON.stringify(await voiceScenes())};` },
    logLevel: 'error',
  });
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
