import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { blake3 } from '@noble/hashes/blake3.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_256 } from '@noble/hashes/sha2.js';
import { keccak_256, sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';
import type { Hash as LibraryHash } from '@noble/hashes/utils.js';
import { base64, base64urlnopad, hex } from '@scure/base';
import { utf8 } from './bytes.ts';
import { crc32, crc32c, fnv1a32, fnv1a64, murmur32, murmur128x64, murmur128x86, xxh32, xxh64 } from './checksums.ts';

type Hash = (bytes: Uint8Array) => Uint8Array;

/**
 * A hash of the library with one state for all that is hashed: thousands of short texts follow one another, and to make
 * a state takes longer than to hash one of them.
 */
function reusing<T extends LibraryHash<T>>(blank: T): Hash {
  let state: T | undefined;
  return (bytes) => {
    state = blank._cloneInto(state);
    const digest = new Uint8Array(blank.outputLen);
    state.update(bytes).digestInto(digest);
    return digest;
  };
}

/**
 * Name in an encoding chain → hash. Names that stand twice are families: nobody can tell from a chain which member was
 * used, and nobody needs to.
 */
const hashes: readonly (readonly [name: string, hash: Hash])[] = [
  ['md5', reusing(md5.create())],
  ['sha1', reusing(sha1.create())],
  ['sha256', reusing(sha256.create())],
  ['sha512', reusing(sha512.create())],
  ['sha224', reusing(sha224.create())],
  ['sha384', reusing(sha384.create())],
  ['sha512_256', reusing(sha512_256.create())],
  ['sha3_224', reusing(sha3_224.create())],
  ['sha3_256', reusing(sha3_256.create())],
  ['sha3_384', reusing(sha3_384.create())],
  ['sha3_512', reusing(sha3_512.create())],
  ['keccak_256', reusing(keccak_256.create())],
  ['ripemd160', reusing(ripemd160.create())],
  ['blake2b', reusing(blake2b.create())],
  ['blake2b', reusing(blake2b.create({ dkLen: 32 }))],
  ['blake2s', reusing(blake2s.create())],
  ['blake3', (bytes) => blake3(bytes)],
  ['murmur3', murmur128x64],
  ['murmur3', murmur128x86],
  ['murmur3', (bytes) => murmur128x64(bytes).subarray(0, 8)],
  ['xxh64', xxh64],
];

/** 32 bits each: of the value itself only, for in chains they would be hit by chance. */
const shortHashes: readonly (readonly [name: string, hash: Hash])[] = [
  ['crc32', crc32],
  ['crc32', crc32c],
  ['murmur3', murmur32],
  ['xxh32', xxh32],
  ['fnv1a', fnv1a32],
];

/** Hashes that are numbers, and therefore written in either order of bytes. */
const numberHashes = [...shortHashes, ['xxh64', xxh64], ['fnv1a', fnv1a64]] as const;

/**
 * A salt that is public because a tracker ships it: Senol et al., Leaky Forms, USENIX Security 2022, section 4.2, found
 * it on 237 sites.
 */
const publicSalt = utf8('QX4QkKEU');

const salted = reusing(sha256.create());

/** Hashes that occur in chains of three, and around any other. */
const chained = hashes.slice(0, 4);
/** Hashes that occur around the four commonest. */
const outer = hashes.filter(([name]) => !name.startsWith('blake'));
/** Hashes that occur inside the four commonest. */
const inner = outer;
/** Spellings of a value from which chains start. */
const chainStarts = 3;

interface Entry {
  digest: Uint8Array;
  /** Outermost first. */
  chain: string[];
}

/**
 * Digests of the value's spellings: one hash; a hash of a hash (as hex, base64 or raw bytes); a hash of an encoded
 * value; and three of the four common hashes.
 *
 * @param depth 1 for single hashes only: a tenth of the time
 */
function digestsOf(texts: readonly string[], binary: readonly Uint8Array[], depth: 1 | 3): Entry[] {
  const entries: Entry[] = [];
  const sources = [...texts.map(utf8), ...binary];
  for (const source of sources) {
    for (const [name, hash] of hashes) entries.push({ digest: hash(source), chain: [name] });
    for (const [name, hash] of numberHashes) {
      const digest = hash(source);
      entries.push({ digest, chain: [name] }, { digest: digest.slice().reverse(), chain: [name] });
    }
    entries.push({ digest: salted(concatenated(source, publicSalt)), chain: ['sha256_salted'] });
  }
  if (depth === 1) return entries;
  const add = (around: typeof hashes, source: Uint8Array, chain: string[]) => {
    for (const [name, hash] of around) entries.push({ digest: hash(source), chain: [name, ...chain] });
  };
  for (const source of sources.slice(0, chainStarts)) {
    for (const [name, hash] of inner) {
      const digest = hash(source);
      const text = utf8(hex.encode(digest));
      if (!chained.some(([common]) => common === name)) {
        add(chained, text, [name]);
        continue;
      }
      add(outer, text, [name]);
      add(chained, digest, [name]);
      add(chained, utf8(base64.encode(digest)), ['base64', name]);
      add(chained, utf8(hex.encode(digest).toUpperCase()), [name]);
      for (const [second, middle] of chained) add(chained, utf8(hex.encode(middle(text))), [second, name]);
    }
    add(outer, utf8(base64.encode(source)), ['base64']);
    add(chained, utf8(base64urlnopad.encode(source)), ['base64']);
    add(outer, utf8(hex.encode(source)), ['hex']);
    const text = new TextDecoder().decode(source);
    if (encodeURIComponent(text) !== text) add(outer, utf8(encodeURIComponent(text)), ['percent']);
  }
  return entries;
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const slotBytes = 11;

/** A digest table as it can be stored: working the digests out is nearly all that making an identity ready takes. */
export interface PackedDigests {
  /** Encoding chains, outermost first. */
  chains: readonly (readonly string[])[];
  /** In base64, eleven bytes a digest, numbers big-endian: its first eight, its length, index into `chains` plus one. */
  digests: string;
}

/**
 * Digests of one identity, found by their first eight bytes and their length. Open addressing in flat arrays: a few
 * thousand digests take some 100 KB, and a look-up some nanoseconds.
 */
export class DigestTable {
  readonly #chains: (readonly string[])[] = [];
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  /** Index into #chains plus one; 0 is an empty slot. */
  readonly #chain: Uint16Array;
  readonly #length: Uint8Array;
  readonly #mask: number;

  /** @param most digests that it has room for */
  private constructor(most: number) {
    let size = 16;
    while (size < most * 1.5) size *= 2;
    this.#mask = size - 1;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#chain = new Uint16Array(size);
    this.#length = new Uint8Array(size);
  }

  /** @param depth 1 for single hashes only: a tenth of the time */
  static of(texts: readonly string[], binary: readonly Uint8Array[], depth: 1 | 3): DigestTable {
    const entries = digestsOf(texts, binary, depth);
    const table = new DigestTable(entries.length);
    const known = new Map<string, number>();
    for (const { digest, chain } of entries) {
      const name = chain.join(' ');
      let index = known.get(name);
      if (index === undefined) {
        index = table.#chains.push(chain);
        known.set(name, index);
      }
      table.#insert(word(digest, 0), word(digest, 4), digest.length, index);
    }
    return table;
  }

  /** What `packed` said, or null where it is no such thing. */
  static unpacked({ chains, digests }: PackedDigests): DigestTable | null {
    let bytes: Uint8Array;
    try {
      bytes = base64.decode(digests);
    } catch {
      return null;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const table = new DigestTable(bytes.length / slotBytes);
    table.#chains.push(...chains);
    for (let at = 0; at < bytes.length; at += slotBytes) {
      const index = at + slotBytes <= bytes.length ? view.getUint16(at + 9) : 0;
      if (index === 0 || index > chains.length) return null;
      table.#insert(view.getUint32(at), view.getUint32(at + 4), view.getUint8(at + 8), index);
    }
    return table;
  }

  packed(): PackedDigests {
    const slots = [...this.#chain.keys()].filter((slot) => this.#chain[slot] !== 0);
    const view = new DataView(new ArrayBuffer(slots.length * slotBytes));
    for (const [i, slot] of slots.entries()) {
      const at = i * slotBytes;
      view.setUint32(at, this.#high[slot] as number);
      view.setUint32(at + 4, this.#low[slot] as number);
      view.setUint8(at + 8, this.#length[slot] as number);
      view.setUint16(at + 9, this.#chain[slot] as number);
    }
    return { chains: this.#chains, digests: base64.encode(new Uint8Array(view.buffer)) };
  }

  /** First words of all digests, for a filter before the tables. */
  heads(): Uint32Array {
    return this.#high.filter((_, slot) => this.#chain[slot] !== 0);
  }

  /** Bytes that the table takes. */
  get size(): number {
    return this.#high.length * slotBytes;
  }

  /**
   * @param high the digest's first four bytes
   * @param low the next four; 0 where there are none
   * @returns what was done to the value, outermost first, or null
   */
  find(high: number, low: number, length: number): readonly string[] | null {
    for (let slot = high & this.#mask; this.#chain[slot] !== 0; slot = (slot + 1) & this.#mask) {
      if (this.#high[slot] === high && this.#low[slot] === low && this.#length[slot] === length) {
        return this.#chains[(this.#chain[slot] as number) - 1] ?? null;
      }
    }
    return null;
  }

  #insert(high: number, low: number, length: number, index: number): void {
    let slot = high & this.#mask;
    while (this.#chain[slot] !== 0) {
      // The simplest way to a digest is entered first and stays.
      if (this.#high[slot] === high && this.#low[slot] === low && this.#length[slot] === length) return;
      slot = (slot + 1) & this.#mask;
    }
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#chain[slot] = index;
    this.#length[slot] = length;
  }
}

/** Four bytes as an unsigned number, most significant first; missing ones are 0. */
export function word(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}

/** Lengths in bytes that a digest can have. */
export const digestLengths: ReadonlySet<number> = new Set([4, 8, 16, 20, 28, 32, 48, 64]);
