import { Output, type Span, utf8 } from '../bytes.ts';
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

interface Form {
  width: number;
  units: ArrayLike<number>;
}

/** Six bits a character. Only what both begins and ends in the alphabet is tried, and no plain word. */
function narrowForms({ bytes, start, end }: Span): Form[] {
  const forms: Form[] = [];
  // The first two bits say how wide the first character is; the second is not set: half of all words end here.
  if ((((tables[0] as Int8Array)[bytes[start] as number] as number) & 16) !== 0) return forms;
  for (const table of tables) {
    const units = new Uint8Array(end - start);
    let fits = true;
    for (let at = start; at < end && fits; at++) {
      const value = table[bytes[at] as number] as number;
      fits = value >= 0;
      units[at - start] = Math.max(0, value);
    }
    if (fits && !forms.some(({ units: other }) => same(other, units))) forms.push({ width: 6, units });
  }
  return forms;
}

const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);

/** Fifteen bits a character with 32 added (`compressToUTF16`), sixteen (`compress`), or pairs of bytes. */
function wideForms({ bytes, start, end, scan }: Parameters<Decoder['decode']>[0]): Form[] {
  if (end - start > 1 << 18) return [];
  if (!(scan.traits & trait.binary) || scan.traits & trait.high) {
    const text = new TextDecoder().decode(bytes.subarray(start, end));
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
  if ((end - start) % 2 !== 0) return [];
  const units = new Uint16Array((end - start) / 2);
  for (let i = 0; i < units.length; i++) {
    units[i] = ((bytes[start + i * 2] as number) << 8) | (bytes[start + i * 2 + 1] as number);
  }
  return [{ width: 16, units }];
}

/** Null where it is no LZ stream, or does not end as one. */
function unfold({ width, units }: Form, budget: Budget): string | null {
  const limit = Math.min(maxUnits, Math.max(0, budget.bytes >> 1));
  const out: number[] = [];
  // An entry is a stretch of what has been written: no string is built twice.
  const from: number[] = [0, 0, 0];
  const lengths: number[] = [0, 0, 0];
  let position = 0;
  const total = units.length * width;
  const read = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, position++) {
      if (position >= total) return -1;
      const unit = units[Math.floor(position / width)] as number;
      if ((unit >> (width - 1 - (position % width))) & 1) value += 2 ** i;
    }
    return value;
  };
  const first = read(2);
  if (first !== 0 && first !== 1) return null;
  const character = read(first === 0 ? 8 : 16);
  if (character < 0 || isControl(character)) return null;
  out.push(character);
  from.push(0);
  lengths.push(1);
  let numBits = 3;
  let enlargeIn = 4;
  let last = 0;
  let lastLength = 1;
  while (out.length <= limit) {
    let code = read(numBits);
    if (code < 0) return null;
    if (code === 2) return out.length < 65_536 ? String.fromCharCode(...out) : textOfUnits(out);
    let entryFrom: number;
    let entryLength: number;
    if (code < 2) {
      const unit = read(code === 0 ? 8 : 16);
      if (unit < 0 || isControl(unit)) return null;
      // The character itself becomes an entry, standing where it is about to be written.
      code = from.length;
      from.push(out.length);
      lengths.push(1);
      enlargeIn--;
      if (enlargeIn === 0) enlargeIn = 2 ** numBits++;
      entryFrom = out.length;
      entryLength = 1;
      out.push(unit);
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
  }
  budget.reached = true;
  return textOfUnits(out.slice(0, limit));
}

const isControl = (unit: number): boolean => unit < 32 && unit !== 9 && unit !== 10 && unit !== 13;

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
