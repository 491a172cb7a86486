import { isUtf8 } from '../bytes.ts';

/** Characters that are looked at before the rest of a text is. */
const sample = 64;

/** A byte of UTF-8 text: no control character but the three that texts have. */
export const isTextByte = (byte: number): boolean =>
  byte >= 32 ? byte !== 127 : byte === 9 || byte === 10 || byte === 13;

/**
 * Whether decoded bytes are text: UTF-8 without control characters. By chance, one in some three hundred million of
 * twelve random bytes is.
 */
export function looksLikeText(bytes: Uint8Array, start: number, end: number): boolean {
  if (end <= start) return false;
  if (!isPrintable(bytes, start, Math.min(end, start + sample))) return false;
  let high = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (!isTextByte(byte)) return false;
    high ||= byte >= 128;
  }
  return !high || isUtf8({ bytes, start, end });
}

function isPrintable(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!isTextByte(bytes[at] as number)) return false;
  }
  return true;
}
