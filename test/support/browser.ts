import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Browser } from 'webextension-polyfill';
import { launchChromium, type TestChromium } from './chromium.ts';
import { launchFirefox, type TestFirefox } from './firefox/firefox.ts';
import type { FirefoxPage } from './firefox/page.ts';
import type { Internet } from './internet.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** A tab of either browser. Functions see their argument and nothing else from here; values travel as JSON. */
export type TestPage = Omit<FirefoxPage, 'context'>;

/** Either browser with Earshot installed: tests are written once. */
export interface TestBrowser
  extends Pick<TestFirefox, 'inExtension' | 'killBackground' | 'allowSites' | 'crash' | 'close'> {
  readonly name: 'chromium' | 'firefox';
  open(url?: string): Promise<TestPage>;
  tabIdOf(page: TestPage): Promise<number>;
  openPopup(tab: TestPage | number): Promise<TestPage>;
  answer(tab: TestPage | number): ReturnType<TestFirefox['answer']>;
  report(tab: TestPage | number): ReturnType<TestFirefox['report']>;
  /** Firefox only. From now on the browser grants what is asked for in a click, without asking the person. */
  grantWhatIsAsked?(): Promise<void>;
  /** Firefox only. Clicks a notification that is on the screen. */
  clickNotification?(): Promise<void>;
  /** Chromium only. Bytes that the extension may store; null: as many as it wants. */
  limitStorage?(bytes: number | null): Promise<void>;
  /** Sets the background's clock by so many milliseconds, until the background ends. */
  setClock(by: number): Promise<void>;
}

/** Folder of the built extension. */
export const buildFor = (name: TestBrowser['name']) =>
  join(import.meta.dirname, '../../dist', name === 'chromium' ? 'chrome' : 'firefox');

export interface LaunchOptions {
  /** Another folder than the built one. */
  extension?: string;
  privateWindows?: boolean;
  /** Chromium only: lets a tab be out of sight, as it always can be in Firefox. */
  outOfSight?: boolean;
  /** Profile folder to use and to leave there. */
  profile?: string;
  /** Leaves the page of welcome open that comes with the installation. */
  welcome?: boolean;
  /** Firefox only: where it looks for what an organisation has fixed. */
  home?: string;
}

/** Starts a browser with the extension and every host on `net`. */
export async function launchBrowser(
  name: TestBrowser['name'],
  net: Internet,
  {
    extension = buildFor(name),
    privateWindows = false,
    outOfSight = false,
    profile,
    welcome = false,
    home,
  }: LaunchOptions = {},
): Promise<TestBrowser> {
  const options = { extension, net, privateWindows, welcome, ...(profile !== undefined && { profile }) };
  if (name === 'chromium') return asTestBrowser(await launchChromium({ ...options, outOfSight }));
  const firefox = await launchFirefox({ ...options, ...(home !== undefined && { home }) });
  return {
    ...firefox,
    name,
    setClock: (by: number) =>
      firefox.inExtension(async (ms) => {
        const { Date: clock } = (await chrome.runtime.getBackgroundPage()) as Window & { Date: DateConstructor };
        const { now } = clock;
        clock.now = () => now() + ms;
      }, by),
  } as TestBrowser;
}

/** Starts a browser with a copy of the extension, which goes with the browser. */
export async function launchCopy(
  name: TestBrowser['name'],
  net: Internet,
  extension: string,
  options: Omit<LaunchOptions, 'extension'> = {},
): Promise<TestBrowser> {
  const browser = await launchBrowser(name, net, { ...options, extension });
  return {
    ...browser,
    async close() {
      await browser.close();
      await rm(extension, { recursive: true, force: true });
    },
  };
}

/** A Chromium as tests see either browser. */
export function asTestBrowser(chromium: TestChromium): TestBrowser {
  const pages = new Map<TestPage, Page>();
  const wrap = (page: Page): TestPage => {
    const wrapped: TestPage = {
      url: async () => page.url(),
      goto: async (url) => void (await page.goto(url)),
      evaluate: (run: unknown, argument?: unknown) => page.evaluate(run as never, argument as never),
      waitFor: async (run, ms = 20_000) => void (await page.waitForFunction(run, null, { timeout: ms, polling: 100 })),
      screenshot: () => page.screenshot(),
      resize: (width, height) => page.setViewportSize({ width, height }),
      async press(key) {
        await page.bringToFront();
        await page.keyboard.press(key);
      },
      prefer: ({ dark = false, lessMotion = false }) =>
        page.emulateMedia({
          colorScheme: dark ? 'dark' : 'light',
          reducedMotion: lessMotion ? 'reduce' : 'no-preference',
        }),
      close: () => page.close(),
    };
    pages.set(wrapped, page);
    return wrapped;
  };
  const known = (tab: TestPage | number): Page | number => {
    const page = typeof tab === 'number' ? tab : pages.get(tab);
    if (page === undefined) throw new Error('Not a page of this browser.');
    return page;
  };
  return {
    name: 'chromium',
    async open(url) {
      const page = await chromium.context.newPage();
      if (url) await page.goto(url);
      return wrap(page);
    },
    tabIdOf: (page) => chromium.tabIdOf(known(page) as Page),
    openPopup: async (tab) => wrap(await chromium.openPopup(known(tab))),
    answer: (tab) => chromium.answer(known(tab)),
    report: (tab) => chromium.report(known(tab)),
    inExtension: chromium.inExtension,
    killBackground: () => chromium.killWorker(),
    crash: () => chromium.crash(),
    allowSites: (allowed) => chromium.allowSites(allowed),
    limitStorage: (bytes) => chromium.limitStorage(bytes),
    async setClock(by) {
      await (await chromium.worker()).evaluate((ms) => {
        const { now } = Date;
        Date.now = () => now() + ms;
      }, by);
    },
    close: () => chromium.close(),
  };
}
