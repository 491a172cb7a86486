import { base58 as base58Library } from '@scure/base';
import { hexDigit, type Span, textOf } from '../bytes.ts';
import { digestLengths } from '../digests.ts';
import { trait } from '../scan.ts';
import { touchesPercent } from './base64.ts';
import type { Budget, Decoded, Decoder, Input, Piece } from './decoder.ts';
import { isTextByte, looksLikeText } from './plausible.ts';

/** Two digits a byte, in either case, with or without `0x`. */
export const hex: Decoder = {
  name: 'hex',
  when: trait.runs,
  decode(input, budget) {
    const { bytes, scan } = input;
    const pieces: Piece[] = [];
    for (let i = 0; i < scan.runs.length; i += 2) {
      let from = scan.runs[i] as number;
      const runEnd = scan.runs[i + 1] as number;
      // Joined by dashes, slashes or underscores there can be several; `0x` and `x'` stand before some.
      for (let at = from; at <= runEnd; at++) {
        if (at < runEnd && hexDigit(bytes[at] as number) >= 0) continue;
        if (at - from >= 8) addHex(input, from, at, pieces, budget);
        from = at + 1;
      }
    }
    return pieces.length > 0 ? { pieces, whole: false } : null;
  },
};

function addHex(input: Input, start: number, end: number, pieces: Piece[], budget: Budget): void {
  const { bytes } = input;
  if ((end - start) % 2 !== 0) return;
  const isAll = input.alone && start === input.start && end === input.end;
  for (let at = start; at < Math.min(end, start + 24); at += 2) {
    const byte = hexDigit(bytes[at] as number) * 16 + hexDigit(bytes[at + 1] as number);
    if (!isTextByte(byte) && !(isAll && end - start >= 16)) return;
  }
  if ((end - start) / 2 > budget.bytes) {
    budget.reached = true;
    return;
  }
  const decoded = new Uint8Array((end - start) / 2);
  for (let i = 0; i < decoded.length; i++) {
    decoded[i] = hexDigit(bytes[start + i * 2] as number) * 16 + hexDigit(bytes[start + i * 2 + 1] as number);
  }
  budget.bytes -= decoded.length;
  budget.pieces--;
  if (!looksLikeText(decoded, 0, decoded.length)) {
    if (!isAll) return;
    // A digest has been looked up as digits. That it is something packed is possible, but not for thousands.
    if (digestLengths.has(decoded.length) && --budget.digests < 0) {
      budget.reached = true;
      return;
    }
  }
  pieces.push({ key: null, bytes: decoded, start: 0, end: decoded.length, ...(isAll && { isAll }) });
}

/** RFC 4648 section 6, in either case. */
export const base32: Decoder = {
  name: 'base32',
  when: trait.runs,
  decode(input, budget) {
    const { bytes, scan } = input;
    const pieces: Piece[] = [];
    for (let i = 0; i < scan.runs.length; i += 2) {
      const start = scan.runs[i] as number;
      const end = scan.runs[i + 1] as number;
      const isAll =
        input.alone && start === input.start && bytes.subarray(end, input.end).every((byte) => byte === 0x3d);
      if (touchesPercent(bytes, start, end)) continue;
      const decoded = fromBase32(bytes, start, end, isAll);
      if (!decoded || decoded.length < 4 || (!isAll && !looksLikeText(decoded, 0, decoded.length))) continue;
      budget.bytes -= decoded.length;
      budget.pieces--;
      pieces.push({ key: null, bytes: decoded, start: 0, end: decoded.length, ...(isAll && { isAll }) });
    }
    return pieces.length > 0 ? { pieces, whole: false } : null;
  },
};

/** Null at the first character that is not in the alphabet, or at the first byte that is not text unless `anyBytes`. */
function fromBase32(bytes: Uint8Array, start: number, end: number, anyBytes: boolean): Uint8Array | null {
  const out = new Uint8Array(Math.floor(((end - start) * 5) / 8));
  let length = 0;
  let queue = 0;
  let bits = 0;
  let cases = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    let value = byte - 0x32 + 26;
    if (byte < 0x32 || byte > 0x37) {
      value = (byte | 0x20) - 0x61;
      cases |= byte & 0x20 ? 1 : 2;
      if (byte < 0x41 || value > 25 || cases === 3) return null;
    }
    queue = ((queue << 5) | value) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    const decoded = (queue >> bits) & 255;
    if (!anyBytes && !isTextByte(decoded)) return null;
    out[length++] = decoded;
  }
  // What is left over is padding, and so zero.
  if ((queue & ((1 << bits) - 1)) !== 0) return null;
  return out.subarray(0, length);
}

/** Decoding is quadratic in the length, and nobody writes more in it. */
const longestBase58 = 256;

/** https://datatracker.ietf.org/doc/html/draft-msporny-base58-03 */
export const base58: Decoder = {
  name: 'base58',
  when: trait.runs,
  decode(input, budget): Decoded | null {
    const { start, end, alone } = input;
    if (!alone || end - start < 8 || end - start > longestBase58 || budget.guesses <= 0) return null;
    const text = textOf(input);
    if (!/^[1-9A-HJ-NP-Za-km-z]+$/.test(text) || !/[A-Z]/.test(text) || !/[a-z]/.test(text) || !/\d/.test(text))
      return null;
    if (end - start > 64) budget.guesses--;
    const decoded = base58Library.decode(text);
    budget.pieces--;
    const span: Span = { bytes: decoded, start: 0, end: decoded.length };
    return { pieces: [{ key: null, ...span, isAll: true }], whole: false };
  },
};
