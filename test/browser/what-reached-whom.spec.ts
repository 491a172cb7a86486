import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { SiteReport } from '../../extension/model/report.ts';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import { planted } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';
import { siteWithWorker } from '../support/service-worker.ts';
import { diskOf, historyOf } from '../support/storage.ts';

test.use({ browserOf: 'file' });

/** In the pages of the extension. */
declare const chrome: Browser;

const open = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
const page = (title: string, script = '') => ({
  type: 'text/html',
  body: `<!doctype html><title>${title}</title><script>${script}</script>`,
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('only what left unencrypted, and left at all, is told as read on the wire or learnt', async ({ earshot, net }) => {
  // `.dev` is on the browsers' list of domains that http never reaches (HSTS preload).
  await net.site('collect.talkstats.dev', () => ({ headers: open, body: 'ok' }));
  await net.site('plain.talkstats.example', () => ({ headers: open, body: 'ok' }));
  const room = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, room, ({ microphone }) => microphone.state === 'on');
  await room.evaluate(async () => {
    const send = (origin: string) =>
      fetch(`${origin}/x?user_id=visitor-5521-k`, { mode: 'no-cors' }).catch(() => undefined);
    await send('http://collect.talkstats.dev');
    await send('http://plain.talkstats.example');
    await send('http://127.0.0.1:8765');
  });
  const report = await reportUntil(earshot, room, (it) =>
    lists(it, 'collect.talkstats.dev', 'plain.talkstats.example', '127.0.0.1'),
  );
  // Firefox under remote control leaves its list aside, and then the request does go out in clear.
  const upgraded = net.received('collect.talkstats.dev').every(({ scheme }) => scheme === 'https');
  if (earshot.name === 'chromium') expect(upgraded).toBe(true);
  const clear = new Map(findingsOf(report).map(({ host, onTheWire }) => [host, onTheWire]));
  expect(clear.get('collect.talkstats.dev')).toBe(!upgraded);
  expect(clear.get('plain.talkstats.example')).toBe(true);
  expect(clear.get('127.0.0.1')).toBe(false);
  const warned = report.warnings.flatMap(({ hosts }) => hosts);
  expect(warned).toContain('plain.talkstats.example');
  expect(warned).not.toContain('127.0.0.1');
});

test('a call connection without a microphone is not said to carry a voice', async ({ earshot, net }) => {
  await net.site('news.example', () => page('news'));
  const tab = await earshot.open('https://news.example/');
  await tab.evaluate(() => {
    new RTCPeerConnection();
  });
  const report = await reportUntil(earshot, tab, ({ voice }) => voice.peerConnections === 1);
  expect(report.verdict.headline.key).toBe('verdictCallWithoutMicrophone');
  expect(report.parties.every(({ voice }) => voice === 'no')).toBe(true);
});

test('a provider that is only shown, or visited itself, makes no voice visit', async ({ earshot, net }) => {
  await net.site('www.agora.io', ({ path }) =>
    path === '/' ? page('agora', 'fetch("/prices.json")') : { body: '{}' },
  );
  await net.site('download.agora.io', () => ({ type: 'text/javascript', body: '' }));
  await net.site('about.example', () => ({
    type: 'text/html',
    body: '<!doctype html><title>about</title><script src="https://download.agora.io/sdk.js"></script>',
  }));
  for (const url of ['https://www.agora.io/', 'https://about.example/']) {
    const tab = await earshot.open(url);
    await pause(500);
    expect((await earshot.answer(tab)).state, url).toBe('no-voice');
  }
  const kept = (await historyOf(earshot)).map(({ site }) => site);
  for (const site of ['agora.io', 'about.example']) expect(kept).not.toContain(site);
});

test('the microphone goes off with the frame or the page that had it', async ({ earshot, net }) => {
  await net.site('talks.example', () => page('talks'));
  const tab = await earshot.open('https://talks.example/');
  const inFrame = async () => {
    const frame = document.createElement('iframe');
    frame.src = '/frame';
    frame.allow = 'microphone';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    await frame.contentWindow?.navigator.mediaDevices.getUserMedia({ audio: true });
  };
  await tab.evaluate(inFrame);
  await reportUntil(earshot, tab, ({ microphone }) => microphone.state === 'on');
  await tab.evaluate(() => document.querySelector('iframe')?.remove());
  await reportUntil(earshot, tab, ({ microphone }) => microphone.state === 'off');
  await tab.evaluate(inFrame);
  await reportUntil(earshot, tab, ({ microphone }) => microphone.state === 'on');
  await tab.goto('https://talks.example/other');
  await reportUntil(earshot, tab, ({ microphone }) => microphone.state === 'off');
});

test('a value that was sent before anything told what it is is found when something does', async ({ earshot, net }) => {
  const tracker = 'pixel.tracker.example';
  await net.site('talk.example', () => page('talk', 'navigator.mediaDevices.getUserMedia({ audio: true })'));
  await net.site(tracker, () => ({ headers: open, body: 'ok' }));
  const tab = await earshot.open('https://talk.example/');
  await reportUntil(earshot, tab, ({ microphone }) => microphone.state === 'on');
  const send = (path: string) =>
    tab.evaluate((url) => fetch(url, { mode: 'no-cors' }).then(() => {}), `https://${tracker}/${path}`);
  await send(`first?x=${planted.userId}`);
  await send(`then?user_id=${planted.userId}`);
  const report = await reportUntil(earshot, tab, (it) => findingsOf(it).length >= 2);
  expect(findingsOf(report)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ host: tracker, key: 'x', kind: 'user-id', confidence: 'matched', count: 1 }),
      expect.objectContaining({ host: tracker, key: 'user_id', kind: 'user-id', count: 1 }),
    ]),
  );
  expect(findingsOf(report)).toHaveLength(2);
});

