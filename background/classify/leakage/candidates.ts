import { hexDigit, type Span, textOf } from './bytes.ts';
import { fromBase64, touchesPercent } from './decoders/base64.ts';
import { digestLengths, word } from './digests.ts';
import { type IdentitySet, type Known, mayBeKnown } from './identities.ts';
import { look, runWidth, type Scan } from './scan.ts';

/** A digest of a known value was found. */
export interface DigestHit {
  known: Known;
  /** Hashes, outermost first, with the alphabet of the digest before them where it is not hexadecimal. */
  chain: readonly string[];
  start: number;
  end: number;
}

/** Characters of base64 without padding → bytes, for the lengths that digests have; 0 for all others. */
const base64Lengths = new Uint8Array(87);
for (const bytes of [8, 16, 20, 28, 32, 48, 64]) base64Lengths[Math.ceil((bytes * 4) / 3)] = bytes;
const uuidGroups = [8, 4, 4, 4, 12];

/**
 * Brings every run of hexadecimal digits, base64 or decimal digits to bytes, whatever its case and alphabet, and looks
 * it up among the digests that were worked out beforehand. Nothing is hashed here.
 */
export function digestsInRuns({ bytes }: Span, { runs, runsEnd }: Scan, set: IdentitySet): DigestHit[] {
  const hits: DigestHit[] = [];
  const find: Find = (
    high: number,
    low: number,
    length: number,
    coats: readonly string[],
    start: number,
    end: number,
  ) => {
    if (!mayBeKnown(set, high)) return;
    for (const known of set.known) {
      const chain = known.digests.find(high, low, length);
      if (chain) hits.push({ known, chain: [...coats, ...chain], start, end });
    }
  };
  for (let i = 0; i < runsEnd; i += runWidth) {
    const start = runs[i] as number;
    const end = runs[i + 1] as number;
    const seen = runs[i + 2] as number;
    if ((seen & look.hex) !== 0) lookAtHex(bytes, start, end, find);
    lookAtBase64(bytes, start, end, (seen & (look.special | look.dash)) !== 0, find);
  }
  return hits;
}

type Find = (high: number, low: number, length: number, coats: readonly string[], start: number, end: number) => void;

/** Runs of hexadecimal digits inside the run, divided by anything else; five of a UUID's lengths count as one. */
function lookAtHex(bytes: Uint8Array, start: number, end: number, find: Find): void {
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
        find(hexWord(bytes, from), length > 8 ? hexWord(bytes, from + 8) : 0, length / 2, plain, from, at);
      if (decimal && length <= 20) lookAtDecimal(bytes, from, at, from > start && bytes[from - 1] === 0x2d, find);
    }
    if (length === uuidGroups[group] && (group === 0 || bytes[from - 1] === 0x2d)) {
      if (group === 0) uuidStart = from;
      if (group === 4) find(hexWord(bytes, uuidStart), hexWord(bytes, uuidStart + 9, 4), 16, plain, uuidStart, at);
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
function lookAtDecimal(bytes: Uint8Array, start: number, end: number, negative: boolean, find: Find): void {
  const length = end - start;
  if (bytes[start] === 0x30 || (length > 10 && length < 17)) return;
  if (length <= 10) {
    let number = 0;
    for (let at = start; at < end; at++) number = number * 10 + (bytes[at] as number) - 0x30;
    if (number > 0xffffffff) return;
    find(negative ? (2 ** 32 - number) >>> 0 : number, 0, 4, plain, start, end);
  } else {
    const text = textOf({ bytes, start, end });
    const number = BigInt.asUintN(64, negative ? -BigInt(text) : BigInt(text));
    find(Number(number >> 32n), Number(number & 0xffffffffn), 8, plain, start, end);
  }
}

const plain: string[] = [];
const base64Coat = ['base64'];

/** @param joined whether there are characters in the run that could also divide it */
function lookAtBase64(bytes: Uint8Array, start: number, end: number, joined: boolean, find: Find): void {
  findBase64(bytes, start, end, find);
  if (!joined) return;
  // A path or a name in front: `/v1/track/XrY7u…`, `em_XrY7u…`.
  let from = start;
  for (let at = start; at <= end; at++) {
    const byte = bytes[at];
    if (at < end && byte !== 0x2f && byte !== 0x5f && byte !== 0x2d && byte !== 0x2b) continue;
    if (from > start || at < end) findBase64(bytes, from, at, find);
    // What is left to the end may hold the divider as one of its own characters.
    if (at < end) findBase64(bytes, at + 1, end, find);
    from = at + 1;
  }
}

function findBase64(bytes: Uint8Array, from: number, to: number, find: Find): void {
  const length = base64Lengths[to - from];
  if (!length || touchesPercent(bytes, from, to)) return;
  const head = fromBase64(bytes, from, from + 11);
  find(word(head, 0), word(head, 4), length, base64Coat, from, to);
}

/** Bytes that are a digest as they stand: a field of a message, or what base64 or hex was taken off. */
export function digestInBytes({ bytes, start, end }: Span, set: IdentitySet): DigestHit | null {
  const length = end - start;
  if (length < 8 || !digestLengths.has(length)) return null;
  const high = word(bytes, start);
  if (!mayBeKnown(set, high)) return null;
  for (const known of set.known) {
    const chain = known.digests.find(high, word(bytes, start + 4), length);
    if (chain) return { known, chain, start, end };
  }
  return null;
}
