import type { Browser } from 'webextension-polyfill';
import type { Deletion, HistoryAnswer } from '../../extension/model/history.ts';
import type { TestBrowser } from './browser.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** Says something to the background, as the extension's own pages do. Anything wakes it. */
export const send = <Answer>(earshot: Pick<TestBrowser, 'inExtension'>, message: unknown): Promise<Answer> =>
  earshot.inExtension(async (it) => (await chrome.runtime.sendMessage(it)) as Answer, message);

export const remove = (earshot: Pick<TestBrowser, 'inExtension'>, deletion: Deletion, aside: string[] = []) =>
  send<HistoryAnswer>(earshot, { command: 'delete-history', deletion, aside });
