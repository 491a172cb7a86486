import type { ProbeEvent } from '../model/probe-event.ts';
import type { said } from './channel-words.ts';
import { add, getter, isArray, keys, microtask, now, setPrototypeOf, stringify, uncurry } from './natives.ts';

/**
 * The one way from the page's world to the extension's: a MessagePort that is handed to the relay once, synchronously,
 * before there is anybody to listen in. Only numbers and texts go through it. See relay.ts for the other end.
 */

/** Events and characters that wait for the end of a task: a page that does more in one is summarised. */
const waits = { events: 500, characters: 1 << 21 };

const channel = new MessageChannel();
const postTo = uncurry(MessagePort.prototype.postMessage) as (port: MessagePort, message: unknown) => void;
const dataOf = getter<unknown>(MessageEvent.prototype, 'data');
const port = channel.port1;

const handOver = () => dispatchEvent(new MessageEvent('earshot:port', { ports: [channel.port2] }));
// Whichever of probe and relay starts first, they meet before the page's first script.
addEventListener('earshot:relay', handOver, { once: true, capture: true });
handOver();
queueMicrotask(() => removeEventListener('earshot:relay', handOver, true));

function post(message: number | string): void {
  try {
    postTo(port, message);
  } catch {
    // A closed channel must not become the page's error.
  }
}

export const say = (what: (typeof said)[keyof typeof said]) => post(what);

let waiting: ProbeEvent[] = [];
let characters = 0;
let left = { events: 0, characters: 0 };

/** Tells the background of something, at the end of the task. */
export function tell(event: ProbeEvent): void {
  if (waiting.length === 0) microtask(flush);
  const size = sizeOf(event);
  if (waiting.length < waits.events && characters + size <= waits.characters) {
    characters += size;
    add(waiting, event);
  } else {
    left.events++;
    left.characters += size;
  }
}

/** Something that was not even made into an event: it is counted with what was left out. */
export function leaveOut(size: number): void {
  left.events++;
  left.characters += size;
}

/** Also takes every object out of the page's reach: without a prototype, nothing of `stringify` can be redirected. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  setPrototypeOf(value, null);
  let size = 0;
  if (isArray(value)) for (let i = 0; i < value.length; i++) size += sizeOf(value[i]);
  else {
    const names = keys(value);
    for (let i = 0; i < names.length; i++) size += sizeOf((value as Record<string, unknown>)[names[i] as string]);
  }
  return size;
}

/** Tells what waits now, not at the end of the task. */
export function flush(): void {
  if (left.events > 0) {
    const event: ProbeEvent = { what: 'summarised', at: now(), events: left.events, bytes: left.characters };
    sizeOf(event);
    add(waiting, event);
    left = { events: 0, characters: 0 };
  }
  if (waiting.length === 0) return;
  const batch = waiting;
  waiting = [];
  characters = 0;
  setPrototypeOf(batch, null);
  post(stringify(batch));
}

/** Hears what the relay asks. */
export function hear(onAsked: (what: unknown) => void): void {
  port.onmessage = (event) => onAsked(dataOf(event));
}
