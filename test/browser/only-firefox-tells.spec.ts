import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { Destination, SiteReport } from '../../extension/model/report.ts';
import { buildFor } from '../support/browser.ts';
import { test } from '../support/earshot.ts';
import { type FirefoxOptions, launchFirefox, type TestFirefox } from '../support/firefox/firefox.ts';
import type { FirefoxPage } from '../support/firefox/page.ts';
import { type Site, startInternet } from '../support/internet.ts';
import { startHttpProxy, startSocksProxy, type TestProxy } from '../support/proxy.ts';
import { siteWithWorker } from '../support/service-worker.ts';

/** What webRequest tells in Firefox and not in Chromium: connections, proxies, containers. */
const it = test.extend<{
  firefox: (options?: Pick<FirefoxOptions, 'prefs'>) => Promise<TestFirefox>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
  net: async ({}, use) => {
    const net = await startInternet({ sites });
    await use(net);
    await net.close();
  },
  firefox: async ({ net }, use) => {
    const opened: TestFirefox[] = [];
    await use(async (options = {}) => {
      const firefox = await launchFirefox({ extension: buildFor('firefox'), net, ...options });
      opened.push(firefox);
      return firefox;
    });
    for (const firefox of opened) await firefox.close();
  },
});

it.skip(({ browserUnderTest }) => browserUnderTest !== 'firefox', 'Chromium does not tell');

/** In the pages of the extension. */
declare const chrome: Browser;

const page = `<!doctype html><title>club</title><script>
  navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => {
    window.stream = stream;
    document.body.dataset.microphone = 'on';
  });
</script>`;

/** Passes on what it is asked for, by itself: the browser names no tab for that. */
const passesOn = "addEventListener('message', ({ data }) => void fetch(data, { mode: 'no-cors' }));";

const socket: Site = { socket() {} };
const sites: Record<string, Site> = {
  'club.example': {
    request: siteWithWorker(() => ({ type: 'text/html', body: page }), passesOn),
  },
  'api.company.example': { request: () => 'here' },
  'socket.company.example': socket,
  'self-signed.company.example': { request: () => 'here', selfSigned: true },
  'old.company.example': { request: () => 'here', tls: 'TLSv1' },
  'worker.company.example': { request: () => 'here' },
};

const talking = () => document.body?.dataset['microphone'] === 'on';

async function join(firefox: TestFirefox, tab?: FirefoxPage): Promise<FirefoxPage> {
  const opened = tab ?? (await firefox.open());
  await opened.goto('https://club.example/');
  await opened.waitFor(talking);
  await expect.poll(async () => (await firefox.report(opened))?.microphone.state).toBe('on');
  return opened;
}

/** Asks for something, and opens a WebSocket where the URL is one's. */
const contact = (url: string): Promise<string> =>
  url.startsWith('wss:')
    ? new Promise((resolve) => {
        const opened = new WebSocket(url);
        opened.onopen = () => resolve('open');
        opened.onerror = () => resolve('failed');
      })
    : fetch(url).then(
        (answer) => answer.text(),
        () => 'failed',
      );

async function reached(
  firefox: TestFirefox,
  tab: FirefoxPage,
  host: string,
  wanted: (destination: Destination) => boolean,
): Promise<{ report: SiteReport; destination: Destination }> {
  const asked = async () => {
    const report = await firefox.report(tab);
    const destination = report?.destinations.find((one) => one.host === host);
    return report && destination ? { report, destination } : null;
  };
  await expect
    .poll(async () => {
      const found = await asked();
      return found !== null && wanted(found.destination);
    })
    .toBe(true);
  const found = await asked();
  if (!found) throw new Error(`${host} is gone.`);
  return found;
}

const known = ({ tls = [] }: Destination) => tls.length > 0;

it('the address of a WebSocket is told, and where it stands', async ({ firefox, net }) => {
  const browser = await firefox();
  const tab = await join(browser);
  expect(await tab.evaluate(contact, 'wss://socket.company.example/')).toBe('open');
  const { destination } = await reached(
    browser,
    tab,
    'socket.company.example',
    ({ addresses }) => addresses.length > 0,
  );
  expect(destination.types).toEqual(['websocket']);
  expect(destination.addresses).toMatchObject([
    { ip: net.addressOf('socket.company.example'), location: { certainty: 'special' } },
  ]);
});

