import { textOf } from '../bytes.ts';
import { look, runWidth, trait } from '../scan.ts';
import type { Budget, Decoder, Input, Piece } from './decoder.ts';
import { isTextByte, looksLikeText } from './plausible.ts';

/** RFC 4648 sections 4 and 5 together: value of a character of base64 or base64url, or -1. */
const base64Values = new Int8Array(256).fill(-1);
for (const [i, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  base64Values[character.charCodeAt(0)] = i;
}
base64Values[0x2d] = 62;
base64Values[0x5f] = 63;

export const isBase64Byte = (byte: number): boolean => (base64Values[byte] as number) >= 0;

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

/** Whether the first characters decode to UTF-8 text, found out without decoding the rest. */
function beginsAsText(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + 24);
  /** Bytes that must follow to finish a character. */
  let pending = 0;
  for (let at = start; at + 4 <= stop; at += 4) {
    const word =
      ((base64Values[bytes[at] as number] as number) << 18) |
      ((base64Values[bytes[at + 1] as number] as number) << 12) |
      ((base64Values[bytes[at + 2] as number] as number) << 6) |
      (base64Values[bytes[at + 3] as number] as number);
    for (let shift = 16; shift >= 0; shift -= 8) {
      pending = following((word >> shift) & 255, pending);
      if (pending < 0) return false;
    }
  }
  return true;
}

/** How many bytes of a character of UTF-8 must follow behind this one; -1 where it can stand in no text. */
function following(byte: number, pending: number): number {
  if (byte < 0x80) return pending === 0 && isTextByte(byte) ? 0 : -1;
  if (pending > 0) return byte < 0xc0 ? pending - 1 : -1;
  if (byte < 0xc2 || byte > 0xf4) return -1;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

/** Whether the first characters decode to no control characters: text in whatever character set. */
function beginsPlainly(bytes: Uint8Array, start: number, end: number): boolean {
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
    for (let i = 0; i < scan.runsEnd; i += runWidth) {
      const start = scan.runs[i] as number;
      const end = scan.runs[i + 1] as number;
      const seen = scan.runs[i + 2] as number;
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
      const last = lastLine(input, i);
      if (last > i && addLines(input, i, last, pieces, budget)) {
        i = last;
        continue;
      }
      addRun(input, start, end, seen, pieces, budget);
      if ((seen & (look.special | look.dash)) !== 0) addParts(input, start, end, seen, pieces, budget);
    }
    return pieces.length > 0 ? { pieces, whole: false } : null;
  },
};

/** RFC 2045 section 6.8 has lines of 76, RFC 7468 of 64. */
const shortestLine = 60;

/** Index of the run that is the last of several lines of one length, or the same index. */
function lastLine({ bytes, scan: { runs, runsEnd } }: Input, first: number): number {
  const length = (runs[first + 1] as number) - (runs[first] as number);
  if (length < shortestLine || length % 4 !== 0) return first;
  let last = first;
  for (let next = first + runWidth; next < runsEnd; next += runWidth) {
    const end = runs[last + 1] as number;
    const start = runs[next] as number;
    const size = (runs[next + 1] as number) - start;
    const isBreak = start - end === 1 ? bytes[end] === 0x0a : start - end === 2 && bytes[end] === 0x0d;
    if (!isBreak || size > length) break;
    last = next;
    if (size < length) break;
  }
  return last;
}

/** Lines that are one text together. A last one that is shorter than a run is left out. */
function addLines(
  { bytes, scan: { runs } }: Input,
  first: number,
  last: number,
  pieces: Piece[],
  budget: Budget,
): boolean {
  const start = runs[first] as number;
  const end = runs[last + 1] as number;
  if (end - start > budget.bytes || !beginsAsText(bytes, start, end)) return false;
  const joined = new Uint8Array(end - start);
  let length = 0;
  for (let i = first; i <= last; i += runWidth) {
    joined.set(bytes.subarray(runs[i], runs[i + 1]), length);
    length += (runs[i + 1] as number) - (runs[i] as number);
  }
  const decoded = fromBase64(joined, 0, length);
  if (!looksLikeText(decoded, 0, decoded.length)) return false;
  budget.bytes -= joined.length + decoded.length;
  budget.pieces--;
  pieces.push({ key: null, bytes: decoded, start: 0, end: decoded.length, source: [start, end] });
  return true;
}

