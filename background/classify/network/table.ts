/** Country, second opinion and AS number of an address, from the packaged shards. */
import type { ParsedAddress } from './address.ts';
import { indexPayload, keyWords, type Layer, type NetworkIndex, readIndex, type ShardEntry } from './index-file.ts';
import { findName, type Names, readNames } from './names.ts';
import { findStep, formatVersion, readSteps, type Steps, split, splitNarrow } from './shard.ts';
import { type DataProblem, type Digest, messageOf, type ReadFile, type Shard, ShardStore } from './store.ts';

/** What the data says about one address, before any rule. */
export interface NetworkAnswer {
  /** The primary source's country. */
  country: string | null;
  /** The second source's country where it says otherwise; null where it agrees or knows nothing. */
  second: string | null;
  /** AS number of the network that announces the address. */
  asn: number | null;
  /** Why a part of the answer is missing although there may be one, else null. */
  problem: string | null;
}

/** A layer cut into shards: the words of their first keys, and the shards. */
interface Cut<Content> {
  firsts: Uint32Array[];
  shards: Shard<Content>[];
}

/** A value of a layer, or why there is none. Numbers alone, so that a warm look-up makes no garbage. */
const notLoaded = -1;
const failed = -2;

const indexFile = 'index.json';
/** Unpacked shards take 48 to 96 kB each; with the index and the answers this stays below 1 MB. */
const defaultKeep = 640 * 1024;
/** A page talks to few addresses, again and again; their answers outlive the shards. */
const answersKept = 256;
const notReadable = 'the address data could not be read';

export class NetworkTable {
  readonly #store: ShardStore;
  readonly #index: NetworkIndex | null;
  readonly #steps: Record<Exclude<Layer, 'names'>, Cut<Steps>>;
  readonly #names: Cut<Names>;
  readonly #answers = new Map<string, NetworkAnswer>();
  readonly #nameOf = new Map<number, string | null>();

