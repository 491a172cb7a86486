import type { Place } from '../../../../extension/model/vocabulary.ts';
import type { Span } from '../bytes.ts';
import type { Scan } from '../scan.ts';

/**
 * What identifiers are wrapped in. Every decoder has this shape and stands in the table of `index.ts`; the detector
 * applies them to whatever the others uncover, within its budget.
 */
export interface Decoder {
  /** Name in an encoding chain, or null for a container that hides nothing: a form's field is as plain as a query's. */
  name: string | null;
  /** Traits (see scan.ts) of which the input must have one for the decoder to be asked at all. */
  when: number;
  /** What is inside, or null where the input is not in this coat. Never throws; linear in what it reads and writes. */
  decode(input: Input, budget: Budget): Decoded | null;
}

export interface Input extends Span {
  scan: Scan;
  place: Place;
  /** The input is all there is of its value: coats that nothing announces are tried on these only. */
  alone: boolean;
  /** Inside a JWT, where JSON is part of the coat. */
  inJwt: boolean;
  /** Innermost key, which gives the value its meaning. */
  name: string | null;
}

export interface Decoded {
  pieces: Piece[];
  /** The pieces hold all that the input held: it need not be searched, and no other decoder need be asked. */
  whole: boolean;
  /** Stretches of the input that the pieces hold all of. */
  covered?: readonly (readonly [start: number, end: number])[];
}

export interface Piece extends Span {
  /** Key inside the container: a property name, a field name, a claim. Null: the container's own key holds. */
  key: string | null;
  /** Key of the object that holds the one with this key. */
  parent?: string | undefined;
  /** The piece is itself a key, and so has none. */
  isKey?: true;
  /** A value of its own, and not another form of the whole input. */
  isValue?: true;
  /** The piece is all that the input was, in another form. */
  isAll?: true;
  /** Where it was in the input, for pieces that were found anywhere. */
  source?: readonly [start: number, end: number];
  /** It begins in the middle of a value: coats that nothing announces are not tried. */
  isFragment?: true;
  /** Overrides the decoder's name in the chain. */
  coat?: string;
}

/** Counts and lengths, never times: the same input gives the same answer on any machine. */
export interface Budget {
  /** Bytes that may still be written by decoders. */
  bytes: number;
  /** Pieces that may still be made. */
  pieces: number;
  /** Attempts at coats that nothing announces, which are dear: raw deflate, brotli, LZ. */
  guesses: number;
  /** Values of the length of a digest that are looked into all the same; beyond that they are only looked up. */
  digests: number;
  /** Something was left undone. */
  reached: boolean;
  /** Whether a key gives a meaning to its value: only then is a value of a few plain characters worth looking at. */
  meansSomething(key: string, inJwt: boolean, parent: string | undefined): boolean;
}
