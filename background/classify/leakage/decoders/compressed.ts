import { Gunzip, Inflate, Unzlib } from 'fflate';
import { decompress as decompressBrotli } from 'brotli/decompress';
import { Output, type Span } from '../bytes.ts';
import { digestLengths } from '../digests.ts';
import { trait } from '../scan.ts';
import type { Budget, Decoded, Decoder } from './decoder.ts';
import { looksLikeText } from './plausible.ts';

/** Bytes that one compressed stream may unfold to. */
const maxUnfolded = 2 << 20;
/** Deflate's best ratio (RFC 1951): 258 bytes for two bits. */
const deflateRatio = 1032;

interface Stream {
  ondata: ((data: Uint8Array, final: boolean) => void) | undefined;
  push(chunk: Uint8Array, final: boolean): void;
}

/**
 * Unfolds in small steps, each of which can yield only so much, and stops at the limit: what a zip bomb holds behind
 * that is never written. Keeps what came before an error, for bodies are cut.
 */
function unfold(stream: Stream, { bytes, start, end }: Span, budget: Budget): Uint8Array | null {
  const limit = Math.min(maxUnfolded, budget.bytes);
  const out = new Output(Math.min(limit, (end - start) * 4), limit);
  let length = 0;
  const parts: Uint8Array[] = [];
  stream.ondata = (data) => {
    if (length >= limit) return;
    const part = data.subarray(0, limit - length);
    parts.push(part);
    length += part.length;
    if (part.length < data.length) budget.reached = true;
  };
  try {
    for (let at = start; at < end; ) {
      if (length >= limit) {
        budget.reached = true;
        break;
      }
      const step = Math.max(64, Math.min(end - at, Math.floor((limit - length) / deflateRatio), 16_384));
      const stop = Math.min(end, at + step);
      // A copy: the library keeps what it could not yet use, and may write where it reads.
      stream.push(bytes.slice(at, stop), stop === end);
      at = stop;
    }
  } catch {
    // Not this format, or cut off, or something else behind it.
  }
  if (length === 0) return null;
  budget.bytes -= length;
  if (parts.length === 1) return parts[0] as Uint8Array;
  for (const part of parts) for (const byte of part) out.push(byte);
  return out.written();
}

function all(bytes: Uint8Array): Decoded {
  return { pieces: [{ key: null, bytes, start: 0, end: bytes.length, isAll: true }], whole: true };
}

/** RFC 1952, at the beginning or behind a short head of the sender's own. */
export const gzip: Decoder = {
  name: 'gzip',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end } = input;
    for (let at = start; at + 18 <= Math.min(end, start + 64); at++) {
      if (bytes[at] !== 0x1f || bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8) continue;
      const unfolded = unfold(new Gunzip() as Stream, { bytes, start: at, end }, budget);
      if (unfolded) return all(unfolded);
    }
    return null;
  },
};

/** RFC 1950. HTTP calls it `deflate`. */
export const zlib: Decoder = {
  name: 'deflate',
  when: trait.binary | trait.runs,
  decode(input, budget) {
    const { bytes, start, end } = input;
    for (let at = start; at + 8 <= Math.min(end, start + 8); at++) {
      const head = (bytes[at] as number) * 256 + (bytes[at + 1] as number);
      if ((bytes[at] as number) !== 0x78 || head % 31 !== 0 || (head & 32) !== 0) continue;
      const unfolded = unfold(new Unzlib() as Stream, { bytes, start: at, end }, budget);
      if (unfolded && (unfolded.length > 8 || looksLikeText(unfolded, 0, unfolded.length))) return all(unfolded);
    }
    return null;
  },
};

/** RFC 1951 without any head: nothing announces it, so the outcome has to speak for itself. */
export const rawDeflate: Decoder = {
  name: 'deflate',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    if (!alone || end - start < 6 || !opensBlock(bytes, start, end) || !mayGuess(budget)) return null;
    const unfolded = unfold(new Inflate() as Stream, { bytes, start, end }, budget);
    return unfolded && unfolded.length >= 4 && looksLikeText(unfolded, 0, unfolded.length) ? all(unfolded) : null;
  },
};

/** Bytes of exactly a digest's or a key's length are that. */
const isDigestLength = (length: number): boolean => digestLengths.has(length);

/** RFC 1951 section 3.2: whether the first block can be one. Random bytes hardly ever can, unless its codes are fixed. */
function opensBlock(bytes: Uint8Array, start: number, end: number): boolean {
  const bits = (from: number, count: number): number => {
    let value = 0;
    for (let i = from; i < from + count; i++) value |= (((bytes[start + (i >> 3)] ?? 0) >> (i & 7)) & 1) << (i - from);
    return value;
  };
  switch (bits(1, 2)) {
    case 0: {
      const length = (bytes[start + 1] as number) | ((bytes[start + 2] as number) << 8);
      const inverse = (bytes[start + 3] as number) | ((bytes[start + 4] as number) << 8);
      return (length ^ inverse) === 0xffff && length <= end - start - 5;
    }
    case 1:
      return beginsWithLiterals(bits);
    case 2: {
      if (bits(3, 5) > 29 || bits(8, 5) > 29) return false;
      // The code of the code lengths must be complete: the sum of 2^-length is one.
      let sum = 0;
      for (let i = 0; i < bits(13, 4) + 4; i++) {
        const length = bits(17 + i * 3, 3);
        if (length > 0) sum += 128 >> length;
      }
      return sum === 128;
    }
    default:
      return false;
  }
}

