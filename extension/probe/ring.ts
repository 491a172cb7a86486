import { bounds } from '../model/probe-bounds.ts';
import { copyOf, lengthOf } from './bytes.ts';
import { now } from './natives.ts';

/**
 * What the page has sent just now, kept in the page while it is no voice visit: a page joins a room first, and opens the
 * microphone after. Texts are kept as they are and not looked at, bytes as a copy of their beginning. When this frame
 * comes to belong to a voice visit it is handed over; else it goes with the page.
 */
const places = 64;
const mostBytes = 1 << 17;

class Kept {
  channel: object | null = null;
  at = 0;
  length = 0;
  /** Null: it was too long to be kept, or is a Blob. */
  data: string | Uint8Array | null = null;
  size = 0;
}

const ring: Kept[] = [];
for (let i = 0; i < places; i++) ring[i] = new Kept();
let next = 0;
let bytes = 0;
/** Of the message in the oldest place that is still kept. */
let oldest = 0;

export function keep(channel: object, data: string | object, length: number): void {
  const kept = ring[next % places] as Kept;
  if (next - oldest >= places) drop();
  kept.channel = channel;
  kept.at = now();
  kept.length = length;
  kept.size = 0;
  kept.data = null;
  if (typeof data === 'string') {
    if (length <= bounds.message) {
      kept.data = data;
      kept.size = length;
    }
  } else if (lengthOf(data) >= 0) {
    const copy = copyOf(data, bounds.message);
    kept.data = copy;
    kept.size = copy.length;
  }
  next++;
  bytes += kept.size;
  while (bytes > mostBytes) drop();
}

function drop(): void {
  const kept = ring[oldest % places] as Kept;
  bytes -= kept.size;
  kept.channel = null;
  kept.data = null;
  oldest++;
}

/** Hands over what is kept, oldest first, and keeps it no longer. */
export function handOver(
  to: (channel: object, at: number, length: number, data: string | Uint8Array | null) => void,
): void {
  for (; oldest < next; ) {
    const { channel, at, length, data } = ring[oldest % places] as Kept;
    drop();
    if (channel) to(channel, at, length, data);
  }
}
