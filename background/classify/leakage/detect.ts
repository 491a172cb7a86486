import type { Confidence, IdentifierKind, Place } from '../../../extension/model/vocabulary.ts';
import type { Part } from '../parts.ts';
import { isUtf8, textOf } from './bytes.ts';
import type { Budget, Piece } from './decoders/decoder.ts';
import { decodersFor } from './decoders/index.ts';
import { half, halfOf } from './edges.ts';
import { type Joined, joinedHalves, type Member } from './halves.ts';
import { hitsIn, uncover } from './hits.ts';
import type { IdentitySet, Known } from './identities.ts';
import { type Identity, isWeak } from './identity.ts';
import { chainIn, type Item, itemIn, itemOf, keyIn } from './item.ts';
import { gives, type Leaf, valueUnder } from './leaf.ts';
import type { MeaningOf } from './meaning.ts';
import { PlainSpans, type Scan, scan, trait } from './scan.ts';
import { isIdLike, isTelling, longestId, noteOf, shortestId, wasTelling } from './unknown.ts';

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
  digests: 1000,
  depth: 8,
  sightings: 200,
  /** Members of a container that are tried as halves of one value. */
  group: 400,
  groups: 20_000,
  notes: 50,
  /** Values under telling keys that are weighed. */
  leaves: 1000,
  /** Keys not met before that are weighed. */
  keys: 300,
};

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

/** Pieces of an item that are to be looked at. */
interface Uncovered {
  item: Item;
  coat: string | null;
  chain: readonly string[];
  pieces: readonly Piece[];
}

