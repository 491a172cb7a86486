import { base58 as base58Library } from '@scure/base';
import { hexDigit, type Span, textOf } from '../bytes.ts';
import { digestLengths } from '../digests.ts';
import { look, runWidth, trait } from '../scan.ts';
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
    for (let i = 0; i < scan.runsEnd; i += runWidth) {
      if (((scan.runs[i + 2] as number) & look.hex) === 0) continue;
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
  const length = (end - start) / 2;
  const isAll = input.alone && start === input.start && end === input.end;
  let isText = true;
  for (let at = start; at < Math.min(end, start + 24) && isText; at += 2) isText = isTextByte(hexByte(bytes, at));
  if (!isText && !(isAll && length >= 8)) return;
  if (length > budget.bytes || (!isText && isDigestTooMany(length, budget))) {
    budget.reached = true;
    return;
  }
  const decoded = new Uint8Array(length);
  for (let i = 0; i < length; i++) decoded[i] = hexByte(bytes, start + i * 2);
  budget.bytes -= length;
  budget.pieces--;
  if (isText && !looksLikeText(decoded, 0, length)) {
    if (!isAll) return;
    if (isDigestTooMany(length, budget)) {
      budget.reached = true;
      return;
    }
  }
  pieces.push({ key: null, bytes: decoded, start: 0, end: length, ...(isAll && { isAll }) });
}

const hexByte = (bytes: Uint8Array, at: number): number =>
  hexDigit(bytes[at] as number) * 16 + hexDigit(bytes[at + 1] as number);

/** A digest has been looked up as digits. That it is something packed is possible, but not for thousands. */
const isDigestTooMany = (length: number, budget: Budget): boolean => digestLengths.has(length) && --budget.digests < 0;

/** RFC 4648 section 6, in either case. */
export const base32: Decoder = {
  name: 'base32',
  when: trait.runs,
  decode(input, budget) {
    const { bytes, scan } = input;
    const pieces: Piece[] = [];
    for (let i = 0; i < scan.runsEnd; i += runWidth) {
      const start = scan.runs[i] as number;
      const end = scan.runs[i + 1] as number;
      const seen = scan.runs[i + 2] as number;
      // In one case, and without the characters with which base64 ends its alphabet.
      if ((seen & (look.special | look.dash)) !== 0 || (seen & oneCase) === oneCase || (seen & oneCase) === 0) continue;
      const isAll = input.alone && start === input.start && isPadding(bytes, end, input.end);
      if (!isBase32(bytes, start, end, isAll) || touchesPercent(bytes, start, end)) continue;
      const decoded = fromBase32(bytes, start, end);
      if (decoded.length < 4 || (!isAll && !looksLikeText(decoded, 0, decoded.length))) continue;
      budget.bytes -= decoded.length;
      budget.pieces--;
      pieces.push({ key: null, bytes: decoded, start: 0, end: decoded.length, ...(isAll && { isAll }) });
    }
    return pieces.length > 0 ? { pieces, whole: false } : null;
  },
};

const oneCase = look.lower | look.upper;

function isPadding(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0x3d) return false;
  return true;
}

/** Value of a character that is a letter, in either case, or a digit from 2 to 7; else -1. */
function base32Value(byte: number): number {
  if (byte >= 0x32 && byte <= 0x37) return byte - 0x32 + 26;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter < 26 ? letter : -1;
}

/**
 * Whether a run of one case is in the alphabet and ends as it must; unless `anyBytes`, whether it also decodes to text.
 * Words of any language come this far, so nothing is written yet.
 */
function isBase32(bytes: Uint8Array, start: number, end: number, anyBytes: boolean): boolean {
  let queue = 0;
  let bits = 0;
  for (let at = start; at < end; at++) {
    const value = base32Value(bytes[at] as number);
    if (value < 0) return false;
    queue = ((queue << 5) | value) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    if (!anyBytes && !isTextByte((queue >> bits) & 255)) return false;
  }
  // What is left over is padding, and so zero.
  return (queue & ((1 << bits) - 1)) === 0;
}

function fromBase32(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array(Math.floor(((end - start) * 5) / 8));
  let length = 0;
  let queue = 0;
  let bits = 0;
  for (let at = start; at < end; at++) {
    queue = ((queue << 5) | base32Value(bytes[at] as number)) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out[length++] = (queue >> bits) & 255;
  }
  return out;
}

/** Decoding is quadratic in the length, and nobody writes more in it. */
const longestBase58 = 256;
const base58Look = look.lower | look.upper | look.digit;

/** https://datatracker.ietf.org/doc/html/draft-msporny-base58-03 */
export const base58: Decoder = {
  name: 'base58',
  when: trait.runs,
  decode(input, budget): Decoded | null {
    const { start, end, alone, scan } = input;
    if (!alone || end - start > longestBase58 || budget.guesses <= 0) return null;
    // One run, with letters of both cases and digits, and nothing else.
    if (
      scan.runsEnd === 0 ||
      scan.runs[0] !== start ||
      scan.runs[1] !== end ||
      ((scan.runs[2] as number) & ~look.hex) !== base58Look
    )
      return null;
    const text = textOf(input);
    if (!/^[1-9A-HJ-NP-Za-km-z]+$/.test(text)) return null;
    if (end - start > 64) budget.guesses--;
    const decoded = base58Library.decode(text);
    budget.pieces--;
    const span: Span = { bytes: decoded, start: 0, end: decoded.length };
    return { pieces: [{ key: null, ...span, isAll: true }], whole: false };
  },
};
