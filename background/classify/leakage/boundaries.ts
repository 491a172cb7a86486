import type { IdentifierKind } from '../../../extension/model/vocabulary.ts';
import { hexDigit, indexOfByte, isAlphanumeric, type Span, textOf } from './bytes.ts';

/**
 * Whether what was found at `from`…`to` stands there by itself. An id inside a longer number, word or address is
 * somebody else's; most false alarms of other detectors come from not asking.
 *
 * @param binary the span is not text: a length before the value is then a boundary, as in protobuf, msgpack and CBOR
 */
export function standsAlone(kind: IdentifierKind, span: Span, from: number, to: number, binary: boolean): boolean {
  const { bytes, start, end } = span;
  if (binary && from > start && isLength(bytes, from, to - from)) return true;
  const before = from > start ? (bytes[from - 1] as number) : -1;
  const after = to < end ? (bytes[to] as number) : -1;
  if (afterPercent(bytes, start, from)) return false;
  if (kind === 'email') return standsAsEmail(span, from, to, before, after);
  const first = bytes[from] as number;
  const last = bytes[to - 1] as number;
  if (isWordByte(first) && before >= 0 && isWordBefore(span, from, binary)) return false;
  if (isWordByte(last) && after >= 0 && isWordAfter(span, to, binary)) return false;
  if (kind === 'ip-address') return standsAsAddress(span, from, to);
  if (isDigit(first) && isDigit(last)) return !isPartOfDecimal(span, from, to);
  return true;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isWordByte = (byte: number): boolean => isAlphanumeric(byte) || byte >= 0x80;

/** The lengths that serialisers put before a string: one byte, or a type byte with the length in it or behind it. */
function isLength(bytes: Uint8Array, from: number, length: number): boolean {
  const last = bytes[from - 1] as number;
  if (length < 128 && last === length) return true;
  if (length < 24 && last === (0x60 | length)) return true;
  if (length < 32 && last === (0xa0 | length)) return true;
  if (length < 256 && last === length) {
    const type = bytes[from - 2];
    return type === 0xd9 || type === 0x78 || type === 0;
  }
  const high = bytes[from - 2] ?? 0;
  if (high * 256 + last === length) return true;
  // A protobuf varint of two bytes.
  return length >= 128 && length < 16384 && high === ((length & 127) | 128) && last === length >> 7;
}

/** `%22` before a value ends in a digit or letter that is not part of the text: the decoded text has the say. */
function afterPercent(bytes: Uint8Array, start: number, from: number): boolean {
  if (from - 3 < start || bytes[from - 3] !== 0x25) return false;
  return hexDigit(bytes[from - 2] as number) >= 0 && hexDigit(bytes[from - 1] as number) >= 0;
}

const letterOrNumber = /[\p{L}\p{N}\p{M}]/u;

function isWordBefore({ bytes, start }: Span, from: number, binary: boolean): boolean {
  const before = bytes[from - 1] as number;
  if (before < 0x80) {
    if (!isAlphanumeric(before)) return false;
    // `\n` and its like inside a text that was quoted once more.
    const escaped = from - 2 >= start && bytes[from - 2] === 0x5c && /[nrtbf]/.test(String.fromCharCode(before));
    return !escaped;
  }
  let head = from - 1;
  while (head > start && head > from - 4 && ((bytes[head] as number) & 0xc0) === 0x80) head--;
  return isWordText(bytes, head, from, binary);
}

function isWordAfter({ bytes, end }: Span, to: number, binary: boolean): boolean {
  const after = bytes[to] as number;
  if (after < 0x80) return isAlphanumeric(after);
  let tail = to + 1;
  while (tail < end && tail < to + 4 && ((bytes[tail] as number) & 0xc0) === 0x80) tail++;
  return isWordText(bytes, to, tail, binary);
}

function isWordText(bytes: Uint8Array, start: number, end: number, binary: boolean): boolean {
  const character = textOf({ bytes, start, end });
  if (character.includes('\ufffd')) return !binary;
  return letterOrNumber.test(character);
}

/** RFC 5321 local parts go on over dots, pluses and dashes, and domains over dots and dashes. */
function standsAsEmail({ bytes, start, end }: Span, from: number, to: number, before: number, after: number): boolean {
  if (before >= 0) {
    const escaped = from - 2 >= start && bytes[from - 2] === 0x5c && /[nrtbf]/.test(String.fromCharCode(before));
    if (!escaped && (isWordByte(before) || /[._+-]/.test(String.fromCharCode(before)))) return false;
  }
  if (after < 0) return true;
  if (isWordByte(after) || after === 0x2d || after === 0x5f || after === 0x40) return false;
  if (after !== 0x2e) return true;
  return !(to + 1 < end && isAlphanumeric(bytes[to + 1] as number));
}

/** `1.203.0.113.7`, `Chrome/203.0.113.7` and `version=203.0.113.7` are version numbers. */
function standsAsAddress({ bytes, start, end }: Span, from: number, to: number): boolean {
  const before = from > start ? (bytes[from - 1] as number) : -1;
  const after = to < end ? (bytes[to] as number) : -1;
  for (const joint of [0x2e, 0x2d, 0x3a]) {
    // A port after the address, a range or a list around it are no part of it; more groups are.
    const joined =
      joint === 0x2e || (joint === 0x3a ? contains(bytes, from, to, 0x3a) : contains(bytes, from, to, joint));
    if (!joined) continue;
    if (before === joint && from - 2 >= start && hexDigit(bytes[from - 2] as number) >= 0) return false;
    if (after === joint && to + 1 < end && hexDigit(bytes[to + 1] as number) >= 0) return false;
  }
  const ahead = textOf({ bytes, start: Math.max(start, from - 24), end: from });
  const named = /\b(?:v|ver|version|build|release|rev|sdk|firmware)["']?\s{0,3}[=:]?\s{0,3}["']?$/i.test(ahead);
  return !named && !/(?:^|[\s;(])[A-Z][A-Za-z]{2,20}\/$/.test(ahead);
}

function contains(bytes: Uint8Array, from: number, to: number, byte: number): boolean {
  return indexOfByte(bytes, byte, from, to) >= 0;
}

/** `0.8842017` and `8842017.25`: one dot makes a number of it, several do not (`GA1.2.8842017.17`). */
function isPartOfDecimal({ bytes, start, end }: Span, from: number, to: number): boolean {
  const dotBefore = from - 2 >= start && bytes[from - 1] === 0x2e && isDigit(bytes[from - 2] as number);
  const dotAfter = to + 1 < end && bytes[to] === 0x2e && isDigit(bytes[to + 1] as number);
  if (dotBefore === dotAfter) return false;
  let at = dotBefore ? from - 2 : to + 1;
  const step = dotBefore ? -1 : 1;
  while (at >= start && at < end && isDigit(bytes[at] as number)) at += step;
  const beyond = at >= start && at < end ? (bytes[at] as number) : -1;
  return beyond !== 0x2e && !(beyond >= 0 && isAlphanumeric(beyond));
}
