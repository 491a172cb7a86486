import { expect } from 'playwright/test';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';
import { siteWithWorker } from '../support/service-worker.ts';

test.use({ browserOf: 'file' });

test('redirects, failures, headers and preflights are each told for what they are', async ({ earshot, net }) => {
  const open = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
  await net.site('first.example', () => ({
    status: 302,
    headers: { ...open, location: 'https://second.example/landed' },
  }));
  await net.site('second.example', () => ({ headers: open, body: 'ok' }));
  await net.site('slow.example', () => new Promise(() => undefined));
  await net.site('api.example', () => ({ headers: open, body: 'ok' }));
  const page = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, page, ({ microphone }) => microphone.state === 'on');
  await page.evaluate(async () => {
    await fetch('https://first.example/go', { mode: 'no-cors' }).catch(() => undefined);
    // Another header than the simple ones makes the browser ask first (CORS preflight).
    await fetch('https://api.example/join', { headers: { 'x-user-id': 'visitor-5521-k' } }).catch(() => undefined);
    const given = new AbortController();
    setTimeout(() => given.abort(), 300);
    await fetch('https://slow.example/', { mode: 'no-cors', signal: given.signal }).catch(() => undefined);
    new WebSocket('wss://socket.example/live?room_id=quiet-harbour-9');
  });
  const report = await reportUntil(
    earshot,
    page,
    (it) =>
      lists(it, 'second.example', 'slow.example', 'socket.example') &&
      findingsOf(it).some(({ host }) => host === 'api.example') &&
      it.destinations.some(({ host, addresses }) => host === 'second.example' && addresses.length > 0),
  );
  const at = (host: string) => report.destinations.find((destination) => destination.host === host);

  expect(at('first.example')).toMatchObject({ requests: 1 });
  expect(at('second.example')).toMatchObject({ requests: 1 });
  expect(at('slow.example')).toMatchObject({ requests: 1, failed: 1 });
  expect(net.received('api.example').map(({ method }) => method)).toEqual(['OPTIONS', 'GET']);
  expect(at('api.example')).toMatchObject({ requests: 1 });
  expect(findingsOf(report).find(({ host }) => host === 'api.example')).toMatchObject({
    kind: 'user-id',
    place: 'header',
    key: 'x-user-id',
  });
  expect(at('socket.example')).toMatchObject({ schemes: ['wss'], types: ['websocket'] });
  expect(findingsOf(report).find(({ host }) => host === 'socket.example')).toMatchObject({ kind: 'room-id' });
  // Every host that answered is shown with the address that the browser connected to.
  expect(at('second.example')?.addresses).toEqual([
    expect.objectContaining({
      ip: expect.stringMatching(/^127\./),
      location: expect.objectContaining({ certainty: 'special', note: 'loopback' }),
    }),
  ]);
});

test('what the page fetched before it began to talk is listed, and marked as seen by address only', async ({
  earshot,
  net,
}) => {
  await net.site('early.example', () => ({ body: 'ok' }));
  const page = await earshot.open(rooms.clean);
  await page.evaluate(async () => {
    await fetch('https://early.example/hello?user_id=early-bird-77', { mode: 'no-cors' });
  });
  expect(await earshot.report(page)).toBeNull();
  await page.evaluate(() => {
    new RTCPeerConnection();
  });
  const report = await reportUntil(earshot, page, (it) => lists(it, 'early.example'));
  expect(report.destinations.find(({ host }) => host === 'early.example')).toMatchObject({ requests: 0, earlier: 1 });
  expect(findingsOf(report).find(({ host }) => host === 'early.example')).toMatchObject({
    kind: 'user-id',
    place: 'url.query',
  });
  expect(report.blindSpots.map(({ what, host }) => `${what.key} ${host}`)).toContain('blindEarlier early.example');
});

test("a service worker's own requests belong to the visit of its site", async ({ earshot, net }) => {
  await net.site('beyond.example', () => ({ body: 'ok' }));
  const page = { type: 'text/html', body: '<!doctype html><title>talks</title>' };
  const asks = `onmessage = () => fetch('https://beyond.example/from-worker?user_id=worker-made-31', { mode: 'no-cors' });`;
  await net.site(
    'talks.example',
    siteWithWorker(() => page, asks),
  );
  const tab = await earshot.open('https://talks.example/');
  await tab.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js');
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
    new RTCPeerConnection();
  });
  await reportUntil(earshot, tab, ({ voice }) => voice.peerConnections === 1);
  await tab.evaluate(() => {
    navigator.serviceWorker.controller?.postMessage('go');
  });
  const report = await reportUntil(earshot, tab, (it) => findingsOf(it).some(({ host }) => host === 'beyond.example'));
  expect(findingsOf(report).find(({ host }) => host === 'beyond.example')).toMatchObject({ key: 'user_id' });
});

test('a visit ends when the tab shows another site, and the next one starts anew', async ({ earshot, net }) => {
  await net.site('elsewhere.example', () => ({ type: 'text/html', body: '<!doctype html><title>elsewhere</title>' }));
  const page = await earshot.open(`${rooms.clean}?auto`);
  const first = await reportUntil(earshot, page, (it) => findingsOf(it).length > 0);
  await page.goto('https://elsewhere.example/');
  await expect.poll(async () => (await earshot.answer(page)).state).toBe('no-voice');
  await page.goto(`${rooms.clean}?auto`);
  const second = await reportUntil(earshot, page, (it) => findingsOf(it).length > 0);
  expect(second.visit.id).not.toBe(first.visit.id);
});
