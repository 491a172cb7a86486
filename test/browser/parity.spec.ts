import { expect } from 'playwright/test';
import { test } from '../support/earshot.ts';
import { openBesideUntouched } from '../support/untouched.ts';

test.use({ browserOf: 'file' });

/** Everything that the probe puts a proxy in the place of. */
const watched = {
  classes: [
    ...['RTCPeerConnection', 'WebSocket', 'WebTransport', 'Worker', 'SharedWorker', 'Request', 'AudioWorkletNode'],
    ...['MediaStreamAudioSourceNode', 'MediaStreamAudioDestinationNode', 'MediaStreamTrackAudioSourceNode'],
    ...['MediaStreamTrackProcessor', 'WritableStreamDefaultWriter'],
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
    ...['WebTransport.createUnidirectionalStream', 'WebTransport.createBidirectionalStream'],
    ...['WritableStream.getWriter', 'WritableStreamDefaultWriter.write'],
    ...['ReadableStream.pipeTo', 'ReadableStream.pipeThrough'],
  ],
  setters: ['RTCRtpSender.transform', 'RTCRtpReceiver.transform'],
  getters: ['WebTransportBidirectionalStream.writable'],
} as const;
type Watched = typeof watched;

/** The window of the untouched document. */
declare const kept: Record<string, { prototype: object }>;

test("what the probe watches cannot be told from the browser's own by looking at it", async ({ earshot, net }) => {
  const page = await openBesideUntouched(earshot, net);
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
    for (const path of [...watched.methods, ...watched.setters, ...watched.getters]) {
      const [owner = '', name = ''] = path.split('.');
      const mine = ours[owner]?.prototype;
      const theirs = kept[owner]?.prototype;
      const among = (paths: readonly string[]) => paths.includes(path);
      const part = among(watched.setters) ? 'set' : among(watched.getters) ? 'get' : 'value';
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
  const page = await openBesideUntouched(earshot, net);
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
  const page = await openBesideUntouched(earshot, net);
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
    const writer = new WritableStreamDefaultWriter(new WritableStream());
    check(
      'a writer',
      writer instanceof WritableStreamDefaultWriter && writer.constructor === WritableStreamDefaultWriter,
    );
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
