import { type Automaton, ends } from './automaton.ts';
import type { Span } from './bytes.ts';
import type { Mark } from './identities.ts';

/** What bytes look like: which coats are worth trying. */
export const trait = {
  /** Bytes of 128 and more. */
  high: 1,
  /** Control characters other than tab, line feed, carriage return. */
  control: 2,
  percent: 4,
  backslash: 8,
  ampersand: 16,
  equals: 32,
  /** Letters, digits, `+/-_`: at least `shortestRun` of them in a row. */
  runs: 64,
  plus: 128,
  /** Begins like a JSON text, or like one behind a packet number. */
  bracket: 256,
  /** Begins like a multipart body. */
  dashes: 512,
  /** Has a brace that could open a document. */
  brace: 2048,
  /** Not text: control characters, or not UTF-8. Set by the detector. */
  binary: 1024,
} as const;

/** Traits of which each asks for a decoder, wherever in the span it was seen. */
export const loud =
  trait.high |
  trait.control |
  trait.percent |
  trait.backslash |
  trait.ampersand |
  trait.equals |
  trait.plus |
  trait.binary;

/** What stands in a run: which alphabets it can be written in, found out once for all decoders. */
export const look = {
  lower: 1,
  upper: 2,
  digit: 4,
  /** `+` and `/`, with which base64 ends its alphabet. */
  special: 8,
  /** `-` and `_`, with which base64url does. */
  dash: 16,
  /** Eight hexadecimal digits in a row. */
  hex: 32,
} as const;

/** Entries of `Scan.runs` for each run: its start, its end, its `look`. */
export const runWidth = 3;

/** What one pass over a span has shown. It holds until the next pass, which writes its runs into the same place. */
export interface Scan {
  traits: number;
  /** `runWidth` numbers for each run, up to `runsEnd`. */
  runs: Int32Array;
  runsEnd: number;
  /** Needle and its end for each hit. Not to be written to: spans without hits share one. */
  hits: readonly Hit[];
  /** There were more hits or runs than are kept. */
  overflow: boolean;
}

export interface Hit {
  mark: Mark;
  end: number;
}

/** Shorter runs hold no identifier that is not found by its spelling. */
export const shortestRun = 8;
const maxRuns = 50_000 * runWidth;
const maxHits = 50_000;

const runBit = 1 << 12;
const kinds = Uint16Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 128) return trait.high;
  const character = String.fromCharCode(byte);
  if (character === '+') return trait.plus | runBit;
  if (/[A-Za-z0-9/_-]/.test(character)) return runBit;
  if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127) return trait.control;
  if (character === '%') return trait.percent;
  if (character === '\\') return trait.backslash;
  if (character === '&') return trait.ampersand;
  if (character === '{') return trait.brace;
  return character === '=' ? trait.equals : 0;
});

const hexBit = 64;
const looks = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  const hexadecimal = /[\da-fA-F]/.test(character) ? hexBit : 0;
  if (/[a-z]/.test(character)) return look.lower | hexadecimal;
  if (/[A-Z]/.test(character)) return look.upper | hexadecimal;
  if (/\d/.test(character)) return look.digit | hexadecimal;
  if (character === '+' || character === '/') return look.special;
  return character === '-' || character === '_' ? look.dash : 0;
});

function lookOf(bytes: Uint8Array, start: number, end: number): number {
  let seen = 0;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const kind = looks[bytes[at] as number] as number;
    seen |= kind;
    digits = (kind & hexBit) !== 0 ? digits + 1 : 0;
    if (digits === 8) seen |= look.hex;
  }
  return seen & ~hexBit;
}

/** Whether nothing in a span asks for a decoder. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (((kinds[bytes[at] as number] as number) & loud) !== 0) return false;
  return true;
}

/** Finds the spans of what was scanned that are a few plain characters with no hit in them. Asked for in their order. */
export class PlainSpans {
  /** The first hit that does not end before the span that was asked for last. */
  #hit = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly hits: readonly Hit[],
  ) {}

  has(bytes: Uint8Array, start: number, end: number): boolean {
    const hits = this.hits;
    if (end - start >= shortestRun || bytes !== this.bytes) return false;
    while (this.#hit < hits.length && (hits[this.#hit] as Hit).end <= start) this.#hit++;
    if (this.#hit < hits.length && (hits[this.#hit] as Hit).end <= end) return false;
    return isPlain(bytes, start, end);
  }
}

/** Where all scans write their runs. */
let shared = new Int32Array(256 * runWidth);
const noHits: Hit[] = [];

/** What is known of a span before its scan. */
export const noScan: Scan = { traits: 0, runs: shared, runsEnd: 0, hits: noHits, overflow: false };

/** One pass over the bytes: the automaton, the traits and the runs; a second one over the runs. Linear. */
export function scan({ bytes, start, end }: Span, automaton: Automaton<Mark>): Scan {
  const { classOf, next, shift } = automaton;
  let runsEnd = 0;
  let hits = noHits;
  let traits = 0;
  let state = 0;
  let runStart = -1;
  let overflow = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    state = next[(state << shift) | (classOf[byte] as number)] as number;
    if (state >= ends) {
      state ^= ends;
      if (hits === noHits) hits = [];
      for (const { what } of automaton.endingIn(state)) {
        if (hits.length < maxHits) hits.push({ mark: what, end: at + 1 });
        else overflow = true;
      }
    }
    const kind = kinds[byte] as number;
    traits |= kind;
    if ((kind & runBit) !== 0) {
      if (runStart < 0) runStart = at;
    } else if (runStart >= 0) {
      if (at - runStart >= shortestRun) {
        if (runsEnd < maxRuns) runsEnd = addRun(runsEnd, bytes, runStart, at);
        else overflow = true;
      }
      runStart = -1;
    }
  }
  if (runStart >= 0 && end - runStart >= shortestRun) runsEnd = addRun(runsEnd, bytes, runStart, end);
  traits &= ~runBit;
  if (runsEnd > 0) traits |= trait.runs;
  return { traits: traits | opening(bytes, start, end), runs: shared, runsEnd, hits, overflow };
}

/** @returns where the next run goes */
function addRun(at: number, bytes: Uint8Array, start: number, end: number): number {
  if (at + runWidth > shared.length) {
    const larger = new Int32Array(shared.length * 2);
    larger.set(shared);
    shared = larger;
  }
  shared[at] = start;
  shared[at + 1] = end;
  shared[at + 2] = lookOf(bytes, start, end);
  return at + runWidth;
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 9 || byte === 10 || byte === 13;

function opening(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at] as number)) at++;
  const first = bytes[at];
  if (first === 0x7b || first === 0x5b || first === 0x22) return trait.bracket;
  if (first === 0x2d && bytes[at + 1] === 0x2d) return trait.dashes;
  // Engine.IO puts a packet number before its JSON: `42["join",…]`, `451-["blob"…]`.
  if (first === undefined || first < 0x30 || first > 0x39) return 0;
  for (let i = at + 1; i < Math.min(at + 8, end); i++) {
    const byte = bytes[i] as number;
    if (byte === 0x7b || byte === 0x5b) return trait.bracket;
    if ((byte < 0x30 || byte > 0x39) && byte !== 0x2d) return 0;
  }
  return 0;
}
