import { utf8 } from './bytes.ts';
import { nationalDigits, type Variants } from './variants.ts';

/** A spelling in a coat so rare that it is looked for as a whole instead of being taken off wherever it might be. */
export interface ExoticForm {
  bytes: Uint8Array;
  coats: string[];
  /** Case counts. */
  exact: boolean;
}

/**
 * The alphabet that a tracker substitutes on 74 sites of Senol et al., Leaky Forms, USENIX Security 2022, table 4: the
 * n-th character of `plain` is sent as the n-th of `sent`.
 */
const substitution = {
  sent: 'kibp8A4EWRMKHa7gvyz1dOPt6UI5xYD3nqhVwZBXfCcFeJmrLN20lS9QGsjTuo',
  plain: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
};

export function exoticForms(value: string, { number, phoneDigits }: Variants): ExoticForm[] {
  const forms: ExoticForm[] = [];
  const add = (text: string, coat: string, exact = false) => {
    if (text.length >= 6 && text !== value) forms.push({ bytes: utf8(text), coats: [coat], exact });
  };
  const bytes = utf8(value);
  const texts = new Set([value, value.toLowerCase()]);
  for (const text of texts) {
    add([...text].reverse().join(''), 'reverse');
    add(rotated(text, 13, 26), 'rot13');
    add(rot47(text), 'rot47', true);
    add(atbash(text), 'atbash');
    add(mapped(text, substitution.plain, substitution.sent), 'substitution', true);
    add(mapped(text, substitution.sent, substitution.plain), 'substitution', true);
    forms.push({ bytes: utf16(text, true), coats: ['utf16'], exact: false });
    forms.push({ bytes: utf16(text, false), coats: ['utf16'], exact: false });
    add(hexOf(utf16(text, true)), 'hex');
    add([...utf8(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '), 'hex');
    add([...utf8(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(':'), 'hex');
    add([...utf8(text)].join(','), 'decimal');
    add([...utf8(text)].join(' '), 'decimal');
    add([...utf8(text)].map((byte) => byte.toString(2).padStart(8, '0')).join(''), 'binary');
    add([...utf8(text)].map((byte) => byte.toString(2).padStart(8, '0')).join(' '), 'binary');
    add([...utf8(text)].map((byte) => byte.toString(8).padStart(3, '0')).join('\\'), 'octal');
  }
  add(base85(bytes, ascii85Alphabet), 'ascii85', true);
  add(base85(bytes, z85Alphabet), 'z85', true);
  add(baseN(bytes, base62Alphabet), 'base62', true);
  add(base36(bytes), 'base36');
  add(base45(bytes), 'base45', true);
  add(base91(bytes), 'base91', true);
  add(uuencoded(bytes), 'uuencode', true);
  add(grouped(bytes, '0123456789ABCDEFGHIJKLMNOPQRSTUV'), 'base32hex');
  add(grouped(bytes, '0123456789ABCDEFGHJKMNPQRSTVWXYZ'), 'base32');
  add(hexOf(bytes.slice().reverse()), 'reverse');
  if (number !== null) {
    if (number > 0xfffffffn) add(number.toString(16), 'hex');
    add(number.toString(36), 'base36');
    add(baseOfNumber(number, base62Alphabet), 'base62', true);
  }
  if (phoneDigits !== null) {
    add([...phoneDigits].reverse().join(''), 'reverse');
    const national = nationalDigits(phoneDigits);
    if (national) add([...national].reverse().join(''), 'reverse');
  }
  return forms;
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function rotated(text: string, by: number, size: number): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + by) % size) + base);
  });
}

const rot47 = (text: string): string =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(((character.charCodeAt(0) - 33 + 47) % 94) + 33));

const atbash = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(base + 25 - (letter.charCodeAt(0) - base));
  });

const mapped = (text: string, from: string, to: string): string =>
  [...text].map((character) => to[from.indexOf(character)] ?? character).join('');

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return bytes;
}

const ascii85Alphabet = String.fromCharCode(...Array.from({ length: 85 }, (_, i) => 33 + i));
/** https://rfc.zeromq.org/spec/32 */
const z85Alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const base62Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Four bytes in five characters; the last group in as many as it needs. */
function base85(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const count = Math.min(4, bytes.length - at);
    let word = 0;
    for (let i = 0; i < 4; i++) word = word * 256 + (bytes[at + i] ?? 0);
    let group = '';
    for (let i = 0; i < 5; i++) {
      group = (alphabet[word % 85] ?? '') + group;
      word = Math.floor(word / 85);
    }
    text += group.slice(0, count + 1);
  }
  return text;
}

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);

function baseOfNumber(number: bigint, alphabet: string): string {
  const base = BigInt(alphabet.length);
  let text = '';
  for (let rest = number; rest > 0n; rest /= base) text = (alphabet[Number(rest % base)] ?? '') + text;
  return text;
}

const baseN = (bytes: Uint8Array, alphabet: string): string =>
  bytes.length > 64 ? '' : baseOfNumber(numberOf(bytes), alphabet);

const base36 = (bytes: Uint8Array): string => (bytes.length > 64 ? '' : numberOf(bytes).toString(36));

/** RFC 9285. */
function base45(bytes: Uint8Array): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    const word = pair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    text += (alphabet[word % 45] ?? '') + (alphabet[Math.floor(word / 45) % 45] ?? '');
    if (pair) text += alphabet[Math.floor(word / 2025)] ?? '';
  }
  return text;
}

/** https://base91.sourceforge.net */
function base91(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,./:;<=>?@[]^_`{|}~"';
  let text = '';
  let queue = 0;
  let bits = 0;
  for (const byte of bytes) {
    queue |= byte << bits;
    bits += 8;
    if (bits <= 13) continue;
    let word = queue & 8191;
    let taken = 13;
    if (word <= 88) {
      word = queue & 16383;
      taken = 14;
    }
    queue >>= taken;
    bits -= taken;
    text += (alphabet[word % 91] ?? '') + (alphabet[Math.floor(word / 91)] ?? '');
  }
  if (bits > 0) {
    text += alphabet[queue % 91] ?? '';
    if (bits > 7 || queue > 90) text += alphabet[Math.floor(queue / 91)] ?? '';
  }
  return text;
}

/** POSIX uuencode without its length character; whole groups only, for what follows decides the last one. */
function uuencoded(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 3 <= Math.min(45, bytes.length); at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += String.fromCharCode(32 + ((word >> shift) & 63));
  }
  return text;
}

/** Five bits a character, as in RFC 4648 section 6, in another alphabet and without padding. */
function grouped(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  let queue = 0;
  let bits = 0;
  for (const byte of bytes) {
    queue = ((queue << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(queue >> bits) & 31] ?? '';
    }
  }
  return bits > 0 ? text + (alphabet[(queue << (5 - bits)) & 31] ?? '') : text;
}
