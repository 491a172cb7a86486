import { bounds } from '../model/probe-bounds.ts';
import { Line, onLine } from './lines.ts';
import { add, getter, isArray, listen, plain, prototypeOf, textOf } from './natives.ts';
import { makeNotes } from './notes.ts';
import { type MessageData, onReceived, onSent, type Traffic } from './traffic.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/** WebSockets: which were opened, what is sent through them, and how much comes in. */

const prototype = prototypeOf('WebSocket');
const urlOf = getter<string>(prototype, 'url');
const stateOf = getter<number>(prototype, 'readyState');
const dataOf = getter<unknown>(MessageEvent.prototype, 'data');
const closing = 2;

class Socket extends Line {
  constructor(
    target: object,
    readonly url: string,
    readonly protocols: string[],
  ) {
    super(target);
  }

  isUp(target: object): boolean {
    return (stateOf(target) ?? closing) < closing;
  }

  opened(socket: number) {
    const { openedAt: at, url, protocols } = this;
    return { what: 'socket', socket, at, url, protocols } as const;
  }

  message(socket: number, at: number, length: number, data: MessageData) {
    return { what: 'socket-message', socket, at, length, data } as const;
  }

  traffic(socket: number, at: number, sent: Traffic, received: Traffic, open: boolean) {
    return { what: 'socket-traffic', socket, at, sent, received, open } as const;
  }

  override begun(target: object): void {
    listen<MessageEvent>(target, 'message', (event) => onReceived(this, dataOf(event)));
  }
}

const sockets = makeNotes<Socket>();

function socketOf(socket: object, protocols?: unknown): Socket | null {
  const known = sockets.of(socket);
  if (known) return known;
  const url = urlOf(socket);
  if (url === undefined) return null;
  const made = new Socket(socket, textOf(url, bounds.url), namesIn(protocols));
  sockets.put(socket, made);
  onLine(made, socket);
  return made;
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

wrapClass('WebSocket', (made, args) => void socketOf(made, args.length > 1 ? args[1] : undefined));
wrapMethod(prototype, 'send', (self, args) => {
  const socket = sockets.of(self) ?? socketOf(self);
  if (socket && args.length > 0) onSent(socket, args[0]);
});
