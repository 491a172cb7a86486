import { expect } from 'playwright/test';
import { test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

test("what the probe watches looks and behaves like the browser's own", async ({ earshot }) => {
  const page = await earshot.open(rooms.clean);
  const seen = await page.evaluate(async () => {
    const native = (value: unknown) => /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));
    const { getUserMedia } = MediaDevices.prototype;
    const { stop } = MediaStreamTrack.prototype;
    class Derived extends RTCPeerConnection {
      extra = 1;
    }
    const derived = new Derived();
    const plain = new RTCPeerConnection();
    const without = (() => {
      try {
        return (RTCPeerConnection as unknown as () => unknown)();
      } catch (error) {
        return (error as Error).name;
      }
    })();
    const wrong = (() => {
      try {
        return new RTCPeerConnection({ iceServers: [{ urls: 'nonsense:' }] });
      } catch (error) {
        return `${(error as Error).name} ${error instanceof DOMException}`;
      }
    })();
    const refused = await navigator.mediaDevices.getUserMedia({}).catch((error: Error) => error.name);
    const names = (object: object) => Object.getOwnPropertyNames(object).filter((name) => /earshot/i.test(name));
    const result = {
      native: [getUserMedia, stop, RTCPeerConnection].map(native),
      names: [getUserMedia.name, stop.name, RTCPeerConnection.name],
      lengths: [getUserMedia.length, stop.length, RTCPeerConnection.length],
      constructorIntact: RTCPeerConnection.prototype.constructor === RTCPeerConnection,
      derived: [derived instanceof Derived, derived instanceof RTCPeerConnection, derived.extra],
      plain: Object.getPrototypeOf(plain) === RTCPeerConnection.prototype,
      own: Object.getOwnPropertyNames(plain),
      without,
      wrong,
      refused,
      enumerable: Object.getOwnPropertyDescriptor(globalThis, 'RTCPeerConnection')?.enumerable,
      globals: [...names(globalThis), ...names(MediaDevices.prototype), ...names(Document.prototype)],
    };
    derived.close();
    plain.close();
    return result;
  });
  expect(seen).toEqual({
    native: [true, true, true],
    names: ['getUserMedia', 'stop', 'RTCPeerConnection'],
    lengths: [0, 0, 0],
    constructorIntact: true,
    derived: [true, true, 1],
    plain: true,
    own: [],
    without: 'TypeError',
    wrong: 'SyntaxError true',
    refused: 'TypeError',
    enumerable: false,
    globals: [],
  });
});
