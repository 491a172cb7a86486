import { decompress } from 'brotli/decompress';
import { trait } from '../scan.ts';
import { all, isContent, mayGuess } from './compressed.ts';
import type { Budget, Decoder } from './decoder.ts';

/** What one stream may unfold to. */
const longest = (1 << 20) + 1;
/** The most that a window reaches back: the one that a stream asks for can cost sixteen megabytes each time. */
const smallWindow = (1 << 20) - 16;

/**
 * RFC 7932. Nothing announces it, and the library has no limit of its own, so the head is read here: the first
 * meta-block is unfolded as if it were the last, up to the limit. If it turns out to be text, the others follow, as far
 * as the limit allows for all of them.
 */
export const brotli: Decoder = {
  name: 'brotli',
  when: trait.binary,
  decode(input, budget) {
    const { bytes, start, end, alone } = input;
    const size = end - start;
    if (!alone || size < 6) return null;
    const stream = bytes.subarray(start, end);
    const head = readHead(stream);
    if (!head) return null;
    const first = head.plainAt === null ? firstUnfolded(stream, head, budget) : firstAsItIs(stream, head);
    if (!first || first.length < 4 || !isContent(first)) return null;
    // Of a first block that is not all there, the others are not looked for.
    const isRead = first.length === head.length;
    const unfolded = head.isLast || !isRead ? null : wholeStream(stream, head, Math.min(longest, budget.bytes));
    budget.reached ||= !isRead || (!head.isLast && unfolded === null);
    budget.bytes -= (unfolded ?? first).length;
    return all(unfolded ?? first);
  },
};

function firstAsItIs(stream: Uint8Array, { plainAt, length }: Head): Uint8Array | null {
  if (plainAt === null || plainAt + length > stream.length) return null;
  return stream.subarray(plainAt, plainAt + length);
}

function firstUnfolded(stream: Uint8Array, head: Head, budget: Budget): Uint8Array | null {
  const { length } = head;
  const size = stream.length;
  // Text becomes a half or less; what claims to be longer packed than unpacked is something else.
  if (head.isLast && length < size * 0.7) return null;
  // A few bytes that claim to be a book are no stream either.
  if (size < 40 && length > size * 100) return null;
  if (!beginsWithCode(stream, head.end) || !mayGuess(budget)) return null;
  // Lengths of six digits must not have a 0 in front, so this is the least to which one can be cut.
  const wanted = Math.min(length, longest);
  if (wanted > budget.bytes) {
    budget.reached = true;
    return null;
  }
  try {
    return decompress(patched(stream, head, wanted), wanted);
  } catch (error) {
    // Cut in the middle of a copy, or reaching back beyond the window: it was a stream, and has not been read.
    if (length > smallWindow && error instanceof Error && /backward reference/i.test(error.message))
      budget.reached = true;
    return null;
  }
}

/** All meta-blocks together; null where they are more than the limit, or are cut off. */
function wholeStream(stream: Uint8Array, { wide }: Head, limit: number): Uint8Array | null {
  try {
    return decompress(wide ? inSmallWindow(stream.slice()) : stream, limit);
  } catch {
    return null;
  }
}

/** RFC 7932 sections 9.1 and 9.2. Positions count bits from the start, lowest bit of a byte first. */
interface Head {
  /** The window size is given in four bits, of which three can be changed. */
  wide: boolean;
  metaBlock: number;
  isLast: boolean;
  lengthAt: number;
  /** Hexadecimal digits of the length. */
  nibbles: number;
  /** Length of what the first meta-block unfolds to. */
  length: number;
  /** Byte at which it stands, if it is not compressed. */
  plainAt: number | null;
  end: number;
}

class Bits {
  constructor(
    private readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  /** @param count at most 30 */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.at++) value |= (((this.bytes[this.at >> 3] ?? 0) >> (this.at & 7)) & 1) << i;
    return value;
  }
}