test('what a page sends while Earshot begins to listen is counted, and once', async ({ earshot, net }) => {
  const calls = 40;
  await net.site('talk.example', () => page('talk'));
  await net.site('busy.example', () => ({ headers: open, body: 'ok' }));
  const tab = await earshot.open('https://talk.example/');
  await tab.evaluate(async (calls) => {
    new RTCPeerConnection();
    for (let i = 0; i < calls; i++) {
      void fetch(`https://busy.example/${i}`, { mode: 'no-cors' });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, calls);
  const told = (report: SiteReport) => {
    const { requests = 0, earlier = 0 } = report.destinations.find(({ host }) => host === 'busy.example') ?? {};
    return requests + earlier;
  };
  await reportUntil(earshot, tab, (report) => told(report) >= calls);
  // Resource Timing is asked once more.
  await pause(4000);
  expect(told(await reportUntil(earshot, tab, () => true))).toBe(calls);
});

test('a value that a page uses as a key or in a host name is masked there too', async ({ earshot, net }) => {
  await net.site('*.rooms-backend.example', () => ({ headers: open, body: 'ok' }));
  const tab = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, tab, ({ microphone }) => microphone.state === 'on');
  await tab.evaluate(async () => {
    const ask = (host: string, init: RequestInit = {}) =>
      fetch(`https://${host}`, { mode: 'no-cors', ...init }).catch(() => undefined);
    await ask('visitor-5521-k.rooms-backend.example/before');
    await ask('api.rooms-backend.example/join?user_id=visitor-5521-k&email=zoe.q@example.org');
    const body = JSON.stringify({ presence: { 'zoe.q@example.org': 'visitor-5521-k' } });
    await ask('api.rooms-backend.example/m', { method: 'POST', body });
    await ask('visitor-5521-k.rooms-backend.example/after');
  });
  await reportUntil(earshot, tab, (it) => it.destinations.some(({ host }) => host.startsWith('vi•')));
  await pause(2000);
  const disk = await diskOf(earshot);
  expect(disk).toContain('api.rooms-backend.example');
  expect(disk).not.toContain('zoe.q@example.org');
  expect(disk).not.toContain('visitor-5521-k');
});

test('what goes through a WebSocket of a worker is said to be unread, and nothing is called clean for it', async ({
  earshot,
  net,
}) => {
  await net.site('ws.quiet.example', { socket: () => undefined });
  await net.site('quiet.example', () => page('quiet'));
  const tab = await earshot.open('https://quiet.example/');
  await tab.evaluate(() => {
    new RTCPeerConnection();
  });
  await reportUntil(earshot, tab, ({ voice }) => voice.peerConnections === 1);
  await tab.evaluate(() => {
    const script = new Blob(["new WebSocket('wss://ws.quiet.example/live')"]);
    new Worker(URL.createObjectURL(script));
  });
  const report = await reportUntil(earshot, tab, (it) => lists(it, 'ws.quiet.example'));
  expect(report.blindSpots.map(({ what, host }) => `${what.key} ${host}`)).toContain('blindFrames ws.quiet.example');
});

test.describe('private windows', () => {
  test.use({ browserOf: 'test', privateWindows: true });

  test("a private window's worker does not write into the visit of the same site beside it", async ({
    earshot,
    net,
  }) => {
    await net.site('beyond.example', () => ({ body: 'ok' }));
    const asks = `setInterval(() => fetch('https://beyond.example/w?user_id=private-only-77', { mode: 'no-cors' }), 300);`;
    const calls = 'new RTCPeerConnection()';
    const callsWhenTaken = `navigator.serviceWorker.register('/worker.js');
      navigator.serviceWorker.addEventListener('controllerchange', () => ${calls});`;
    await net.site(
      'talks.example',
      siteWithWorker((path) => page('talks', path === '/private' ? callsWhenTaken : calls), asks),
    );
    const beside = await earshot.open('https://talks.example/');
    await reportUntil(earshot, beside, ({ voice }) => voice.peerConnections === 1);
    const tab = await earshot.inExtension(async (url) => {
      const window = await chrome.windows.create({ incognito: true, url });
      return window.tabs?.[0]?.id ?? -1;
    }, 'https://talks.example/private');
    await expect
      .poll(async () => (await earshot.report(tab))?.destinations.map(({ host }) => host), { timeout: 20_000 })
      .toContain('beyond.example');
    await pause(1500);
    expect(lists((await earshot.report(beside)) as never, 'beyond.example')).toBe(false);
    expect(await diskOf(earshot)).not.toContain('beyond.example');
  });
});
