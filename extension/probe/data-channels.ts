import { bounds } from '../model/probe-bounds.ts';
import { leaveOut, tell } from './channel.ts';
import { getter, listen, NativeWeakRef, now, prototypeOf, textOf, uncurry } from './natives.ts';
import { makeNotes } from './notes.ts';
import { Channel, follow, onReceived, onSent } from './traffic.ts';
import { voice } from './voice.ts';
import { wrapMethod } from './wrap.ts';

/** Data channels: some services signal through them, with no WebSocket and nothing that webRequest shows. */

const prototype = prototypeOf('RTCDataChannel');
const labelOf = getter<string>(prototype, 'label');
const protocolOf = getter<string>(prototype, 'protocol');
const stateOf = getter<string>(prototype, 'readyState');
const dataOf = getter<unknown>(MessageEvent.prototype, 'data');
const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<object>) => object | undefined;
const channels = makeNotes<Channel>();
let told = 0;

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
  listen<MessageEvent>(target, 'message', (event) => {
    if (voice) onReceived(channel, dataOf(event));
  });
}

wrapMethod(prototype, 'send', (self, args) => {
  const channel = channels.of(self);
  if (channel && args.length > 0) onSent(channel, args[0]);
});
