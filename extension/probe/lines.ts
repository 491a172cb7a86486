import { bounds } from '../model/probe-bounds.ts';
import type { ProbeEvent } from '../model/probe-event.ts';
import { leaveOut, tell } from './channel.ts';
import { add, NativeWeakRef, now, uncurry } from './natives.ts';
import { handOver } from './ring.ts';
import { Channel, follow, type MessageData, type Traffic, tellKept } from './traffic.ts';
import { voice, whenVoiceStarts } from './voice.ts';

/** What the page opens to an address and sends through by itself: WebSockets, WebTransport sessions. */

const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<object>) => object | undefined;

/** A frame's lines from before it belonged to a voice visit that are remembered, the latest ones. */
const mostBefore = 100;

export abstract class Line extends Channel {
  /** Null until it is told. */
  id: number | null = null;
  readonly openedAt = now();
  readonly #ref: WeakRef<object>;

  constructor(target: object) {
    super(
      {
        message: (at, length, data) => this.message(this.id ?? 0, at, length, data),
        traffic: (at, sent, received, open) => this.traffic(this.id ?? 0, at, sent, received, open),
      },
      () => {
        const target = this.target();
        return target !== undefined && this.isUp(target);
      },
    );
    this.#ref = new NativeWeakRef(target);
  }

  /** Undefined when nobody has it any more. */
  target(): object | undefined {
    return deref(this.#ref);
  }

  abstract isUp(target: object): boolean;
  /** What tells of it. */
  abstract opened(id: number): ProbeEvent;
  abstract message(id: number, at: number, length: number, data: MessageData): ProbeEvent;
  abstract traffic(id: number, at: number, sent: Traffic, received: Traffic, open: boolean): ProbeEvent;
  /** It is told, and followed from now on. */
  begun(_target: object): void {}
}

let before: Line[] = [];
let told = 0;

/** The page has opened a line. */
export function onLine(line: Line, target: object): void {
  if (voice) begin(line, target);
  else remember(line);
}

function remember(line: Line): void {
  add(before, line);
  if (before.length < 2 * mostBefore) return;
  const latest: Line[] = [];
  for (let i = before.length - mostBefore; i < before.length; i++) add(latest, before[i] as Line);
  before = latest;
}

function begin(line: Line, target: object | undefined): void {
  if (line.id !== null) return;
  if (told >= bounds.id || !follow(line)) {
    line.allowance = 0;
    line.shortAllowance = 0;
    leaveOut(0);
    return;
  }
  line.id = ++told;
  tell(line.opened(line.id));
  if (target) line.begun(target);
}

whenVoiceStarts(() => {
  for (let i = 0; i < before.length; i++) {
    const line = before[i] as Line;
    const target = line.target();
    if (target || line.sent.texts + line.sent.binaries > 0) begin(line, target);
  }
  before = [];
  handOver((channel, at, length, data) => {
    if ((channel as Line).id !== null) tellKept(channel as Line, at, length, data);
  });
});
