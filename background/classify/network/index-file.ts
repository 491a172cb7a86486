/** `index.json`: what is in the package, where, and from whom. */

/** The tables. `wide` ones hold what lies inside single /64s, in full. */
export const layers = ['country4', 'country6', 'countryWide', 'asn4', 'asn6', 'asnWide', 'names'] as const;
export type Layer = (typeof layers)[number];

export interface NetworkIndex {
  format: number;
  /** Day of the oldest source, ISO 8601. */
  date: string;
  /** Digest of what the compiler was given, so that it can tell whether to run again. */
  inputs: string;
  sources: NetworkSource[];
  /** ISO 3166-1 alpha-2 codes; values count from 1, 0 is none. */
  countries: string[];
  layers: Record<Layer, ShardEntry[]>;
}

/** Whom the data is from, and how to credit them. */
export interface NetworkSource {
  name: string;
  /** What it is used for. */
  use: 'country' | 'second-opinion' | 'network';
  licence: string;
  link: string;
  /** Day of the data, ISO 8601. */
  date: string;
}

export interface ShardEntry {
  file: string;
  /** Hexadecimal. */
  sha256: string;
  bytes: number;
  /**
   * First key in hexadecimal, 8 digits a word: an IPv4 address, the upper half of an IPv6 address, the whole of it
   * (`wide`), or an AS number (`names`).
   */
  first: string;
}

/** Words of a key of each layer. */
export const keyWords: Record<Layer, number> = {
  country4: 1,
  country6: 2,
  countryWide: 4,
  asn4: 1,
  asn6: 2,
  asnWide: 4,
  names: 1,
};

/** Digest under which an index vouches for itself: of its JSON without the property `sha256`. */
export function indexPayload(index: NetworkIndex): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(index));
}

/**
 * Reads an index and the digest that it claims for itself. Throws an `Error` that says what is wrong with it.
 *
 * @param format The version that the reader understands.
 */
export function readIndex(bytes: Uint8Array, format: number): { index: NetworkIndex; sha256: string } {
  const whole: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!isRecord(whole)) throw new Error('not an object');
  const { sha256, ...index } = whole;
  if (index['format'] !== format) throw new Error(`format ${String(index['format'])}, expected ${format}`);
  if (typeof sha256 !== 'string') throw new Error('no checksum');
  if (!isIndex(index)) throw new Error('not complete');
  return { index, sha256 };
}

function isIndex(value: Record<string, unknown>): value is Record<string, unknown> & NetworkIndex {
  const shards = value['layers'];
  return (
    isDay(value['date']) &&
    isList(value['sources'], isSource) &&
    isList(value['countries'], (country) => typeof country === 'string') &&
    isRecord(shards) &&
    layers.every((layer) => isList(shards[layer], (entry) => isShardEntry(entry, keyWords[layer] * 8)))
  );
}

function isSource(value: unknown): boolean {
  return (
    isRecord(value) &&
    isDay(value['date']) &&
    ['name', 'licence', 'link'].every((key) => typeof value[key] === 'string')
  );
}

function isShardEntry(value: unknown, digits: number): boolean {
  if (!isRecord(value)) return false;
  const { file, sha256, bytes, first } = value;
  // A file name without a folder: the index must not make the reader leave its own.
  return (
    isText(file, /^[\w-]+\.bin$/) &&
    isText(sha256, /^[\da-f]{64}$/) &&
    Number.isSafeInteger(bytes) &&
    isText(first, /^[\da-f]+$/) &&
    first.length === digits
  );
}

function isDay(value: unknown): value is string {
  return isText(value, /^\d{4}-\d\d-\d\d$/);
}

function isText(value: unknown, shape: RegExp): value is string {
  return typeof value === 'string' && shape.test(value);
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