/** RFC 1951 section 3.2.6: text begins with characters, and only then goes back to them. */
function beginsWithLiterals(bits: (from: number, count: number) => number): boolean {
  let at = 3;
  for (let literals = 0; literals < 6; literals++) {
    let code = 0;
    for (let i = 0; i < 8; i++) code = code * 2 + bits(at + i, 1);
    // Seven bits of less than 24 are a length, or the end.
    if (code >> 1 < 24) return literals >= 3;
    // Eight bits from 48 on are the characters below 144; what has nine bits is none of ASCII.
    const character = code - 48;
    if (character > 126 || (character < 32 && character !== 9 && character !== 10 && character !== 13)) return false;
    at += 8;
  }
  return true;
}

/** Guesses are dear, and a page could ask for thousands. */
export function mayGuess(budget: Budget): boolean {
  if (--budget.guesses >= 0) return true;
  budget.reached = true;
  return false;
}

/**
 * RFC 7932. Nothing announces it either. The library has no limit of its own, so the head is read here: only the first
 * meta-block is unfolded, as the last one, and only if its length is within the limit. Encoders start a second one
 * behind some 100 KB at the earliest.
 */
export const brotli: Decoder = {
  name: 'brotli',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    if (!alone || end - start < 6 || isDigestLength(end - start)) return null;
    const head = readHead(bytes, start, end);
    if (!head) return null;
    const { length, plainAt } = head;
    const size = end - start;
    if (plainAt !== null) {
      if (plainAt + length > size) return null;
      const plain = bytes.subarray(start + plainAt, start + plainAt + length);
      return length >= 4 && looksLikeText(plain, 0, length) ? all(plain) : null;
    }
    // Text becomes a half to a thousandth; what claims anything else is something else.
    if (length < size * 0.7 || length > size * 4000) return null;
    if (length > Math.min(maxUnfolded, budget.bytes)) {
      budget.reached = true;
      return null;
    }
    if (!mayGuess(budget)) return null;
    try {
      const unfolded = decompressBrotli(head.patched(), length);
      if (unfolded.length < 4 || !looksLikeText(unfolded, 0, unfolded.length)) return null;
      budget.bytes -= unfolded.length;
      return all(unfolded);
    } catch {
      return null;
    }
  },
};

interface BrotliHead {
  /** Length of what the first meta-block unfolds to. */
  length: number;
  /** Where it stands, if it is not compressed. */
  plainAt: number | null;
  /** The stream with this meta-block marked as its last, in a small window. */
  patched(): Uint8Array;
}

/** RFC 7932 sections 9.1 and 9.2: window size, ISLAST, ISLASTEMPTY, MNIBBLES, MLEN, ISUNCOMPRESSED, lowest bit first. */
function readHead(bytes: Uint8Array, start: number, end: number): BrotliHead | null {
  let at = 0;
  const bit = (position: number): number => ((bytes[start + (position >> 3)] ?? 0) >> (position & 7)) & 1;
  const read = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += bit(at++) * 2 ** i;
    return value;
  };
  let wide = false;
  if (read(1) === 1) {
    const size = read(3);
    if (size === 0) {
      const small = read(3);
      if (small === 1) return null;
    } else wide = true;
  }
  const metaBlock = at;
  const isLast = read(1) === 1;
  if (isLast && read(1) === 1) return null;
  const nibbles = read(2) + 4;
  if (nibbles === 7) return null;
  const lengthAt = at;
  const length = read(nibbles * 4) + 1;
  // The highest nibble of more than four must not be 0.
  if (nibbles > 4 && length <= 1 << ((nibbles - 1) * 4)) return null;
  const plain = !isLast && read(1) === 1;
  if (plain) {
    while ((at & 7) !== 0) if (read(1) !== 0) return null;
  }
  const patched = (): Uint8Array => {
    const copy = bytes.slice(start, end);
    const set = (position: number, value: number) => {
      const mask = 1 << (position & 7);
      const index = position >> 3;
      copy[index] = value ? (copy[index] as number) | mask : (copy[index] as number) & ~mask;
    };
    // Distances beyond the output do not occur, so a window of 256 KB serves; a large one costs megabytes each time.
    if (wide && length <= (1 << 18) - 16) for (const [i, value] of [1, 0, 0].entries()) set(1 + i, value);
    if (!isLast) {
      // ISLAST and an ISLASTEMPTY of 0 go in front, ISUNCOMPRESSED goes: the bits keep their number.
      const kept = Array.from({ length: lengthAt - metaBlock - 1 + nibbles * 4 }, (_, i) => bit(metaBlock + 1 + i));
      set(metaBlock, 1);
      set(metaBlock + 1, 0);
      for (const [i, value] of kept.entries()) set(metaBlock + 2 + i, value);
    }
    return copy;
  };
  return { length, plainAt: plain ? at >> 3 : null, patched };
}
