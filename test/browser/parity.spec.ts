import { expect } from 'playwright/test';
import type { TestPage } from '../support/browser.ts';
import { test } from '../support/earshot.ts';
import type { Internet } from '../support/internet.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

/** Everything that the probe puts a proxy in the place of. */
const watched = {
  classes: [
    ...['RTCPeerConnection', 'WebSocket', 'WebTransport', 'Worker', 'SharedWorker', 'Request', 'AudioWorkletNode'],
    ...['MediaStreamAudioSourceNode', 'MediaStreamAudioDestinationNode', 'MediaStreamTrackAudioSourceNode'],
    'MediaStreamTrackProcessor',
  ],
  methods: [
    ...['Function.toString', 'MediaDevices.getUserMedia', 'MediaDevices.enumerateDevices', 'Navigator.sendBeacon'],
    ...['Navigator.getUserMedia', 'Navigator.webkitGetUserMedia', 'Navigator.mozGetUserMedia', 'WebSocket.send'],
    ...['MediaStreamTrack.stop', 'MediaStreamTrack.clone', 'MediaStream.clone', 'RTCDataChannel.send'],
    ...['RTCPeerConnection.setConfiguration', 'RTCPeerConnection.addIceCandidate', 'RTCPeerConnection.close'],
    ...['RTCPeerConnection.createDataChannel', 'RTCRtpSender.createEncodedStreams', 'WebTransport.close'],
    ...['RTCRtpReceiver.createEncodedStreams', 'XMLHttpRequest.open', 'XMLHttpRequest.send', 'Request.clone'],
    ...['AudioContext.createMediaStreamSource', 'AudioContext.createMediaStreamTrackSource', 'MediaRecorder.start'],
    ...['AudioContext.createMediaStreamDestination', 'BaseAudioContext.createScriptProcessor'],
  ],
  setters: ['RTCRtpSender.transform', 'RTCRtpReceiver.transform'],
} as const;
type Watched = typeof watched;

/**
 * A page, and in it a document that no probe has reached: the first, empty one of a frame, which stays because nothing
 * comes in its place.
 */
async function open(net: Internet, earshot: { open(url: string): Promise<TestPage> }): Promise<TestPage> {
  await net.site('parity.example', ({ path }) =>
    path === '/never'
      ? { status: 204 }
      : { type: 'text/html', body: '<!doctype html><meta charset="utf-8"><title>parity</title><body>' },
  );
  const page = await earshot.open('https://parity.example/');
  const reached = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = '/never';
    document.body.append(frame);
    const natives = frame.contentWindow as unknown as { Function: FunctionConstructor };
    Object.assign(globalThis, { kept: natives });
    // An untouched document does not know of the proxies of this one, and says what it sees.
    return natives.Function.prototype.toString.call(WebSocket.prototype.send).includes('send');
  });
  expect(reached).toBe(false);
  return page;
}

/** The window of the untouched document. */
declare const kept: Record<string, { prototype: object }>;

test("what the probe watches cannot be told from the browser's own by looking at it", async ({ earshot, net }) => {
  const page = await open(net, earshot);
  const seen = await page.evaluate((watched: Watched) => {
    const text = (value: unknown, native: boolean) =>
      typeof value === 'function' ? (native ? sourceOf : Function.prototype.toString).call(value) : null;
    // Of the untouched document with its own toString.
    const sourceOf = (kept['Function'] as { prototype: { toString: () => string } }).prototype.toString;
    const shape = (value: unknown, native: boolean) => {
      if (typeof value !== 'function') return typeof value;
      const own = Object.getOwnPropertyNames(value).map((name) => {
        const { value: held, get, set, ...flags } = Object.getOwnPropertyDescriptor(value, name) ?? {};
        return [name, JSON.stringify(flags), typeof held === 'object' ? 'object' : String(held ?? get ?? set)];
      });
      const { name, length } = value;
      return {
        text: text(value, native),
        name,
        length,
        own,
        symbols: Object.getOwnPropertySymbols(value).length,
      };
    };
    const flags = (holder: object | undefined, name: string, native: boolean) => {
      const descriptor = holder && Object.getOwnPropertyDescriptor(holder, name);
      if (!descriptor) return null;
      return {
        ...descriptor,
        value: typeof descriptor.value,
        get: text(descriptor.get, native),
        set: text(descriptor.set, native),
      };
    };
    const ours = globalThis as unknown as Record<string, { prototype: object } | undefined>;
    const compare: [string, unknown, unknown][] = [];
    const names = (object: object | undefined) => (object ? Object.getOwnPropertyNames(object) : null);
    for (const name of watched.classes) {
      compare.push([name, shape(ours[name], false), shape(kept[name], true)]);
      compare.push([`${name} on window`, flags(globalThis, name, false), flags(kept, name, true)]);
    }
    for (const path of [...watched.methods, ...watched.setters]) {
      const [owner = '', name = ''] = path.split('.');
      const mine = ours[owner]?.prototype;
      const theirs = kept[owner]?.prototype;
      const part = (watched.setters as readonly string[]).includes(path) ? 'set' : 'value';
      const get = (holder: object | undefined) => holder && Object.getOwnPropertyDescriptor(holder, name)?.[part];
      compare.push([path, shape(get(mine), false), shape(get(theirs), true)]);
      compare.push([`descriptor of ${path}`, flags(mine, name, false), flags(theirs, name, true)]);
      compare.push([`order of ${owner}.prototype`, names(mine), names(theirs)]);
    }
    compare.push(['fetch', shape(globalThis.fetch, false), shape(kept['fetch'], true)]);
    return compare.map(([what, mine, theirs]) => [what, JSON.stringify(mine), JSON.stringify(theirs)] as const);
  }, watched);
  for (const [what, mine, theirs] of seen) expect(`${what}: ${mine}`).toBe(`${what}: ${theirs}`);
});

