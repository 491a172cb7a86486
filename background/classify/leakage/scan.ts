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

/** What one pass over a span has shown. */
export interface Scan {
  traits: number;
  /** Start and end of each run, one after the other. */
  runs: number[];
  /** Needle and its end for each hit. */
  hits: { mark: Mark; end: number }[];
  /** There were more hits or runs than are kept. */
  overflow: boolean;
}

/** Shorter runs hold no identifier that is not found by its spelling. */
export const shortestRun = 8;
const maxRuns = 100_000;
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

/** One pass over the bytes: the automaton, the traits and the runs. Linear; does not look twice at any byte. */
export function scan({ bytes, start, end }: Span, automaton: Automaton<Mark>): Scan {
  const { classOf, next, shift } = automaton;
  const runs: number[] = [];
  const hits: Scan['hits'] = [];
  let traits = 0;
  let state = 0;
  let runStart = -1;
  let overflow = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    state = next[(state << shift) | (classOf[byte] as number)] as number;
    if (state >= ends) {
      state ^= ends;
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
        if (runs.length < maxRuns) runs.push(runStart, at);
        else overflow = true;
      }
      runStart = -1;
    }
  }
  if (runStart >= 0 && end - runStart >= shortestRun) runs.push(runStart, end);
  traits &= ~runBit;
  if (runs.length > 0) traits |= trait.runs;
  return { traits: traits | opening(bytes, start, end), runs, hits, overflow };
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
