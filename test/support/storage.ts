import type { Browser } from 'webextension-polyfill';
import type { Visit } from '../../extension/model/visit.ts';
import type { TestChromium } from './chromium.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** The visits that the history holds, read from the store itself. */
export function historyOf(browser: Pick<TestChromium, 'inExtension'>): Promise<Visit[]> {
  return browser.inExtension(
    () =>
      new Promise<Visit[]>((resolve, reject) => {
        const opening = indexedDB.open('earshot');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('visits')) return resolve([]);
          const all = database.transaction('visits').objectStore('visits').getAll();
          all.onsuccess = () => {
            database.close();
            resolve(all.result as Visit[]);
          };
          all.onerror = () => reject(all.error);
        };
      }),
    null,
  );
}

/** Everything that the extension has on disk, as one text: IndexedDB and `storage.local`. */
export async function diskOf(browser: Pick<TestChromium, 'inExtension'>): Promise<string> {
  const local = await browser.inExtension(() => chrome.storage.local.get(null), null);
  return JSON.stringify([await historyOf(browser), local]);
}
