import { bounds } from '../model/probe-bounds.ts';
import { leaveOut } from './channel.ts';
import { Line, onLine } from './lines.ts';
import { addressOf, getter, passOn, plain, prototypeOf, textOf } from './natives.ts';
import { makeNotes } from './notes.ts';
import { type MessageData, onSent, type Traffic } from './traffic.ts';
import { wrapClass, wrapGetter, wrapMethod } from './wrap.ts';

/**
 * WebTransport sessions, and what the page writes into their datagrams and streams. A writer does not say whose it is:
 * a note goes from the session to its streams, and from each to its writers.
 *
 * What the page leaves to the browser, by joining another stream to one of these, passes no writer: that it was joined
 * counts as a message that nobody looked at. The browser's own count, `getStats`, would have its bytes; Chromium 156 has
 * no such function, and Firefox 153 refuses it as not implemented.
 */

const prototype = prototypeOf('WebTransport');
const datagrams = prototypeOf('WebTransportDatagramDuplexStream');
const datagramsOf = getter<object>(prototype, 'datagrams');
const writableOf = getter<object>(datagrams, 'writable');
const pairs = prototypeOf('WebTransportBidirectionalStream');
const writableOfPair = getter<object>(pairs, 'writable');

class Session extends Line {
  isClosed = false;

  constructor(
    target: object,
    readonly url: string,
  ) {
    super(target);
  }

  isUp(): boolean {
    return !this.isClosed;
  }

  opened(transport: number) {
    return { what: 'web-transport', transport, at: this.openedAt, url: this.url } as const;
  }

  message(transport: number, at: number, length: number, data: MessageData) {
    return { what: 'web-transport-message', transport, at, length, data } as const;
  }

  traffic(transport: number, at: number, sent: Traffic, _received: Traffic, open: boolean) {
    return { what: 'web-transport-traffic', transport, at, sent, open } as const;
  }
}

/** On sessions, on their streams and pairs of streams, and on the writers of these. */
const sessions = makeNotes<Session>();
let made = 0;
/** The frame's session, as long as it has had one only. */
let only: Session | null = null;

wrapClass('WebTransport', (target, args) => {
  const url = addressOf(args.length > 0 ? args[0] : undefined);
  const session = new Session(target, textOf(url, bounds.url));
  only = ++made === 1 ? session : null;
  sessions.put(target, session);
  const duplex = datagramsOf(target);
  if (duplex) {
    sessions.put(duplex, session);
    const writable = writableOf(duplex);
    if (writable) sessions.put(writable, session);
  }
  onLine(session, target);
});

/** What the browser made out of something of a session's is of that session. */
function inherit(from: object, to: unknown): undefined {
  const session = sessions.of(from);
  if (session && typeof to === 'object' && to !== null) sessions.put(to, session);
}

wrapMethod(datagrams, 'createWritable', (self, _, stream) => inherit(self, stream));
wrapMethod(prototype, 'createUnidirectionalStream', (self, _, stream) =>
  passOn(stream as Promise<object>, (stream) => inherit(self, stream)),
);
wrapMethod(prototype, 'createBidirectionalStream', (self, _, pair) =>
  passOn(pair as Promise<object>, (pair) => {
    inherit(self, pair);
    inherit(self, writableOfPair(pair));
  }),
);
// A pair that the server opened comes out of a stream of pairs, where nothing says whose it is.
wrapGetter(pairs, 'writable', (_, __, stream) => {
  if (sessions.of(stream as object)) return;
  if (only) sessions.put(stream as object, only);
  else leaveOut(0);
});

const writers = prototypeOf('WritableStreamDefaultWriter');
wrapMethod(prototypeOf('WritableStream'), 'getWriter', (self, _, writer) => inherit(self, writer));
wrapClass('WritableStreamDefaultWriter', (writer, args) => inherit(args[0] as object, writer));

function onWrite(writer: object, args: unknown[]): undefined {
  const session = sessions.of(writer);
  if (session && typeof args[0] === 'object') onSent(session, args[0]);
}
wrapMethod(writers, 'write', onWrite);
wrapMethod(prototypeOf('WebTransportWriter'), 'atomicWrite', onWrite);

function onJoined(session: Session | undefined): void {
  if (session) session.sent.binaries++;
}
const readables = prototypeOf('ReadableStream');
wrapMethod(readables, 'pipeTo', (_, args) => onJoined(sessions.of(args[0] as object)));
wrapMethod(readables, 'pipeThrough', (_, args) => {
  const writable = plain(args[0], 'writable');
  const to = typeof writable === 'object' && writable !== null ? writable : args[0];
  onJoined(sessions.of(to as object));
});

wrapMethod(prototype, 'close', (self) => {
  const session = sessions.of(self);
  if (session) session.isClosed = true;
});
