import { hexDigit, type Span } from './bytes.ts';
import { fromBase64, touchesPercent } from './decoders/base64.ts';
import { digestLengths, word } from './digests.ts';
import type { IdentitySet, Known } from './identities.ts';

/** A digest of a known value was found. */
export interface DigestHit {
  known: Known;
  /** Hashes, outermost first, with the alphabet of the digest before them where it is not hexadecimal. */
  chain: readonly string[];
  start: number;
  end: number;
}

/** Characters of base64 without padding → bytes, for the lengths that digests have. */
const base64Lengths = new Map([8, 16, 20, 28, 32, 48, 64].map((bytes) => [Math.ceil((bytes * 4) / 3), bytes]));
const uuidGroups = [8, 4, 4, 4, 12];

/**
 * Brings every run of hexadecimal digits, base64 or decimal digits to bytes, whatever its case and alphabet, and looks
 * it up among the digests that were worked out beforehand. Nothing is hashed here.
 */
export function digestsInRuns({ bytes }: Span, runs: readonly number[], set: IdentitySet): DigestHit[] {
  const hits: DigestHit[] = [];
  const look = (high: number, low: number, length: number, coats: readonly string[], start: number, end: number) => {
    if (((set.filter[high >>> 17] as number) & (1 << ((high >>> 12) & 31))) === 0) return;
    for (const known of set.known) {
      const chain = known.digests.find(high, low, length);
      if (chain) hits.push({ known, chain: [...coats, ...chain], start, end });
    }
  };
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i] as number;
    const end = runs[i + 1] as number;
    lookAtHex(bytes, start, end, look);
    lookAtBase64(bytes, start, end, look);
  }
  return hits;
}

type Look = (high: number, low: number, length: number, coats: readonly string[], start: number, end: number) => void;

/** Runs of hexadecimal digits inside the run, divided by anything else; five of a UUID's lengths count as one. */
function lookAtHex(bytes: Uint8Array, start: number, end: number, look: Look): void {
  let from = start;
  let group = 0;
  let uuidStart = start;
  let decimal = true;
  for (let at = start; at <= end; at++) {
    const digit = at < end ? hexDigit(bytes[at] as number) : -1;
    if (digit >= 0) {
      decimal &&= digit < 10;
      continue;
    }
    const length = at - from;
    if (length >= 8) {
      if (length % 2 === 0 && digestLengths.has(length / 2))
        look(hexWord(bytes, from), length > 8 ? hexWord(bytes, from + 8) : 0, length / 2, [], from, at);
      if (decimal && length <= 20) lookAtDecimal(bytes, from, at, from > start && bytes[from - 1] === 0x2d, look);
    }
    if (length === uuidGroups[group] && (group === 0 || bytes[from - 1] === 0x2d)) {
      if (group === 0) uuidStart = from;
      if (group === 4) look(hexWord(bytes, uuidStart), hexWord(bytes, uuidStart + 9, 4), 16, [], uuidStart, at);
      group = (group + 1) % 5;
    } else {
      group = length === 8 ? 1 : 0;
      uuidStart = from;
    }
    from = at + 1;
    decimal = true;
  }
}

/** Eight digits as a number; `gap` is where a dash stands among them. */
function hexWord(bytes: Uint8Array, at: number, gap = 8): number {
  let value = 0;
  for (let i = 0; i < 8; i++) value = value * 16 + hexDigit(bytes[at + i + (i >= gap ? 1 : 0)] as number);
  return value;
}

/** Fast hashes are often sent as decimal numbers, signed or not. */
function lookAtDecimal(bytes: Uint8Array, start: number, end: number, negative: boolean, look: Look): void {
  const text = String.fromCharCode(...bytes.subarray(start, end));
  if (text.startsWith('0')) return;
  if (text.length <= 10) {
    const number = Number(text);
    if (number > 0xffffffff) return;
    look(negative ? (2 ** 32 - number) >>> 0 : number, 0, 4, [], start, end);
  } else if (text.length >= 17) {
    const number = BigInt.asUintN(64, negative ? -BigInt(text) : BigInt(text));
    look(Number(number >> 32n), Number(number & 0xffffffffn), 8, [], start, end);
  }
}

const base64Coat = ['base64'];

function lookAtBase64(bytes: Uint8Array, start: number, end: number, look: Look): void {
  const try_ = (from: number, to: number) => {
    const length = base64Lengths.get(to - from);
    if (length === undefined || touchesPercent(bytes, from, to)) return;
    const head = fromBase64(bytes, from, from + 11);
    look(word(head, 0), word(head, 4), length, base64Coat, from, to);
  };
  try_(start, end);
  // A path or a name in front: `/v1/track/XrY7u…`, `em_XrY7u…`.
  let from = start;
  for (let at = start; at <= end; at++) {
    const byte = bytes[at];
    if (at < end && byte !== 0x2f && byte !== 0x5f && byte !== 0x2d && byte !== 0x2b) continue;
    if (from > start || at < end) try_(from, at);
    // What is left to the end may hold the divider as one of its own characters.
    if (at < end && base64Lengths.has(end - at - 1)) try_(at + 1, end);
    from = at + 1;
  }
}

/** Bytes that are a digest as they stand: a field of a message, or what base64 or hex was taken off. */
export function digestInBytes({ bytes, start, end }: Span, set: IdentitySet): DigestHit | null {
  const length = end - start;
  if (length < 8 || !digestLengths.has(length)) return null;
  const high = word(bytes, start);
  if (((set.filter[high >>> 17] as number) & (1 << ((high >>> 12) & 31))) === 0) return null;
  for (const known of set.known) {
    const chain = known.digests.find(high, word(bytes, start + 4), length);
    if (chain) return { known, chain, start, end };
  }
  return null;
}
