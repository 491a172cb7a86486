import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'webextension-polyfill';
import type { ReportAnswer } from '../../extension/model/popup-protocol.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { type Bidi, connectBidi } from './bidi.ts';
import { findFirefox } from './browsers.mjs';
import type { Internet } from './internet.ts';
import { askForReport } from './reporting.ts';

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

/** A tab. Functions are sent as source: they see their argument and nothing else from here; values travel as JSON. */
export interface FirefoxPage {
  readonly context: string;
  url(): Promise<string>;
  goto(url: string): Promise<void>;
  evaluate<Result>(run: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Until the function answers something true, at most `ms`. */
  waitFor(run: () => unknown, ms?: number): Promise<void>;
  /** A PNG of what is in view. */
  screenshot(): Promise<Buffer>;
  /** Gives the page so many CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Presses and releases a key, as `KeyboardEvent.key` names it, with the page in front. */
  press(key: 'Tab' | 'Enter' | 'Escape' | ' ' | `Arrow${'Up' | 'Down' | 'Left' | 'Right'}`): Promise<void>;
  /** What the person has set for all pages; Firefox keeps it for every page of the browser. */
  prefer(wishes: { dark?: boolean; lessMotion?: boolean }): Promise<void>;
  close(): Promise<void>;
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
  /** Runs a function with the browser's own privileges: `Services`, `Cc`, `Ci`, `ChromeUtils` and so on. */
  privileged<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Kills the browser as a crash would: no page, worker or database is told. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

/** In the pages of the extension, where some of the functions below run. */
declare const chrome: Browser;

const startPatience = 30_000;

/**
 * Starts a stock Firefox with the extension, a fake microphone that nobody is asked about, and every host on `net`.
 * Takes some seconds: tests share one browser per file.
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
  const profile = givenProfile ?? (await mkdtemp(join(tmpdir(), 'earshot-firefox-')));
  // Its storage belongs to this id: the same profile needs the same one again.
  const extensionId = givenProfile === undefined ? randomUUID() : '5f2b8c1e-3d47-4a69-9c70-1e8d2f6b4a35';
  let firefox: ChildProcess | undefined;
  let bidi: Bidi | undefined;

  const crash = async () => {
    const gone = new Promise((resolve) => firefox?.once('exit', resolve));
    firefox?.kill('SIGKILL');
    await gone;
    bidi?.close();
  };
  const close = async () => {
    if (firefox && firefox.exitCode === null) {
      const gone = new Promise((resolve) => firefox?.once('exit', resolve));
      await Promise.race([bidi?.send('browser.close').catch(() => {}), pause(3_000, undefined, { ref: false })]);
      await Promise.race([gone, pause(5_000, undefined, { ref: false })]);
      if (firefox.exitCode === null) firefox.kill('SIGKILL');
      await Promise.race([gone, pause(2_000, undefined, { ref: false })]);
    }
    bidi?.close();
    if (givenProfile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  try {
    const all = {
      ...quietPrefs,
      ...microphonePrefs,
      ...(net ? networkPrefs(net) : {}),
      'extensions.webextensions.uuids': JSON.stringify({ [addonId]: extensionId }),
      ...prefs,
    };
    const lines = Object.entries(all).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(join(profile, 'user.js'), lines.join('\n'));
    firefox = spawn(
      executable,
      [
        ...(headed ? [] : ['--headless']),
        ...['--no-remote', '--profile', profile],
        ...['--remote-debugging-port=0', '--remote-allow-system-access', 'about:blank'],
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1', ...(home !== undefined && { HOME: home }) },
      },
    );
    bidi = await connectBidi(`${await readBidiUrl(firefox)}/session`);
    await bidi.send('session.new', {
      capabilities: { alwaysMatch: { acceptInsecureCerts: true, unhandledPromptBehavior: { default: 'ignore' } } },
    });
    const controlled = await control(bidi, { extension, addonId, extensionId, net, privateWindows, crash, close });
    if (!welcome) await closeWelcome(controlled);
    return controlled;
  } catch (error) {
    await close();
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

/** Firefox says on stderr where it listens. Keeps reading afterwards, so that the pipe never fills up. */
function readBidiUrl(firefox: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`Firefox did not start in ${startPatience} ms.\n${said}`)),
      startPatience,
    );
    firefox.stderr?.on('data', (data) => {
      if (said.length < 100_000) said += String(data);
      const url = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    firefox.once('error', reject);
    firefox.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Firefox ended with code ${code}.\n${said}`));
    });
  });
}

/** What a new profile would otherwise fetch, ask or show. */
const quietPrefs = {
  // The system has none where nobody sits: Firefox shows notifications itself.
  'alerts.useSystemBackend': false,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'devtools.jsonview.enabled': false,
  'dom.disable_beforeunload': true,
  'dom.security.https_first': false,
  'extensions.update.enabled': false,
  // An extension that is loaded for a test is taken out again when the browser begins anew; what it stored stays.
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-provider.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'startup.homepage_welcome_url': 'about:blank',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

const microphonePrefs = {
  'dom.securecontext.allowlist': 'rooms.example', // http://rooms.example/clean, as in Chromium
  'media.autoplay.default': 0,
  'media.devices.insecure.enabled': true,
  'media.getusermedia.insecure.enabled': true,
  'media.navigator.permission.disabled': true,
  'media.navigator.streams.fake': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // Only pages that have the microphone's permission get candidates for all addresses, loopback among them. To capture
  // would do as well, but not from the fake device; servers on loopback can be reached from loopback only.
  'permissions.default.microphone': 1,
};

/** Every connection, whatever its port, goes to the one port of the internet; addresses are set in `mapHosts`. */
function networkPrefs(net: Internet) {
  return {
    'network.dns.disableIPv6': true,
    'network.dns.disablePrefetch': true,
    'network.proxy.type': 0,
    'network.socket.forcePort': `1-65535=${net.port}`,
    'network.trr.mode': 5,
  };
}

interface Parts {
  extension: string;
  addonId: string;
  extensionId: string;
  net: Internet | undefined;
  privateWindows: boolean;
  crash: () => Promise<void>;
  close: () => Promise<void>;
}

async function control(
  bidi: Bidi,
  { extension, addonId, extensionId, net, privateWindows, crash, close }: Parts,
): Promise<TestFirefox> {
  const window = await firstContext(bidi, { 'moz:scope': 'chrome' });
  const privileged: TestFirefox['privileged'] = (run, argument) => call(bidi, window, run, argument);
  if (net) {
    await privileged(mapHosts, net.addresses);
    await privileged(trust, net.authority.replace(/-----[^-]+-----|\s/g, ''));
  }
  if (privateWindows) await privileged(allowPrivateWindows, addonId);
  await bidi.send('webExtension.install', { extensionData: { type: 'path', path: extension } });

  const newPage = async (userContext = 'default') => {
    const { context } = await bidi.send<{ context: string }>('browsingContext.create', { type: 'tab', userContext });
    return page(bidi, context, privileged);
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

/** Adds an authority for servers, as an administrator may. Runs with the browser's own privileges. */
function trust(certificate: string): void {
  interface Database {
    addCertFromBase64(certificate: string, trust: string): void;
  }
  const { Cc, Ci } = globalThis as unknown as {
    Cc: Record<string, { getService(what: unknown): Database }>;
    Ci: Record<string, unknown>;
  };
  Cc['@mozilla.org/security/x509certdb;1']?.getService(Ci['nsIX509CertDB']).addCertFromBase64(certificate, 'C,,');
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

/** Firefox's own store of what extensions are granted: toolkit/components/extensions/ExtensionPermissions.sys.mjs. */
interface ExtensionPermissions {
  add(id: string, granted: Granted, extension?: Extension): Promise<void>;
  remove(id: string, granted: Granted, extension?: Extension): Promise<void>;
}
interface Granted {
  permissions: string[];
  origins: string[];
}
declare const ChromeUtils: { importESModule(url: string): { ExtensionPermissions: ExtensionPermissions } };

/** What the switch for private windows in the add-on's settings does. Runs with the browser's own privileges. */
async function allowPrivateWindows(addonId: string): Promise<void> {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  await ExtensionPermissions.add(addonId, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
}

/** What the switch for access to all sites there does. Runs privileged. */
async function switchAccess({ addonId, allowed }: { addonId: string; allowed: boolean }): Promise<void> {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  const extension = WebExtensionPolicy.getByID(addonId)?.extension;
  const access = { permissions: [], origins: ['<all_urls>'] };
  if (allowed) await ExtensionPermissions.add(addonId, access, extension);
  else await ExtensionPermissions.remove(addonId, access, extension);
}

/** Runs privileged. Firefox's own notification is a window: toolkit/components/alerts. */
function clickAlert(): void {
  const alert = [...Services.wm.getEnumerator('alert:alert')][0]?.document.getElementById('alertBox');
  if (!alert) throw new Error('No notification is on the screen.');
  alert.click();
}

/** Runs privileged. */
function answerPermissionPrompts(): void {
  Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false);
}

/** Names of keys in WebDriver (w3.org/TR/webdriver2, "Keyboard actions"). */
const keyCodes = {
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  ' ': ' ',
} as const;

function page(bidi: Bidi, context: string, privileged: TestFirefox['privileged']): FirefoxPage {
  const evaluate = <Result, Argument>(run: (argument: Argument) => Result | Promise<Result>, argument?: Argument) =>
    call(bidi, context, run, argument as Argument);
  return {
    context,
    evaluate,
    async url() {
      const { contexts } = await bidi.send<Tree>('browsingContext.getTree', { root: context, maxDepth: 0 });
      return contexts[0]?.url ?? '';
    },
    async goto(url) {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async waitFor(run, ms = 15_000) {
      const end = Date.now() + ms;
      // A tab that is between two documents refuses to evaluate: not an answer either.
      while (!(await evaluate(run).catch(() => false))) {
        if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${run}`);
        await pause(50);
      }
    },
    async screenshot() {
      const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context });
      return Buffer.from(data, 'base64');
    },
    async resize(width, height) {
      await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
    },
    async press(key) {
      await bidi.send('browsingContext.activate', { context });
      const value = keyCodes[key];
      const actions = [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
      await bidi.send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    async prefer({ dark = false, lessMotion = false }) {
      await privileged(setPreferences, {
        'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
        'ui.prefersReducedMotion': lessMotion ? 1 : 0,
      });
    },
    async close() {
      await bidi.send('browsingContext.close', { context });
    },
  };
}

