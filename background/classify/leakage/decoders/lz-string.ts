import { isUtf8, Output, type Span, textOf, utf8 } from '../bytes.ts';
import { trait } from '../scan.ts';
import type { Budget, Decoder } from './decoder.ts';
import { looksLikeText } from './plausible.ts';

/** UTF-16 units that one stream may unfold to; the library itself knows no limit, and its bombs grow by the square. */
const maxUnits = 1 << 20;

const uriAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$';
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';

const tableOf = (alphabet: string): Int8Array => {
  const table = new Int8Array(256).fill(-1);
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
};
const tables = [tableOf(uriAlphabet), tableOf(base64Alphabet)];

/** https://github.com/pieroxy/lz-string, in its forms for URIs, base64, UTF-16 and bytes. */
export const lzString: Decoder = {
  name: 'lzstring',
  when: trait.runs | trait.high | trait.control,
  decode(input, budget) {
    const { start, end, alone } = input;
    if (!alone || end - start < 8 || budget.bytes <= 0) return null;
    const forms = input.scan.traits & (trait.high | trait.control) ? wideForms(input) : narrowForms(input);
    for (const form of forms) {
      const text = unfold(form, budget);
      if (text === null || text.length < 4 || text.length * 4 < form.units.length) continue;
      const inside = utf8(text);
      if (!looksLikeText(inside, 0, inside.length)) continue;
      budget.bytes -= inside.length;
      return {
        pieces: [{ key: null, bytes: inside, start: 0, end: inside.length, isAll: true }],
        // Chance makes text of some words: they are also searched as they are.
        whole: false,
      };
    }
    return null;
  },
};

/** A stream of numbers of so many bits each. */
interface Form {
  width: number;
  units: ArrayLike<number>;
}

/**
 * Six bits a character. Only what is in one of the alphabets to its end is tried, and no plain word. What is in both
 * means the same in both.
 */
function narrowForms({ bytes, start, end }: Span): Form[] {
  // The first two bits say how wide the first character is; the second is not set: half of all words end here.
  if ((((tables[0] as Int8Array)[bytes[start] as number] as number) & 16) !== 0) return [];
  for (const table of tables) {
    let at = start;
    while (at < end && (table[bytes[at] as number] as number) >= 0) at++;
    if (at < end) continue;
    const units = new Uint8Array(end - start);
    for (let i = 0; i < units.length; i++) units[i] = table[bytes[start + i] as number] as number;
    return [{ width: 6, units }];
  }
  return [];
}

/** Fifteen bits a character with 32 added (`compressToUTF16`), sixteen (`compress`), or pairs of bytes. */
function wideForms({ bytes, start, end, scan }: Parameters<Decoder['decode']>[0]): Form[] {
  if (end - start > 1 << 18) return [];
  if (!(scan.traits & trait.binary) || (scan.traits & trait.high && isUtf8({ bytes, start, end }))) {
    const text = textOf({ bytes, start, end });
    if (!text.includes('\ufffd')) {
      const units = Uint16Array.from(text, (character) => character.charCodeAt(0));
      const shifted = units.map((unit) => unit - 32);
      if (shifted.every((unit) => unit < 32_768))
        return [
          { width: 15, units: shifted },
          { width: 16, units },
        ];
      return [{ width: 16, units }];
    }
  }
  if ((end - start) % 2 !== 0 || ((bytes[start] as number) & 0x40) !== 0) return [];
  const units = new Uint16Array((end - start) / 2);
  for (let i = 0; i < units.length; i++) {
    units[i] = ((bytes[start + i * 2] as number) << 8) | (bytes[start + i * 2 + 1] as number);
  }
  return [{ width: 16, units }];
}

/** Bits of a form, the first bit of a number being its lowest. */
class Bits {
  #next = 0;
  #unit = 0;
  /** Bits of the unit that have not been read. */
  #left = 0;

  constructor(private readonly form: Form) {}

  /** -1 behind the end. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      if (this.#left === 0) {
        const { units, width } = this.form;
        if (this.#next >= units.length) return -1;
        this.#unit = units[this.#next++] as number;
        this.#left = width;
      }
      value |= ((this.#unit >> --this.#left) & 1) << i;
    }
    return value;
  }
}

/** Null where it is no LZ stream, or does not end as one. */
function unfold(form: Form, budget: Budget): string | null {
  const limit = Math.min(maxUnits, Math.max(0, budget.bytes >> 1));
  const bits = new Bits(form);
  const first = bits.read(2);
  if (first !== 0 && first !== 1) return null;
  const character = bits.read(first === 0 ? 8 : 16);
  if (character < 0 || isControl(character)) return null;
  let code = bits.read(3);
  // The dictionary has one entry, and the next one at most can be named.
  if (code < 0 || code > 4) return null;
  const out: number[] = [];
  // An entry is a stretch of what has been written: no string is built twice.
  const from: number[] = [0, 0, 0];
  const lengths: number[] = [0, 0, 0];
  out.push(character);
  from.push(0);
  lengths.push(1);
  let numBits = 3;
  let enlargeIn = 4;
  let last = 0;
  let lastLength = 1;
  while (out.length <= limit) {
    if (code < 0) return null;
    if (code === 2) return out.length < 65_536 ? String.fromCharCode(...out) : textOfUnits(out);
    let entryFrom: number;
    let entryLength: number;
    if (code < 2) {
      const character = bits.read(code === 0 ? 8 : 16);
      if (character < 0 || isControl(character)) return null;
      // The character itself becomes an entry, standing where it is about to be written.
      code = from.length;
      from.push(out.length);
      lengths.push(1);
      enlargeIn--;
      if (enlargeIn === 0) enlargeIn = 2 ** numBits++;
      entryFrom = out.length;
      entryLength = 1;
      out.push(character);
    } else if (code < from.length) {
      entryFrom = from[code] as number;
      entryLength = lengths[code] as number;
      if (entryLength === 0) return null;
      const at = out.length;
      for (let i = 0; i < entryLength; i++) out.push(out[entryFrom + i] as number);
      entryFrom = at;
    } else if (code === from.length) {
      const at = out.length;
      for (let i = 0; i < lastLength; i++) out.push(out[last + i] as number);
      out.push(out[last] as number);
      entryFrom = at;
      entryLength = lastLength + 1;
    } else return null;
    // The previous entry and the first character of this one, which stand side by side in the output.
    from.push(last);
    lengths.push(lastLength + 1);
    enlargeIn--;
    if (enlargeIn === 0) enlargeIn = 2 ** numBits++;
    last = entryFrom;
    lastLength = entryLength;
    code = bits.read(numBits);
  }
  budget.reached = true;
  return textOfUnits(out.slice(0, limit));
}

/** Also the second set of control characters, which no text has and every other random stream begins with. */
const isControl = (unit: number): boolean =>
  (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13) || (unit > 126 && unit < 160);

function textOfUnits(units: readonly number[]): string {
  const out = new Output(units.length);
  for (let at = 0; at < units.length; at++) {
    const unit = units[at] as number;
    const low = units[at + 1] ?? 0;
    if (unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
      out.pushCodePoint(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
      at++;
    } else out.pushCodePoint(unit);
  }
  return new TextDecoder().decode(out.written());
}
