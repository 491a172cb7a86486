import { hexDigit } from '../bytes.ts';
import { look, runWidth, trait } from '../scan.ts';
import type { Decoder, Piece } from './decoder.ts';

const shortest = 10;
/** A log line has some; a page of prose has thousands, which look like nothing. */
const most = 64;
const bothCases = look.lower | look.upper;

/**
 * Words of a text that look like a coat: `key is "H4sIAAAA…" after 12 ms`. Each becomes a value that stands alone, on
 * which the coats that nothing announces are tried too.
 */
export const words: Decoder = {
  name: null,
  when: trait.runs,
  decode({ bytes, start, end, scan, place }, budget) {
    const pieces: Piece[] = [];
    // The parts of an address have been cut already.
    if (place === 'url.path' || place === 'url.host' || place === 'referer') return null;
    for (let i = 0; i < scan.runsEnd && pieces.length < most; i += runWidth) {
      const from = scan.runs[i] as number;
      let to = scan.runs[i + 1] as number;
      const seen = scan.runs[i + 2] as number;
      if ((seen & bothCases) !== bothCases && (seen & look.hex) === 0) continue;
      if (to - from < shortest || (from > start && !isEdge(bytes[from - 1] as number))) continue;
      while (to < end && (bytes[to] === 0x3d || bytes[to] === 0x24)) to++;
      if ((from === start && to === end) || (to < end && !isEdge(bytes[to] as number)) || !isMixed(bytes, from, to))
        continue;
      pieces.push({ key: null, bytes, start: from, end: to, source: [from, to] });
      budget.pieces--;
    }
    return pieces.length > 0 ? { pieces, whole: false } : null;
  },
};

const edges = new Set([...' \t\r\n"\'`,;:=()<>[]{}|&'].map((character) => character.charCodeAt(0)));
const isEdge = (byte: number): boolean => edges.has(byte);

/** Letters of both cases and digits, or hexadecimal digits with letters among them: no plain word, no plain number. */
function isMixed(bytes: Uint8Array, start: number, end: number): boolean {
  let upper = false;
  let lower = false;
  let digit = false;
  let hexadecimal = true;
  let changes = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a && byte >= 0x41;
    if (isLetter && at > start && ((byte ^ (bytes[at - 1] as number)) & 0x20) !== 0) changes++;
    upper ||= isLetter && byte < 0x61;
    lower ||= isLetter && byte >= 0x61;
    digit ||= byte >= 0x30 && byte <= 0x39;
    hexadecimal &&= hexDigit(byte) >= 0;
  }
  // Without a digit the cases must alternate as no word's do.
  if (!digit) return upper && lower && changes * 4 > end - start;
  return (upper && lower) || (hexadecimal && (upper || lower));
}