function readHead(stream: Uint8Array): Head | null {
  const bits = new Bits(stream);
  let wide = false;
  if (bits.read(1) === 1) {
    wide = bits.read(3) !== 0;
    if (!wide && bits.read(3) === 1) return null;
  }
  const metaBlock = bits.at;
  const isLast = bits.read(1) === 1;
  if (isLast && bits.read(1) === 1) return null;
  const nibbles = bits.read(2) + 4;
  // Metadata only.
  if (nibbles === 7) return null;
  const lengthAt = bits.at;
  const length = bits.read(nibbles * 4) + 1;
  if (nibbles > 4 && length <= 1 << ((nibbles - 1) * 4)) return null;
  const plain = !isLast && bits.read(1) === 1;
  if (plain) while ((bits.at & 7) !== 0) if (bits.read(1) !== 0) return null;
  return { wide, metaBlock, isLast, lengthAt, nibbles, length, plainAt: plain ? bits.at >> 3 : null, end: bits.at };
}

/** Brings a window size that is given in four bits, 17 and more, down to 20: what is unfolded is no longer than that. */
function inSmallWindow(stream: Uint8Array): Uint8Array {
  const first = stream[0] as number;
  if ((first & 0b1110) > 0b0110) stream[0] = (first & ~0b1110) | 0b0110;
  return stream;
}

/** The stream with its first meta-block marked as the last, in a small window, and cut to a length. */
function patched(
  stream: Uint8Array,
  { wide, metaBlock, isLast, lengthAt, nibbles, length }: Head,
  wanted: number,
): Uint8Array {
  const copy = stream.slice();
  const set = (position: number, value: number) => {
    const mask = 1 << (position & 7);
    const index = position >> 3;
    copy[index] = value ? (copy[index] as number) | mask : (copy[index] as number) & ~mask;
  };
  if (wide) inSmallWindow(copy);
  if (wanted !== length) for (let i = 0; i < nibbles * 4; i++) set(lengthAt + i, ((wanted - 1) >> i) & 1);
  if (isLast) return copy;
  // ISLAST and an ISLASTEMPTY of 0 go in front, ISUNCOMPRESSED goes: the bits keep their number.
  const bits = new Bits(copy.slice(), metaBlock + 1);
  const kept = Array.from({ length: lengthAt - metaBlock - 1 + nibbles * 4 }, () => bits.read(1));
  set(metaBlock, 1);
  set(metaBlock + 1, 0);
  for (const [i, value] of kept.entries()) set(metaBlock + 2 + i, value);
  return copy;
}

/** RFC 7932 section 3.5: how many bits the length of a code length takes, and which it is, by the next four bits. */
const codeLengthBits = [2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4];
const codeLengths = [0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5];

/**
 * Whether the first prefix code of a meta-block can be one: a complete one, or one of a few characters of text. One in
 * some fifty random streams has that, and to try the others would cost a hundred times as much as to see it.
 */
function beginsWithCode(stream: Uint8Array, at: number): boolean {
  const bits = new Bits(stream, at);
  const readCount = (): number => {
    if (bits.read(1) === 0) return 1;
    const size = bits.read(3);
    return 2 ** size + 1 + bits.read(size);
  };
  // Literals, commands and distances can have several block types each; the code for the first that has comes next.
  let isText = !Array.from({ length: 3 }, () => 0).some(() => readCount() > 1);
  if (isText) {
    // Distance parameters, and the mode of the one block type.
    bits.read(6 + 2);
    // Contexts of literals and of distances can have several trees; the code of that map comes next.
    isText = readCount() === 1 && readCount() === 1;
    if (!isText && bits.read(1) === 1) bits.read(4);
  }
  const skip = bits.read(2);
  if (skip === 1) {
    if (!isText) return true;
    const symbols = bits.read(2) + 1;
    for (let i = 0; i < symbols; i++) {
      const character = bits.read(8);
      if (character < 9 || character === 127 || (character > 13 && character < 32)) return false;
    }
    return true;
  }
  let space = 32;
  let count = 0;
  for (let i = skip; i < 18 && space > 0; i++) {
    const peek = new Bits(stream, bits.at).read(4);
    bits.read(codeLengthBits[peek] as number);
    const length = codeLengths[peek] as number;
    if (length === 0) continue;
    space -= 32 >> length;
    count++;
  }
  return space === 0 || count === 1;
}