class Search {
  readonly #sightings = new Map<string, Sighting>();
  readonly #learned = new Map<string, Identity>();
  readonly #notes = new Set<string>();
  readonly #leaves: { leaf: Leaf; item: Item }[] = [];
  /** What decoders have uncovered and nobody has looked at yet. */
  readonly #uncovered: (Uncovered | null)[] = [];
  readonly #joined: Joined[] = [];
  /** Containers whose values were tried as halves. */
  #groups = 0;
  readonly #matched = new Set<Known>();
  #items = 0;
  #scanned = 0;
  /** Keys that were weighed. */
  #keys = 0;
  readonly #budget: Budget = {
    bytes: limits.written,
    pieces: limits.items,
    guesses: limits.guesses,
    digests: limits.digests,
    reached: false,
    meansSomething: (key, inJwt, parent) => this.meaningOf(key, inJwt, parent) !== null,
  };

  constructor(
    private readonly set: IdentitySet,
    private readonly meaningOf: MeaningOf,
    private readonly destination: Destination,
  ) {}

  run(parts: readonly Part[]): Detection {
    const groups = new Map<Place, Member[]>();
    const items = parts.map(itemOf);
    for (const item of items) if (!this.#takeTurn(item)) break;
    for (const [i, part] of parts.entries()) {
      if (!part.isValue || halfOf(part, this.set.edges) === 0) continue;
      const group = groups.get(part.place);
      const item = items[i] as Item;
      if (group) group.push(item);
      else groups.set(part.place, [item]);
    }
    for (const group of groups.values()) this.#join(group);
    // Breadth first. What was looked at is let go: a body can hold tens of thousands of values.
    for (let at = 0; at < this.#uncovered.length; at++) {
      const { item, coat, chain, pieces } = this.#uncovered[at] as Uncovered;
      this.#uncovered[at] = null;
      if (!pieces.every((piece) => this.#takeTurn(itemIn(item, coat, piece, chain)))) break;
    }
    this.#tellJoined();
    this.#tellByKeys();
    return {
      sightings: [...this.#sightings.values()],
      learned: [...this.#learned.values()],
      notes: [...this.#notes],
      budgetReached: this.#budget.reached,
    };
  }

  /** @returns false when the budget does not allow for more */
  #takeTurn(item: Item): boolean {
    this.#scanned += item.end - item.start;
    if (this.#items++ >= limits.items || this.#scanned > limits.scanned) {
      this.#budget.reached = true;
      return false;
    }
    if (item.end > item.start) this.#lookAt(item);
    return true;
  }

  #lookAt(item: Item): void {
    if (item.isValue) this.#readKey(item);
    else if (item.depth === 0 && item.name !== null) item.meaning = this.meaningOf(item.name, false);
    const length = item.end - item.start;
    if (this.set.weak.size > 0 && length <= 64 && item.alone) this.#lookForWeak(item);
    if (length < 3) return;
    const seen = scan(item, this.set.automaton);
    if (seen.overflow) this.#budget.reached = true;
    if (seen.traits & trait.control || (seen.traits & trait.high && !isUtf8(item))) seen.traits |= trait.binary;
    if (seen.traits === 0 && seen.hits.length === 0 && (this.set.phones.length === 0 || length < 7)) return;

    const pieces = this.#decode(item, seen);
    if (pieces === 'whole') return;
    this.#reportHits(item, pieces);
  }

  /** What the value's key says of it. */
  #readKey(item: Item): void {
    const { name, start, end } = item;
    if (name === null) return;
    item.meaning = this.meaningOf(name, item.inJwt, item.parent);
    const value = valueUnder(item, name, item.meaning);
    if (value === null) {
      if (end - start < shortestId || end - start > longestId || this.#leaves.length >= limits.leaves) return;
      if (!this.#isTelling(name)) return;
    }
    item.leaf = { meaning: item.meaning, value, isKnown: false };
    if (this.#leaves.length < 2 * limits.leaves) this.#leaves.push({ leaf: item.leaf, item });
    else this.#budget.reached = true;
  }

  #isTelling(key: string): boolean {
    // Nobody has hundreds of names for what tells people apart.
    return wasTelling(key) ?? (this.#keys++ < limits.keys && isTelling(key));
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
    for (const decoder of decodersFor(seen.traits)) {
      if (this.#budget.bytes <= 0 || this.#budget.pieces <= 0) {
        this.#budget.reached = true;
        break;
      }
      const decoded = decoder.decode(item, this.#budget);
      if (!decoded) continue;
      if (item.depth >= limits.depth) {
        this.#budget.reached = true;
        break;
      }
      this.#enqueue(item, decoder.name, decoded.pieces);
      if (decoded.whole) return 'whole';
      if (decoded.covered) uncover(seen, decoded.covered);
      for (const piece of decoded.pieces) if (piece.source) all.push(piece);
    }
    return all;
  }

  #enqueue(item: Item, coat: string | null, pieces: readonly Piece[]): void {
    const chain = chainIn(item, coat);
    const worth = pieces.length === 1 ? pieces : this.#worthLookingAt(item, pieces);
    if (worth.length > 0) this.#uncovered.push({ item, coat, chain, pieces: worth });
    const group: Member[] = [];
    /** Which halves are in the group. */
    let halves = 0;
    let members = 0;
    for (const piece of pieces) {
      if (piece.isValue !== true) continue;
      if (members++ >= limits.group) break;
      const side = halfOf(piece, this.set.edges);
      if (side === 0) continue;
      halves |= side;
      const { bytes, start, end } = piece;
      group.push({ bytes, start, end, key: keyIn(item, piece), place: item.place, chain });
    }
    if (halves === (half.first | half.second)) this.#join(group);
  }

  /** All but a few plain characters under a key without meaning. */
  #worthLookingAt(item: Item, pieces: readonly Piece[]): readonly Piece[] {
    const plain = new PlainSpans(item.bytes, item.scan.hits);
    return pieces.filter((piece) => {
      if (piece.isValue !== true || !plain.has(piece.bytes, piece.start, piece.end)) return true;
      return this.#hasMeaning(piece, item);
    });
  }

  #hasMeaning({ key, parent }: Piece, { name, inJwt }: Item): boolean {
    const ownName = key ?? name;
    return ownName !== null && this.meaningOf(ownName, inJwt, parent) !== null;
  }

  /** What stands in the item as it is. */
  #reportHits(item: Item, decoded: readonly Piece[]): void {
    const { found, misaligned } = hitsIn(item, this.set, decoded, (from, kind) => this.#hasContext(item, from, kind));
    if (misaligned.length > 0) this.#enqueue(item, 'base64', misaligned);
    for (const piece of misaligned) this.#budget.bytes -= piece.bytes.length;
    for (const { known, from, to, coats } of found)
      this.#see(item, known, coats, from === item.start && to === item.end);
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
    this.#add({
      kind,
      value,
      place: item.place,
      key: item.key,
      encoding: [...item.chain, ...coats],
      confidence: 'matched',
      basis,
    });
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

  #join(group: readonly Member[]): void {
    if (this.#groups++ >= limits.groups) this.#budget.reached = true;
    else this.#joined.push(...joinedHalves(group, this.set));
  }

  /** Halves of what was found whole tell nothing more. */
  #tellJoined(): void {
    for (const { known, first, second } of this.#joined) {
      if (this.#matched.has(known)) continue;
      const { kind, value, basis } = known.identity;
      const key = [first.key, second.key].filter((name) => name !== null).join('+') || null;
      this.#add({ kind, value, place: first.place, key, encoding: [...first.chain], confidence: 'matched', basis });
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
        if (!isWeak(leaf.value))
          this.#learned.set(`${kind}\n${leaf.value}`, { kind, value: leaf.value, basis: 'learned' });
      } else this.#note(item);
    }
  }

  #note(item: Item): void {
    const { name, place, key, chain } = item;
    if (name === null || (this.#notes.size >= limits.notes && this.destination.seen.size === 0)) return;
    const value = textOf(item);
    if (!isIdLike(value)) return;
    const note = noteOf(this.destination.name, place, name, value);
    if (this.destination.seen.has(note)) {
      this.#add({ kind: 'unknown', value, place, key, encoding: [...chain], confidence: 'inferred', basis: 'key' });
    } else if (this.#notes.size < limits.notes) this.#notes.add(note);
  }
}
