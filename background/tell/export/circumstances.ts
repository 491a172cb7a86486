import browser from 'webextension-polyfill';
import { createSay } from '../say.ts';
import { wordsIn } from '../say-in.ts';
import type { ExportCircumstances } from './stream.ts';

/**
 * What an export says of the extension at this moment.
 *
 * @param key fingerprint of the install's key
 * @param language as in the settings. The browser's region is left out: a report that is handed on need not tell it
 */
export async function circumstancesNow(key: string, language: string): Promise<ExportCircumstances> {
  const { lookup } = await wordsIn(language);
  const tag = lookup('languageTag', []) || 'en';
  const direction = lookup('textDirection', []) === 'rtl' ? 'rtl' : 'ltr';
  return {
    at: new Date(),
    version: browser.runtime.getManifest().version,
    key,
    language: { tag, direction, say: createSay(lookup, tag) },
  };
}
