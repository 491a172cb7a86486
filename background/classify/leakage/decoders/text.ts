import { hexDigit, indexOfByte, Output, type Span } from '../bytes.ts';
import { trait } from '../scan.ts';
import type { Budget, Decoded, Decoder } from './decoder.ts';
import { withoutEscapes } from './json.ts';

const percentSign = 0x25;
const equals = 0x3d;

/** RFC 3986 section 2.1. Broken sequences stay as they are. */
export const percent: Decoder = {
  name: 'percent',
  when: trait.percent,
  decode: (input, budget) => hexEscapes(input, percentSign, budget),
};

/** RFC 2045 section 6.7, without its line breaks: `mei=40example.org`. */
export const quotedPrintable: Decoder = {
  name: 'quoted-printable',
  when: trait.equals,
  decode(input, budget) {
    const { bytes, start, end } = input;
    // Query strings and base64 have equals signs too: two upper-case digits must follow every one.
    let seen = false;
    for (let at = indexOfByte(bytes, equals, start, end); at >= 0; at = indexOfByte(bytes, equals, at + 1, end)) {
      if (!isUpperHex(bytes[at + 1]) || !isUpperHex(bytes[at + 2]) || at + 2 >= end) return null;
      seen = true;
    }
    return seen ? hexEscapes(input, equals, budget) : null;
  },
};

const isUpperHex = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46));

/** Replaces a sign and two hexadecimal digits by the byte that they name. */
function hexEscapes({ bytes, start, end }: Span, sign: number, budget: Budget): Decoded | null {
  if (end - start > budget.bytes) {
    budget.reached = true;
    return null;
  }
  const out = new Uint8Array(end - start);
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === sign && at + 2 < end) {
      const high = hexDigit(bytes[at + 1] as number);
      const low = hexDigit(bytes[at + 2] as number);
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low;
        at += 2;
        continue;
      }
    }
    out[length++] = byte;
  }
  if (length === end - start) return null;
  budget.bytes -= length;
  return { pieces: [{ key: null, bytes: out, start: 0, end: length, isAll: true }], whole: false };
}

/** JavaScript's and JSON's escapes in a text that is not JSON: `mei\u0040example.org`, `mei\x40example.org`. */
export const escapes: Decoder = {
  name: 'escape',
  when: trait.backslash,
  decode(input, budget) {
    if (input.scan.traits & trait.binary) return null;
    if (input.end - input.start > budget.bytes) {
      budget.reached = true;
      return null;
    }
    const bytes = withoutEscapes(input, budget);
    return { pieces: [{ key: null, bytes, start: 0, end: bytes.length, isAll: true }], whole: false };
  },
};

/** The named references that stand in names and addresses; the HTML standard has 2231, most of them mathematics. */
const named: Record<string, number> = {
  amp: 0x26,
  lt: 0x3c,
  gt: 0x3e,
  quot: 0x22,
  apos: 0x27,
  nbsp: 0xa0,
  commat: 0x40,
  period: 0x2e,
  lowbar: 0x5f,
  plus: 0x2b,
  num: 0x23,
  colon: 0x3a,
  semi: 0x3b,
  sol: 0x2f,
  bsol: 0x5c,
  hyphen: 0x2010,
  dash: 0x2010,
  equals: 0x3d,
  percnt: 0x25,
  lpar: 0x28,
  rpar: 0x29,
  comma: 0x2c,
  excl: 0x21,
  dollar: 0x24,
  ast: 0x2a,
  lsqb: 0x5b,
  rsqb: 0x5d,
  lcub: 0x7b,
  rcub: 0x7d,
  Tab: 9,
  NewLine: 10,
};

/** Letters with accents of ISO 8859-1, from U+00C0 on, as HTML 4 names them. */
const accented =
  `Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde
  Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde
  auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml
  divide oslash ugrave uacute ucirc uuml yacute thorn yuml`.split(/\s+/);
for (const [i, name] of accented.entries()) named[name] = 0xc0 + i;

/** Character references, HTML standard section 13.5: `&#64;`, `&#x40;`, `&commat;`. */
export const entity: Decoder = {
  name: 'entity',
  when: trait.ampersand,
  decode({ bytes, start, end }, budget) {
    let from = indexOfByte(bytes, 0x26, start, end);
    let out: Output | null = null;
    let copied = start;
    for (; from >= 0; from = indexOfByte(bytes, 0x26, from + 1, end)) {
      const semicolon = bytes.subarray(from, Math.min(end, from + 12)).indexOf(0x3b);
      if (semicolon < 3) continue;
      const code = codeOf(String.fromCharCode(...bytes.subarray(from + 1, from + semicolon)));
      if (code === null) continue;
      out ??= new Output(end - start, Math.max(0, budget.bytes));
      for (let at = copied; at < from; at++) out.push(bytes[at] as number);
      out.pushCodePoint(code);
      copied = from + semicolon + 1;
    }
    if (!out) return null;
    for (let at = copied; at < end; at++) out.push(bytes[at] as number);
    budget.bytes -= out.length;
    if (out.isFull) budget.reached = true;
    return { pieces: [{ key: null, bytes: out.bytes, start: 0, end: out.length, isAll: true }], whole: false };
  },
};

function codeOf(name: string): number | null {
  const number = /^#(?:(\d{1,7})|[xX]([\da-fA-F]{1,6}))$/.exec(name);
  if (number) {
    const code = number[1] ? Number(number[1]) : Number.parseInt(number[2] ?? '', 16);
    return code > 0 && code <= 0x10ffff ? code : null;
  }
  return Object.hasOwn(named, name) ? (named[name] ?? null) : null;
}
