import { expect } from 'playwright/test';
import { reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

/** Attacks from the page's first script on: everything that it could replace, it has replaced. */
const hostile = `<!doctype html><meta charset="utf-8"><title>hostile</title><script>
  const caught = (window.caught = []);
  const spy = (target, name) => {
    const original = target[name];
    target[name] = function (...args) {
      caught.push(name + ' ' + args.map((arg) => { try { return typeof arg === 'object' ? Object.prototype.toString.call(arg) : String(arg); } catch { return '?'; } }).join(','));
      return original.apply(this, args);
    };
  };
  spy(MessagePort.prototype, 'postMessage');
  spy(EventTarget.prototype, 'dispatchEvent');
  spy(WeakSet.prototype, 'add');
  spy(WeakSet.prototype, 'has');
  spy(Function.prototype, 'bind');
  spy(Reflect, 'apply');
  // Forged handshakes, and what would pass for the probe's words.
  for (const name of ['earshot:port', 'earshot:relay']) {
    addEventListener(name, (event) => { caught.push('heard ' + name); for (const port of event.ports ?? []) port.postMessage(1); }, true);
    const { port1, port2 } = new MessageChannel();
    window.dispatchEvent(new MessageEvent(name, { ports: [port2] }));
    port1.postMessage(1);
    port1.postMessage({ say: 'state', microphone: true, peerConnections: 5, controlled: false });
    port1.onmessage = (event) => caught.push('answer ' + event.data);
  }
  postMessage({ say: 'state', microphone: true, peerConnections: 1, controlled: false }, '*');
</script><p>nothing to see`;

test('a page cannot forge a voice visit through the channel, nor listen in on it', async ({ earshot, net }) => {
  await net.site('hostile.example', () => ({ type: 'text/html', body: hostile }));
  const page = await earshot.open('https://hostile.example/');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await earshot.answer(page)).toMatchObject({ state: 'no-voice', report: null });

  // The real thing is still seen behind its back, and the page's spies catch none of it.
  const caught = await page.evaluate(() => {
    const own = (window as unknown as { caught: string[] }).caught;
    own.length = 0;
    new RTCPeerConnection();
    return own;
  });
  const report = await reportUntil(earshot, page, ({ voice }) => voice.peerConnections === 1);
  expect(report.visit.site).toBe('hostile.example');
  expect(caught).toEqual([]);
});

test("a page cannot write into another site's report", async ({ earshot, net }) => {
  await net.site('hostile.example', () => ({
    type: 'text/html',
    body: '<!doctype html><title>frame</title><script>new RTCPeerConnection()</script>',
  }));
  await net.site('embedder.example', () => ({
    type: 'text/html',
    body: '<!doctype html><title>embedder</title><iframe src="https://hostile.example/"></iframe>',
  }));
  const room = await earshot.open(`${rooms.clean}?auto`);
  const other = await earshot.open('https://embedder.example/');
  // What a frame does belongs to the page that embeds it, and to no other.
  const report = await reportUntil(earshot, other, ({ voice }) => voice.peerConnections === 1);
  expect(report.visit.site).toBe('embedder.example');
  const untouched = await reportUntil(earshot, room, ({ voice }) => voice.peerConnections > 0);
  expect(untouched.voice.peerConnections).toBe(2);
});

test('a flood of connections is one message, and the page of the report still answers', async ({ earshot, net }) => {
  await net.site('flood.example', () => ({
    type: 'text/html',
    body: `<!doctype html><title>flood</title><script>
      for (let i = 0; i < 300; i++) new RTCPeerConnection().close();
      for (let i = 0; i < 2000; i++) fetch('https://flood.example/' + i + '?user_id=u' + i, { mode: 'no-cors' }).catch(() => {});
    </script>`,
  }));
  const page = await earshot.open('https://flood.example/');
  const report = await reportUntil(earshot, page, ({ voice }) => voice.peerConnections === 300, 40_000);
  expect(report.destinations.flatMap(({ findings }) => findings).length).toBeLessThanOrEqual(200);
});
