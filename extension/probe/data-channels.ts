import { bounds } from '../model/probe-bounds.ts';
import { leaveOut, tell } from './channel.ts';
import { add, getter, listen, NativeWeakRef, now, prototypeOf, textOf, uncurry } from './natives.ts';
import { makeNotes } from './notes.ts';
import { Channel, follow, onReceived, onSent } from './traffic.ts';
import { wrapMethod } from './wrap.ts';

/** Data channels: some services signal through them, with no WebSocket and nothing that webRequest shows. */

const prototype = prototypeOf('RTCDataChannel');
const labelOf = getter<string>(prototype, 'label');
const protocolOf = getter<string>(prototype, 'protocol');
const stateOf = getter<string>(prototype, 'readyState');
const dataOf = getter<unknown>(MessageEvent.prototype, 'data');
const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<object>) => object | undefined;
const idOf = getter<number | null>(prototype, 'id');
const channels = makeNotes<Channel>();
let told = 0;

/**
 * Messages of one channel that are counted as they come in. A listener costs the page a quarter of what a message costs
 * it anyway (Chromium 156), so that of a busy channel the browser's own count is taken.
 */
const listenFor = 200;

interface Busy {
  connection: number;
  ref: WeakRef<object>;
  channel: Channel;
}
let busy: Busy[] = [];

/** What the browser has counted of one channel of a connection. */
export function onChannelCount(connection: number, id: number, messages: number, bytes: number): void {
  const still: Busy[] = [];
  for (let i = 0; i < busy.length; i++) {
    const one = busy[i] as Busy;
    const target = deref(one.ref);
    if (!target) continue;
    add(still, one);
    if (one.connection !== connection || idOf(target) !== id) continue;
    const { received } = one.channel;
    const more = messages - received.texts - received.binaries;
    const moreBytes = bytes - received.textBytes - received.binaryBytes;
    // Of what kind these were the browser does not say: most of the first ones were of this.
    const texts = received.texts > received.binaries;
    if (more > 0) received[texts ? 'texts' : 'binaries'] += more;
    if (moreBytes > 0) received[texts ? 'textBytes' : 'binaryBytes'] += moreBytes;
  }
  busy = still;
}

/** A channel was opened here, or came from the other side. */
export function onDataChannel(target: object, connection: number, by: 'local' | 'remote'): void {
  if (channels.of(target)) return;
  const label = labelOf(target);
  if (label === undefined) return;
  const ref = new NativeWeakRef(target);
  const id = told + 1;
  const channel = new Channel(
    {
      message: (at, length, data) => ({ what: 'data-message', channel: id, at, length, data }),
      traffic: (at, sent, received, open) => ({ what: 'data-traffic', channel: id, at, sent, received, open }),
    },
    () => {
      const state = deref(ref);
      return state !== undefined && stateOf(state) !== 'closed';
    },
  );
  if (told >= bounds.id || !follow(channel)) {
    leaveOut(0);
    return;
  }
  told = id;
  channels.put(target, channel);
  tell({
    what: 'data-channel',
    channel: id,
    connection,
    at: now(),
    label: textOf(label, bounds.name),
    protocol: textOf(protocolOf(target), bounds.name),
    by,
  });
  const stop = listen<MessageEvent>(target, 'message', (event) => {
    onReceived(channel, dataOf(event));
    if (channel.received.texts + channel.received.binaries < listenFor) return;
    stop();
    add(busy, { connection, ref, channel });
  });
}

wrapMethod(prototype, 'send', (self, args) => {
  const channel = channels.of(self);
  if (channel && args.length > 0) onSent(channel, args[0]);
});
