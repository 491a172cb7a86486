import { base58 as base58Library } from '@scure/base';
import { hexDigit, type Span, textOf } from '../bytes.ts';
import { digestLengths } from '../digests.ts';
import { trait } from '../scan.ts';
import type { Budget, Decoded, Decoder, Input, Piece } from './decoder.ts';
import { looksLikeText } from './plausible.ts';

/** RFC 4648 sections 4 and 5 together: value of a character of base64 or base64url, or -1. */
const base64Values = new Int8Array(256).fill(-1);
for (const [i, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  base64Values[character.charCodeAt(0)] = i;
}
base64Values[0x2d] = 62;
base64Values[0x5f] = 63;

/** Fewer characters hold less than four bytes. */
const shortestBase64 = 8;

/** Bytes of base64, either alphabet, without regard to padding; a last lone character counts for nothing. */
export function fromBase64(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array(Math.floor(((end - start) * 3) / 4));
  let length = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word =
      ((base64Values[bytes[at] as number] as number) << 18) |
      ((base64Values[bytes[at + 1] as number] as number) << 12) |
      ((base64Values[bytes[at + 2] as number] as number) << 6) |
      (base64Values[bytes[at + 3] as number] as number);
    out[length++] = word >> 16;
    out[length++] = word >> 8;
    out[length++] = word;
  }
  if (end - at >= 2) {
    const a = base64Values[bytes[at] as number] as number;
    const b = base64Values[bytes[at + 1] as number] as number;
    out[length++] = (a << 2) | (b >> 4);
    if (end - at === 3) out[length++] = (b << 4) | ((base64Values[bytes[at + 2] as number] as number) >> 2);
  }
  return out.subarray(0, length);
}

/** Whether the first characters decode to text, found out without decoding the rest. */
function beginsAsText(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + 24);
  for (let at = start; at + 4 <= stop; at += 4) {
    const word =
      ((base64Values[bytes[at] as number] as number) << 18) |
      ((base64Values[bytes[at + 1] as number] as number) << 12) |
      ((base64Values[bytes[at + 2] as number] as number) << 6) |
      (base64Values[bytes[at + 3] as number] as number);
    if (!isTextByte((word >> 16) & 255) || !isTextByte((word >> 8) & 255) || !isTextByte(word & 255)) return false;
  }
  return true;
}

const isTextByte = (byte: number): boolean => (byte >= 32 && byte !== 127) || byte === 9 || byte === 10 || byte === 13;

/**
 * RFC 4648 sections 4 and 5, and JWT (RFC 7519), which is three of these with JSON in the first two. Found anywhere in
 * the text. What does not decode to text is taken for base64 only where it is the whole value: any word is made of its
 * letters.
 */
export const base64: Decoder = {
  name: 'base64',
  when: trait.runs,
  decode(input, budget) {
    const { bytes, scan } = input;
    const pieces: Piece[] = [];
    for (let i = 0; i < scan.runs.length; i += 2) {
      const start = scan.runs[i] as number;
      const end = scan.runs[i + 1] as number;
      if (end - start > budget.bytes) {
        budget.reached = true;
        break;
      }
      if (bytes[start] === 0x65 && bytes[start + 1] === 0x79 && bytes[end] === 0x2e) {
        const used = readJwt(input, i, pieces, budget);
        if (used !== null) {
          i += used;
          continue;
        }
      }
      if (isJoined(bytes, start, end)) for (const [from, to] of partsOfRun(bytes, start, end)) addRun(input, from, to, pieces, budget);
      else addRun(input, start, end, pieces, budget);
    }
    return pieces.length > 0 ? { pieces, whole: false } : null;
  },
};

/** The run is no base64 as it stands: only its parts might be, between the characters of the other alphabet. */
function isJoined(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === 0x2f || byte === 0x2d || byte === 0x5f || byte === 0x2b) return true;
  }
  return false;
}

/** The run itself, and what is left of it when one alphabet's special characters divide it. */
function partsOfRun(bytes: Uint8Array, start: number, end: number): [number, number][] {
  const parts: [number, number][] = [[start, end]];
  for (const dividers of [
    [0x2d, 0x5f],
    [0x2b, 0x2f],
    [0x2d, 0x5f, 0x2b, 0x2f],
  ]) {
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && !dividers.includes(bytes[at] as number)) continue;
      if (at - from >= shortestBase64 && at - from < end - start && !parts.some(([a, b]) => a === from && b === at)) parts.push([from, at]);
      from = at + 1;
      if (parts.length > 64) return parts;
    }
  }
  return parts;
}

