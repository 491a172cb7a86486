import type { Place } from '../../../extension/model/vocabulary.ts';
import type { Part } from '../parts.ts';
import type { Input, Piece } from './decoders/decoder.ts';
import type { Leaf } from './leaf.ts';
import type { Meaning } from './meaning.ts';
import { noScan } from './scan.ts';

/** Something to look at: a part of the request, or what a decoder has uncovered. */
export interface Item extends Input {
  place: Place;
  key: string | null;
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

export function itemOf(part: Part): Item {
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

/** Formats that announce nothing of themselves, so that they are tried on whatever is binary. */
const serialised: ReadonlySet<string> = new Set(['protobuf', 'msgpack', 'cbor']);

/** The chain of what stands in an item once a coat is off; null for a container that hides nothing. */
export function chainIn({ chain, isJwtPart }: Item, coat: string | null): readonly string[] {
  // JSON inside a JWT is part of that coat.
  return coat === null || (coat === 'json' && isJwtPart) ? chain : [...chain, coat];
}

/** Places that name nothing themselves: what a value means stands in the content. */
const contents: ReadonlySet<Place> = new Set(['body', 'websocket', 'web-transport', 'data-channel']);

/** Query, cookie and header values are named by their own key, a body's by the innermost. */
export function keyIn({ place, key }: Item, piece: Piece): string | null {
  if (!contents.has(place) && key !== null) return key;
  return piece.isKey ? null : (piece.key ?? key);
}

/**
 * A piece that was found in an item, as an item.
 *
 * @param coat name of what was taken off, or null for a container that hides nothing
 * @param chain what `chainIn` makes of it
 */
export function itemIn(item: Item, coat: string | null, piece: Piece, chain = chainIn(item, coat)): Item {
  const { isValue = false, isAll = false, isKey = false, isFragment = false } = piece;
  // Any hexadecimal number can be read as a serialised message by chance: what is in it is not what the key names.
  const guessed = coat !== null && serialised.has(coat) && piece.key === null;
  const name = isKey || guessed ? null : (piece.key ?? item.name);
  return {
    bytes: piece.bytes,
    start: piece.start,
    end: piece.end,
    place: item.place,
    key: keyIn(item, piece),
    name,
    parent: isValue ? piece.parent : item.parent,
    chain: piece.coat !== undefined ? [...item.chain, piece.coat] : chain,
    depth: item.depth + 1,
    alone:
      !isFragment &&
      (isValue || isKey || piece.coat !== undefined || piece.source !== undefined || (isAll && item.alone)),
    scan: noScan,
    inJwt: item.inJwt || piece.coat === 'jwt',
    isJwtPart: piece.coat === 'jwt',
    isValue,
    leaf: !isValue && isAll ? item.leaf : null,
    meaning: !isValue && isAll ? item.meaning : null,
  };
}
