import type { Span } from './bytes.ts';

/** Bytes before the text: a length, or a kind. */
const longestLead = 8;
const longestHeader = 1 << 16;
/** How far behind the text something is looked for that is no text. */
const farthest = 4096;

const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 32);

/**
 * The JSON that stands before other bytes, as in a message that says whose sound follows, or before the sign that parts
 * it from the next (RFC 7464, SignalR): from its first bracket up to behind its last. RFC 8259, read without recursion.
 * Null where there is none, and where nothing but text follows it, so that all of it is one text.
 *
 * @param from where in the bytes it may begin
 */
export function headerIn(bytes: Uint8Array, from: number): Span | null {
  let start = from;
  while (start < from + longestLead && bytes[start] !== 0x7b && bytes[start] !== 0x5b) start++;
  if (start === from + longestLead) return null;
  const end = endOfJson(bytes, start);
  if (end < 0) return null;
  const last = Math.min(bytes.length, end + farthest);
  for (let at = end; at < last; at++) if (isControl(bytes[at] as number)) return { bytes, start, end };
  return null;
}

/** Where the object or list ends that begins at a place; -1 where it does not, or is no text. */
function endOfJson(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let quoted = false;
  const last = Math.min(bytes.length, start + longestHeader);
  for (let at = start; at < last; at++) {
    const byte = bytes[at] as number;
    if (isControl(byte)) return -1;
    if (quoted) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at + 1;
  }
  return -1;
}