function addRun(input: Input, start: number, end: number, pieces: Piece[], budget: Budget): void {
  const { bytes } = input;
  const stop = end;
  if (stop - start < shortestBase64) return;
  const isAll = input.alone && start === input.start && withPadding(bytes, stop, input.end) === input.end;
  const text = (stop - start) % 4 !== 1 && beginsAsText(bytes, start, stop);
  if (!text && !(isAll && stop - start >= 12 && isMixed(bytes, start, input.end))) return;
  const decoded = fromBase64(bytes, start, stop);
  if (text && !looksLikeText(decoded, 0, decoded.length)) {
    if (!isAll) return;
  }
  budget.bytes -= decoded.length;
  budget.pieces--;
  pieces.push({ key: null, bytes: decoded, start: 0, end: decoded.length, source: [start, stop], ...(isAll && { isAll }) });
}

/** Position behind the equals signs at the end of a run. */
function withPadding(bytes: Uint8Array, at: number, end: number): number {
  let stop = at;
  while (stop < end && stop < at + 2 && bytes[stop] === 0x3d) stop++;
  return stop;
}

/** Both cases, and a digit, a special character or padding: a word has not all three, base64 of bytes hardly ever lacks one. */
function isMixed(bytes: Uint8Array, start: number, end: number): boolean {
  let seen = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    seen |= byte >= 0x61 ? 1 : byte >= 0x41 && byte <= 0x5a ? 2 : byte === 0x5f || byte === 0x2d ? 0 : 4;
  }
  return seen === 7;
}

/**
 * Header, payload and signature, joined by dots.
 * @returns how many further entries of the runs are used up, or null where this is no JWT
 */
function readJwt({ bytes, end: inputEnd, scan }: Input, index: number, pieces: Piece[], budget: Budget): number | null {
  const { runs } = scan;
  const headStart = runs[index] as number;
  const headEnd = runs[index + 1] as number;
  const head = fromBase64(bytes, headStart, headEnd);
  if (!/^\s*\{[^]*"(?:alg|typ|enc|kid)"/.test(textOf({ bytes: head, start: 0, end: head.length }))) return null;
  pieces.push({ key: null, bytes: head, start: 0, end: head.length, coat: 'jwt', source: [headStart, headEnd] });
  let used = 0;
  let from = headEnd + 1;
  for (let part = 0; part < 4 && from < inputEnd; part++) {
    let to = from;
    while (to < inputEnd && (base64Values[bytes[to] as number] as number) >= 0) to++;
    if (to > from) {
      const decoded = fromBase64(bytes, from, to);
      if (looksLikeText(decoded, 0, decoded.length)) {
        pieces.push({ key: null, bytes: decoded, start: 0, end: decoded.length, coat: 'jwt', source: [from, to] });
      }
      budget.bytes -= decoded.length;
    }
    while ((runs[index + 2 + used] ?? Number.POSITIVE_INFINITY) < to) used += 2;
    if (bytes[to] !== 0x2e) break;
    from = to + 1;
  }
  return used;
}

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
  // Bytes of exactly a digest's length are one, and have been looked up as digits.
  const useful = isAll && (!digestLengths.has(decoded.length) || (decoded[0] as number) === 0x1f || (decoded[0] as number) === 0x78);
  if (!useful && !looksLikeText(decoded, 0, decoded.length)) return;
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
      const isAll = input.alone && start === input.start && bytes.subarray(end, input.end).every((byte) => byte === 0x3d);
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
    if (!/^[1-9A-HJ-NP-Za-km-z]+$/.test(text) || !/[A-Z]/.test(text) || !/[a-z]/.test(text)) return null;
    if (end - start > 64) budget.guesses--;
    const decoded = base58Library.decode(text);
    budget.pieces--;
    const span: Span = { bytes: decoded, start: 0, end: decoded.length };
    return { pieces: [{ key: null, ...span, isAll: true }], whole: false };
  },
};
