import { expect } from 'playwright/test';
import { reportUntil, test } from '../support/earshot.ts';
import { hearIn } from '../support/hearing.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

/** Attacks from the page's first script on: everything that it could replace, it has replaced. */
const hostile = `<!doctype html><meta charset="utf-8"><title>hostile</title><script>
  const caught = (window.caught = []);
  const describe = (value) => { try { return typeof value === 'object' ? {}.toString.call(value) : String(value); } catch { return '?'; } };
  const { apply: callIt } = Reflect;
  const own = { push: Array.prototype.push };
  const { includes } = String.prototype;
  const NativeError = Error;
  // The browser looks things up as well, and so does what drives this test: what counts is what the probe does.
  const byProbe = () => {
    const { stack } = new NativeError();
    return callIt(includes, stack, ['extension:']) || callIt(includes, stack, ['<anonymous code>']);
  };
  const note = (text) => { if (byProbe()) callIt(own.push, caught, [text]); };
  let armed = false;
  const spy = (target, name) => {
    const descriptor = target && Object.getOwnPropertyDescriptor(target, name);
    if (!descriptor) return;
    for (const part of ['value', 'get', 'set']) {
      const original = descriptor[part];
      if (typeof original !== 'function') continue;
      descriptor[part] = function (...args) {
        if (armed) { armed = false; note(name + ' ' + describe(this)); armed = true; }
        return callIt(original, this, args);
      };
    }
    try { Object.defineProperty(target, name, descriptor); } catch {}
  };
  const spied = [
    [MessagePort.prototype, 'postMessage', 'onmessage'], [EventTarget.prototype, 'dispatchEvent', 'addEventListener'],
    [MessageEvent.prototype, 'data', 'ports'], [Event.prototype, 'target'],
    [WeakSet.prototype, 'add', 'has'], [WeakMap.prototype, 'get', 'set', 'has'], [Map.prototype, 'get', 'set', 'forEach'],
    [WeakRef.prototype, 'deref'], [Function.prototype, 'bind', 'call', 'apply'], [Reflect, 'apply', 'construct', 'get'],
    [JSON, 'stringify', 'parse'], [Object, 'keys', 'defineProperty', 'getOwnPropertyDescriptor', 'setPrototypeOf', 'hasOwn'],
    [Array, 'isArray'], [Array.prototype, 'push', 'map', 'forEach', 'slice', 'join', Symbol.iterator],
    [String.prototype, 'slice', 'indexOf', 'startsWith'], [RegExp.prototype, 'exec', 'test'],
    [Promise.prototype, 'then', 'catch', 'constructor'], [Promise, Symbol.species, 'resolve'], [Date, 'now'], [window, 'queueMicrotask'],
    [Blob.prototype, 'slice', 'arrayBuffer', 'size'], [URL.prototype, 'href'], [Uint8Array.prototype, 'toBase64', 'set'],
    [Object.getPrototypeOf(Uint8Array.prototype), 'byteLength', 'buffer', 'set', 'subarray', Symbol.iterator],
    [ArrayBuffer, 'isView'], [ArrayBuffer.prototype, 'byteLength'],
    [RTCPeerConnection.prototype, 'getStats', 'getConfiguration', 'getSenders', 'getTransceivers', 'localDescription', 'connectionState'],
    [RTCStatsReport.prototype, 'forEach', 'get'], [WebSocket.prototype, 'url', 'readyState'], [RTCDataChannel.prototype, 'label', 'readyState'],
    [MediaStream.prototype, 'getAudioTracks', 'getTracks'], [MediaStreamTrack.prototype, 'readyState', 'kind'],
    [WebTransport.prototype, 'datagrams'], [WebTransportDatagramDuplexStream.prototype, 'writable'],
    [WritableStream.prototype, 'getWriter'], [Error, 'captureStackTrace'],
  ];
  // What is looked up where a property is missing, and what is written where a setter stands on the way.
  const trap = (target, name, value) => Object.defineProperty(target, name, {
    configurable: true,
    get() { if (armed) note('get ' + name); return value; },
    set(to) { if (armed) note('set ' + name); Object.defineProperty(this, name, { value: to, writable: true, enumerable: true, configurable: true }); },
  });
  window.arm = () => {
    for (const [target, ...names] of spied) for (const name of names) spy(target, name);
    for (const name of ['what', 'at', 'socket', 'data', 'url', 'text', 'say', 'toJSON', 'then', 'construct', 'transfer', 'sent', 'channel'])
      trap(Object.prototype, name);
    for (const name of ['0', '1', '2', '3']) trap(Array.prototype, name);
    Error.prepareStackTrace = (error, frames) => {
      let files = '';
      for (let i = 0; i < frames.length; i++) {
        const file = frames[i].getFileName() ?? '';
        files += file + ' ';
        if (!callIt(includes, file, ['extension:'])) continue;
        if (frames[i].getFunction?.()) callIt(own.push, caught, ['function in the stack: ' + frames[i].getFunctionName()]);
        if (frames[i].getThis?.()) callIt(own.push, caught, ['this in the stack']);
      }
      return files;
    };
    armed = true;
  };
  window.disarm = () => { armed = false; };
  // Forged handshakes, and what would pass for the probe's words.
  const event = JSON.stringify([{ what: 'socket', socket: 1, at: 1, url: 'wss://forged.example/', protocols: [] }]);
  for (const name of ['earshot:port', 'earshot:relay', 'earshot:iso-ready']) {
    addEventListener(name, (event) => { caught.push('heard ' + name); for (const port of event.ports ?? []) port.postMessage('own'); }, true);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => event.data === 'own' || caught.push('answer ' + event.data);
    window.dispatchEvent(new MessageEvent(name, { ports: [port2] }));
    for (const said of [1, 2, event, { say: 'state', microphone: true, peerConnections: 5, controlled: false, hidden: false }]) port1.postMessage(said);
    window.dispatchEvent(new Event(name));
  }
  postMessage({ say: 'state', microphone: true, peerConnections: 1, controlled: false, hidden: false }, '*');
  postMessage(event, '*');
  caught.length = 0;
</script><p>nothing to see`;

