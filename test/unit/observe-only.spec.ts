import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { Observation } from '../../extension/model/observation.ts';
import { sourceFiles } from '../../tools/source-files.ts';

const root = join(import.meta.dirname, '../..');

type Listener = (details: Record<string, unknown>) => unknown;

/** What was registered with a browser's webRequest: which event, to whom, and with which options. */
interface Registered {
  event: string;
  listener: Listener;
  filter: { tabId?: number };
  extra: readonly string[];
}

const registered: Registered[] = [];
const webRequest: Record<string, unknown> = {};
for (const event of [
  'onBeforeRequest',
  'onSendHeaders',
  'onHeadersReceived',
  'onBeforeRedirect',
  'onResponseStarted',
  'onErrorOccurred',
]) {
  webRequest[event] = {
    addListener: (listener: Listener, filter: Registered['filter'], extra: readonly string[] = []) =>
      registered.push({ event, listener, filter, extra }),
    removeListener: (listener: Listener) => {
      const at = registered.findIndex((it) => it.event === event && it.listener === listener);
      if (at >= 0) registered.splice(at, 1);
    },
  };
}

/** Firefox tells of a connection, Chromium has no word for it. */
function stand(as: 'firefox' | 'chromium', info: unknown = null): void {
  if (as === 'chromium') delete webRequest['getSecurityInfo'];
  else
    webRequest['getSecurityInfo'] = () => (info === null ? Promise.reject(new Error('over')) : Promise.resolve(info));
}

async function listenTo(tabId: number | null) {
  const runtime = { id: 'earshot' };
  Object.assign(globalThis, { chrome: { runtime }, browser: { runtime, webRequest } });
  const { listenToTab } = await import('../../background/observe/requests.ts');
  const seen: Observation[] = [];
  const silence = listenToTab(
    tabId,
    () => false,
    (observation) => seen.push(observation),
  );
  return { seen, silence };
}

const answered = (url: string) => ({
  url,
  requestId: '1',
  tabId: 7,
  type: 'xmlhttprequest',
  method: 'GET',
  timeStamp: 1,
});

test.beforeEach(() => {
  registered.length = 0;
});

const secure = {
  state: 'secure',
  protocolVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  certificates: [{ isBuiltInRoot: false }, { isBuiltInRoot: true }],
};

test('every listener returns nothing to the browser, the blocking one too, whatever it is told', async () => {
  for (const info of [secure, { ...secure, state: 'broken' }, {}, null]) {
    stand('firefox', info);
    const { silence } = await listenTo(7);
    for (const { listener } of registered) {
      for (const url of ['https://a.example/', 'wss://a.example/', 'http://a.example/', 'not a url']) {
        const details = { ...answered(url), statusCode: 301, redirectUrl: 'https://b.example/', error: 'NS_ERROR' };
        expect(listener(details)).toBeUndefined();
      }
    }
    silence();
    expect(registered).toEqual([]);
  }
});

test('the blocking listener hears the tab of a voice visit only', async () => {
  stand('firefox', secure);
  await listenTo(7);
  await listenTo(null);
  const blocking = registered.filter(({ extra }) => extra.includes('blocking'));
  expect(blocking.map(({ event, filter }) => [event, filter.tabId])).toEqual([['onHeadersReceived', 7]]);
});

test('there is no blocking listener in Chromium, and one place in all code that makes one', async () => {
  stand('chromium');
  await listenTo(7);
  expect(registered.filter(({ extra }) => extra.includes('blocking'))).toEqual([]);
  const making = sourceFiles(root).filter(
    (path) =>
      /^(?:background|extension|popup)\//.test(path) &&
      /['"`]blocking['"`]/.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(making).toEqual(['background/observe/requests.ts']);
});

for (const [what, info, tls] of [
  ['a trusted certificate', secure, { weak: false, certificate: 'public' }],
  [
    'an authority that was added',
    { ...secure, certificates: [{ isBuiltInRoot: false }, { isBuiltInRoot: false }] },
    { certificate: 'added' },
  ],
  ['an exception', { ...secure, overridableErrorCategory: 'trust_error' }, { certificate: 'nobody' }],
  ['an old version', { ...secure, protocolVersion: 'TLSv1.1' }, { version: 'TLSv1.1', weak: true }],
  ['a weak cipher', { ...secure, state: 'weak' }, { weak: true }],
] as const) {
  test(`${what} is told of a connection, once for each host`, async () => {
    stand('firefox', info);
    const { seen } = await listenTo(7);
    const blocking = registered.find(({ extra }) => extra.includes('blocking'));
    for (const path of ['1', '2', '3']) blocking?.listener(answered(`https://a.example/${path}`));
    blocking?.listener(answered('https://b.example/'));
    await expect.poll(() => seen.length).toBe(2);
    expect(seen).toEqual([
      expect.objectContaining({ what: 'connection', url: 'https://a.example/1', tls: expect.objectContaining(tls) }),
      expect.objectContaining({ what: 'connection', url: 'https://b.example/' }),
    ]);
  });
}

for (const [what, told, expected] of [
  ['no proxy', { ip: '192.0.2.1', proxyInfo: null }, { ip: '192.0.2.1', proxy: null }],
  ['Chromium', { ip: '192.0.2.1' }, { ip: '192.0.2.1', proxy: null }],
  ['an HTTP proxy', { ip: '192.0.2.9', proxyInfo: { type: 'http' } }, { ip: null, proxy: 'http' }],
  [
    'a SOCKS proxy that looks names up',
    { ip: '0.0.0.0', proxyInfo: { type: 'socks', proxyDNS: true } },
    { ip: null, proxy: 'socks' },
  ],
  [
    'a SOCKS proxy that is given addresses',
    { ip: '192.0.2.1', proxyInfo: { type: 'socks', proxyDNS: false } },
    { ip: '192.0.2.1', proxy: 'socks' },
  ],
  ['a proxy of a new kind', { ip: '192.0.2.1', proxyInfo: { type: 'carrier-pigeon' } }, { ip: null, proxy: 'other' }],
] as const) {
  test(`with ${what}, an address counts as the server's only where it is`, async () => {
    stand('firefox', null);
    const { seen } = await listenTo(7);
    registered
      .find(({ event }) => event === 'onResponseStarted')
      ?.listener({ ...answered('https://a.example/'), ...told });
    expect(seen).toEqual([expect.objectContaining({ what: 'response', ...expected })]);
  });
}