it('version, cipher and whose certificate are told of https and wss, and who added an authority may read along', async ({
  firefox,
}) => {
  const browser = await firefox();
  const tab = await join(browser);
  expect(await tab.evaluate(contact, 'https://api.company.example/')).toBe('here');
  expect(await tab.evaluate(contact, 'wss://socket.company.example/')).toBe('open');
  for (const host of ['api.company.example', 'socket.company.example']) {
    const { destination, report } = await reached(browser, tab, host, known);
    // The test's own authority: one that was added to this browser.
    expect(destination.tls).toEqual([
      { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), weak: false, certificate: 'added' },
    ]);
    expect(destination.proxies).toBeUndefined();
    expect(report.warnings.filter(({ rule }) => /certificate|weak/.test(rule))).toEqual([]);
  }
  const popup = await browser.openPopup(tab);
  await popup.waitFor(() => document.querySelector('.destinations summary') !== null);
  await popup.evaluate(() => {
    for (let opened = 0; opened < 3; opened++) {
      for (const one of document.querySelectorAll<HTMLElement>('.destinations details:not([open]) > summary'))
        one.click();
    }
    document.querySelector<HTMLElement>('.destinations:not([open]) > summary')?.click();
  });
  await popup.waitFor(() => document.querySelector('.hosts details > summary') !== null);
  await popup.evaluate(() => {
    for (const one of document.querySelectorAll<HTMLElement>('.hosts details:not([open]) > summary')) one.click();
  });
  await popup.waitFor(() => /TLS 1\.3 · TLS_/.test(document.body.textContent ?? ''));
});

it('a certificate that passed by an exception is warned of, and who it was for', async ({ firefox }) => {
  const browser = await firefox();
  const tab = await join(browser);
  expect(await tab.evaluate(contact, 'https://self-signed.company.example/')).toBe('here');
  const { destination, report } = await reached(browser, tab, 'self-signed.company.example', known);
  expect(destination.tls).toMatchObject([{ certificate: 'nobody', weak: false }]);
  expect(report.warnings.find(({ rule }) => rule === 'certificate-not-trusted')).toMatchObject({
    severity: 'medium',
    party: 'company.example',
    hosts: ['self-signed.company.example'],
  });
});

it('TLS 1.0, where a browser still lets it pass, is warned of', async ({ firefox }) => {
  const browser = await firefox({
    prefs: { 'security.tls.version.min': 1, 'security.tls.version.enable-deprecated': true },
  });
  const tab = await join(browser);
  expect(await tab.evaluate(contact, 'https://old.company.example/')).toBe('here');
  const { destination, report } = await reached(browser, tab, 'old.company.example', known);
  expect(destination.tls).toMatchObject([{ version: 'TLSv1', weak: true }]);
  expect(report.warnings.find(({ rule }) => rule === 'weak-encryption')).toMatchObject({
    severity: 'medium',
    hosts: ['old.company.example'],
  });
});

it('without its old settings Firefox refuses TLS 1.0, and nobody there learns anything', async ({ firefox }) => {
  const browser = await firefox();
  const tab = await join(browser);
  expect(await tab.evaluate(contact, 'https://old.company.example/')).toBe('failed');
  const { destination } = await reached(browser, tab, 'old.company.example', ({ failed }) => failed > 0);
  expect(destination).toMatchObject({ reached: false });
  expect(destination.tls).toBeUndefined();
});

it('a request goes through while the background is dead, and the connection is told of again after', async ({
  firefox,
}) => {
  const browser = await firefox();
  const tab = await join(browser);
  await expect
    .poll(() => browser.inExtension(async () => Object.keys(await chrome.storage.session.get(null)).join(), null))
    .toContain('visit:');
  await browser.killBackground();
  expect(await tab.evaluate(contact, 'https://api.company.example/dead')).toBe('here');
  await expect.poll(async () => (await browser.report(tab))?.microphone.state).toBe('on');
  expect(await tab.evaluate(contact, 'https://api.company.example/alive')).toBe('here');
  await reached(browser, tab, 'api.company.example', known);
});