test('a page cannot forge a voice visit through the channel, nor listen in on it', async ({ earshot, net }) => {
  await net.site('hostile.example', {
    request: () => ({ type: 'text/html', body: hostile }),
    socket: (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })),
  });
  const page = await earshot.open('https://hostile.example/');
  const heard = await hearIn(earshot, page);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await earshot.answer(page)).toMatchObject({ state: 'no-voice', report: null });

  // The real thing is still seen behind its back, and the page's spies catch none of it.
  const caught = await page.evaluate(async () => {
    const own = window as unknown as { caught: string[]; arm(): void; disarm(): void };
    const { caught, arm, disarm } = own;
    const socket = new WebSocket('wss://hostile.example/real?token=abc');
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const connection = new RTCPeerConnection();
    const channel = connection.createDataChannel('x');
    const { send } = socket;
    const blob = new Blob(['of a blob']);
    const bytes = new Uint8Array([1, 2, 3]);
    const {
      fetch,
      WebSocket: Socket,
      RTCPeerConnection: Connection,
      WebTransport: Transport,
      Reflect: { construct },
    } = window;
    const nothing: unknown[] = [];
    const address = ['wss://hostile.example/second'];
    // From here on only what the page's own hands touch may be noticed: nothing of this needs what is spied on.
    arm();
    socket.send('really sent');
    socket.send(bytes);
    new Connection();
    const second = new Socket('wss://hostile.example/second');
    try {
      channel.send('too early');
    } catch {}
    // Nobody is there, so that the browser holds what is written.
    const line = new Transport('https://hostile.example:4433/line');
    const writer = line.datagrams.writable.getWriter();
    const wrote = writer.write(bytes);
    const stream = line.createUnidirectionalStream();
    fetch('https://hostile.example/upload', { method: 'POST', body: blob });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    disarm();
    for (const ended of [line.ready, line.closed, writer.closed, wrote, stream]) ended.catch(() => undefined);
    void [send, construct, nothing, address, second];
    return caught;
  });
  const messages = await heard.until('socket-message', (all) => all.length >= 2);
  expect(messages.map(({ data }) => data)).toEqual([
    { as: 'text', text: 'really sent' },
    { as: 'bytes', base64: 'AQID' },
  ]);
  const written = await heard.until('web-transport-message', (all) => all.length > 0);
  expect(written.map(({ data }) => data)).toEqual([{ as: 'bytes', base64: 'AQID' }]);
  expect(await heard.until('body', (all) => all.length > 0)).toMatchObject([
    { url: 'https://hostile.example/upload', base64: Buffer.from('of a blob').toString('base64') },
  ]);
  const sockets = await heard.until('socket', (all) => all.length >= 2);
  expect(sockets.map(({ url }) => url)).toEqual([
    'wss://hostile.example/real?token=abc',
    'wss://hostile.example/second',
  ]);
  await heard.until('socket-traffic', (all) => all.length > 0);
  const report = await reportUntil(earshot, page, ({ voice }) => voice.peerConnections === 2);
  expect(report.visit.site).toBe('hostile.example');
  expect(JSON.stringify(await heard.said())).not.toContain('forged');
  expect(caught).toEqual([]);
});

