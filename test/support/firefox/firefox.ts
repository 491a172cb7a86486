import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'webextension-polyfill';
import type { ReportAnswer } from '../../../extension/model/popup-protocol.ts';
import type { SiteReport } from '../../../extension/model/report.ts';
import { findFirefox } from '../browsers.mjs';
import type { Internet } from '../internet.ts';
import { askForReport } from '../reporting.ts';
import { call, firstContext, type Privileged } from './contexts.ts';
import {
  allowPrivateWindows,
  answerPermissionPrompts,
  clickAlert,
  endEventPage,
  mapHosts,
  switchAccess,
  trust,
} from './inside.ts';
import { type FirefoxPage, pageAt } from './page.ts';
import { microphonePrefs, networkPrefs, quietPrefs } from './preferences.ts';
import { type RunningFirefox, startFirefox } from './process.ts';

export interface FirefoxOptions {
  /** Folder with the unpacked extension's `manifest.json`, which has to name `browser_specific_settings.gecko.id`. */
  extension: string;
  /** Where all hosts live. Without it the browser uses the real internet. */
  net?: Internet;
  headed?: boolean;
  /** Lets the extension see private windows, as a person may in the add-on's settings. */
  privateWindows?: boolean;
  prefs?: Record<string, boolean | number | string>;
  /** Profile folder to use and to leave there, instead of a fresh one that goes with the browser. */
  profile?: string;
  /** Leaves the page of welcome open that comes with the installation. */
  welcome?: boolean;
  /** Folder that counts as the person's own: where Firefox looks for what an organisation has fixed. */
  home?: string;
}

export interface TestFirefox {
  /** The host of the extension's pages: moz-extension://ID/. */
  readonly extensionId: string;
  open(url?: string): Promise<FirefoxPage>;
  /** A tab in a new container of its own. */
  openInContainer(): Promise<FirefoxPage>;
  tabIdOf(page: FirefoxPage): Promise<number>;
  /** The popup in a tab of its own, showing the report about the given tab. */
  openPopup(tab: FirefoxPage | number): Promise<FirefoxPage>;
  /** What the extension answers about the tab, asked as the popup asks: its state, and with a voice visit the report. */
  answer(tab: FirefoxPage | number): Promise<ReportAnswer>;
  /** The report alone; `null` where there is none. */
  report(tab: FirefoxPage | number): Promise<SiteReport | null>;
  /** Runs a function in a page of the extension, with all of its `chrome.*`. */
  inExtension<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Ends the event page as Firefox does after thirty idle seconds: memory is gone, storage stays. */
  killBackground(): Promise<void>;
  /** Takes access to sites from the extension, or gives it back, as a person may in the add-on's settings. */
  allowSites(allowed: boolean): Promise<void>;
  /** From now on the browser grants what is asked for in a click, without asking the person. */
  grantWhatIsAsked(): Promise<void>;
  /** Clicks a notification that is on the screen. */
  clickNotification(): Promise<void>;
  readonly privileged: Privileged;
  /** Kills the browser as a crash would: no page, worker or database is told. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

/** In the pages of the extension, where some of the functions below run. */
declare const chrome: Browser;

const startPatience = 30_000;

/**
 * Starts a stock Firefox with the extension, a fake microphone that nobody is asked about, and every host on `net`.
 * Takes some seconds.
 */
export async function launchFirefox({
  extension,
  net,
  headed = false,
  privateWindows = false,
  prefs = {},
  profile: givenProfile,
  welcome = false,
  home,
}: FirefoxOptions): Promise<TestFirefox> {
  const executable = findFirefox();
  if (!executable) throw new Error('No Firefox found: install it, or set EARSHOT_FIREFOX.');
  const addonId = await readAddonId(extension);
  // Its storage belongs to this id: the same profile needs the same one again.
  const extensionId = givenProfile === undefined ? randomUUID() : '5f2b8c1e-3d47-4a69-9c70-1e8d2f6b4a35';
  const running = await startFirefox({
    executable,
    profile: givenProfile ?? null,
    preferences: {
      ...quietPrefs,
      ...microphonePrefs,
      ...(net ? networkPrefs(net) : {}),
      'extensions.webextensions.uuids': JSON.stringify({ [addonId]: extensionId }),
      ...prefs,
    },
    headed,
    ...(home !== undefined && { home }),
  });
  try {
    const controlled = await control(running, { extension, addonId, extensionId, net, privateWindows });
    if (!welcome) await closeWelcome(controlled);
    return controlled;
  } catch (error) {
    await running.close();
    throw error;
  }
}

async function readAddonId(extension: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(extension, 'manifest.json'), 'utf8')) as {
    browser_specific_settings?: { gecko?: { id?: string } };
  };
  const id = manifest.browser_specific_settings?.gecko?.id;
  if (!id) throw new Error(`${extension}/manifest.json names no browser_specific_settings.gecko.id.`);
  return id;
}

