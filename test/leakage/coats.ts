/** Encoders that are not the detector's: Node's own, and other libraries. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import bs58 from 'bs58';
import { crc32, xxhash32, xxhash64 } from 'hash-wasm';
import he from 'he';
import base32 from 'hi-base32';
import lz from 'lz-string';
import murmur from 'murmurhash3js-revisited';
import type { Random } from './random.ts';

/** Something in a coat: text where it can be, else bytes. */
export interface Wrapped {
  data: string | Uint8Array;
  /** Outermost first. */
  chain: string[];
}

export interface Coat {
  name: string;
  apply(data: string | Uint8Array, random: Random): string | Uint8Array | Promise<string | Uint8Array>;
}

export const bytesOf = (data: string | Uint8Array): Buffer => Buffer.from(data as string);
const hashed = (algorithm: string) => (data: string | Uint8Array) => createHash(algorithm).update(data).digest('hex');

/** Some characters, and every backslash: one that stayed would escape what follows it. */
const some = (random: Random, text: string, change: (character: string) => string): string => {
  const characters = [...text];
  const at = random.between(0, characters.length - 1);
  return characters
    .map((character, i) => (i === at || character === '\\' || random.next() < 0.3 ? change(character) : character))
    .join('');
};

const units = (character: string, write: (unit: number) => string): string =>
  Array.from({ length: character.length }, (_, i) => write(character.charCodeAt(i))).join('');

/** Coats that a decoder takes off. */
export const encodings: readonly Coat[] = [
  {
    name: 'percent',
    apply: (data) =>
      [...bytesOf(data)]
        .map((byte) =>
          /[A-Za-z0-9]/.test(String.fromCharCode(byte)) && byte < 128
            ? String.fromCharCode(byte)
            : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join(''),
  },
  { name: 'base64', apply: (data) => bytesOf(data).toString('base64') },
  { name: 'base64', apply: (data) => bytesOf(data).toString('base64url') },
  { name: 'hex', apply: (data) => bytesOf(data).toString('hex') },
  { name: 'hex', apply: (data) => bytesOf(data).toString('hex').toUpperCase() },
  { name: 'base32', apply: (data) => base32.encode(bytesOf(data)) },
  { name: 'base58', apply: (data) => bs58.encode(bytesOf(data)) },
  { name: 'gzip', apply: (data) => gzipSync(data) },
  { name: 'deflate', apply: (data) => deflateSync(data) },
  { name: 'deflate', apply: (data) => deflateRawSync(data) },
  { name: 'brotli', apply: (data) => brotliCompressSync(data) },
];

/** Coats of texts only. */
export const textEncodings: readonly Coat[] = [
  { name: 'lzstring', apply: (data) => lz.compressToEncodedURIComponent(String(data)) },
  { name: 'lzstring', apply: (data) => lz.compressToBase64(String(data)) },
  {
    name: 'escape',
    apply: (data, random) =>
      some(random, String(data), (it) => units(it, (unit) => `\\u${unit.toString(16).padStart(4, '0')}`)),
  },
  {
    name: 'escape',
    apply: (data, random) =>
      some(random, String(data), (it) =>
        it.charCodeAt(0) < 256 && it.length === 1 ? `\\x${it.charCodeAt(0).toString(16).padStart(2, '0')}` : it,
      ),
  },
  {
    name: 'entity',
    apply: (data, random) =>
      some(random, String(data), (it) => he.encode(it, { encodeEverything: true, decimal: random.next() < 0.5 })),
  },
  { name: 'json', apply: (data) => JSON.stringify({ v: data }) },
];

const murmurBytes = (data: string | Uint8Array): number[] => [...bytesOf(data)];

/** What nobody can take off; looked up. */
export const hashCoats: readonly Coat[] = [
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'ripemd160'].map((name) => ({
    name,
    apply: hashed(name),
  })),
  ...['224', '256', '384', '512'].map((size) => ({ name: `sha3_${size}`, apply: hashed(`sha3-${size}`) })),
  { name: 'murmur3', apply: (data) => murmur.x86.hash32(murmurBytes(data)).toString() },
  { name: 'murmur3', apply: (data) => murmur.x64.hash128(murmurBytes(data)) },
  { name: 'murmur3', apply: (data) => murmur.x86.hash128(murmurBytes(data)) },
  { name: 'crc32', apply: (data) => crc32(bytesOf(data)) },
  { name: 'xxh32', apply: (data) => xxhash32(bytesOf(data)) },
  { name: 'xxh64', apply: (data) => xxhash64(bytesOf(data)) },
];

/** Hashes that are themselves hashed or encoded in the wild. */
export const commonHashes = hashCoats.filter(({ name }) => ['md5', 'sha1', 'sha256', 'sha512'].includes(name));

/** Coats that hardly anybody uses. */
export const exoticCoats: readonly Coat[] = [
  { name: 'reverse', apply: (data) => [...String(data)].reverse().join('') },
  {
    name: 'rot13',
    apply: (data) =>
      String(data).replace(/[a-z]/gi, (it) =>
        String.fromCharCode(it.charCodeAt(0) + (it.toLowerCase() < 'n' ? 13 : -13)),
      ),
  },
  { name: 'utf16', apply: (data) => Buffer.from(String(data), 'utf16le') },
  { name: 'hex', apply: (data) => (bytesOf(data).toString('hex').match(/../g) ?? []).join(':') },
  {
    name: 'quoted-printable',
    apply: (data) =>
      [...bytesOf(data)]
        .map((byte) =>
          /[A-Za-z0-9.]/.test(String.fromCharCode(byte)) && byte < 128
            ? String.fromCharCode(byte)
            : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join(''),
  },
  { name: 'lzstring', apply: (data) => lz.compressToUint8Array(String(data)) },
  { name: 'lzstring', apply: (data) => lz.compressToUTF16(String(data)) },
  { name: 'sha512_256', apply: hashed('sha512-256') },
  { name: 'blake2b', apply: hashed('blake2b512') },
  { name: 'blake2s', apply: hashed('blake2s256') },
  { name: 'sha256_salted', apply: (data) => hashed('sha256')(Buffer.concat([bytesOf(data), Buffer.from('QX4QkKEU')])) },
  { name: 'base36', apply: (data) => BigInt(`0x${bytesOf(data).toString('hex')}`).toString(36) },
];
