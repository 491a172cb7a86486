import { bounds } from '../model/probe-bounds.ts';
import { leaveOut, tell } from './channel.ts';
import { add, getter, isArray, listen, NativeWeakRef, now, plain, prototypeOf, textOf, uncurry } from './natives.ts';
import { makeNotes } from './notes.ts';
import { handOver } from './ring.ts';
import { Channel, follow, onReceived, onSent, tellKept } from './traffic.ts';
import { voice, whenVoiceStarts } from './voice.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/** WebSockets: which were opened, what is sent through them, and how much comes in. */

const prototype = prototypeOf('WebSocket');
const urlOf = getter<string>(prototype, 'url');
const stateOf = getter<number>(prototype, 'readyState');
const dataOf = getter<unknown>(MessageEvent.prototype, 'data');
const closing = 2;

/** A frame's sockets from before it belonged to a voice visit that are remembered, the latest ones. */
const mostBefore = 100;

class Socket extends Channel {
  /** Null until it is told. */
  id: number | null = null;

  constructor(
    readonly ref: WeakRef<object>,
    readonly openedAt: number,
    readonly url: string,
    readonly protocols: string[],
  ) {
    super(
      {
        message: (at, length, data) => ({ what: 'socket-message', socket: this.id ?? 0, at, length, data }),
        traffic: (at, sent, received, open) => ({
          what: 'socket-traffic',
          socket: this.id ?? 0,
          at,
          sent,
          received,
          open,
        }),
      },
      () => {
        const socket = deref(this.ref);
        return socket !== undefined && (stateOf(socket) ?? closing) < closing;
      },
    );
  }
}

const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<object>) => object | undefined;
const sockets = makeNotes<Socket>();
let before: Socket[] = [];
let told = 0;

function socketOf(socket: object, protocols?: unknown): Socket | null {
  const known = sockets.of(socket);
  if (known) return known;
  const url = urlOf(socket);
  if (url === undefined) return null;
  const made = new Socket(new NativeWeakRef(socket), now(), textOf(url, bounds.url), namesIn(protocols));
  sockets.put(socket, made);
  if (voice) begin(made, socket);
  else remember(made);
  return made;
}

function remember(socket: Socket): void {
  add(before, socket);
  if (before.length < 2 * mostBefore) return;
  const latest: Socket[] = [];
  for (let i = before.length - mostBefore; i < before.length; i++) add(latest, before[i] as Socket);
  before = latest;
}

/** The protocols that the page asks for: some services put a token there. */
function namesIn(protocols: unknown): string[] {
  const names: string[] = [];
  if (typeof protocols === 'string') add(names, textOf(protocols, bounds.name));
  else if (isArray(protocols)) {
    for (let i = 0; i < protocols.length && i < bounds.protocols; i++) {
      const name = plain(protocols, `${i}`);
      if (typeof name === 'string') add(names, textOf(name, bounds.name));
    }
  }
  return names;
}

function begin(socket: Socket, target: object | undefined): void {
  if (socket.id !== null) return;
  if (told >= bounds.id || !follow(socket)) {
    socket.allowance = 0;
    socket.shortAllowance = 0;
    leaveOut(0);
    return;
  }
  socket.id = ++told;
  tell({ what: 'socket', socket: socket.id, at: socket.openedAt, url: socket.url, protocols: socket.protocols });
  if (target) listen<MessageEvent>(target, 'message', (event) => onReceived(socket, dataOf(event)));
}

wrapClass('WebSocket', (made, args) => void socketOf(made, args.length > 1 ? args[1] : undefined));
wrapMethod(prototype, 'send', (self, args) => {
  const socket = sockets.of(self) ?? socketOf(self);
  if (socket && args.length > 0) onSent(socket, args[0]);
});

whenVoiceStarts(() => {
  for (let i = 0; i < before.length; i++) {
    const socket = before[i] as Socket;
    const target = deref(socket.ref);
    if (target || socket.sent.texts + socket.sent.binaries > 0) begin(socket, target);
  }
  before = [];
  handOver((channel, at, length, data) => {
    if ((channel as Socket).id !== null) tellKept(channel as Socket, at, length, data);
  });
});
