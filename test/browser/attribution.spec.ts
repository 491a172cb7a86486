import { expect } from 'playwright/test';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import type { Answer, Internet } from '../support/internet.ts';
import { rooms } from '../support/rooms.ts';

const html = (body: string) => ({ type: 'text/html', body: `<!doctype html><meta charset="utf-8">${body}` });
const provider = 'https://logservice.agora.io';

/**
 * What a frame does, named `by`, so that as much of it as possible is on its way when the tab shows another page: requests
 * whose answers are held back and then lead on to `to`, and last words to `to` itself.
 */
const lateTalk = (by: string, to: string) => `<script>{
  const quiet = (sent) => sent.catch(() => {});
  const toHeld = (way) => 'https://${by}.held.example/' + way + '?by=${by}';
  const last = (way) => '${to}/last-' + way + '?user_id=late-person-77&by=${by}';
  quiet(fetch(toHeld('plain')));
  quiet(fetch(toHeld('kept'), { keepalive: true, method: 'POST', body: 'x' }));
  navigator.sendBeacon(toHeld('beacon'), 'x');
  addEventListener('pagehide', () => {
    navigator.sendBeacon(last('beacon'), 'x');
    quiet(fetch(last('kept'), { keepalive: true, mode: 'no-cors' }));
    quiet(fetch(last('plain'), { mode: 'no-cors' }));
    new Image().src = last('image');
  });
  new Worker(URL.createObjectURL(new Blob(["setInterval(() => fetch('" + last('worker') + "', { mode: 'no-cors' }).catch(() => {}), 30)"])));
}</script>`;

/** Sites whose answers wait until the function that it returns lets them go on to `to`; one for each frame, for browsers ask for six things of a host at a time. */
async function holdBack(net: Internet, to: string): Promise<() => void> {
  const held: (() => void)[] = [];
  await net.site(
    '*.held.example',
    ({ path, query }) =>
      new Promise<Answer>((answer) => {
        const location = `${to}/led-on${path}?user_id=late-person-77&by=${query.get('by')}`;
        held.push(() => answer({ status: 302, headers: { location } }));
      }),
  );
  return () => {
    for (const go of held.splice(0)) go();
  };
}

const talking = ['page', 'same', 'srcdoc', 'other', 'nested'];

/** A page whose frames of every kind talk to the very end: of its own site, without a URL, of another site, in that one. */
async function putTalkative(net: Internet, to: string): Promise<void> {
  const srcdoc = lateTalk('srcdoc', to).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await net.site('talkative.example', ({ path }) =>
    html(
      path === '/frame'
        ? lateTalk('same', to)
        : `<iframe src="/frame"></iframe><iframe src="https://widget.example/outer"></iframe>
           <iframe srcdoc="${srcdoc}"></iframe>${lateTalk('page', to)}`,
    ),
  );
  await net.site('widget.example', ({ path }) =>
    html(
      path === '/outer'
        ? `${lateTalk('other', to)}<iframe src="https://inner.example/"></iframe>`
        : '<title>widget</title>',
    ),
  );
  await net.site('inner.example', () => html(lateTalk('nested', to)));
}

/** Opens the talkative page, and waits until each of its frames has requests on their way. */
async function openTalkative(earshot: TestBrowser, net: Internet): Promise<TestPage> {
  const page = await earshot.open('https://talkative.example/');
  for (const by of talking) {
    for (const way of ['plain', 'kept', 'beacon']) {
      await net.waitFor(({ host, path }) => host === `${by}.held.example` && path === `/${way}`);
    }
  }
  return page;
}

/** Of what the frames still send after their page has gone, some has arrived of each kind. No browser promises all of it. */
async function untilLateTalkCame(net: Internet, host: string, release: () => void): Promise<void> {
  const came = (...paths: string[]) =>
    net.waitFor((it) => it.host === host && it.query.get('by') !== 'page' && paths.includes(it.path));
  await came('/last-beacon', '/last-kept');
  release();
  await came('/led-on/kept');
}

/** What the background was told before this request, it has been told by the time that the report lists its host. */
async function reportAfterwards(earshot: TestBrowser, page: TestPage) {
  await page.evaluate(async () => {
    for (let i = 0; i < 5; i++) await fetch('https://mark.example/', { mode: 'no-cors' });
  });
  return reportUntil(earshot, page, (it) =>
    it.destinations.some((one) => one.host === 'mark.example' && one.requests === 5),
  );
}

test("what frames of the page before still send is not in the next page's visit", async ({ earshot, net }) => {
  await net.site('late.example', () => ({ body: 'ok' }));
  await net.site('mark.example', () => ({ body: 'ok' }));
  const release = await holdBack(net, 'https://late.example');
  await putTalkative(net, 'https://late.example');
  const page = await openTalkative(earshot, net);
  await page.goto(`${rooms.clean}?auto`);
  await reportUntil(earshot, page, ({ microphone }) => microphone.state === 'on');
  await untilLateTalkCame(net, 'late.example', release);
  const report = await reportAfterwards(earshot, page);
  expect(report.visit.site).toBe('rooms.example');
  expect(report.destinations.map(({ host }) => host)).not.toContain('late.example');
  expect(report.destinations.filter(({ host }) => host.endsWith('.held.example'))).toEqual([]);
  expect(report.blindSpots.map(({ what }) => what.key)).not.toContain('blindUnattributed');
});

