import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright';
import type { Browser } from 'webextension-polyfill';
import type { ReportAnswer } from '../../extension/model/popup-protocol.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { findChromium } from './browsers.mjs';
import type { Internet } from './internet.ts';
import { askForReport } from './reporting.ts';

export interface ChromiumOptions {
  /** Folder with the unpacked extension's `manifest.json`. */
  extension: string;
  /** Where all hosts live. Without it the browser uses the real internet. */
  net?: Internet;
  headed?: boolean;
  /** Pixels of the screen to one of CSS. Headless only. */
  scale?: number;
  /** Lets the extension see private windows, as a person may on the browser's page of extensions. */
  privateWindows?: boolean;
  /** Without it, pages get the real microphone and the person is asked. On by default. */
  fakeMicrophone?: boolean;
  /** Profile folder to use and to leave there, instead of a fresh one that goes with the browser. */
  profile?: string;
  /** Leaves the page of welcome open that comes with the installation. */
  welcome?: boolean;
  /** Lets a tab be out of sight: otherwise Playwright makes every page believe that it is looked at. Headless only. */
  outOfSight?: boolean;
  /** More command line switches. Not `--disable-features`: Playwright sets that one, and the last one wins. */
  args?: string[];
}

export interface TestChromium {
  readonly context: BrowserContext;
  readonly extensionId: string;
  /** The extension's service worker. After `killWorker`, evaluating in it waits for some event to wake it. */
  worker(): Promise<Worker>;
  tabIdOf(page: Page): Promise<number>;
  /** The popup in a tab of its own, showing the report about the given tab. */
  openPopup(tab: Page | number): Promise<Page>;
  /** What the extension answers about the tab, asked as the popup asks: its state, and with a voice visit the report. */
  answer(tab: Page | number): Promise<ReportAnswer>;
  /** The report alone; `null` where there is none. */
  report(tab: Page | number): Promise<SiteReport | null>;
  /** Runs a function in a page of the extension, with all of its `chrome.*`. Wakes the worker only if the function does. */
  inExtension<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Stops the service worker as Chromium does after thirty idle seconds: memory is gone, storage stays. */
  killWorker(): Promise<void>;
  /** Takes access to sites from the extension, or gives it back, as a person may on the browser's page of extensions. */
  allowSites(allowed: boolean): Promise<void>;
  /** Bytes that the extension may store; null: as many as it wants. */
  limitStorage(bytes: number | null): Promise<void>;
  /** Kills the browser as a crash would: no page, worker or database is told. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

/** In the pages of the extension, where some of the functions below run. */
declare const chrome: Browser;

const workerPatience = 15_000;

/** Starts Chromium with the extension, a fake microphone that nobody is asked about, and every host on `net`. */
export async function launchChromium({
  extension,
  net,
  headed = false,
  scale = 1,
  privateWindows = false,
  fakeMicrophone = true,
  profile: givenProfile,
  welcome = false,
  outOfSight = false,
  args = [],
}: ChromiumOptions): Promise<TestChromium> {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error('No Chromium found: install it, or `npx playwright install chromium`, or set EARSHOT_CHROMIUM.');
  }
  const profile = givenProfile ?? (await mkdtemp(join(tmpdir(), 'earshot-chromium-')));
  let context: BrowserContext | undefined;
  let ownProcess: ChildProcess | undefined;
  const crash = async () => {
    const gone = new Promise((resolve) => context?.once('close', resolve));
    process.kill(await mainProcess(profile), 'SIGKILL');
    await gone;
    // The next one would ask what became of the last.
    await rm(join(profile, 'SingletonLock'), { force: true });
  };
  const close = async () => {
    await context?.close();
    await ended(ownProcess);
    if (givenProfile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const switches = [
    `--disable-extensions-except=${extension}`,
    `--load-extension=${extension}`,
    ...(fakeMicrophone ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
    '--test-type', // no bar that warns of the switches here
    ...(net ? networkArgs(net) : []),
    ...args,
  ];
  // Only real sites need the sandbox; as root, and in many containers, Chromium does not start with it.
  const chromiumSandbox = !net && process.getuid?.() !== 0;
  try {
    if (outOfSight) {
      ownProcess = spawn(
        executablePath,
        [
          ...switches,
          ...(chromiumSandbox ? [] : ['--no-sandbox']),
          ...['--headless=new', '--no-first-run', '--no-default-browser-check', '--remote-debugging-port=0'],
          ...[`--user-data-dir=${profile}`, 'about:blank'],
        ],
        { stdio: 'ignore' },
      );
      const browser = await chromium.connectOverCDP(await debuggingUrl(profile), { noDefaults: true });
      [context] = browser.contexts();
      if (!context) throw new Error('Chromium has no window.');
      const controlled = await control(context, null, { crash, close });
      await closeWelcome(controlled);
      return controlled;
    }
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: !headed,
      ...(headed ? { viewport: null } : { viewport: { width: 1000, height: 760 }, deviceScaleFactor: scale }),
      chromiumSandbox,
      ignoreDefaultArgs: ['--disable-extensions'],
      args: switches,
    });
    const reloaded = privateWindows ? await allowPrivateWindows(context) : null;
    const controlled = await control(context, reloaded, { crash, close });
    // Whoever flipped the switch for private windows has loaded the extension anew, which closes its tabs.
    if (!welcome && reloaded === null) await closeWelcome(controlled);
    return controlled;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where a Chromium that was started by hand can be spoken to, once it can. */
async function debuggingUrl(profile: string): Promise<string> {
  for (const end = Date.now() + workerPatience; Date.now() < end; await pause(50)) {
    const told = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port, path] = told.split('\n');
    if (port && path) return `ws://127.0.0.1:${port}${path}`;
  }
  throw new Error(`Chromium did not start in ${workerPatience} ms.`);
}

async function ended(process: ChildProcess | undefined): Promise<void> {
  if (!process || process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGTERM');
  await gone;
}

/**
 * Flips the switch on `chrome://extensions`. The browser then loads the extension anew.
 * @returns the extension's id: its new worker does not show until something wakes it
 */
async function allowPrivateWindows(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  await page.goto('chrome://extensions');
  const ids = await page.evaluate(async () => {
    interface DeveloperPrivate {
      getExtensionsInfo(): Promise<{ id: string; location: string }[]>;
      updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
      updateExtensionConfiguration(update: { extensionId: string; incognitoAccess: boolean }): Promise<void>;
    }
    const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
    // Without developer mode the unpacked extension would not come back.
    await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
    const ids = (await developerPrivate.getExtensionsInfo())
      .filter(({ location }) => location === 'UNPACKED')
      .map(({ id }) => id);
    for (const extensionId of ids) {
      await developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true });
    }
    return ids;
  });
  await page.waitForTimeout(1000);
  await page.close();
  const [id] = ids;
  if (id === undefined) throw new Error('The extension was not loaded.');
  return id;
}

/** In everyday use it is long gone. */
async function closeWelcome({ inExtension }: TestChromium): Promise<void> {
  await inExtension(async (patience) => {
    const end = Date.now() + patience;
    for (;;) {
      const [tab] = await chrome.tabs.query({ url: chrome.runtime.getURL('welcome/index.html') });
      // Closed while it reads its words, it would leave the whole process without any: not before it has its title.
      const isRead =
        tab?.status === 'complete' && !['', 'Earshot'].includes(tab.title ?? '') && !tab.title?.includes('/');
      if (tab?.id !== undefined && isRead) return chrome.tabs.remove(tab.id);
      if (Date.now() > end) throw new Error('The page of welcome did not open.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, workerPatience);
}

function networkArgs(net: Internet): string[] {
  return [
    `--host-resolver-rules=${net.resolverRules()}`,
    `--ignore-certificate-errors-spki-list=${net.keyDigest}`,
    // Else http://rooms.example/clean gets no microphone: only secure origins do.
    '--unsafely-treat-insecure-origin-as-secure=http://rooms.example',
    '--no-proxy-server',
  ];
}

/** The browser process that has this profile: Playwright does not tell. Linux only. */
async function mainProcess(profile: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    const words = line.split('\0');
    if (words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith('--type='))) {
      return Number(entry);
    }
  }
  throw new Error(`No browser has the profile ${profile}.`);
}

async function control(
  context: BrowserContext,
  id: string | null,
  { crash, close }: Pick<TestChromium, 'crash' | 'close'>,
): Promise<TestChromium> {
  const running = () => context.serviceWorkers().find((worker) => worker.url().startsWith('chrome-extension://'));
  const worker = async () =>
    running() ??
    (await context.waitForEvent('serviceworker', {
      predicate: (each) => each.url().startsWith('chrome-extension://'),
      timeout: workerPatience,
    }));
  const extensionId = id ?? new URL((await worker()).url()).host;

  // A page of the extension to speak from. The manifest is one that every extension has, and it runs no script.
  const desk = await context.newPage();
  await desk.goto(`chrome-extension://${extensionId}/manifest.json`);
  const devTools = await context.newCDPSession(desk);

  const tabIdOf = async (page: Page): Promise<number> => {
    const url = page.url();
    const byUrl = await desk.evaluate(
      (url) => chrome.tabs.query({}).then((all) => all.filter((tab) => tab.url === url)),
      url,
    );
    const only = byUrl.length === 1 ? byUrl[0]?.id : undefined;
    if (only !== undefined) return only;
    await page.bringToFront();
    const active = await desk.evaluate(() => chrome.tabs.query({ active: true, lastFocusedWindow: true }));
    const id = active.find((tab) => tab.url === undefined || tab.url === url)?.id;
    if (id === undefined) throw new Error(`The extension sees no tab with ${url}.`);
    return id;
  };
  const idOf = async (tab: Page | number) => (typeof tab === 'number' ? tab : tabIdOf(tab));
  const answer = async (tab: Page | number) => desk.evaluate(askForReport, await idOf(tab));

  return {
    context,
    extensionId,
    worker,
    tabIdOf,
    async openPopup(tab) {
      const id = await idOf(tab);
      const popup = await context.newPage();
      await popup.goto(`chrome-extension://${extensionId}/popup/index.html?tab=${id}`);
      return popup;
    },
    answer,
    report: async (tab) => (await answer(tab)).report,
    inExtension: (run, argument) => desk.evaluate(run as never, argument as never),
    async killWorker() {
      // The worker's target outlives its death while DevTools are attached, and Playwright always is: so the only
      // signal is the running status.
      const stopped = new Promise<void>((resolve) => {
        devTools.on('ServiceWorker.workerVersionUpdated', function heard({ versions }) {
          const ours = versions.find(({ scriptURL }) => scriptURL.startsWith(`chrome-extension://${extensionId}/`));
          if (ours?.runningStatus !== 'stopped') return;
          devTools.off('ServiceWorker.workerVersionUpdated', heard);
          resolve();
        });
      });
      await devTools.send('ServiceWorker.enable');
      const stop = () => devTools.send('ServiceWorker.stopAllWorkers');
      await stop();
      // Woken in the moment of its death it may live on, and nothing is said of having stopped.
      const again = setInterval(() => void stop().catch(() => {}), 500);
      await stopped.finally(() => clearInterval(again));
      await devTools.send('ServiceWorker.disable');
    },
    async allowSites(allowed) {
      const page = await context.newPage();
      await page.goto('chrome://extensions');
      await page.evaluate(
        async ({ extensionId, hostAccess }) => {
          interface DeveloperPrivate {
            updateExtensionConfiguration(update: { extensionId: string; hostAccess: string }): Promise<void>;
          }
          const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
          await developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess });
        },
        { extensionId, hostAccess: allowed ? 'ON_ALL_SITES' : 'ON_CLICK' },
      );
      await page.close();
    },
    async limitStorage(bytes) {
      await devTools.send('Storage.overrideQuotaForOrigin', {
        origin: `chrome-extension://${extensionId}`,
        ...(bytes !== null && { quotaSize: bytes }),
      });
    },
    crash,
    close,
  };
}
