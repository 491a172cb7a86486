/**
 * The packaged form of a sorted list of steps: from this address on, this value holds. A table is cut into shards so
 * that one answer needs few bytes. Written by `tools/networks/encode.ts`; the columns are laid out for the package's
 * deflate, which sees one kind of byte at a time.
 *
 * Eight little-endian words of 32 bits come first:
 *
 *     0  magic 'Esh' and the format version    4  bytes of the column `mantissas`
 *     1  kind (see `kinds`)                    5  bytes of the column `far`
 *     2  number of steps                       6  number of different values
 *     3  first key, upper word (IPv4: 0)       7  first key, lower word
 *
 * then these columns:
 *
 * - `exponents`, a byte for each step but the first: the distance to the step before is `odd << exponent`. Blocks of
 *   addresses are mostly powers of two, so `odd` is mostly 1; where it is not, bit 7 is set and `mantissas` has
 *   `(odd - 3) / 2` as a varint (7 bits a byte, lowest first).
 * - `mantissas`.
 * - `ranks`, a byte per step: the value's place in the order of last use, for neighbours take turns. 1 is the latest;
 *   0 is a value not used before, the next of `fresh`; from 192 on it is `(rank - 192) * 256` plus a byte of `far`.
 * - `far`.
 * - `fresh`: four columns of bytes, lowest first, of the different values in the order of first use.
 *
 * IPv6 keys are the upper 64 bits. Where a border lies inside a /64, the value is `split` and a shard of kind `wide`
 * has the steps in full: four columns of 32-bit words per key, then one of values.
 */

export const formatVersion = 1;
/** The most steps in a shard. */
export const stepsPerShard = 8192;
export const farRank = 192;
/** Value of a /64 with borders inside. No AS number (reserved, RFC 7300) and no pair of countries has it. */
export const split = 0xffffffff;
export const splitNarrow = 0xffff;

export const kinds = { ipv4: 0, ipv6: 1, wide: 2, names: 3 } as const;
export type Kind = keyof typeof kinds;

/** A shard, unpacked: columns of the same length, sorted by key. `keys` are its words from the highest down. */
export interface Steps {
  keys: readonly Uint32Array[];
  values: Uint32Array | Uint16Array;
}

/** The bytes are not what the compiler writes. */
export class ShardError extends Error {}

/** Magic and version, as the first word of every shard. */
export const magic = (0x45 | (0x73 << 8) | (0x68 << 16) | (formatVersion << 24)) >>> 0;

/** A cursor over the bytes of a shard that refuses to leave them. */
export class ShardReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  /** Throws `ShardError` unless the bytes begin as a shard of this kind. */
  constructor(bytes: Uint8Array, kind: Kind) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.word() !== magic) throw new ShardError('not a shard of this format');
    if (this.word() !== kinds[kind]) throw new ShardError('a shard of another kind');
  }

  word(): number {
    if (this.at + 4 > this.bytes.length) throw new ShardError('truncated');
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  /** Moves over a column and returns where it begins. */
  column(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.length) throw new ShardError('truncated');
    this.at += length;
    return start;
  }

  words(count: number): Uint32Array {
    const start = this.column(count * 4);
    const words = new Uint32Array(count);
    for (let i = 0; i < count; i++) words[i] = this.#view.getUint32(start + i * 4, true);
    return words;
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new ShardError('longer than it says');
  }
}

/**
 * Unpacks a shard of `ipv4`, `ipv6` or `wide` steps.
 *
 * @param narrow Values fit 16 bits but for `split`, which becomes `splitNarrow`.
 * @throws ShardError
 */
export function readSteps(bytes: Uint8Array, kind: Exclude<Kind, 'names'>, narrow: boolean): Steps {
  const reader = new ShardReader(bytes, kind);
  const count = reader.word();
  if (count === 0 || count > stepsPerShard) throw new ShardError('an impossible number of steps');
  const steps = kind === 'wide' ? readWide(reader, count) : readPacked(reader, count, kind);
  reader.end();
  // A pair of countries fits 16 bits; `split` becomes `splitNarrow`.
  return narrow ? { keys: steps.keys, values: new Uint16Array(steps.values) } : steps;
}

function readWide(reader: ShardReader, count: number): Steps {
  const keys = [reader.words(count), reader.words(count), reader.words(count), reader.words(count)];
  return { keys, values: reader.words(count) };
}

function readPacked(reader: ShardReader, count: number, kind: 'ipv4' | 'ipv6'): Steps {
  const high = reader.word();
  const mantissaBytes = reader.word();
  const farBytes = reader.word();
  const fresh = reader.word();
  const low = reader.word();
  const keys = readKeys(reader, count, kind === 'ipv6', high, low, mantissaBytes);
  return { keys, values: readValues(reader, count, farBytes, fresh) };
}

