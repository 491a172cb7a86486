/** Pictures of every page and state, to be looked at: in languages, light and dark, in both browsers. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, type TestBrowser } from '../test/support/browser.ts';
import type { Internet } from '../test/support/internet.ts';
import { addPseudoLocales } from '../test/support/pseudo-locales.ts';
import { openStage, settle, shown, withScenes } from '../test/support/shown.ts';

const browsers = ['chromium', 'firefox'] as const;
const schemes = ['light', 'dark'] as const;
/** What a picture is cut at: below it a page says nothing new. */
const highest = 3000;

/**
 * @param languages folders of `_locales`, or pseudo-locales: `en_XA` and `fa_XB`
 * @param out `FOLDER/LANGUAGE/NAME-SCHEME-BROWSER.png`
 * @throws where a language is not there
 */
export async function takePages(languages: readonly string[], out: string, net: Internet): Promise<void> {
  for (const browser of browsers) await takeIn(browser, languages, out, net);
}

async function takeIn(
  browser: TestBrowser['name'],
  languages: readonly string[],
  out: string,
  net: Internet,
): Promise<void> {
  const extension = await withScenes(browser);
  await addPseudoLocales(extension);
  const known = readdirSync(join(extension, '_locales'));
  const unknown = languages.filter((language) => !known.includes(language));
  if (unknown.length > 0)
    throw new Error(`Earshot does not speak ${unknown.join(', ')}: it speaks ${known.join(', ')}.`);
  const earshot = await launchBrowser(browser, net, { extension });
  try {
    const { tab, speak, show } = await openStage(earshot);
    for (const language of languages) {
      const folder = join(out, language);
      mkdirSync(folder, { recursive: true });
      await speak(language);
      for (const scheme of schemes) {
        await tab.prefer({ dark: scheme === 'dark' });
        for (const what of shown) {
          const width = what.widths.at(-1) ?? 1280;
          await tab.resize(width, 600);
          await show(what);
          await settle(tab);
          const height = await tab.evaluate(() => document.documentElement.scrollHeight);
          await tab.resize(width, Math.min(highest, Math.max(200, height)));
          await settle(tab);
          writeFileSync(join(folder, `${what.name}-${scheme}-${browser}.png`), await tab.screenshot());
        }
      }
      console.log(`${folder}: ${shown.length * schemes.length} pictures in ${browser}`);
    }
  } finally {
    await earshot.close();
    rmSync(extension, { recursive: true, force: true });
  }
}
