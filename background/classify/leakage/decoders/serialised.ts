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
  const [flag, a = 0, b = 0, c = 0, d = 0] = bytes.subarray(start, start + 5);
  if (end - start > 5 && (flag === 0 || flag === 1) && a * 2 ** 24 + b * 65_536 + c * 256 + d === end - start - 5)
    return start + 5;
  if (end - start > 4 && (flag ?? 0) * 2 ** 24 + a * 65_536 + b * 256 + c === end - start - 4) return start + 4;
  const length = readVarint(bytes, start, end);
  return length && Number(length.value) === end - length.next ? length.next : -1;
}

interface Varint {
  value: bigint;
  next: number;
}

function readVarint(bytes: Uint8Array, start: number, end: number): Varint | null {
  let low = 0;
  for (let i = 0; i < 4 && start + i < end; i++) {
    const byte = bytes[start + i] as number;
    low += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value: BigInt(low), next: start + i + 1 };
  }
  let value = 0n;
  for (let i = 0; i < 10 && start + i < end; i++) {
    const byte = bytes[start + i] as number;
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value, next: start + i + 1 };
  }
  return null;
}

/** Adds what the fields hold; false where this is no message. Depth is bounded, so recursion is. */
function readMessage({ bytes, start, end }: Span, pieces: Piece[], depth: number): boolean {
  const before = pieces.length;
  const fail = (): false => {
    pieces.length = before;
    return false;
  };
  let at = start;
  while (at < end) {
    if (pieces.length > maxFields) return fail();
    const tag = readVarint(bytes, at, end);
    if (!tag || tag.value < 8n || tag.value > 0xffffffffn) return fail();
    at = tag.next;
    switch (Number(tag.value & 7n)) {
      case 0: {
        const number = readVarint(bytes, at, end);
        if (!number) return fail();
        addNumber(number.value, pieces);
        // sint32 and sint64 fold the sign into the lowest bit; one's own number is positive.
        if (number.value % 2n === 0n) addNumber(number.value >> 1n, pieces);
        at = number.next;
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
        const length = readVarint(bytes, at, end);
        if (!length || length.value > BigInt(end - length.next)) return fail();
        const field = { bytes, start: length.next, end: length.next + Number(length.value) };
        at = field.end;
        if (field.end === field.start) break;
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

function addNumber(value: bigint, pieces: Piece[]): void {
  // Smaller ones are counters and flags: without a key they name nobody.
  if (value >= 10_000n) pieces.push({ key: null, ...wholeOf(utf8(String(value))), isValue: true });
}

function littleEndian(bytes: Uint8Array, at: number, length: number): bigint {
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] as number);
  return value;
}

function hasNoControl({ bytes, start, end }: Span): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return false;
  }
  return true;
}