/** Parts of one run that are opened: a path can hold thousands. */
const maxParts = 64;
/** Characters of the other alphabet divide what is written in one. */
const dividers = [look.dash, look.special, look.dash | look.special];

/** What is left of a run when special characters divide it. */
function addParts(input: Input, start: number, end: number, seen: number, pieces: Piece[], budget: Budget): void {
  const { bytes } = input;
  const first = pieces.length;
  for (const divider of dividers) {
    if ((seen & divider) !== divider) continue;
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && !divides(bytes[at] as number, divider)) continue;
      if (at - from >= shortestBase64 && at - from < end - start && !isOpen(pieces, first, from, at)) {
        addRun(input, from, at, seen, pieces, budget);
        if (pieces.length - first > maxParts) return;
      }
      from = at + 1;
    }
  }
}

const divides = (byte: number, divider: number): boolean =>
  ((divider & look.dash) !== 0 && (byte === 0x2d || byte === 0x5f)) ||
  ((divider & look.special) !== 0 && (byte === 0x2b || byte === 0x2f));

function isOpen(pieces: readonly Piece[], first: number, from: number, to: number): boolean {
  for (let i = first; i < pieces.length; i++) {
    const source = pieces[i]?.source;
    if (source !== undefined && source[0] === from && source[1] === to) return true;
  }
  return false;
}

function addRun(input: Input, start: number, end: number, seen: number, pieces: Piece[], budget: Budget): void {
  const { bytes } = input;
  const size = end - start;
  const isAll = input.alone && start === input.start && withPadding(bytes, end, input.end) === input.end;
  const mixed = isAll && isMixed(seen, end < input.end);
  const text = size % 4 !== 1 && (mixed ? beginsPlainly(bytes, start, end) : beginsAsText(bytes, start, end));
  if ((!text && !(mixed && size >= 12)) || touchesPercent(bytes, start, end)) return;
  const decoded = fromBase64(bytes, start, end);
  if (!mixed && !looksLikeText(decoded, 0, decoded.length)) return;
  budget.bytes -= decoded.length;
  budget.pieces--;
  pieces.push({
    key: null,
    bytes: decoded,
    start: 0,
    end: decoded.length,
    source: [start, end],
    ...(isAll && { isAll }),
  });
}

/** Padding or a special character beside the run is percent-encoded: it is whole only when that is undone. */
export function touchesPercent(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[end] === 0x25 && isBase64Escape(bytes, end)) return true;
  return bytes[start - 3] === 0x25 && isBase64Escape(bytes, start - 3);
}

/** `%3D`, `%2B`, `%2F`, in either case, and `%25` for what was encoded twice. */
function isBase64Escape(bytes: Uint8Array, at: number): boolean {
  const digits = String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0).toUpperCase();
  return digits === '3D' || digits === '2B' || digits === '2F' || digits === '25';
}

/** Position behind the equals signs at the end of a run. */
function withPadding(bytes: Uint8Array, at: number, end: number): number {
  let stop = at;
  while (stop < end && stop < at + 2 && bytes[stop] === 0x3d) stop++;
  return stop;
}

/** Both cases, and a digit, a special character or padding: a word has not all three, base64 of bytes hardly ever lacks one. */
function isMixed(seen: number, padded: boolean): boolean {
  const cases = look.lower | look.upper;
  return (seen & cases) === cases && (padded || (seen & (look.digit | look.special)) !== 0);
}

/**
 * Header, payload and signature, joined by dots.
 * @returns how many further entries of the runs are used up, or null where this is no JWT
 */
function readJwt({ bytes, end: inputEnd, scan }: Input, index: number, pieces: Piece[], budget: Budget): number | null {
  const { runs, runsEnd } = scan;
  const headStart = runs[index] as number;
  const headEnd = runs[index + 1] as number;
  const head = fromBase64(bytes, headStart, headEnd);
  if (!/^\s*\{.*"(?:alg|typ|enc|kid)"/s.test(textOf({ bytes: head, start: 0, end: head.length }))) return null;
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
    for (let next = index + runWidth + used; next < runsEnd && (runs[next] as number) < to; next += runWidth)
      used += runWidth;
    if (bytes[to] !== 0x2e) break;
    from = to + 1;
  }
  return used;
}
