import type { Confidence, IdentifierKind, Place } from '../../../extension/model/vocabulary.ts';
import type { Part } from '../parts.ts';
import { standsAlone } from './boundaries.ts';
import { fold, isUtf8, type Span, textOf } from './bytes.ts';
import { digestInBytes, digestsInRuns } from './candidates.ts';
import { fromBase64 } from './decoders/alphabets.ts';
import type { Budget, Decoded, Input, Piece } from './decoders/decoder.ts';
import { decoders } from './decoders/index.ts';
import { joinedHalves, type Member } from './halves.ts';
import type { IdentitySet, Known, Mark } from './identities.ts';
import { type Identity, isWeak } from './identity.ts';
import { gives, type Leaf, leafOf } from './leaf.ts';
import type { Meaning, MeaningOf } from './meaning.ts';
import { phonesIn } from './phones.ts';
import { type Scan, scan, type ScanTables, trait } from './scan.ts';
import { isIdLike, isTelling, noteOf } from './unknown.ts';

/** An identifier at a place, still readable: it is masked before it leaves the classifier. */
export interface Sighting {
  kind: IdentifierKind;
  value: string;
  place: Place;
  key: string | null;
  encoding: string[];
  confidence: Confidence;
  basis: 'declared' | 'learned' | 'key';
}

export interface Detection {
  sightings: Sighting[];
  /** Values that a telling key showed: to be looked for from now on. */
  learned: Identity[];
  /** Notes of values that may turn out to be identifiers when they are sent again; see unknown.ts. */
  notes: string[];
  budgetReached: boolean;
}

/** Where the parts go, and what was noted on the way there before. */
export interface Destination {
  /** Any name for it: notes hold for one destination. */
  name: string;
  seen: ReadonlySet<string>;
}

/** Budgets are counts and lengths, never times: the same input gives the same answer on any machine. */
const limits = {
  items: 60_000,
  /** Bytes looked at in one request, over all coats. */
  scanned: 6 << 20,
  /** Bytes that decoders may write. */
  written: 6 << 20,
  guesses: 12,
  depth: 8,
  sightings: 500,
  /** Hits that are weighed in one span. */
  hits: 300,
  notes: 50,
  /** Values under telling keys that are weighed. */
  leaves: 500,
};

interface Item extends Input {
  place: Place;
  key: string | null;
  /** Innermost key, which gives the value its meaning. */
  name: string | null;
  parent: string | undefined;
  chain: readonly string[];
  depth: number;
  /** Header or payload of a JWT. */
  isJwtPart: boolean;
  /** A value of its own, not another form of one that was looked at. */
  isValue: boolean;
  /** The value that this is all of, in another form; null where it is only a part of one. */
  leaf: Leaf | null;
  meaning: Meaning | null;
}

/**
 * Looks for identifiers in the parts of one request, in whatever coats the decoders know, breadth first: what is there
 * plainly is not also reported in a deeper coat at the same place and key. Pure; never throws.
 *
 * @param set values to find: declared by the person or learned in this visit
 * @param meaningOf what the destination's keys mean
 */
export function detect(
  parts: readonly Part[],
  set: IdentitySet,
  meaningOf: MeaningOf,
  destination: Destination = { name: '', seen: new Set() },
): Detection {
  return new Search(set, meaningOf, destination).run(parts);
}

class Search {
  readonly #sightings = new Map<string, Sighting>();
  readonly #learned = new Map<string, Identity>();
  readonly #notes = new Set<string>();
  readonly #leaves: { leaf: Leaf; item: Item }[] = [];
  readonly #queue: Item[] = [];
  readonly #groups: Member[][] = [];
  readonly #matched = new Set<Known>();
  readonly #budget: Budget = { bytes: limits.written, pieces: limits.items, guesses: limits.guesses, reached: false };
  readonly #tables: ScanTables;
  readonly #telling = new Map<string, boolean>();

