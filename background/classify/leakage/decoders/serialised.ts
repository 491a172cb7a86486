import { decode as decodeMsgpack } from '@msgpack/msgpack';
import { decode as decodeCbor } from 'cborg';
import { type Span, utf8, wholeOf } from '../bytes.ts';
import { trait } from '../scan.ts';
import type { Budget, Decoded, Decoder, Piece } from './decoder.ts';

/** What is longer is not looked into: no client sends as much in one message. */
const maxLength = 1 << 20;
const maxMembers = 100_000;

/** https://github.com/msgpack/msgpack/blob/master/spec.md */
export const msgpack: Decoder = {
  name: 'msgpack',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    const first = bytes[start] as number;
    // A map or an array, or a string or bytes alone; single numbers are too likely by chance.
    const container = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
    const text =
      (first >= 0xa0 && first <= 0xbf) || (first >= 0xd9 && first <= 0xdb) || (first >= 0xc4 && first <= 0xc6);
    if (!alone || end - start > maxLength || end - start < 3 || (!container && !text)) return null;
    // An error costs more than most messages, so what cannot be is seen before.
    if (endOfMsgpack(bytes, start, end) !== end) return null;
    return membersOf(budget, container, () =>
      decodeMsgpack(bytes.subarray(start, end), {
        useBigInt64: true,
        maxArrayLength: Math.min(maxMembers, end - start),
        maxMapLength: Math.min(maxMembers, end - start),
        maxStrLength: maxLength,
        maxBinLength: maxLength,
        maxExtLength: maxLength,
        mapKeyConverter: (key) => (typeof key === 'number' ? key : String(key)),
      }),
    );
  },
};

/** Bytes behind the first of a value of fixed length, from 0xc0 on; -1 where a length or a count follows. */
const msgpackSizes = [0, 0, 0, 0, -1, -1, -1, -1, -1, -1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17];

/** Where the first value ends, or -1 where it does not: a walk over heads and lengths only. */
function endOfMsgpack(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const read = (width: number): number => {
    let value = 0;
    for (let i = 0; i < width; i++) value = value * 256 + (bytes[at++] ?? 0);
    return value;
  };
  /** Passes over a length and as many bytes. */
  const skip = (width: number): void => {
    const length = read(width);
    at += length;
  };
  for (let open = 1; open > 0; open--) {
    if (at >= end) return -1;
    const head = bytes[at++] as number;
    if (head < 0x80 || head >= 0xe0) continue;
    if (head < 0x90) open += (head & 15) * 2;
    else if (head < 0xa0) open += head & 15;
    else if (head < 0xc0) at += head & 31;
    else if (head === 0xc1) return -1;
    else if (head <= 0xc6 && head >= 0xc4) skip(1 << (head - 0xc4));
    else if (head <= 0xc9 && head >= 0xc7) {
      skip(1 << (head - 0xc7));
      at++;
    } else if (head <= 0xdb && head >= 0xd9) skip(1 << (head - 0xd9));
    else if (head <= 0xdd && head >= 0xdc) open += read(head === 0xdc ? 2 : 4);
    else if (head >= 0xde) open += read(head === 0xde ? 2 : 4) * 2;
    else at += msgpackSizes[head - 0xc0] as number;
    if (open > end - at + 1) return -1;
  }
  return at;
}

/** Whatever a tag says of its content, the content is looked at as it is. */
const anyTag = new Proxy<Record<number, (content: () => unknown) => unknown>>(
  {},
  { get: () => (content: () => unknown) => content() },
);

/** The answer where lengths are not given in advance: only reading it all can tell. */
const indefinite = -2;

/** Where the first data item ends, or -1 where it does not: RFC 8949 section 3. */
function endOfCbor(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let open = 1; open > 0; open--) {
    if (at >= end) return -1;
    const head = bytes[at++] as number;
    const major = head >> 5;
    const minor = head & 31;
    if (minor > 27) return minor === 31 && major > 1 && major !== 6 ? indefinite : -1;
    let value = minor;
    if (minor > 23) {
      value = 0;
      for (let width = 1 << (minor - 24); width > 0; width--) value = value * 256 + (bytes[at++] ?? 0);
    }
    if (major === 2 || major === 3) at += value;
    else if (major === 4) open += value;
    else if (major === 5) open += value * 2;
    else if (major === 6) open++;
    if (open > end - at + 1) return -1;
  }
  return at;
}

