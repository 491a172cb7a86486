import { expect } from 'playwright/test';
import { test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';
import { openBesideUntouched } from '../support/untouched.ts';

test.use({ browserOf: 'file' });

/** What a page does goes as it goes without the probe. */

/** The window of the untouched document. */
declare const kept: Record<string, { prototype: object }>;

test('errors are the same, in type, message, and in Chromium in their stacks', async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
  const seen = await page.evaluate(() => {
    type Made = new (...args: unknown[]) => object;
    const attempts: [string, (from: Record<string, unknown>) => unknown][] = [
      ['control', () => document.createElement('')],
      ['WebSocket without new', (from) => (from['WebSocket'] as () => unknown)()],
      ['WebSocket, no argument', (from) => new (from['WebSocket'] as Made)()],
      ['WebSocket, wrong scheme', (from) => new (from['WebSocket'] as Made)('foo://x')],
      ['WebSocket, fragment', (from) => new (from['WebSocket'] as Made)('wss://x/', 'a b')],
      ['WebSocket, a Symbol', (from) => new (from['WebSocket'] as Made)(Symbol('x'))],
      ['RTCPeerConnection without new', (from) => (from['RTCPeerConnection'] as () => unknown)()],
      [
        'RTCPeerConnection, wrong server',
        (from) => new (from['RTCPeerConnection'] as Made)({ iceServers: [{ urls: 'nonsense:' }] }),
      ],
      ['send on nothing', (from) => (from['WebSocket'] as typeof WebSocket).prototype.send('x')],
      [
        'send while connecting',
        (from) => new (from['WebSocket'] as typeof WebSocket)('wss://parity.example/').send('x'),
      ],
      [
        'send with odd this',
        (from) => (from['WebSocket'] as typeof WebSocket).prototype.send.call(undefined as never, 'x'),
      ],
      [
        'data channel send with odd this',
        (from) => (from['RTCDataChannel'] as typeof RTCDataChannel).prototype.send.call(7 as never, 'x' as never),
      ],
      [
        'stop with odd this',
        (from) => (from['MediaStreamTrack'] as typeof MediaStreamTrack).prototype.stop.call(null as never),
      ],
      [
        'close with odd this',
        (from) => (from['RTCPeerConnection'] as typeof RTCPeerConnection).prototype.close.call([] as never),
      ],
      ['WebTransport, wrong scheme', (from) => new (from['WebTransport'] as Made)('http://x/')],
      ['WritableStreamDefaultWriter, no stream', (from) => new (from['WritableStreamDefaultWriter'] as Made)({})],
      [
        'getWriter with odd this',
        (from) => (from['WritableStream'] as typeof WritableStream).prototype.getWriter.call({} as never),
      ],
      [
        'pipeThrough, nothing to pipe through',
        (from) =>
          (from['ReadableStream'] as typeof ReadableStream).prototype.pipeThrough.call(
            new ReadableStream(),
            {} as never,
          ),
      ],
      ['Worker, no argument', (from) => new (from['Worker'] as Made)()],
      ['Request, wrong method', (from) => new (from['Request'] as Made)('/x', { method: 'b a d' })],
      [
        'xhr.open with odd this',
        (from) => (from['XMLHttpRequest'] as typeof XMLHttpRequest).prototype.open.call({} as never, 'GET', '/', true),
      ],
      [
        'sendBeacon, no argument',
        (from) => Reflect.apply((from['Navigator'] as typeof Navigator).prototype.sendBeacon, navigator, []),
      ],
      ['toString of no function', (from) => (from['Function'] as typeof Function).prototype.toString.call({})],
      ['new of a method', (from) => new ((from['WebSocket'] as typeof WebSocket).prototype.send as unknown as Made)()],
    ];
    const outcome = (attempt: (from: Record<string, unknown>) => unknown, from: Record<string, unknown>) => {
      try {
        attempt(from);
        return 'nothing thrown';
      } catch (error) {
        const { name, message, stack = '' } = error as Error;
        const own = Object.getOwnPropertyNames(error).join();
        // The attempt's own frame differs from attempt to attempt; those that called it are always the same.
        const frames = stack.split('\n').filter((line) => /^ {4}at |@/.test(line));
        return { name, message, own, extension: /extension:/.test(stack), callers: frames.slice(1) };
      }
    };
    const run = (from: Record<string, unknown>) =>
      attempts.map(([what, attempt]) => ({ what, ...Object(outcome(attempt, from)) }));
    return {
      mine: run(globalThis as unknown as Record<string, unknown>),
      theirs: run(kept),
    };
  });
  const { callers } = seen.mine[0] as { callers: string[] };
  expect(callers.length).toBeGreaterThan(0);
  expect(seen.mine.length).toBe(seen.theirs.length);
  for (const [i, mine] of seen.mine.entries()) {
    const { what, name, message, own } = seen.theirs[i];
    expect(mine).toMatchObject({ what, name, message, own, extension: false });
    // Where it was called in this test differs. An untouched document shows no frames of this one at all, so these are
    // compared with those of an error from a function that nobody has touched. Firefox shows a frame
    // "<anonymous code>" of the probe, and has no way to leave it out unseen.
    const functions = (frames: string[]) => frames.map((frame) => frame.replace(/:\d+:\d+\)?$/, ''));
    if (earshot.name === 'chromium')
      expect({ what, frames: functions(mine.callers) }).toEqual({ what, frames: functions(callers) });
  }
});

