import type { Browser } from 'webextension-polyfill';
import type { TestBrowser } from './browser.ts';
import type { Internet } from './internet.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** One internet, and one browser on it, for all tests of a file: from the first that asks to the first of another file. */
export class SharedBrowser {
  #file: string | null = null;
  #net: Internet | null = null;
  #browser: TestBrowser | null = null;

  /** Whose file this is not has had its turn: its browser goes. */
  async turnTo(file: string): Promise<void> {
    if (this.#file !== file) await this.close();
    this.#file = file;
  }

  async net(start: () => Promise<Internet>): Promise<Internet> {
    this.#net ??= await start();
    return this.#net;
  }

  async browser(start: () => Promise<TestBrowser>): Promise<TestBrowser> {
    this.#browser ??= await start();
    return this.#browser;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#net?.close();
    this.#browser = this.#net = null;
  }
}

/** Closes every tab but the one that tests speak from, and with them what was going on there. */
export async function closeTabs(browser: Pick<TestBrowser, 'inExtension'>): Promise<void> {
  await browser.inExtension(async () => {
    const own = await chrome.tabs.getCurrent();
    const others = (await chrome.tabs.query({})).flatMap(({ id }) => (id === undefined || id === own?.id ? [] : [id]));
    await chrome.tabs.remove(others);
  }, null);
}