const through = (proxy: TestProxy, kind: 'http' | 'socks', remoteNames: boolean) => ({
  // Proxies lead everything to the internet's own port themselves.
  'network.socket.forcePort': '',
  'network.proxy.type': 1,
  'network.proxy.allow_hijacking_localhost': true,
  ...(kind === 'http'
    ? { 'network.proxy.ssl': '127.0.0.1', 'network.proxy.ssl_port': proxy.port }
    : {
        'network.proxy.socks': '127.0.0.1',
        'network.proxy.socks_port': proxy.port,
        'network.proxy.socks_version': 5,
        'network.proxy.socks5_remote_dns': remoteNames,
        'network.proxy.socks_remote_dns': remoteNames,
      }),
});

for (const { what, kind, remoteNames } of [
  { what: 'an HTTP proxy', kind: 'http', remoteNames: true },
  { what: 'a SOCKS proxy that looks names up', kind: 'socks', remoteNames: true },
  { what: 'a SOCKS proxy that is given addresses', kind: 'socks', remoteNames: false },
] as const) {
  it(`behind ${what} no address is taken for the server's that is not`, async ({ firefox, net }) => {
    const proxy = await (kind === 'http' ? startHttpProxy : startSocksProxy)(net);
    try {
      const browser = await firefox({ prefs: through(proxy, kind, remoteNames) });
      const tab = await join(browser);
      for (const [url, host] of [
        ['https://api.company.example/', 'api.company.example'],
        ['wss://socket.company.example/', 'socket.company.example'],
      ] as const) {
        await tab.evaluate(contact, url);
        // The proxy is told when the answer begins, after the connection; the address then, too.
        const { destination, report } = await reached(
          browser,
          tab,
          host,
          (it) => known(it) && it.proxies !== undefined && (remoteNames || it.addresses.length > 0),
        );
        expect(destination.proxies).toEqual([kind]);
        expect(destination.addresses.map(({ ip }) => ip)).toEqual(remoteNames ? [] : [net.addressOf(host)]);
        expect(report.blindSpots.some((spot) => spot.what.key === 'blindProxy')).toBe(remoteNames);
      }
      expect(proxy.asked).toContain(remoteNames ? 'api.company.example' : net.addressOf('api.company.example'));
    } finally {
      await proxy.close();
    }
  });
}

it('two containers are two visits, each with its own container, and a worker counts for its own only', async ({
  firefox,
  net,
}) => {
  const browser = await firefox();
  const plain = await join(browser);
  const [first, second] = [
    await join(browser, await browser.openInContainer()),
    await join(browser, await browser.openInContainer()),
  ];
  const containers = [];
  for (const tab of [plain, first, second]) {
    expect(await tab.evaluate(contact, 'https://api.company.example/')).toBe('here');
    await reached(browser, tab, 'api.company.example', known);
    containers.push((await browser.report(tab))?.visit.container);
  }
  expect(containers[0]).toBeUndefined();
  expect(containers.slice(1)).toEqual([
    expect.stringMatching(/^firefox-container-\d+$/),
    expect.stringMatching(/^firefox-container-\d+$/),
  ]);
  expect(containers[1]).not.toBe(containers[2]);

  await first.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js');
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    }
    (globalThis as { worker?: unknown }).worker = active;
  });
  // Listening to workers begins when the relay has told of one.
  await expect
    .poll(
      async () => {
        await first.evaluate(() => navigator.serviceWorker.controller?.postMessage('https://worker.company.example/'));
        const report = await browser.report(first);
        return report?.destinations.some(({ host }) => host === 'worker.company.example');
      },
      { timeout: 40_000 },
    )
    .toBe(true);
  expect(net.received('worker.company.example').length).toBeGreaterThan(0);
  for (const tab of [plain, second]) {
    const report = await browser.report(tab);
    expect(report?.destinations.map(({ host }) => host)).not.toContain('worker.company.example');
  }
});