  constructor(
    private readonly set: IdentitySet,
    private readonly meaningOf: MeaningOf,
    private readonly destination: Destination,
  ) {
    const { automaton } = set;
    this.#tables = {
      classOf: automaton.classOf,
      next: automaton.next,
      endingIn: (state) => automaton.endingIn(state),
    };
  }

  run(parts: readonly Part[]): Detection {
    const groups = new Map<Place, Member[]>();
    for (const part of parts) {
      this.#queue.push(itemOf(part));
      if (part.isValue) {
        const group = groups.get(part.place) ?? [];
        if (group.length === 0) groups.set(part.place, group);
        group.push({ ...part, chain: [] });
      }
    }
    this.#groups.push(...groups.values());
    let scanned = 0;
    for (let at = 0; at < this.#queue.length; at++) {
      const item = this.#queue[at] as Item;
      scanned += item.end - item.start;
      if (at >= limits.items || scanned > limits.scanned) {
        this.#budget.reached = true;
        break;
      }
      if (item.end > item.start) this.#lookAt(item);
    }
    this.#joinHalves();
    this.#tellByKeys();
    return {
      sightings: [...this.#sightings.values()],
      learned: [...this.#learned.values()],
      notes: [...this.#notes],
      budgetReached: this.#budget.reached,
    };
  }

  #lookAt(item: Item): void {
    if (item.isValue) this.#readKey(item);
    else if (item.depth === 0 && item.name !== null) item.meaning = this.meaningOf(item.name, false);
    const length = item.end - item.start;
    if (this.set.weak.size > 0 && length <= 64 && item.alone) this.#lookForWeak(item);
    if (length < 3) return;
    const seen = scan(item, this.#tables);
    if (seen.overflow) this.#budget.reached = true;
    if (seen.traits & trait.control || (seen.traits & trait.high && !isUtf8(item))) seen.traits |= trait.binary;
    if (seen.traits === 0 && seen.hits.length === 0) return;

    const pieces = this.#decode(item, seen);
    if (pieces === 'whole') return;
    this.#reportHits(item, seen, pieces);
  }

  /** What the value's key says of it. */
  #readKey(item: Item): void {
    if (item.name === null) {
      item.leaf = { meaning: null, value: null, isKnown: false };
      return;
    }
    item.meaning = this.meaningOf(item.name, item.inJwt, item.parent);
    const leaf = leafOf(item, item.name, item.meaning);
    item.leaf = leaf;
    if (leaf.value !== null || (this.#leaves.length < limits.leaves && this.#isTelling(item.name))) this.#leaves.push({ leaf, item });
  }

  #isTelling(key: string): boolean {
    let telling = this.#telling.get(key);
    if (telling === undefined) {
      telling = isTelling(key);
      this.#telling.set(key, telling);
    }
    return telling;
  }

  /** Weak values count as all of a value under a key that gives them their meaning. */
  #lookForWeak(item: Item): void {
    if (item.meaning === null) return;
    const known = this.set.weak.get(textOf(item).trim().toLowerCase());
    for (const one of known ?? []) if (gives(item.meaning, one.identity.kind)) this.#see(item, one, [], true);
  }

  /** Takes off every coat that fits; what was inside goes into the queue. */
  #decode(item: Item, seen: Scan): Piece[] | 'whole' {
    item.scan = seen;
    const all: Piece[] = [];
    for (const decoder of decoders) {
      if ((decoder.when & seen.traits) === 0) continue;
      if (this.#budget.bytes <= 0 || this.#budget.pieces <= 0) {
        this.#budget.reached = true;
        break;
      }
      const decoded: Decoded | null = decoder.decode(item, this.#budget);
      if (!decoded) continue;
      if (item.depth >= limits.depth) {
        this.#budget.reached = true;
        break;
      }
      this.#enqueue(item, decoder.name, decoded.pieces);
      if (decoded.whole) return 'whole';
      for (const piece of decoded.pieces) if (piece.source) all.push(piece);
    }
    return all;
  }

  #enqueue(item: Item, coat: string | null, pieces: readonly Piece[]): void {
    const group: Member[] = [];
    // JSON inside a JWT is part of that coat.
    const hidden = coat === 'json' && item.isJwtPart;
    const chain = coat === null || hidden ? item.chain : [...item.chain, coat];
    for (const piece of pieces) {
      const name = piece.isKey ? null : (piece.key ?? item.name);
      const isValue = piece.isValue === true;
      const inner: Item = {
        bytes: piece.bytes,
        start: piece.start,
        end: piece.end,
        place: item.place,
        // Query, cookie and header values are named by their own key, a body's by the innermost.
        key: item.place === 'body' || item.place === 'websocket' || item.key === null ? (piece.isKey ? null : (piece.key ?? item.key)) : item.key,
        name,
        parent: isValue ? piece.parent : item.parent,
        chain: piece.coat === undefined ? chain : [...item.chain, piece.coat],
        depth: item.depth + 1,
        alone: isValue || piece.isKey === true || piece.coat !== undefined || (piece.isAll === true && item.alone) || piece.source !== undefined,
        scan: noScan,
        inJwt: item.inJwt || piece.coat === 'jwt',
        isJwtPart: piece.coat === 'jwt',
        isValue,
        leaf: !isValue && piece.isAll === true ? item.leaf : null,
        meaning: !isValue && piece.isAll === true ? item.meaning : null,
      };
      this.#queue.push(inner);
      if (isValue && group.length < 400) group.push(inner);
    }
    if (group.length > 1) this.#groups.push(group);
  }

  /** Spellings, digests and phone numbers that stand in the item as it is. */
  #reportHits(item: Item, { hits, runs, traits }: Scan, decoded: readonly Piece[]): void {
    const { start, end } = item;
    const binary = (traits & trait.binary) !== 0;
    const found: Found[] = [];
    const tried = new Set<string>();
    for (const { mark, end: hitEnd } of hits) {
      // The same identity a hundred times over tells nothing new.
      if (found.length >= limits.hits) break;
      const from = hitEnd - Math.min(mark.bytes.length, 20);
      const to = from + mark.bytes.length;
      if (to > end || !isSame(item.bytes, from, mark)) continue;
      if (mark.form === 'base64') {
        if (!decoded.some((piece) => isOpened(piece, from, to, mark.phase))) this.#openAt(item, from, mark, tried);
        continue;
      }
      const { kind } = mark.known.identity;
      if (mark.weak && !this.#hasContext(item, from, kind)) continue;
      if (mark.form === 'text' ? standsAlone(kind, item, from, to, binary) : standsExactly(item, from, to, mark)) {
        found.push({ known: mark.known, from, to, coats: mark.coats });
      }
    }
    if (runs.length > 0) {
      for (const hit of digestsInRuns(item, runs, this.set)) {
        found.push({ known: hit.known, from: hit.start, to: hit.end, coats: hit.chain });
      }
    }
    if (item.alone) {
      const digest = digestInBytes(item, this.set);
      if (digest) found.push({ known: digest.known, from: start, to: end, coats: digest.chain });
    }
    if (this.set.phones.length > 0 && !binary && end - start <= 1 << 16) {
      for (const hit of phonesIn(item, this.set.phones)) found.push({ known: hit.known, from: hit.start, to: hit.end, coats: [] });
    }
    for (const { known, from, to, coats } of found) {
      // A name inside an address that is looked for as well is that address.
      const isPart = (other: Found) => other.known !== known && other.from <= from && other.to >= to;
      if (!found.some((other) => isPart(other) && other.to - other.from > to - from)) {
        this.#see(item, known, coats, from === start && to === end);
      }
    }
  }

  /** Base64 that begins somewhere else than at a boundary: decoded around the hit, and looked at as decoded. */
  #openAt(item: Item, at: number, { phase }: Mark, tried: Set<string>): void {
    const { bytes, start, end } = item;
    const quantum = at - phase;
    let from = quantum;
    while (from - 4 >= start && quantum - from < 512 && isBase64(bytes, from - 4)) from -= 4;
    let to = at;
    while (to < end && to - at < 4096 && isBase64Byte(bytes[to] as number)) to++;
    // The same stretch is not opened again for the next hit in it.
    const id = `${to} ${from & 3}`;
    if (from < start || tried.has(id) || tried.size > 200) return;
    tried.add(id);
    const decoded = fromBase64(bytes, from, to);
    this.#budget.bytes -= decoded.length;
    this.#enqueue(item, 'base64', [{ key: null, bytes: decoded, start: 0, end: decoded.length, source: [from, to] }]);
    const inner = this.#queue.at(-1);
    if (inner) inner.alone = false;
  }

  /** `uid=42`, `"room": "lotus"`: the word before a weak value says what it is. */
  #hasContext(item: Item, from: number, kind: IdentifierKind): boolean {
    if (item.meaning && item.alone && from === item.start) return gives(item.meaning, kind);
    const ahead = textOf({ bytes: item.bytes, start: Math.max(item.start, from - 40), end: from });
    const key = /([A-Za-z][\w.-]{0,30})(?:\\?["'])?\s?[=:]\s?(?:\\?["'])?$/.exec(ahead)?.[1];
    return key !== undefined && gives(this.meaningOf(key, item.inJwt), kind);
  }

  #see(item: Item, known: Known, coats: readonly string[], isAll: boolean): void {
    const { kind, value, basis } = known.identity;
    this.#matched.add(known);
    if (isAll && item.leaf) item.leaf.isKnown = true;
    this.#add({ kind, value, place: item.place, key: item.key, encoding: [...item.chain, ...coats], confidence: 'matched', basis });
  }

  #add(sighting: Sighting): void {
    const { kind, value, place, key } = sighting;
    const id = `${kind}\n${value}\n${place}\n${key ?? ''}`;
    const before = this.#sightings.get(id);
    if (before) {
      if (sighting.encoding.length < before.encoding.length) this.#sightings.set(id, sighting);
    } else if (this.#sightings.size >= limits.sightings) this.#budget.reached = true;
    else this.#sightings.set(id, sighting);
  }

  #joinHalves(): void {
    for (const group of this.#groups) {
      for (const { known, first, second } of joinedHalves(group, this.set)) {
        if (this.#matched.has(known)) continue;
        const { kind, value, basis } = known.identity;
        const key = [first.key, second.key].filter((name) => name !== null).join('+') || null;
        this.#add({ kind, value, place: first.place, key, encoding: [...first.chain], confidence: 'matched', basis });
      }
    }
  }

  /** What keys say of values that are not known yet. */
  #tellByKeys(): void {
    for (const { leaf, item } of this.#leaves) {
      if (leaf.isKnown) continue;
      const { place, key, chain: encoding } = item;
      if (leaf.value !== null && leaf.meaning) {
        const { kind, confidence } = leaf.meaning;
        this.#add({ kind, value: leaf.value, place, key, encoding: [...encoding], confidence, basis: 'key' });
        if (!isWeak(leaf.value)) this.#learned.set(`${kind}\n${leaf.value}`, { kind, value: leaf.value, basis: 'learned' });
      } else this.#note(item);
    }
  }

  #note(item: Item): void {
    const { name, place, key, chain } = item;
    if (name === null || item.end - item.start > 400) return;
    const value = textOf(item);
    if (!isIdLike(value)) return;
    const note = noteOf(this.destination.name, place, name, value);
    if (this.destination.seen.has(note)) {
      this.#add({ kind: 'unknown', value, place, key, encoding: [...chain], confidence: 'inferred', basis: 'key' });
    } else if (this.#notes.size < limits.notes) this.#notes.add(note);
  }
}