interface Parts {
  extension: string;
  addonId: string;
  extensionId: string;
  net: Internet | undefined;
  privateWindows: boolean;
}

async function control(
  { bidi, crash, close }: RunningFirefox,
  { extension, addonId, extensionId, net, privateWindows }: Parts,
): Promise<TestFirefox> {
  const window = await firstContext(bidi, { 'moz:scope': 'chrome' });
  const privileged: Privileged = (run, argument) => call(bidi, window, run, argument);
  if (net) {
    await privileged(mapHosts, net.addresses);
    await privileged(trust, net.authority.replace(/-----[^-]+-----|\s/g, ''));
  }
  if (privateWindows) await privileged(allowPrivateWindows, addonId);
  await bidi.send('webExtension.install', { extensionData: { type: 'path', path: extension } });

  const newPage = async (userContext = 'default') => {
    const { context } = await bidi.send<{ context: string }>('browsingContext.create', { type: 'tab', userContext });
    return pageAt(bidi, context, privileged);
  };
  const openOwn = async (path: string): Promise<FirefoxPage> => {
    const own = await newPage();
    const url = `moz-extension://${extensionId}/${path}`;
    // Waiting for the load of such a page never ends, so look at it instead.
    bidi.send('browsingContext.navigate', { context: own.context, url, wait: 'none' }).catch(() => {});
    await own.waitFor(() => location.protocol === 'moz-extension:' && document.readyState === 'complete');
    return own;
  };
  const desk = await openOwn('manifest.json');

  const tabIdOf = async (page: FirefoxPage): Promise<number> => {
    const url = await page.url();
    const byUrl = await desk.evaluate(
      (url) => chrome.tabs.query({}).then((all) => all.filter((tab) => tab.url === url)),
      url,
    );
    const only = byUrl.length === 1 ? byUrl[0]?.id : undefined;
    if (only !== undefined) return only;
    await bidi.send('browsingContext.activate', { context: page.context });
    const active = await desk.evaluate(() => chrome.tabs.query({ active: true, currentWindow: true }));
    const id = active.find((tab) => tab.url === undefined || tab.url === url)?.id;
    if (id === undefined) throw new Error(`The extension sees no tab with ${url}.`);
    return id;
  };
  const idOf = async (tab: FirefoxPage | number) => (typeof tab === 'number' ? tab : tabIdOf(tab));
  const answer = async (tab: FirefoxPage | number) => desk.evaluate(askForReport, await idOf(tab));

  return {
    extensionId,
    async open(url) {
      const opened = await newPage();
      if (url) await opened.goto(url);
      return opened;
    },
    async openInContainer() {
      const { userContext } = await bidi.send<{ userContext: string }>('browser.createUserContext', {});
      return newPage(userContext);
    },
    tabIdOf,
    openPopup: async (tab) => openOwn(`popup/index.html?tab=${await idOf(tab)}`),
    answer,
    report: async (tab) => (await answer(tab)).report,
    inExtension: (run, argument) => desk.evaluate(run, argument),
    killBackground: () => privileged(endEventPage, addonId),
    allowSites: (allowed) => privileged(switchAccess, { addonId, allowed }),
    clickNotification: () => privileged(clickAlert, undefined),
    grantWhatIsAsked: () => privileged(answerPermissionPrompts, undefined),
    privileged,
    crash,
    close,
  };
}

/** In everyday use it is long gone. */
async function closeWelcome({ inExtension }: TestFirefox): Promise<void> {
  await inExtension(async (patience) => {
    const end = Date.now() + patience;
    for (;;) {
      const tabs = await chrome.tabs.query({ url: chrome.runtime.getURL('welcome/index.html') });
      if (tabs[0]?.id !== undefined) return chrome.tabs.remove(tabs[0].id);
      if (Date.now() > end) throw new Error('The page of welcome did not open.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, startPatience);
}
