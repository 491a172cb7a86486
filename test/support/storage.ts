import type { Browser } from 'webextension-polyfill';
import type { Visit } from '../../extension/model/visit.ts';
import type { TestBrowser } from './browser.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** The visits that the history holds, read from the store itself. */
export function historyOf(browser: Pick<TestBrowser, 'inExtension'>): Promise<Visit[]> {
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
export async function diskOf(browser: Pick<TestBrowser, 'inExtension'>): Promise<string> {
  const local = await browser.inExtension(() => chrome.storage.local.get(null), null);
  return JSON.stringify([await historyOf(browser), local]);
}

/** Text of an export, asked for as the popup does. */
export function exportOf(browser: TestBrowser, scope: 'visit' | 'history', visitId?: string): Promise<string> {
  return browser.inExtension(
    (ask) =>
      new Promise<string>((resolve, reject) => {
        const port = chrome.runtime.connect({ name: 'popup' });
        port.onMessage.addListener((message) => {
          const { answer, text } = message as { answer: string; text: string };
          port.disconnect();
          if (answer === 'export') resolve(text);
          else reject(new Error(JSON.stringify(message)));
        });
        port.postMessage(ask);
      }),
    { ask: 'export', scope, ...(visitId !== undefined && { visitId }) },
  );
}