/** RFC 8949. */
export const cbor: Decoder = {
  name: 'cbor',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    const first = bytes[start] as number;
    const major = first >> 5;
    // Bytes, text, array, map or tag.
    if (!alone || end - start > maxLength || end - start < 3 || major < 2 || major > 6) return null;
    const ends = endOfCbor(bytes, start, end);
    if (ends !== end && ends !== indefinite) return null;
    return membersOf(budget, major > 3, () => decodeCbor(bytes.subarray(start, end), { useMaps: true, tags: anyTag }));
  },
};

/** @param container whether there is more than one string: that, a UUID can look like by chance */
function membersOf(budget: Budget, container: boolean, decode: () => unknown): Decoded | null {
  let root: unknown;
  try {
    root = decode();
  } catch {
    return null;
  }
  const pieces: Piece[] = [];
  const open: { key: string | null; parent: string | undefined; value: unknown }[] = [
    { key: null, parent: undefined, value: root },
  ];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { key, parent, value } = item;
    const bytes = bytesOf(value);
    if (bytes) {
      if (bytes.length > 0) pieces.push({ key, parent, ...wholeOf(bytes), isValue: true });
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) open.push({ key, parent, value: value[i] });
    } else if (value !== null && typeof value === 'object') {
      const members = value instanceof Map ? [...value.entries()] : Object.entries(value);
      for (const [name, inner] of members.reverse()) {
        open.push({ key: typeof name === 'string' ? name : null, parent: key ?? undefined, value: inner });
        if (typeof name === 'string' && name.length >= 6)
          pieces.push({ key: null, isKey: true, ...wholeOf(utf8(name)) });
      }
    }
    if (--budget.pieces <= 0) {
      budget.reached = true;
      break;
    }
  }
  return { pieces, whole: container };
}

function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value === 'string') return utf8(value);
  if (typeof value === 'number' || typeof value === 'bigint') return utf8(String(value));
  return value instanceof Uint8Array ? value : null;
}

/** Fields that a message may have, and messages that may stand in one another. */
const maxFields = 50_000;
const maxDepth = 16;

/**
 * https://protobuf.dev/programming-guides/encoding, without a schema: what parses to its last byte is taken for a
 * message. Strings and bytes come out as they are, what parses as a message is opened, numbers come out as decimals.
 * Also behind the five bytes of gRPC-Web and the length of `writeDelimitedTo`.
 */
export const protobuf: Decoder = {
  name: 'protobuf',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    if (!alone || end - start < 2 || end - start > maxLength) return null;
    for (const from of [start, behindLength(bytes, start, end)]) {
      if (from < 0 || from >= end) continue;
      const pieces: Piece[] = [];
      if (readMessage({ bytes, start: from, end }, pieces, 0)) {
        budget.pieces -= pieces.length;
        if (budget.pieces > 0) return { pieces, whole: true };
        budget.reached = true;
      }
    }
    return null;
  },
};

/** Where the message begins behind a length that fits, or -1. */
function behindLength(bytes: Uint8Array, start: number, end: number): number {
  const size = end - start;
  const flag = bytes[start] as number;
  if (size > 5 && flag <= 1 && bigEndian(bytes, start + 1) === size - 5) return start + 5;
  if (size > 4 && bigEndian(bytes, start) === size - 4) return start + 4;
  const next = varintEnd(bytes, start, end);
  return next > 0 && varintOf(bytes, start, next) === end - next ? next : -1;
}

const bigEndian = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) * 2 ** 24 +
  (((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));

/** Where a number of up to ten bytes ends, or -1. */
function varintEnd(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + 10);
  for (let at = start; at < stop; at++) if ((bytes[at] as number) < 128) return at + 1;
  return -1;
}