test('what frames of the page before still send to a provider begins no visit of the next page', async ({
  earshot,
  net,
}) => {
  await net.site('mark.example', () => ({ body: 'ok' }));
  await net.site('quiet.example', () => html('<title>quiet</title><iframe src="https://widget.example/"></iframe>'));
  const release = await holdBack(net, provider);
  await putTalkative(net, provider);
  const page = await openTalkative(earshot, net);
  await page.goto('https://quiet.example/');
  await untilLateTalkCame(net, 'logservice.agora.io', release);
  await page.evaluate(() => {
    new RTCPeerConnection();
  });
  await reportUntil(earshot, page, ({ voice }) => voice.peerConnections === 1);
  const report = await reportAfterwards(earshot, page);
  expect(report.visit).toMatchObject({ site: 'quiet.example', because: ['peer-connection'] });
  expect(report.destinations.map(({ host }) => host)).not.toContain('logservice.agora.io');
});

test("a frame's last words belong to no visit of its own site that the tab shows next", async ({ earshot, net }) => {
  await net.site('mark.example', () => ({ body: 'ok' }));
  const release = await holdBack(net, provider);
  await putTalkative(net, provider);
  const page = await openTalkative(earshot, net);
  await page.goto('https://widget.example/');
  await page.evaluate(() => {
    new RTCPeerConnection();
  });
  await reportUntil(earshot, page, ({ voice }) => voice.peerConnections === 1);
  await untilLateTalkCame(net, 'logservice.agora.io', release);
  const report = await reportAfterwards(earshot, page);
  expect(report.visit).toMatchObject({ site: 'widget.example', because: ['peer-connection'] });
  expect(report.destinations.map(({ host }) => host)).not.toContain('logservice.agora.io');
});

test("a call in a frame ends with its page, and the next page's visit knows nothing of it", async ({
  earshot,
  net,
}) => {
  await net.site('mark.example', () => ({ body: 'ok' }));
  await net.site('quiet.example', () => html('<title>quiet</title>'));
  await net.site('caller.example', () =>
    html(`<script>(async () => {
      const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
      one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
      other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate);
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) one.addTrack(track, stream);
      addEventListener('pagehide', () => { new RTCPeerConnection(); one.createDataChannel('last'); });
      await one.setLocalDescription();
      await other.setRemoteDescription(one.localDescription);
      await other.setLocalDescription();
      await one.setRemoteDescription(other.localDescription);
    })();</script>`),
  );
  await net.site('host.example', () => html('<iframe src="https://caller.example/" allow="microphone"></iframe>'));
  const page = await earshot.open('https://host.example/');
  const call = await reportUntil(
    earshot,
    page,
    ({ microphone, voice }) => microphone.state === 'on' && voice.peerConnections === 2,
  );
  expect(call.visit.site).toBe('host.example');

  await page.goto('https://quiet.example/');
  await expect.poll(async () => (await earshot.answer(page)).state).toBe('no-voice');
  await page.evaluate(() => {
    new RTCPeerConnection();
  });
  const report = await reportAfterwards(earshot, page);
  expect(report.visit).toMatchObject({ site: 'quiet.example', because: ['peer-connection'] });
  expect(report.microphone.state).toBe('not-seen');
  expect(report.voice.peerConnections).toBe(1);
});

test('what frames of the page send belongs to its visit, and begins it', async ({ earshot, net }) => {
  for (const host of ['cross.example', 'blob.example', 'srcdoc.example', 'short.example', 'worker.example']) {
    await net.site(host, () => ({ body: 'ok' }));
  }
  await net.site('embed.example', () =>
    html(
      `<script>fetch('https://logservice.agora.io/join?user_id=framed-person-5', { mode: 'no-cors', keepalive: true });</script>`,
    ),
  );
  await net.site('cross-frame.example', () =>
    html(`<script>
      fetch('https://cross.example/?user_id=framed-person-5', { mode: 'no-cors', keepalive: true });
      new Worker(URL.createObjectURL(new Blob(["fetch('https://worker.example/?user_id=framed-person-5', { mode: 'no-cors' })"])));
    </script>`),
  );
  await net.site('top.example', () => html('<iframe src="https://embed.example/"></iframe>'));
  const page = await earshot.open('https://top.example/');
  const first = await reportUntil(earshot, page, (it) => lists(it, 'logservice.agora.io'));
  expect(first.visit).toMatchObject({ site: 'top.example', because: ['rtc-provider'] });

  await page.evaluate(() => {
    const add = (set: (frame: HTMLIFrameElement) => void) => {
      const frame = document.createElement('iframe');
      set(frame);
      document.body.append(frame);
      return frame;
    };
    const send = (to: string) =>
      `<script>fetch('https://${to}.example/?user_id=framed-person-5', { mode: 'no-cors' })</script>`;
    add((frame) => {
      frame.src = 'https://cross-frame.example/';
    });
    add((frame) => {
      frame.srcdoc = send('srcdoc');
      frame.setAttribute('sandbox', 'allow-scripts');
    });
    add((frame) => {
      frame.src = URL.createObjectURL(new Blob([send('blob')], { type: 'text/html' }));
    });
    // Gone before anybody could ask for it.
    const short = add(() => {});
    const ping = short.contentDocument?.createElement('img');
    if (ping) ping.src = 'https://short.example/?user_id=framed-person-5';
    short.contentWindow?.navigator.sendBeacon('https://short.example/?user_id=framed-person-5', 'x');
    setTimeout(() => short.remove(), 0);
  });
  const hosts = ['cross.example', 'blob.example', 'srcdoc.example', 'short.example', 'worker.example'];
  const report = await reportUntil(earshot, page, (it) =>
    hosts.every((wanted) => findingsOf(it).some(({ host }) => host === wanted)),
  );
  expect(report.visit).toMatchObject({ id: first.visit.id, site: 'top.example' });
});
