import { Gunzip, Inflate, Unzlib } from 'fflate';
import { Output, type Span } from '../bytes.ts';
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

export function all(bytes: Uint8Array): Decoded {
  return { pieces: [{ key: null, bytes, start: 0, end: bytes.length, isAll: true }], whole: true };
}

const isGzip = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;
const isZlib = (bytes: Uint8Array, at: number): boolean => {
  const flags = bytes[at + 1] as number;
  return bytes[at] === 0x78 && (0x7800 + flags) % 31 === 0 && (flags & 32) === 0;
};

/** RFC 1952. */
export const gzip: Decoder = {
  name: 'gzip',
  when: trait.binary,
  decode(input, budget) {
    if (!isGzip(input.bytes, input.start)) return null;
    const unfolded = unfold(new Gunzip() as Stream, input, budget);
    return unfolded && all(unfolded);
  },
};

/** RFC 1950. HTTP calls it `deflate`. */
export const zlib: Decoder = {
  name: 'deflate',
  when: trait.binary | trait.runs,
  decode(input, budget) {
    if (input.end - input.start < 8 || !isZlib(input.bytes, input.start)) return null;
    const unfolded = unfold(new Unzlib() as Stream, input, budget);
    return unfolded && (unfolded.length > 8 || looksLikeText(unfolded, 0, unfolded.length)) ? all(unfolded) : null;
  },
};

/** Behind how long a head of the sender's own a stream is looked for. */
const longestHead = 64;

/** Either of them behind a head that nothing else has made sense of. */
export const headedStream: Decoder = {
  name: null,
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end } = input;
    for (let at = start + 1; at + 18 <= Math.min(end, start + longestHead); at++) {
      const coat = isGzip(bytes, at) ? 'gzip' : at < start + 9 && isZlib(bytes, at) ? 'deflate' : null;
      if (coat === null) continue;
      const stream = coat === 'gzip' ? new Gunzip() : new Unzlib();
      const unfolded = unfold(stream as Stream, { bytes, start: at, end }, budget);
      if (!unfolded || !looksLikeText(unfolded, 0, Math.min(unfolded.length, 256))) continue;
      return {
        pieces: [{ key: null, bytes: unfolded, start: 0, end: unfolded.length, coat, isAll: true }],
        whole: false,
      };
    }
    return null;
  },
};

/** Text, or another stream. */
export const isContent = (bytes: Uint8Array): boolean =>
  isGzip(bytes, 0) || isZlib(bytes, 0) || looksLikeText(bytes, 0, bytes.length);

/** RFC 1951 without any head: nothing announces it, so the outcome has to speak for itself. */
export const rawDeflate: Decoder = {
  name: 'deflate',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    if (!alone || end - start < 6 || !opensBlock(bytes, start, end) || !mayGuess(budget)) return null;
    const unfolded = unfold(new Inflate() as Stream, { bytes, start, end }, budget);
    // Nothing is much longer packed than unpacked.
    if (!unfolded || unfolded.length < Math.max(4, end - start - 8) || !isContent(unfolded)) return null;
    // A key or a number of sixteen bytes can be all this by chance: it is also searched as it is.
    return { ...all(unfolded), whole: end - start > 64 };
  },
};

/** RFC 1951 section 3.2: whether the first block can be one. Random bytes hardly ever can, unless its codes are fixed. */
function opensBlock(bytes: Uint8Array, start: number, end: number): boolean {
  if (((bytes[start] as number) & 6) === 6) return false;
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
  /** Bytes that must follow to finish a character of UTF-8. */
  let pending = 0;
  for (let literals = 0; literals < 6; literals++) {
    let code = 0;
    for (let i = 0; i < 8; i++) code = code * 2 + bits(at + i, 1);
    // Seven bits of less than 24 are a length, or the end.
    if (code >> 1 < 24) return literals >= 3;
    // Eight bits from 48 on are the bytes below 144, nine bits from 400 on the others.
    const long = code >= 200;
    const byte = long ? code * 2 + bits(at + 8, 1) - 400 + 144 : code - 48;
    if (code >= 192 && !long) return false;
    if (literals === 0 && byte === 0x1f) return true;
    if (literals === 0 && byte === 0x78) return true;
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127 || byte > 0xf4) return false;
    if (pending > 0 !== (byte >= 0x80 && byte < 0xc0)) return false;
    pending = pending > 0 ? pending - 1 : byte < 0xc0 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    at += long ? 9 : 8;
  }
  return true;
}

/** Guesses are dear, and a page could ask for thousands. */
export function mayGuess(budget: Budget): boolean {
  if (--budget.guesses >= 0) return true;
  budget.reached = true;
  return false;
}