/** Exact below 2^49, which lengths and tags are; `addVarint` is for the others. */
function varintOf(bytes: Uint8Array, start: number, next: number): number {
  let value = 0;
  for (let at = next - 1; at >= start; at--) value = value * 128 + ((bytes[at] as number) & 127);
  return value;
}

/** Adds what the fields hold; false where this is no message. Depth is bounded, so recursion is. */
function readMessage({ bytes, start, end }: Span, pieces: Piece[], depth: number): boolean {
  if (!opensMessage(bytes, start, end)) return false;
  const before = pieces.length;
  const fail = (): false => {
    pieces.length = before;
    return false;
  };
  let at = start;
  while (at < end) {
    if (pieces.length > maxFields) return fail();
    const tagEnd = varintEnd(bytes, at, end);
    const tag = tagEnd < 0 ? 0 : varintOf(bytes, at, tagEnd);
    if (tag < 8 || tag > 0xffffffff) return fail();
    at = tagEnd;
    switch (tag % 8) {
      case 0: {
        const next = varintEnd(bytes, at, end);
        if (next < 0) return fail();
        addVarint(bytes, at, next, pieces);
        at = next;
        break;
      }
      case 1:
        if (at + 8 > end) return fail();
        addNumber(littleEndian(bytes, at, 8), pieces);
        at += 8;
        break;
      case 5:
        if (at + 4 > end) return fail();
        addNumber(littleEndian(bytes, at, 4), pieces);
        at += 4;
        break;
      case 2: {
        const next = varintEnd(bytes, at, end);
        const length = next < 0 ? -1 : varintOf(bytes, at, next);
        if (length < 0 || length > end - next) return fail();
        const field = { bytes, start: next, end: next + length };
        at = field.end;
        if (length === 0) break;
        const isText = hasNoControl(field);
        if (isText || depth >= maxDepth || !readMessage(field, pieces, depth + 1)) {
          pieces.push({ key: null, ...field, isValue: true });
        }
        break;
      }
      default:
        return fail();
    }
  }
  return at === end;
}

/** Whether the first field can be one: what is no message mostly ends here. */
function opensMessage(bytes: Uint8Array, start: number, end: number): boolean {
  const tag = bytes[start] as number;
  if (tag < 8) return false;
  const type = tag & 7;
  if (type === 3 || type === 4 || type > 5) return false;
  if (tag >= 128) return true;
  if (type === 1) return start + 9 <= end;
  if (type === 5) return start + 5 <= end;
  const next = bytes[start + 1] as number;
  return start + 1 < end && (type === 0 || next >= 128 || start + 2 + next <= end);
}

function addVarint(bytes: Uint8Array, start: number, next: number, pieces: Piece[]): void {
  let value: number | bigint = 0;
  if (next - start <= 7) value = varintOf(bytes, start, next);
  else {
    let long = 0n;
    for (let at = next - 1; at >= start; at--) long = (long << 7n) | BigInt((bytes[at] as number) & 127);
    value = long;
  }
  addNumber(value, pieces);
  // sint32 and sint64 fold the sign into the lowest bit; one's own number is positive.
  if (typeof value === 'number') {
    if (value % 2 === 0) addNumber(value / 2, pieces);
  } else if (value % 2n === 0n) addNumber(value >> 1n, pieces);
}

function addNumber(value: number | bigint, pieces: Piece[]): void {
  // Smaller ones are counters and flags: without a key they name nobody.
  if (value >= 10_000) pieces.push({ key: null, ...wholeOf(utf8(String(value))), isValue: true });
}

function littleEndian(bytes: Uint8Array, at: number, length: 4 | 8): number | bigint {
  const low = bigEndian(bytes.slice(at, at + 4).reverse(), 0);
  return length === 4 ? low : (BigInt(bigEndian(bytes.slice(at + 4, at + 8).reverse(), 0)) << 32n) | BigInt(low);
}

function hasNoControl({ bytes, start, end }: Span): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return false;
  }
  return true;
}