/** What an item has before it is looked at. */
const noScan: Scan = { traits: 0, runs: [], hits: [], overflow: false };

interface Found {
  known: Known;
  from: number;
  to: number;
  coats: readonly string[];
}

function itemOf(part: Part): Item {
  const { bytes, start, end, place, key } = part;
  return {
    bytes,
    start,
    end,
    place,
    key,
    name: part.name,
    parent: undefined,
    chain: [],
    depth: 0,
    alone: part.alone,
    scan: noScan,
    inJwt: false,
    isJwtPart: false,
    isValue: part.isValue,
    leaf: null,
    meaning: null,
  };
}

/** The automaton has seen the first bytes in any case; here is the rest, and the case where it counts. */
function isSame(bytes: Uint8Array, from: number, { bytes: wanted, form }: Mark): boolean {
  for (let i = 0; i < wanted.length; i++) {
    const a = bytes[from + i] as number;
    const b = wanted[i] as number;
    if (form === 'text' ? fold(a) !== fold(b) : a !== b) return false;
  }
  return true;
}

/** Whether a piece is what stands there, decoded from a boundary of its own. */
function isOpened({ source }: Piece, from: number, to: number, phase: number): boolean {
  return source !== undefined && source[0] <= from && source[1] >= to && (from - phase - source[0]) % 4 === 0;
}

/** Bytes need no boundary; a text in an alphabet of its own has one where that alphabet ends. */
function standsExactly({ bytes, start, end }: Span, from: number, to: number, { coats }: Mark): boolean {
  if (coats.length === 0) return true;
  const before = from > start ? (bytes[from - 1] as number) : 0x20;
  const after = to < end ? (bytes[to] as number) : 0x20;
  return !isBase64Byte(before) && (!isBase64Byte(after) || coats[0] === 'uuencode');
}

const isBase64Byte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || byte === 0x2b || byte === 0x2f || byte === 0x2d || byte === 0x5f;

function isBase64(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (!isBase64Byte(bytes[i] as number)) return false;
  return true;
}