test('an error in a script of the page that the browser calls keeps its stack', async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
  const stack = await page.evaluate(() => {
    function inTheGetter(): never {
      throw new TypeError('of the page');
    }
    try {
      new RTCPeerConnection({
        get iceServers() {
          return inTheGetter();
        },
      });
      return null;
    } catch (error) {
      return (error as Error).stack;
    }
  });
  expect(stack).toContain('inTheGetter');
});

test('getters of arguments run as often as without the probe, and in the same order', async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
  const seen = await page.evaluate(async () => {
    const run = (from: Record<string, unknown>) => {
      const read: string[] = [];
      const spy = (label: string, object: object): never => {
        const own = {};
        for (const [name, value] of Object.entries(object)) {
          Object.defineProperty(own, name, {
            enumerable: true,
            get: () => {
              read.push(`${label}.${name}`);
              return value;
            },
          });
        }
        return own as never;
      };
      const Connection = from['RTCPeerConnection'] as typeof RTCPeerConnection;
      const server = spy('server', { urls: 'stun:127.0.0.1:3478', username: 'u', credential: 'c' });
      const connection = new Connection(spy('configuration', { iceServers: [server], iceTransportPolicy: 'all' }));
      connection.setConfiguration(spy('again', { iceServers: [server] }));
      connection.addIceCandidate(spy('candidate', { candidate: '', sdpMid: '0' })).catch(() => undefined);
      connection.createDataChannel('x', spy('options', { protocol: 'p' }));
      const BrowserRequest = from['Request'] as typeof Request;
      new BrowserRequest('/x', spy('request', { method: 'POST', body: 'x' }));
      connection.close();
      return read;
    };
    return { mine: run(globalThis as unknown as Record<string, unknown>), theirs: run(kept) };
  });
  expect(seen.mine).toEqual(seen.theirs);
  expect(seen.mine.length).toBeGreaterThan(5);
});

test('a refused microphone that the page ignores is an unhandled rejection of its own promise, once', async ({
  earshot,
  net,
}) => {
  const page = await openBesideUntouched(earshot, net);
  const seen = await page.evaluate(async () => {
    const events: { same: boolean; name: string }[] = [];
    const handled: string[] = [];
    let promise: Promise<unknown>;
    addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      events.push({ same: event.promise === promise, name: (event.reason as Error).name });
    });
    addEventListener('rejectionhandled', () => handled.push('rejectionhandled'));
    const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
    promise = navigator.mediaDevices.getUserMedia({ audio: { deviceId: { exact: 'there is no such device' } } });
    const isPromise = promise instanceof Promise && Object.getOwnPropertyNames(promise).length === 0;
    await settle();
    // One that is handled makes no event.
    const caught = await navigator.mediaDevices.getUserMedia({}).catch((error: Error) => error.name);
    await settle();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.getTracks()[0]?.stop();
    return { events, handled, isPromise, caught, own: Object.getOwnPropertyNames(stream) };
  });
  expect(seen).toEqual({
    events: [{ same: true, name: expect.stringMatching(/^(OverconstrainedError|NotFoundError)$/) }],
    handled: [],
    isPromise: true,
    caught: 'TypeError',
    own: [],
  });
});