/*
 * The first shards are unpacked by an interpreter that has not compiled anything yet, and the budget is for those: so
 * the powers stand in tables, and native code moves what is more than a few places.
 */
const word = 0x1_0000_0000;
const lowPowers = Float64Array.from({ length: 64 }, (_, exponent) => (exponent < 32 ? 2 ** exponent : 0));
const highPowers = Float64Array.from({ length: 64 }, (_, exponent) => (exponent < 32 ? 0 : 2 ** (exponent - 32)));

function readKeys(
  reader: ShardReader,
  count: number,
  wide: boolean,
  firstHigh: number,
  firstLow: number,
  mantissaBytes: number,
): Uint32Array[] {
  const { bytes } = reader;
  const exponents = reader.column(count - 1);
  let mantissa = reader.column(mantissaBytes);
  const mantissaEnd = reader.at;
  const highs = wide ? new Uint32Array(count) : null;
  const lows = new Uint32Array(count);
  let high = firstHigh;
  let low = firstLow;
  const highest = wide ? 0xffffffff : 0;
  if (highs) highs[0] = high;
  lows[0] = low;
  for (let i = 1; i < count; i++) {
    const exponent = bytes[exponents + i - 1] ?? 0;
    if (exponent < 128) {
      low += lowPowers[exponent] ?? 0;
      high += highPowers[exponent] ?? 0;
    } else {
      let odd = 3;
      let scale = 2;
      let byte = 128;
      while (byte >= 128) {
        if (mantissa >= mantissaEnd) throw new ShardError('a distance without end');
        byte = bytes[mantissa++] ?? 0;
        odd += (byte & 127) * scale;
        scale *= 128;
      }
      // `odd` has 53 bits at most, so the product is exact, and so are its halves.
      const distance = odd * 2 ** (exponent & 127);
      low += distance % word;
      high += Math.floor(distance / word);
    }
    if (low >= word) {
      low -= word;
      high++;
    }
    if (high > highest) throw new ShardError('an address beyond the last');
    if (highs) highs[i] = high;
    lows[i] = low;
  }
  if (mantissa !== mantissaEnd) throw new ShardError('distances left over');
  return highs ? [highs, lows] : [lows];
}

function readValues(reader: ShardReader, count: number, farBytes: number, fresh: number): Uint32Array {
  const { bytes } = reader;
  const ranks = reader.column(count);
  let far = reader.column(farBytes);
  const farEnd = reader.at;
  const planes = reader.column(fresh * 4);
  const values = new Uint32Array(count);
  /** Values in the order of last use, the latest at the end: moving one is a short copy. */
  const order = new Uint32Array(fresh);
  let known = 0;
  for (let i = 0; i < count; i++) {
    let rank = bytes[ranks + i] ?? 0;
    if (rank === 0) {
      if (known >= fresh) throw new ShardError('more values than it says');
      const at = planes + known;
      const upper = (bytes[at + 2 * fresh] ?? 0) | ((bytes[at + 3 * fresh] ?? 0) << 8);
      order[known++] = (((bytes[at] ?? 0) | ((bytes[at + fresh] ?? 0) << 8)) + upper * 65536) >>> 0;
    } else {
      if (rank >= farRank) {
        if (far >= farEnd) throw new ShardError('a rank without end');
        rank = (rank - farRank) * 256 + (bytes[far++] ?? 0);
      }
      const at = known - rank;
      if (at < 0) throw new ShardError('a value that was never used');
      const value = order[at] ?? 0;
      if (rank > 8) order.copyWithin(at, at + 1, known);
      else for (let j = at + 1; j < known; j++) order[j - 1] = order[j] ?? 0;
      order[known - 1] = value;
    }
    values[i] = order[known - 1] ?? 0;
  }
  if (far !== farEnd || known !== fresh) throw new ShardError('values left over');
  return values;
}

/** Index of the last step whose key is not above the one given; -1 where all are. */
export function findStep(keys: readonly Uint32Array[], key: readonly number[]): number {
  let low = 0;
  let high = (keys[0]?.length ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (isAbove(keys, middle, key)) high = middle - 1;
    else low = middle + 1;
  }
  return high;
}

function isAbove(keys: readonly Uint32Array[], at: number, key: readonly number[]): boolean {
  for (let word = 0; word < keys.length; word++) {
    const ours = keys[word]?.[at] ?? 0;
    const theirs = key[word] ?? 0;
    if (ours !== theirs) return ours > theirs;
  }
  return false;
}