  private constructor(store: ShardStore, index: NetworkIndex | null) {
    this.#store = store;
    this.#index = index;
    const cut = (layer: Exclude<Layer, 'names'>) => cutOf(index?.layers[layer] ?? [], layer, unpackSteps(layer));
    this.#steps = {
      country4: cut('country4'),
      country6: cut('country6'),
      countryWide: cut('countryWide'),
      asn4: cut('asn4'),
      asn6: cut('asn6'),
      asnWide: cut('asnWide'),
    };
    this.#names = cutOf(index?.layers.names ?? [], 'names', unpackNames);
  }

  /**
   * Opens the table. Never rejects: where the index is missing or damaged, every answer is unknown and `problems` says
   * why. Reads nothing but the index.
   *
   * @param digest null where the platform has none: shards are then checked by length and structure only.
   * @param keep Bytes of unpacked shards to keep in memory.
   */
  static async open(read: ReadFile, digest: Digest | null, keep = defaultKeep): Promise<NetworkTable> {
    const store = new ShardStore(read, digest, keep);
    const bytes = await store.readChecked(indexFile, null);
    if (!bytes) return new NetworkTable(store, null);
    try {
      const { index, sha256 } = readIndex(bytes, formatVersion);
      if (await store.matches(indexPayload(index), sha256)) return new NetworkTable(store, index);
      store.report(indexFile, 'damaged', 'does not match its checksum');
    } catch (error) {
      store.report(indexFile, 'damaged', messageOf(error));
    }
    return new NetworkTable(store, null);
  }

  /** What could not be read or is damaged, so far. */
  get problems(): readonly DataProblem[] {
    return this.#store.problems;
  }

  /** Day of the oldest source and whom to credit; null where there is no readable index. */
  get about(): Pick<NetworkIndex, 'date' | 'sources'> | null {
    return this.#index && { date: this.#index.date, sources: this.#index.sources };
  }

  /** Bytes of unpacked shards in memory. */
  get memory(): number {
    return this.#store.memory;
  }

  /** The answer if it needs no reading, else null. At most 1 µs (see `npm run bench`). */
  peek(address: ParsedAddress): NetworkAnswer | null {
    const kept = this.#answers.get(address.text);
    if (kept) return kept;
    if (!this.#index) return unreadable;
    const key = keyOf(address);
    const pair = this.#peekValue(address.family === 4 ? 'country4' : 'country6', key);
    if (pair === notLoaded) return null;
    const asn = this.#peekValue(address.family === 4 ? 'asn4' : 'asn6', key);
    if (asn === notLoaded) return null;
    return this.#answer(address, pair, asn);
  }

  /** The answer, with at most two shards read (four inside a /64 with borders). Never rejects. */
  async lookup(address: ParsedAddress): Promise<NetworkAnswer> {
    const known = this.peek(address);
    if (known) return known;
    const key = keyOf(address);
    const [pair, asn] = await Promise.all([
      this.#value(address.family === 4 ? 'country4' : 'country6', key),
      this.#value(address.family === 4 ? 'asn4' : 'asn6', key),
    ]);
    return this.#answer(address, pair, asn);
  }

  /** Name of a network if that needs no reading: null where it has none, undefined where it is not loaded. */
  #peekName(asn: number): string | null | undefined {
    const kept = this.#nameOf.get(asn);
    if (kept !== undefined) return kept;
    const shard = shardOf(this.#names, [asn]);
    if (!shard || shard.damaged) return null;
    const names = this.#store.peek(shard);
    return names ? this.#keepName(asn, findName(names, asn)) : undefined;
  }

  /** Name of a network as registered; null where the package has none. Never rejects. */
  async name(asn: number): Promise<string | null> {
    const known = this.#peekName(asn);
    if (known !== undefined) return known;
    const shard = shardOf(this.#names, [asn]);
    const names = shard && (await this.#store.load(shard));
    return names ? this.#keepName(asn, findName(names, asn)) : null;
  }

  #peekValue(layer: Exclude<Layer, 'names'>, key: readonly number[]): number {
    const shard = shardOf(this.#steps[layer], key);
    if (!shard) return 0;
    if (shard.damaged) return failed;
    const steps = this.#store.peek(shard);
    if (!steps) return notLoaded;
    const value = valueIn(steps, key);
    return value === split ? this.#peekValue(wideOf(layer), key) : value;
  }

  async #value(layer: Exclude<Layer, 'names'>, key: readonly number[]): Promise<number> {
    const shard = shardOf(this.#steps[layer], key);
    if (!shard) return 0;
    const steps = await this.#store.load(shard);
    if (!steps) return failed;
    const value = valueIn(steps, key);
    return value === split ? this.#value(wideOf(layer), key) : value;
  }

  #answer(address: ParsedAddress, pair: number, asn: number): NetworkAnswer {
    const whole = pair !== failed && asn !== failed;
    const answer: NetworkAnswer = {
      country: pair > 0 ? this.#country(pair & 255) : null,
      second: pair > 0 ? this.#country(pair >>> 8) : null,
      asn: asn > 0 ? asn : null,
      problem: whole ? null : notReadable,
    };
    if (whole) keep(this.#answers, address.text, answer);
    return answer;
  }

  #country(id: number): string | null {
    return this.#index?.countries[id - 1] ?? null;
  }

  #keepName(asn: number, name: string | null): string | null {
    keep(this.#nameOf, asn, name);
    return name;
  }
}

const unreadable: NetworkAnswer = { country: null, second: null, asn: null, problem: notReadable };

/** The key in full: layers with shorter keys compare its upper words only. */
function keyOf(address: ParsedAddress): readonly number[] {
  return address.family === 4 ? [address.value] : address.words;
}

function wideOf(layer: Exclude<Layer, 'names'>): 'countryWide' | 'asnWide' {
  return layer === 'country6' ? 'countryWide' : 'asnWide';
}

function valueIn(steps: Steps, key: readonly number[]): number {
  const at = findStep(steps.keys, key);
  const value = at < 0 ? 0 : (steps.values[at] ?? 0);
  return steps.values instanceof Uint16Array && value === splitNarrow ? split : value;
}

function shardOf<Content>(cut: Cut<Content>, key: readonly number[]): Shard<Content> | null {
  return cut.shards[findStep(cut.firsts, key)] ?? null;
}

function cutOf<Content>(entries: ShardEntry[], layer: Layer, unpack: Shard<Content>['unpack']): Cut<Content> {
  const firsts = Array.from({ length: keyWords[layer] }, (_, word) =>
    Uint32Array.from(entries, ({ first }) => Number.parseInt(first.slice(word * 8, word * 8 + 8), 16)),
  );
  const shards = entries.map(({ file, sha256, bytes }) => ({
    file,
    sha256,
    bytes,
    unpack,
    content: null,
    memory: 0,
    usedAt: 0,
    loading: null,
    damaged: false,
  }));
  return { firsts, shards };
}

function unpackSteps(layer: Exclude<Layer, 'names'>) {
  const kind = layer.endsWith('4') ? 'ipv4' : layer.endsWith('6') ? 'ipv6' : 'wide';
  return (bytes: Uint8Array) => {
    const content = readSteps(bytes, kind, layer.startsWith('country'));
    const columns = [...content.keys, content.values];
    return { content, memory: columns.reduce((sum, column) => sum + column.byteLength, 0) };
  };
}

function unpackNames(bytes: Uint8Array) {
  const content = readNames(bytes);
  return { content, memory: content.asns.byteLength + content.ends.byteLength + content.text.byteLength };
}

/** Adds to a map of at most `answersKept` entries; the oldest leaves. */
function keep<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (map.size >= answersKept) {
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  }
  map.set(key, value);
}
