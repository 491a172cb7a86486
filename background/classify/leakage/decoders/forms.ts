import { indexOfByte, type Span, textOf, wordOf } from '../bytes.ts';
import { trait } from '../scan.ts';
import type { Decoder, Piece } from './decoder.ts';

const lineFeed = 0x0a;
const ampersand = 0x26;
const equals = 0x3d;
const plus = 0x2b;

/** RFC 7578. The sections' names and contents, text or not. */
export const multipart: Decoder = {
  name: null,
  when: trait.dashes,
  decode({ bytes, start, end }, budget) {
    const lineEnd = bytes.subarray(start, Math.min(end, start + 202)).indexOf(lineFeed) + start;
    if (lineEnd <= start + 2) return null;
    const boundaryEnd = bytes[lineEnd - 1] === 0x0d ? lineEnd - 1 : lineEnd;
    const boundary = bytes.subarray(start, boundaryEnd);
    const pieces: Piece[] = [];
    let at = start;
    while (at < end) {
      const next = indexOf(bytes, boundary, at + 1, end);
      const stop = next < 0 ? end : next;
      const body = headEnd(bytes, at + boundary.length, stop);
      if (body > 0) {
        const head = textOf({ bytes, start: at + boundary.length, end: Math.min(body, at + boundary.length + 2000) });
        const key = /\bname="([^"]{0,200})"/i.exec(head)?.[1] ?? null;
        let last = stop;
        if (next >= 0 && bytes[last - 1] === lineFeed) last -= bytes[last - 2] === 0x0d ? 2 : 1;
        if (last > body) pieces.push({ key, bytes, start: body, end: last, isValue: true });
        const file = /\bfilename="([^"]{6,200})"/i.exec(head)?.[1];
        if (file) pieces.push({ key: 'filename', ...spanOf(file), isValue: true });
        if (--budget.pieces <= 0) {
          budget.reached = true;
          break;
        }
      }
      if (next < 0) break;
      at = next;
    }
    return pieces.length > 0 ? { pieces, whole: true } : null;
  },
};

const spanOf = (text: string): Span => {
  const bytes = new TextEncoder().encode(text);
  return { bytes, start: 0, end: bytes.length };
};

/** Where the needle begins at or behind `from`, or -1. */
function indexOf(bytes: Uint8Array, needle: Uint8Array, from: number, end: number): number {
  const first = needle[0] as number;
  for (
    let at = indexOfByte(bytes, first, from, end);
    at >= 0 && at + needle.length <= end;
    at = indexOfByte(bytes, first, at + 1, end)
  ) {
    let i = 1;
    while (i < needle.length && bytes[at + i] === needle[i]) i++;
    if (i === needle.length) return at;
    // A boundary begins with dashes; a flood of them is passed over at once.
    if (i === 1) continue;
    at += Math.max(0, i - 2);
  }
  return -1;
}

/** Where a section's content begins: behind the first empty line. */
function headEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < Math.min(end, from + 4000); at++) {
    if (bytes[at] !== lineFeed) continue;
    if (bytes[at + 1] === lineFeed) return at + 2;
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === lineFeed) return at + 3;
  }
  return -1;
}

/** `application/x-www-form-urlencoded` as raw text, and query strings inside other values. */
export const form: Decoder = {
  name: null,
  when: trait.equals,
  decode({ bytes, start, end, scan, alone }, budget) {
    if (!alone || scan.traits & (trait.control | trait.binary)) return null;
    const pieces: Piece[] = [];
    let pairs = 0;
    // Addresses inside a page: `#/k=v`, `#?k=v`.
    let at = bytes[start] === 0x2f || bytes[start] === 0x3f ? start + 1 : start;
    while (at < end) {
      let stop = indexOfByte(bytes, ampersand, at, end);
      if (stop < 0) stop = end;
      const middle = indexOfByte(bytes, equals, at, stop);
      if (stop > at) {
        const named = middle > at;
        if (!named || middle - at > 200 || !isName(bytes, at, middle)) return null;
        pairs++;
        const key = plainKey(wordOf({ bytes, start: at, end: middle }));
        if (stop > middle + 1) pieces.push({ key, bytes, start: middle + 1, end: stop, isValue: true });
        if (--budget.pieces <= 0) {
          budget.reached = true;
          break;
        }
      }
      at = stop + 1;
    }
    if (pairs === 0) return null;
    // A lone `=` at the end is base64 padding, not a form; spaces and lines stand in no form.
    const only = pieces[0];
    if (pairs === 1 && (!only || (only.end - only.start <= 1 && bytes[only.start] === equals))) return null;
    for (const piece of pieces) if (hasSpace(piece)) return null;
    return { pieces, whole: pairs > 1 };
  },
};

function plainKey(key: string): string {
  if (!key.includes('%')) return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Letters, digits and what frameworks put into names. */
function isName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const letter = byte | 0x20;
    const plain = (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
    if (!plain && !'_-.%[]$:~'.includes(String.fromCharCode(byte))) return false;
  }
  return true;
}

function hasSpace({ bytes, start, end }: Span): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] as number) <= 0x20) return true;
  return false;
}

/** `+` for a space, as forms write it. Beside the text as it is, for base64 has pluses too. */
export const plusForSpace: Decoder = {
  name: null,
  when: trait.plus,
  decode({ bytes, start, end, alone, scan }, budget) {
    if (!alone || end - start > 4096 || scan.traits & trait.binary) return null;
    const spaced = bytes.slice(start, end);
    for (let at = 0; at < spaced.length; at++) if (spaced[at] === plus) spaced[at] = 0x20;
    budget.bytes -= spaced.length;
    return { pieces: [{ key: null, bytes: spaced, start: 0, end: spaced.length, isAll: true }], whole: false };
  },
};
