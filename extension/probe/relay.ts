/**
 * The relay, in the extension's isolated world of every frame: takes the probe's port, bounds what comes through it, and
 * tells the background. Silent on a page that never opens a microphone or a peer connection and is not asked.
 */
import type { Browser } from 'webextension-polyfill';
import type { PresenceAsk, RelayAsk, RelaySays, WatchAsk } from '../model/messages.ts';
import { asked, said } from './channel-words.ts';
import { Outbox } from './outbox.ts';

// It runs in every frame of every page, so it brings no library: both browsers' own objects give promises here.
const { runtime } = (Reflect.get(globalThis, 'browser') ?? Reflect.get(globalThis, 'chrome')) as Browser;

/** Milliseconds between two messages of a voice visit: the background stays awake, with its listeners in place. */
const pulseEvery = 20_000;

const maxEntries = 500;
const maxUrlLength = 4096;
/** After the first word, a page that opens thousands of connections makes one message, not thousands. */
const quiet = 100;

/** The probe's clock: it has none of its own, and is asked for totals and statistics only in a voice visit. */
const tickEvery = 2000;

let microphone: boolean | null = null;
let peerConnections = 0;
const outbox = new Outbox(Date.now());
let port: MessagePort | null = null;
let stateDue = false;
let due: ReturnType<typeof setTimeout> | null = null;
let pulse: ReturnType<typeof setInterval> | null = null;
let tick: ReturnType<typeof setInterval> | null = null;

function say(message: RelaySays): void {
  // The extension may have been updated or removed under this page: nobody is there, and the page must not notice.
  try {
    runtime.sendMessage(message).catch(() => undefined);
  } catch {
    rest();
  }
}

function sayState(): void {
  stateDue = false;
  const opened = Math.min(peerConnections, 1000);
  peerConnections = 0;
  say({
    say: 'state',
    microphone,
    peerConnections: opened,
    controlled: Boolean(navigator.serviceWorker?.controller),
    hidden: document.hidden,
  });
}

/** Says what is due. The state goes first: a visit has to begin before anything can be told of it. */
function sayDue(last = false): void {
  due = null;
  if (stateDue) sayState();
  for (const events of outbox.take(Date.now(), last)) say({ say: 'seen', events });
}

function soon(): void {
  if (due === null) due = setTimeout(() => sayDue(), quiet);
}

/** This frame belongs to a voice visit: the probe is to look. */
function work(): void {
  tick ??= setInterval(() => {
    port?.postMessage(asked.tick);
    if (!outbox.isEmpty) soon();
  }, tickEvery);
}

function rest(): void {
  if (pulse !== null) clearInterval(pulse);
  if (tick !== null) clearInterval(tick);
  pulse = null;
  tick = null;
}

function onProbe(what: unknown): void {
  if (typeof what === 'string') {
    outbox.put(what, Date.now());
    soon();
    return;
  }
  if (what === said.microphoneOff || what === said.microphoneOn) microphone = what === said.microphoneOn;
  else if (what === said.connectionMade) peerConnections++;
  stateDue = true;
  work();
  if (pulse !== null) {
    soon();
    return;
  }
  pulse = setInterval(sayState, pulseEvery);
  // The first word begins a visit: what the page sends until it is there is seen in Resource Timing only, without bodies.
  sayState();
}

function onPort(event: Event): void {
  removeEventListener('earshot:port', onPort, true);
  event.stopImmediatePropagation();
  port = event instanceof MessageEvent ? (event.ports[0] ?? null) : null;
  if (port) port.onmessage = ({ data }) => onProbe(data);
}
addEventListener('earshot:port', onPort, true);
// A frame that goes takes its microphone with it.
addEventListener('pagehide', ({ isTrusted }) => {
  // The page can dispatch such an event as well; its microphone stays on.
  if (!isTrusted) return;
  if (microphone === true) {
    microphone = false;
    stateDue = true;
  }
  sayDue(true);
});
document.addEventListener('visibilitychange', ({ isTrusted }) => {
  if (isTrusted && microphone === true) sayState();
});
// If the probe ran first, it hands its port over now; it stops listening before the page's first script.
dispatchEvent(new Event('earshot:relay'));

runtime.onMessage.addListener(((message: unknown, _sender: unknown, answer: (there: boolean) => void) => {
  const ask = message as Partial<RelayAsk> | Partial<WatchAsk> | PresenceAsk | null;
  if (ask?.ask === 'there') answer(true);
  if (ask?.ask === 'watch') {
    port?.postMessage(ask.on === true ? asked.watchOn : asked.watchOff);
    if (ask.on === true) work();
    else rest();
  }
  if (ask?.ask !== 'earlier' || typeof ask.after !== 'number' || typeof ask.before !== 'number') return;
  sayEarlier(ask.after, ask.before);
  // From now on this frame belongs to a voice visit.
  if (self !== top) return;
  pulse ??= setInterval(sayState, pulseEvery);
  sayState();
}) as Parameters<typeof runtime.onMessage.addListener>[0]);

const told = new WeakSet<PerformanceEntry>();

/**
 * What the page fetched in a span of time, itself included, with query strings, from Resource Timing: no headers and no
 * bodies. Each entry is told once.
 */
function sayEarlier(after: number, before: number): void {
  const inSpan = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(
    (entry) => {
      const at = performance.timeOrigin + entry.startTime;
      return at > after && at < before && /^(?:https?|wss?):/.test(entry.name) && !told.has(entry);
    },
  );
  if (inSpan.length === 0) return;
  for (const entry of inSpan) told.add(entry);
  const entries = inSpan.slice(0, maxEntries).map((entry) => ({
    url: entry.name.slice(0, maxUrlLength),
    at: performance.timeOrigin + entry.startTime,
    type: 'initiatorType' in entry ? String(entry.initiatorType).slice(0, 40) : '',
  }));
  say({ say: 'earlier', entries, more: inSpan.length - entries.length });
}
