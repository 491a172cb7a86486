import type { Browser } from 'webextension-polyfill';
import type { VisitRow } from '../../extension/model/history.ts';
import type { TestBrowser } from './browser.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** The visits that the history holds, read from the store itself. */
export function historyOf(browser: Pick<TestBrowser, 'inExtension'>): Promise<VisitRow[]> {
  return browser.inExtension(async () => {
    // Opening a database that is not there would make one.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'earshot')) return [];
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('earshot'));
    try {
      if (!database.objectStoreNames.contains('visits')) return [];
      return (await done(database.transaction('visits').objectStore('visits').getAll())) as VisitRow[];
    } finally {
      database.close();
    }
  }, null);
}

/**
 * Everything that the extension has on disk, as one text: all databases of IndexedDB, and `storage.local`. Bytes are in
 * hex; a `CryptoKey` shows as its algorithm and what it may be used for.
 */
export async function diskOf(browser: Pick<TestBrowser, 'inExtension'>): Promise<string> {
  return browser.inExtension(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const databases: Record<string, unknown> = {};
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const held = database.transaction(store).objectStore(store);
        databases[`${name}/${store}`] = [await done(held.getAllKeys()), await done(held.getAll())];
      }
      database.close();
    }
    return JSON.stringify({ databases, local: await chrome.storage.local.get(null) }, (_, value: unknown) => {
      if (value instanceof CryptoKey) {
        const { type, extractable, algorithm, usages } = value;
        return { type, extractable, algorithm, usages };
      }
      const bytes =
        value instanceof ArrayBuffer
          ? new Uint8Array(value)
          : ArrayBuffer.isView(value)
            ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
            : null;
      return bytes === null ? value : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    });
  }, null);
}

/** The ways in which a value could stand somewhere readable. */
export function readable(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const doubled = (shift: number) =>
    // What every base64 of a text that holds the value shows, at one of the three alignments.
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : shift + 1, -4);
  const base64 = [doubled(0), doubled(1), doubled(2)];
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const percent = encodeURIComponent(value);
  return [...new Set([value, percent, bytes.toString('hex'), ...base64, ...urlSafe])];
}

/** Text of the export of a visit, asked for as the popup does. */
export function exportOf(browser: TestBrowser, visitId: string, format: 'json' | 'html' = 'json'): Promise<string> {
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
    { ask: 'export', visitId, format },
  );
}