interface Tree {
  contexts: { context: string; url: string }[];
}

async function firstContext(bidi: Bidi, options: object): Promise<string> {
  const { contexts } = await bidi.send<Tree>('browsingContext.getTree', { ...options, maxDepth: 0 });
  const first = contexts[0];
  if (!first) throw new Error('Firefox has no window.');
  return first.context;
}

type Evaluated =
  | { type: 'success'; result: { type: string; value?: string } }
  | { type: 'exception'; exceptionDetails: { text: string } };

async function call<Result, Argument>(
  bidi: Bidi,
  context: string,
  run: (argument: Argument) => Result | Promise<Result>,
  argument: Argument,
): Promise<Result> {
  const evaluated = await bidi.send<Evaluated>('script.callFunction', {
    // TypeScript runners name nested functions through a helper of their own, which is not there.
    functionDeclaration: `async (json) => {
      const __name = (named) => named;
      return JSON.stringify(await (${run})(json === undefined ? undefined : JSON.parse(json)));
    }`,
    arguments: [argument === undefined ? { type: 'undefined' } : { type: 'string', value: JSON.stringify(argument) }],
    target: { context },
    awaitPromise: true,
  });
  if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text);
  const { value } = evaluated.result;
  return (value === undefined ? undefined : JSON.parse(value)) as Result;
}

