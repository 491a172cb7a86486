/**
 * Names of networks, by AS number: a shard has `count` AS numbers as ascending varint distances (the first from zero),
 * then their names in UTF-8, each with a line feed behind it.
 */
import { ShardError, ShardReader } from './shard.ts';

/** The most names in a shard. */
export const namesPerShard = 2048;

/** A shard of names; the text stays as bytes, for few of its names are ever asked for. */
export interface Names {
  asns: Uint32Array;
  /** Where each name ends in `text`, exclusive. */
  ends: Uint32Array;
  text: Uint8Array;
}

/** Unpacks a shard of names. Throws `ShardError`. */
export function readNames(bytes: Uint8Array): Names {
  const reader = new ShardReader(bytes, 'names');
  const count = reader.word();
  if (count === 0 || count > namesPerShard) throw new ShardError('an impossible number of names');
  const asns = new Uint32Array(count);
  let asn = 0;
  for (let i = 0; i < count; i++) {
    asn += readVarint(reader);
    if (asn > 0xffffffff) throw new ShardError('an AS number beyond 32 bits');
    asns[i] = asn;
  }
  // A copy, so that the whole shard is not kept for its second half.
  const text = bytes.slice(reader.at);
  const ends = new Uint32Array(count);
  let names = 0;
  for (let i = text.indexOf(10); i >= 0; i = text.indexOf(10, i + 1)) {
    if (names < count) ends[names] = i;
    names++;
  }
  if (names !== count || text.at(-1) !== 10) throw new ShardError('names do not match their numbers');
  return { asns, ends, text };
}

/** The name of an AS number, or null where the shard has none. */
export function findName(names: Names, asn: number): string | null {
  let low = 0;
  let high = names.asns.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = names.asns[middle] ?? 0;
    if (found === asn) {
      const start = middle === 0 ? 0 : (names.ends[middle - 1] ?? 0) + 1;
      return new TextDecoder().decode(names.text.subarray(start, names.ends[middle]));
    }
    if (found < asn) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

function readVarint(reader: ShardReader): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
    const byte = reader.bytes[reader.column(1)] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  throw new ShardError('a number without end');
}