test('promises settle in the order that they settle in without the probe', async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
  const seen = await page.evaluate(async () => {
    const run = async (from: Record<string, unknown>) => {
      const order: string[] = [];
      const note = (name: string) => () => void order.push(name);
      const Connection = from['RTCPeerConnection'] as typeof RTCPeerConnection;
      const connection = new Connection();
      connection.close();
      const waits = [
        connection.addIceCandidate({ candidate: '', sdpMid: '0' }).catch(note('candidate')),
        Promise.resolve().then(note('first')).then(note('second')),
        (from as unknown as Window & typeof globalThis).fetch('http://user:password@x.example/').catch(note('fetch')),
        connection.setLocalDescription().catch(note('description')),
        Promise.resolve().then(note('third')).then(note('fourth')),
      ];
      await Promise.all(waits);
      return order;
    };
    return {
      mine: await run(globalThis as unknown as Record<string, unknown>),
      theirs: await run(kept),
    };
  });
  expect(seen.mine).toEqual(seen.theirs);
});

test('events come to the page in its own order, each once', async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
  const order = await page.evaluate(async () => {
    const order: string[] = [];
    const here = new RTCPeerConnection();
    const there = new RTCPeerConnection();
    here.addEventListener('signalingstatechange', () => order.push('first listener'));
    here.onsignalingstatechange = () => order.push('handler');
    here.addEventListener('signalingstatechange', (event) => {
      order.push(`second listener ${event.isTrusted} ${event.eventPhase}`);
    });
    here.createDataChannel('x');
    await here.setLocalDescription();
    order.push('resolved');
    await there.setRemoteDescription(here.localDescription ?? { type: 'rollback' });
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription ?? { type: 'rollback' });
    order.push('resolved');
    here.close();
    there.close();
    return order;
  });
  const change = ['first listener', 'handler', 'second listener true 2'];
  expect(order).toEqual([...change, 'resolved', ...change, 'resolved']);
});

test('what real SDKs do with these classes works on top of the probe', async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
  const seen = await page.evaluate(async () => {
    const native = (value: unknown) => /\{\s*\[native code\]\s*\}/.test(`${value}`);
    // As Volcengine's SDK asks whether somebody has replaced fetch.
    const fetchIsNative = native(fetch) && native(window.fetch.toString) && fetch.name === 'fetch';
    // As PubNub takes a fetch that nobody has replaced, from a frame of its own.
    const frame = document.createElement('iframe');
    frame.style.display = 'none';
    document.body.append(frame);
    const fromFrame = await (frame.contentWindow as typeof globalThis & Window)
      .fetch('/from-frame')
      .then(({ status }) => status);
    // As webrtc-adapter patches: methods of the prototype, and the class with a function of its own.
    const { addIceCandidate } = RTCPeerConnection.prototype;
    let added = 0;
    RTCPeerConnection.prototype.addIceCandidate = function (this: RTCPeerConnection, ...args: unknown[]) {
      added++;
      return addIceCandidate.apply(this, args as never);
    } as never;
    const Original = RTCPeerConnection;
    function Shimmed(configuration: RTCConfiguration) {
      return new Original(configuration);
    }
    const Shim = Shimmed as unknown as typeof RTCPeerConnection;
    Shim.prototype = Original.prototype;
    Object.defineProperty(Shim, 'generateCertificate', { get: () => Original.generateCertificate });
    window.RTCPeerConnection = Shim;
    const connection = new RTCPeerConnection();
    await connection.addIceCandidate().catch(() => undefined);
    // As core-js asks whether a class of the browser's is its own, and as it patches fetch-like functions.
    const isForced = !native(Original) || !native(WebSocket);
    const get = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'url')?.get;
    const before = WebSocket;
    window.WebSocket = new Proxy(WebSocket, {});
    const socket = new WebSocket('wss://parity.example/patched');
    window.WebSocket = before;
    connection.close();
    return {
      fetchIsNative,
      fromFrame,
      added,
      isForced,
      shimmed: connection instanceof Original && connection instanceof RTCPeerConnection,
      certificate: typeof Shim.generateCertificate,
      patched: socket instanceof before && get?.call(socket),
      toStringOfToString: native(Function.prototype.toString) && Function.prototype.toString.name,
    };
  });
  expect(seen).toEqual({
    fetchIsNative: true,
    fromFrame: 200,
    added: 1,
    isForced: false,
    shimmed: true,
    certificate: 'function',
    patched: 'wss://parity.example/patched',
    toStringOfToString: 'toString',
  });
});

test('the demo room still talks', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.clean}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
});