/** What of Firefox's inside is used here. netwerk/dns/nsINativeDNSResolverOverride.idl and toolkit/components/extensions. */
interface DnsOverride {
  addIPOverride(host: string, address: string): void;
}
interface Extension {
  backgroundState: string;
  terminateBackground(options: { ignoreDevToolsAttached: boolean; disableResetIdleForTest: boolean }): Promise<void>;
}
interface HttpChannel {
  QueryInterface(type: unknown): { URI: { host: string } };
}
declare const Cc: Record<string, { getService(type: unknown): DnsOverride }>;
declare const Ci: Record<string, unknown>;
declare const Services: {
  wm: { getEnumerator(type: string): Iterable<Window> };
  obs: { addObserver(observer: (subject: HttpChannel) => void, topic: string): void };
  prefs: { setBoolPref(name: string, value: boolean): void; setIntPref(name: string, value: number): void };
};
declare const WebExtensionPolicy: { getByID(id: string): { extension: Extension } | null };

/** Runs privileged. Overrides take no wildcards, so hosts below one get their address when first asked for anything. */
function mapHosts(addresses: { pattern: string; address: string }[]): void {
  const override = Cc['@mozilla.org/network/native-dns-override;1']?.getService(Ci.nsINativeDNSResolverOverride);
  if (!override) throw new Error('This Firefox has no nsINativeDNSResolverOverride.');
  const map = (channel: HttpChannel) => {
    const { host } = channel.QueryInterface(Ci.nsIChannel).URI;
    const site = addresses.find(
      ({ pattern }) => host === pattern || (pattern[0] === '*' && host.endsWith(pattern.slice(1))),
    );
    override.addIPOverride(host, site?.address ?? '127.0.0.1');
  };
  Services.obs.addObserver(map, 'http-on-opening-request');
  // A STUN or TURN server is not announced at all.
  for (const { pattern, address } of addresses) if (pattern[0] !== '*') override.addIPOverride(pattern, address);
  // The target of a redirect is not announced by the first.
  Services.obs.addObserver(map, 'http-on-modify-request');
}

/** Runs privileged. */
function setPreferences(preferences: Record<string, number>): void {
  for (const [name, value] of Object.entries(preferences)) Services.prefs.setIntPref(name, value);
}

/** Runs privileged. */
async function endEventPage(addonId: string): Promise<void> {
  const extension = WebExtensionPolicy.getByID(addonId)?.extension;
  if (!extension) throw new Error(`${addonId} is not installed.`);
  await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
  if (extension.backgroundState !== 'stopped') throw new Error(`The event page is ${extension.backgroundState}.`);
}