test('the names in the window, and their order, are the same as without the probe', async ({ earshot, net }) => {
  const page = await open(net, earshot);
  const seen = await page.evaluate(() => {
    const names = Object.getOwnPropertyNames(globalThis);
    const before = Object.getOwnPropertyNames(kept);
    const own = ['kept', '0'];
    return {
      added: names.filter((name) => !before.includes(name) && !own.includes(name)),
      ours: [
        ...names,
        ...Object.getOwnPropertyNames(Document.prototype),
        ...Object.getOwnPropertyNames(navigator),
      ].filter((name) => /earshot/i.test(name)),
      order:
        names.filter((name) => before.includes(name)).join() === before.filter((name) => names.includes(name)).join(),
      symbols: Object.getOwnPropertySymbols(globalThis).length,
    };
  });
  expect(seen.ours).toEqual([]);
  expect(seen.symbols).toBe(0);
  expect(seen.added).toEqual([]);
  // Firefox lists a class when it is first touched, so that the order tells who has touched what, in any page.
  if (earshot.name === 'chromium') expect(seen.order).toBe(true);
});

test('classes that the page extends, and what it makes with them, are its own', async ({ earshot, net }) => {
  const page = await open(net, earshot);
  const wrong = await page.evaluate(async () => {
    const wrong: string[] = [];
    const check = (name: string, holds: boolean) => holds || wrong.push(name);
    const look = (name: string, Base: new (...args: never[]) => object, ...args: unknown[]) => {
      class Derived extends Base {
        extra = 1;
        static own = 2;
      }
      const derived = new (Derived as unknown as new (...args: unknown[]) => Derived)(...args);
      const plain = new (Base as unknown as new (...args: unknown[]) => object)(...args);
      check(`${name} instanceof`, derived instanceof Derived && derived instanceof Base && plain instanceof Base);
      check(`${name} prototype`, Object.getPrototypeOf(plain) === Base.prototype);
      check(`${name} derived`, Object.getPrototypeOf(Derived.prototype) === Base.prototype && derived.extra === 1);
      check(`${name} constructor`, plain.constructor === Base && derived.constructor === Derived);
      check(
        `${name} own`,
        Object.getOwnPropertyNames(plain).every((each) => each === 'isTrusted'),
      );
      check(`${name} symbols`, Object.getOwnPropertySymbols(plain).length === 0);
      check(`${name} tag`, Object.prototype.toString.call(plain) === `[object ${Base.name}]`);
      check(`${name} statics`, Object.getPrototypeOf(Derived) === Base && Derived.own === 2);
      const reflected = Reflect.construct(Base, args, Derived) as object;
      check(`${name} Reflect`, reflected instanceof Derived);
      function Old() {}
      Old.prototype = Object.create(Base.prototype);
      check(`${name} old style`, Reflect.construct(Base, args, Old) instanceof Old);
      return plain;
    };
    const socket = look('WebSocket', WebSocket, 'wss://parity.example/') as WebSocket;
    const connection = look('RTCPeerConnection', RTCPeerConnection) as RTCPeerConnection;
    const worker = look('Worker', Worker, URL.createObjectURL(new Blob(['']))) as Worker;
    look('Request', Request, '/x');
    const context = new AudioContext();
    const module = `registerProcessor('ears', class extends AudioWorkletProcessor { process() { return true; } })`;
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([module], { type: 'text/javascript' })));
    look('AudioWorkletNode', AudioWorkletNode, context, 'ears');
    look('MediaRecorder', MediaRecorder, context.createMediaStreamDestination().stream);
    check('static constants', WebSocket.OPEN === 1 && socket.CONNECTING === 0);
    check(
      'webkitRTCPeerConnection',
      !('webkitRTCPeerConnection' in globalThis) ||
        Reflect.get(globalThis, 'webkitRTCPeerConnection') === RTCPeerConnection,
    );
    check('AudioWorkletNode inherits', Object.getPrototypeOf(AudioWorkletNode) === AudioNode);
    connection.close();
    socket.close();
    worker.terminate();
    return wrong;
  });
  expect(wrong).toEqual([]);
});

test('errors are the same, in type, message, and in Chromium in their stacks', async ({ earshot, net }) => {
  const page = await open(net, earshot);
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
  const page = await open(net, earshot);
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
  const page = await open(net, earshot);
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
  const page = await open(net, earshot);
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
  const page = await open(net, earshot);
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
  const page = await open(net, earshot);
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
  const page = await open(net, earshot);
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
