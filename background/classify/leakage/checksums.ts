/**
 * The fast hashes that trackers put on identifiers: not cryptographic, and in no library that is synchronous, small and
 * kept. Each gives its digest as bytes in the order in which it is usually printed (most significant first).
 */

/** A 32-bit number as four bytes, most significant first. */
function bytesOf32(...words: number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word >>> 0);
  return bytes;
}

function bytesOf64(...words: bigint[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setBigUint64(i * 8, word);
  return bytes;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
const mask64 = (1n << 64n) - 1n;
const rotate64 = (word: bigint, by: bigint): bigint => ((word << by) | (word >> (64n - by))) & mask64;

function crcTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest;
  });
}

function crc(table: Uint32Array, bytes: Uint8Array): Uint8Array {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (table[(rest ^ byte) & 255] as number) ^ (rest >>> 8);
  return bytesOf32(~rest);
}

const ieee = crcTable(0xedb88320);
const castagnoli = crcTable(0x82f63b78);
/** ISO 3309, as in gzip. */
export const crc32 = (bytes: Uint8Array): Uint8Array => crc(ieee, bytes);
/** RFC 3720 section 12.1. */
export const crc32c = (bytes: Uint8Array): Uint8Array => crc(castagnoli, bytes);

/** RFC 1950 section 8.2. */
export function adler32(bytes: Uint8Array): Uint8Array {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return bytesOf32((b << 16) | a);
}

/** FNV-1a, 32 bits: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
export function fnv1a32(bytes: Uint8Array): Uint8Array {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return bytesOf32(hash);
}

export function fnv1a64(bytes: Uint8Array): Uint8Array {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask64;
  return bytesOf64(hash);
}

const word32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

function mix32(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** MurmurHash3_x86_32, seed 0: https://github.com/aappleby/smhasher */
export function murmur32(bytes: Uint8Array): Uint8Array {
  const whole = bytes.length & ~3;
  const scramble = (word: number): number => Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  let hash = 0;
  for (let at = 0; at < whole; at += 4) {
    hash = Math.imul(rotate(hash ^ scramble(word32(bytes, at)), 13), 5) + 0xe6546b64;
  }
  // Past the end there are zeros, which is what the reference's tail amounts to.
  if (whole < bytes.length) hash ^= scramble(word32(bytes, whole));
  return bytesOf32(mix32(hash ^ bytes.length));
}

/** MurmurHash3_x86_128, seed 0. */
export function murmur128x86(bytes: Uint8Array): Uint8Array {
  const c = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];
  const turns = [15, 16, 17, 18];
  const after = [19, 17, 15, 13];
  const add = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17];
  const h = [0, 0, 0, 0];
  const scramble = (word: number, i: number): number =>
    Math.imul(rotate(Math.imul(word, c[i] ?? 0), turns[i] ?? 0), c[(i + 1) % 4] ?? 0);
  const whole = bytes.length & ~15;
  for (let at = 0; at < whole; at += 16) {
    for (let i = 0; i < 4; i++) {
      const mixed = rotate((h[i] ?? 0) ^ scramble(word32(bytes, at + i * 4), i), after[i] ?? 0) + (h[(i + 1) % 4] ?? 0);
      h[i] = (Math.imul(mixed, 5) + (add[i] ?? 0)) | 0;
    }
  }
  for (let i = 0; i < 4; i++) {
    if (whole + i * 4 < bytes.length) h[i] = (h[i] ?? 0) ^ scramble(word32(bytes, whole + i * 4), i);
  }
  let [h1, h2, h3, h4] = h.map((word) => word ^ bytes.length) as [number, number, number, number];
  h1 = (h1 + h2 + h3 + h4) | 0;
  [h2, h3, h4] = [h2 + h1, h3 + h1, h4 + h1];
  [h1, h2, h3, h4] = [mix32(h1), mix32(h2), mix32(h3), mix32(h4)];
  h1 = (h1 + h2 + h3 + h4) | 0;
  return bytesOf32(h1, h2 + h1, h3 + h1, h4 + h1);
}

const word64 = (bytes: Uint8Array, at: number): bigint => {
  let word = 0n;
  for (let i = 7; i >= 0; i--) word = (word << 8n) | BigInt(bytes[at + i] ?? 0);
  return word;
};

function mix64(word: bigint): bigint {
  let hash = word;
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & mask64;
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask64;
  return hash ^ (hash >> 33n);
}