test('what a page does to hide its microphone, its sockets and its connections does not hide them', async ({
  earshot,
  net,
}) => {
  await net.site('hiding.example', {
    request: () => ({ type: 'text/html', body: '<!doctype html><title>hiding</title>' }),
    socket: () => {},
  });
  const page = await earshot.open('https://hiding.example/');
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    // A proxy looks its traps up: nobody may slip one in and be handed what the proxy stands for.
    const stolen: string[] = [];
    const traps = ['get', 'apply', 'construct', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'];
    for (const name of traps) Reflect.set(Object.prototype, name, () => stolen.push(name));
    const looks = [
      WebSocket.OPEN,
      WebSocket.prototype.send.name,
      Object.getPrototypeOf(RTCPeerConnection),
      fetch.length,
    ];
    for (const name of traps) Reflect.deleteProperty(Object.prototype, name);
    if (stolen.length > 0) throw new Error(`stolen: ${stolen} ${looks}`);

    const socket = new WebSocket('wss://hiding.example/signal');
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const stream = await navigator.mediaDevices.getUserMedia(
      new Proxy({ audio: true }, { getOwnPropertyDescriptor: () => undefined, ownKeys: () => [] }),
    );
    const [track] = stream.getAudioTracks();
    track?.dispatchEvent(new Event('ended'));
    dispatchEvent(new Event('pagehide'));
    Object.defineProperty(document, 'hidden', { value: false });
    Object.defineProperty(track ?? {}, 'readyState', { value: 'ended' });
    for (const object of [socket, stream, track]) if (object) Object.freeze(object);
    socket.dispatchEvent(new Event('close'));
    socket.dispatchEvent(new MessageEvent('message', { data: 'made up' }));
    // Odd objects in the place of what is expected.
    const { send } = WebSocket.prototype;
    const odd = [null, undefined, 7, 'x', Symbol('x'), {}, new Proxy({}, {}), Object.create(WebSocket.prototype)];
    for (const self of odd) {
      for (const value of odd) {
        try {
          send.call(self as never, value as never);
        } catch {}
      }
    }
    const thrower = new Proxy(
      {},
      {
        get() {
          throw new Error('of the page');
        },
        getOwnPropertyDescriptor() {
          throw new Error('of the page');
        },
      },
    );
    for (const attempt of [
      () => new WebSocket('wss://hiding.example/proxy', thrower as never),
      () => new RTCPeerConnection(thrower as never),
      () => new Worker(thrower as never),
      () => fetch(thrower as never, thrower as never).catch(() => undefined),
      () => new Request('/x', thrower as never),
      () => navigator.sendBeacon(thrower as never, thrower as never),
    ]) {
      try {
        attempt();
      } catch {}
    }
    send.call(socket, 'hidden in plain sight');
    const connection = new RTCPeerConnection({
      get iceServers() {
        return [{ urls: 'turn:127.0.0.1:3478', username: '17:behind-a-getter', credential: 'c' }];
      },
    });
    Object.defineProperty(connection, 'getStats', { value: () => Promise.reject(new Error('no')) });
    Object.defineProperty(connection, 'connectionState', { value: 'new' });
    Object.assign(globalThis, { track, connection });
  });
  const messages = await heard.until('socket-message', (all) => all.length > 0);
  expect(messages.map(({ data }) => data)).toContainEqual({ as: 'text', text: 'hidden in plain sight' });
  const connections = await heard.until('connection', (all) => all.length > 0);
  expect(connections.flatMap(({ iceServers }) => iceServers.map(({ username }) => username))).toContain(
    '17:behind-a-getter',
  );
  const report = await reportUntil(earshot, page, ({ microphone }) => microphone.state === 'on');
  expect(report.visit.site).toBe('hiding.example');
  const microphone = (await heard.said()).flatMap((one) => (one.say === 'state' ? [one.microphone] : []));
  expect(microphone).not.toContain(false);
  // What is made up counts for nothing.
  const traffic = await heard.until('socket-traffic', (all) => all.length > 0);
  expect(traffic.at(-1)).toMatchObject({ open: true, received: { texts: 0 } });
});

