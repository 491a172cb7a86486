/**
 * The relay, in the extension's isolated world of every frame: takes the probe's port, bounds what comes through it, and
 * tells the background. Silent on a page that never opens a microphone or a peer connection and is not asked.
 */
import type { Browser } from 'webextension-polyfill';
import type { PresenceAsk, RelayAsk, RelaySaid } from '../model/messages.ts';

// It runs in every frame of every page, so it brings no library: both browsers' own objects give promises here.
const { runtime } = (Reflect.get(globalThis, 'browser') ?? Reflect.get(globalThis, 'chrome')) as Browser;

/** Milliseconds between two messages of a voice visit: the background stays awake, with its listeners in place. */
const pulseEvery = 20_000;

const maxEntries = 500;
const maxUrlLength = 4096;
/** A page that opens thousands of connections makes one message, not thousands. */
const quiet = 100;

let microphone: boolean | null = null;
let peerConnections = 0;
let due: ReturnType<typeof setTimeout> | null = null;
let pulse: ReturnType<typeof setInterval> | null = null;

function say(message: RelaySaid): void {
  // The extension may have been updated or removed under this page: nobody is there, and the page must not notice.
  try {
    runtime.sendMessage(message).catch(() => undefined);
  } catch {
    if (pulse !== null) clearInterval(pulse);
  }
}

function sayState(): void {
  due = null;
  const opened = Math.min(peerConnections, 1000);
  peerConnections = 0;
  say({
    say: 'state',
    microphone,
    peerConnections: opened,
    controlled: Boolean(navigator.serviceWorker?.controller),
    hidden: document.hidden,
  });
  pulse ??= setInterval(sayState, pulseEvery);
}

function onProbe(what: unknown): void {
  if (what === 0 || what === 1) microphone = what === 1;
  else if (what === 2) peerConnections++;
  else return;
  if (due === null) due = setTimeout(sayState, quiet);
}

function onPort(event: Event): void {
  removeEventListener('earshot:port', onPort, true);
  event.stopImmediatePropagation();
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port) port.onmessage = ({ data }) => onProbe(data);
}
addEventListener('earshot:port', onPort, true);
// A frame that goes takes its microphone with it.
addEventListener('pagehide', () => {
  if (microphone !== true) return;
  microphone = false;
  sayState();
});
// If the probe ran first, it hands its port over now; it stops listening before the page's first script.
dispatchEvent(new Event('earshot:relay'));

runtime.onMessage.addListener(((message: unknown, _sender: unknown, answer: (there: boolean) => void) => {
  const ask = message as Partial<RelayAsk> | PresenceAsk | null;
  if (ask?.ask === 'there') answer(true);
  if (ask?.ask !== 'earlier' || typeof ask.after !== 'number' || typeof ask.before !== 'number') return;
  sayEarlier(ask.after, ask.before);
  // From now on this frame belongs to a voice visit.
  if (self === top) sayState();
}) as Parameters<typeof runtime.onMessage.addListener>[0]);

const said = new WeakSet<PerformanceEntry>();

/**
 * What the page fetched in a span of time, itself included, with query strings, from Resource Timing: no headers and no
 * bodies. Each entry is told once.
 */
function sayEarlier(after: number, before: number): void {
  const inSpan = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(
    (entry) => {
      const at = performance.timeOrigin + entry.startTime;
      return at > after && at < before && /^(?:https?|wss?):/.test(entry.name) && !said.has(entry);
    },
  );
  if (inSpan.length === 0) return;
  for (const entry of inSpan) said.add(entry);
  const entries = inSpan.slice(0, maxEntries).map((entry) => ({
    url: entry.name.slice(0, maxUrlLength),
    at: performance.timeOrigin + entry.startTime,
    type: 'initiatorType' in entry ? String(entry.initiatorType).slice(0, 40) : '',
  }));
  say({ say: 'earlier', entries, more: inSpan.length - entries.length });
}