/** MurmurHash3_x64_128, seed 0. */
export function murmur128x64(bytes: Uint8Array): Uint8Array {
  const c1 = 0x87c37b91114253d5n;
  const c2 = 0x4cf5ad432745937fn;
  const first = (word: bigint): bigint => (rotate64((word * c1) & mask64, 31n) * c2) & mask64;
  const second = (word: bigint): bigint => (rotate64((word * c2) & mask64, 33n) * c1) & mask64;
  let h1 = 0n;
  let h2 = 0n;
  const whole = bytes.length & ~15;
  for (let at = 0; at < whole; at += 16) {
    h1 = ((rotate64(h1 ^ first(word64(bytes, at)), 27n) + h2) * 5n + 0x52dce729n) & mask64;
    h2 = ((rotate64(h2 ^ second(word64(bytes, at + 8)), 31n) + h1) * 5n + 0x38495ab5n) & mask64;
  }
  if (whole + 8 < bytes.length) h2 ^= second(word64(bytes, whole + 8));
  if (whole < bytes.length) h1 ^= first(word64(bytes, whole));
  const length = BigInt(bytes.length);
  h1 = ((h1 ^ length) + (h2 ^ length)) & mask64;
  h2 = ((h2 ^ length) + h1) & mask64;
  [h1, h2] = [mix64(h1), mix64(h2)];
  h1 = (h1 + h2) & mask64;
  return bytesOf64(h1, (h2 + h1) & mask64);
}

/** XXH32, seed 0: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
export function xxh32(bytes: Uint8Array): Uint8Array {
  const [p1, p2, p3, p4, p5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1];
  const round = (sum: number, word: number): number => Math.imul(rotate(sum + Math.imul(word, p2), 13), p1);
  let at = 0;
  let hash = p5;
  if (bytes.length >= 16) {
    let [a, b, c, d] = [(p1 + p2) | 0, p2, 0, -p1];
    for (; at + 16 <= bytes.length; at += 16) {
      a = round(a, word32(bytes, at));
      b = round(b, word32(bytes, at + 4));
      c = round(c, word32(bytes, at + 8));
      d = round(d, word32(bytes, at + 12));
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = (hash + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotate(hash + Math.imul(word32(bytes, at), p3), 17), p4);
  }
  for (; at < bytes.length; at++) hash = Math.imul(rotate(hash + Math.imul(bytes[at] ?? 0, p5), 11), p1);
  hash = Math.imul(hash ^ (hash >>> 15), p2);
  hash = Math.imul(hash ^ (hash >>> 13), p3);
  return bytesOf32(hash ^ (hash >>> 16));
}

/** XXH64, seed 0. */
export function xxh64(bytes: Uint8Array): Uint8Array {
  const p1 = 0x9e3779b185ebca87n;
  const p2 = 0xc2b2ae3d27d4eb4fn;
  const p3 = 0x165667b19e3779f9n;
  const p4 = 0x85ebca77c2b2ae63n;
  const p5 = 0x27d4eb2f165667c5n;
  const round = (sum: bigint, word: bigint): bigint => (rotate64((sum + word * p2) & mask64, 31n) * p1) & mask64;
  let at = 0;
  let hash = p5;
  if (bytes.length >= 32) {
    const sums = [(p1 + p2) & mask64, p2, 0n, (mask64 + 1n - p1) & mask64];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let i = 0; i < 4; i++) sums[i] = round(sums[i] ?? 0n, word64(bytes, at + i * 8));
    }
    const turns = [1n, 7n, 12n, 18n];
    hash = sums.reduce((all, sum, i) => (all + rotate64(sum, turns[i] ?? 0n)) & mask64, 0n);
    for (const sum of sums) hash = ((hash ^ round(0n, sum)) * p1 + p4) & mask64;
  }
  hash = (hash + BigInt(bytes.length)) & mask64;
  for (; at + 8 <= bytes.length; at += 8) {
    hash = (rotate64(hash ^ round(0n, word64(bytes, at)), 27n) * p1 + p4) & mask64;
  }
  if (at + 4 <= bytes.length) {
    hash = (rotate64(hash ^ ((BigInt(word32(bytes, at) >>> 0) * p1) & mask64), 23n) * p2 + p3) & mask64;
    at += 4;
  }
  for (; at < bytes.length; at++) hash = (rotate64(hash ^ ((BigInt(bytes[at] ?? 0) * p5) & mask64), 11n) * p1) & mask64;
  hash = ((hash ^ (hash >> 33n)) * p2) & mask64;
  hash = ((hash ^ (hash >> 29n)) * p3) & mask64;
  return bytesOf64(hash ^ (hash >> 32n));
}
