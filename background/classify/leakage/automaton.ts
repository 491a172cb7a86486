import { fold } from './bytes.ts';

/** Bit of a state in which needles end. */
export const ends = 0x8000;

/** A byte string to look for; ASCII case does not count. */
export interface Needle<T> {
  bytes: Uint8Array;
  what: T;
}

/**
 * Aho and Corasick, Efficient string matching, CACM 18 (1975): all needles in one pass, however many they are. Only the
 * first bytes of a needle are in the automaton; whoever is told of a hit compares the rest.
 */
export class Automaton<T> {
  /** Class of each byte; 0 for those in no needle. Upper-case letters have their lower-case letter's class. */
  readonly classOf = new Uint8Array(256);
  /** Where to go: `next[(state << shift) | class]`, with `ends` set where needles end. */
  readonly next: Uint16Array;
  readonly shift: number;
  readonly #ending: (readonly Needle<T>[])[] = [];

  constructor(needles: readonly Needle<T>[], longest: number) {
    let classes = 1;
    let total = 1;
    for (const { bytes } of needles) {
      total += Math.min(bytes.length, longest);
      for (const byte of bytes.subarray(0, longest)) this.classOf[fold(byte)] ||= classes++;
    }
    for (let byte = 0x41; byte <= 0x5a; byte++) this.classOf[byte] = this.classOf[byte | 0x20] as number;
    this.shift = Math.max(1, Math.ceil(Math.log2(classes)));
    const width = 1 << this.shift;
    const trie = new Int32Array(total * width);
    const endings: Needle<T>[][] = [[]];
    let states = 1;
    for (const needle of needles) {
      // Sixteen bits number the states; hundreds of identities fit.
      if (needle.bytes.length === 0 || states + longest >= ends) continue;
      let state = 0;
      for (const byte of needle.bytes.subarray(0, longest)) {
        const edge = state * width + (this.classOf[byte] as number);
        if (trie[edge] === 0) {
          trie[edge] = states++;
          endings.push([]);
        }
        state = trie[edge] as number;
      }
      endings[state]?.push(needle);
    }
    this.next = this.#withFailures(trie.subarray(0, states * width), endings, width);
  }

  /** Needles that end in a state. */
  endingIn(state: number): readonly Needle<T>[] {
    return this.#ending[state] ?? [];
  }

  /** Bytes that the automaton takes. */
  get size(): number {
    return this.next.byteLength;
  }

  /** Breadth first: a state's failure is always finished before the state itself. */
  #withFailures(trie: Int32Array, endings: Needle<T>[][], width: number): Uint16Array {
    const states = endings.length;
    const next = new Uint16Array(states * width);
    const failure = new Int32Array(states);
    const order = [0];
    for (let at = 0; at < order.length; at++) {
      const state = order[at] as number;
      const back = failure[state] as number;
      if (state !== 0) endings[state]?.push(...(endings[back] ?? []));
      for (let kind = 0; kind < width; kind++) {
        const child = trie[state * width + kind] as number;
        const fallback = state === 0 ? 0 : (trie[back * width + kind] as number);
        if (child === 0) trie[state * width + kind] = fallback;
        else {
          failure[child] = fallback;
          order.push(child);
        }
      }
    }
    for (let edge = 0; edge < next.length; edge++) {
      const target = trie[edge] as number;
      next[edge] = (endings[target]?.length ?? 0) > 0 ? target | ends : target;
    }
    this.#ending.push(...endings);
    return next;
  }
}