test('a flood of every kind is bounded, said to be summarised, and what matters still gets through', async ({
  earshot,
  net,
}) => {
  test.setTimeout(120_000);
  await net.site('flooding.example', {
    request: () => ({ type: 'text/html', body: '<!doctype html><title>flooding</title>' }),
    socket: () => {},
  });
  const room = await earshot.open(`${rooms.clean}?auto`);
  const before = await reportUntil(earshot, room, ({ voice }) => voice.peerConnections === 2);
  const page = await earshot.open('https://flooding.example/');
  const heard = await hearIn(earshot, page);
  await page.evaluate(async () => {
    const socket = new WebSocket('wss://flooding.example/');
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    await navigator.mediaDevices.getUserMedia({ audio: true });
    for (let i = 0; i < 100_000; i++) socket.send(`message ${i}`);
    const connection = new RTCPeerConnection();
    // Far longer than any description should be.
    for (let i = 0; i < 80; i++) connection.addTransceiver('video');
    await connection.setLocalDescription();
    for (let i = 0; i < 100_000; i++) {
      try {
        connection.setConfiguration({ iceServers: [{ urls: `stun:host-${i}.example` }] });
      } catch {}
      if (i % 1000 === 0) new Worker(`data:text/javascript,${i}`).terminate();
    }
    Object.assign(globalThis, { socket, connection });
  });
  const [description] = await heard.until('description', (all) => all.length > 0);
  expect(description).toMatchObject({ cut: true });
  expect(description?.sdp).toHaveLength(65_536);
  const summarised = await heard.until(
    'summarised',
    (all) => all.reduce((sum, { events }) => sum + events, 0) > 90_000,
  );
  expect(summarised.length).toBeGreaterThan(0);
  const traffic = await heard.until('socket-traffic', (all) => all.at(-1)?.sent.texts === 100_000, 40_000);
  expect(traffic.at(-1)?.sent.texts).toBe(100_000);
  const events = await heard.events();
  expect(events.length).toBeLessThan(3000);
  expect(JSON.stringify(events).length).toBeLessThan(3_000_000);
  // What happens in one tab is nothing of another's.
  const after = await reportUntil(earshot, room, () => true);
  expect(after.voice).toMatchObject({ peerConnections: before.voice.peerConnections });
  expect(after.visit.site).toBe(before.visit.site);
  expect(after.destinations.map(({ host }) => host)).not.toContain('flooding.example');
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
