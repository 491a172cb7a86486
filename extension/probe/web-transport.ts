import { bounds } from '../model/probe-bounds.ts';
import { tellInVoice } from './earlier.ts';
import { add, addressOf, NativeWeakRef, now, own, prototypeOf, settle, textOf, uncurry } from './natives.ts';
import { makeNotes } from './notes.ts';
import { onTick } from './voice.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/**
 * WebTransport sessions. Their bytes are the browser's own count, `getStats` (Firefox). Chromium 156 has none, and then
 * they stay unknown: what goes through a session's streams could be counted only by standing between page and stream,
 * which the page would see in when its writes are done.
 */

const prototype = prototypeOf('WebTransport') as { getStats?: () => Promise<object> } | undefined;
const getStats = prototype?.getStats && uncurry(prototype.getStats as (this: object) => Promise<object>);
const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<object>) => object | undefined;

/** Sessions of a frame that are looked after. */
const most = 50;

interface Session {
  id: number;
  ref: WeakRef<object>;
  open: boolean;
  sent: number | null;
  received: number | null;
}

const sessions = makeNotes<Session>();
let open: Session[] = [];
let told = 0;

wrapClass('WebTransport', (made, args) => {
  if (open.length >= most || told >= bounds.id) return;
  const session: Session = { id: ++told, ref: new NativeWeakRef(made), open: true, sent: null, received: null };
  sessions.put(made, session);
  add(open, session);
  const url = addressOf(args.length > 0 ? args[0] : undefined);
  tellInVoice({ what: 'web-transport', transport: session.id, at: now(), url: textOf(url, bounds.url) });
});
wrapMethod(prototype, 'close', (self) => {
  const session = sessions.of(self);
  if (session) closed(session);
});

function closed(session: Session): void {
  if (!session.open) return;
  session.open = false;
  const still: Session[] = [];
  for (let i = 0; i < open.length; i++) if (open[i] !== session) add(still, open[i] as Session);
  open = still;
  tellTraffic(session);
}

function tellTraffic({ id, sent, received, open }: Session): void {
  tellInVoice({ what: 'web-transport-traffic', transport: id, at: now(), sent, received, open });
}

const countIn = (stats: object, name: string): number | null => {
  const value = own(stats, name);
  return typeof value === 'number' && value >= 0 ? value : null;
};

onTick(() => {
  for (let i = 0; i < open.length; i++) {
    const session = open[i] as Session;
    const target = deref(session.ref);
    if (!target) closed(session);
    else if (getStats) {
      settle(
        getStats(target),
        (stats) => {
          const sent = countIn(stats, 'bytesSent');
          const received = countIn(stats, 'bytesReceived');
          if (sent === session.sent && received === session.received) return;
          session.sent = sent;
          session.received = received;
          tellTraffic(session);
        },
        // It is refused when the session has failed or ended.
        () => closed(session),
      );
    }
  }
});
