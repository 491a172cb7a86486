import { isAlphanumeric, type Span } from './bytes.ts';
import type { Known } from './identities.ts';
import { nationalDigits } from './variants.ts';

/** Characters that people and forms put between the digits of a phone number. */
const separators = new Set([...' ()-./\u00a0'].map((character) => character.charCodeAt(0)));
const maxWritten = 32;

/**
 * Phone numbers written with separators: `+49 (0)170 123-4567`, `(415) 555-2671`. Written without, they are found like
 * any other spelling. Linear: each stretch of digits is looked at once.
 */
export function phonesIn(
  { bytes, start, end }: Span,
  phones: readonly Known[],
): { known: Known; start: number; end: number }[] {
  const hits: { known: Known; start: number; end: number }[] = [];
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (!isDigit(byte) && byte !== 0x2b && byte !== 0x28) continue;
    let digits = '';
    let separated = false;
    let stop = at;
    let last = at;
    for (; stop < end && stop - at < maxWritten; stop++) {
      const inside = bytes[stop] as number;
      if (isDigit(inside)) {
        digits += String.fromCharCode(inside);
        last = stop + 1;
      } else if (inside === 0xc2 && bytes[stop + 1] === 0xa0) separated = true;
      else if (separators.has(inside)) separated ||= digits.length > 0;
      else if (inside !== 0x2b || stop !== at) break;
    }
    if (separated && digits.length >= 7 && !(at > start && isAlphanumeric(bytes[at - 1] as number))) {
      const after = last < end ? (bytes[last] as number) : 0x20;
      if (!isAlphanumeric(after)) {
        for (const known of phones) if (isNumber(digits, known)) hits.push({ known, start: at, end: last });
      }
    }
    at = Math.max(at, last - 1);
  }
  return hits;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

function isNumber(digits: string, { variants: { phoneDigits } }: Known): boolean {
  if (phoneDigits === null) return false;
  const national = nationalDigits(phoneDigits);
  if (digits === phoneDigits || digits === `00${phoneDigits}` || digits === `011${phoneDigits}`) return true;
  if (national === null) return false;
  const code = phoneDigits.slice(0, phoneDigits.length - national.length);
  return (
    digits === national ||
    digits === `0${national}` ||
    digits === `${code}0${national}` ||
    digits === `00${code}0${national}`
  );
}
