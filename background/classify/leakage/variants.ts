import type { IdentifierKind } from '../../../extension/model/vocabulary.ts';
import { type Identity, isWeak } from './identity.ts';

/**
 * The spellings under which one value goes: what a person or a library would still call the same identifier. Compared
 * without regard to ASCII case later on, so case stands here only for other alphabets and for hashing.
 */
export interface Variants {
  /** Spellings to look for, the value itself first. */
  texts: string[];
  /** Spellings that are hashed: case counts here. The first few are those that chains of hashes start from. */
  hashed: string[];
  /** Binary forms: a UUID's or an IPv6 address's sixteen bytes. */
  binary: Uint8Array[];
  /** For phone numbers: the digits of the full international number, else null. */
  phoneDigits: string | null;
  /** For values that are a whole number: that number. */
  number: bigint | null;
}

export function variantsOf({ kind, value }: Identity): Variants {
  const texts = new Set([value, value.trim(), value.normalize('NFC'), value.normalize('NFD'), value.normalize('NFKC')]);
  if (!isAscii(value)) for (const text of [...texts]) texts.add(text.toLowerCase()).add(text.toUpperCase());
  const canonical = new Set<string>();
  const binary: Uint8Array[] = [];
  let phoneDigits: string | null = null;

  if (kind === 'email') for (const text of canonicalEmails(value)) canonical.add(text);
  if (kind === 'phone') {
    phoneDigits = value.replace(/\D/g, '').replace(/^00/, '');
    for (const text of phoneSpellings(phoneDigits)) canonical.add(text);
  }
  if (kind === 'display-name') {
    const joined = value.trim().replace(/\s+/g, ' ');
    canonical.add(joined);
    if (joined.includes(' ')) canonical.add(joined.replaceAll(' ', '+')).add(joined.replaceAll(' ', '\u00a0'));
  }
  if (kind === 'ip-address') for (const text of addressSpellings(value)) canonical.add(text);
  const uuid = uuidDigits(value);
  if (uuid) {
    canonical
      .add(uuid)
      .add(`${uuid.slice(0, 8)}-${uuid.slice(8, 12)}-${uuid.slice(12, 16)}-${uuid.slice(16, 20)}-${uuid.slice(20)}`);
    binary.push(...uuidBytes(uuid));
  }
  if (kind === 'ip-address' && value.includes(':')) {
    const bytes = ipv6Bytes(value);
    if (bytes) binary.push(bytes);
  }
  const all = [...new Set([...texts, ...canonical])].filter((text) => text.length > 0);
  const first = value.trim();
  const hashed = new Set([value, first, first.toLowerCase(), ...[...canonical].map((text) => text.toLowerCase())]);
  for (const text of [...canonical, ...texts, first.toUpperCase()]) hashed.add(text);
  if (kind === 'display-name') hashed.add(first.toLowerCase().replace(/\s+/g, ''));
  return {
    texts: all,
    hashed: [...hashed].filter((text) => text.length > 0),
    binary,
    phoneDigits,
    number: /^[1-9]\d{0,18}$/.test(first) ? BigInt(first) : null,
  };
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** How advertisers bring an address into one form: no plus part; at Gmail no dots either. */
function canonicalEmails(value: string): string[] {
  const at = value.lastIndexOf('@');
  if (at < 1) return [];
  const local = value.slice(0, at).trim().toLowerCase();
  const domain = value
    .slice(at + 1)
    .trim()
    .toLowerCase();
  const bare = local.replace(/\+.*$/, '');
  const found = [`${bare}@${domain}`];
  if (domain === 'gmail.com' || domain === 'googlemail.com') {
    const plain = bare.replaceAll('.', '');
    for (const host of ['gmail.com', 'googlemail.com'])
      found.push(`${plain}@${host}`, `${bare}@${host}`, `${local}@${host}`);
  }
  return found;
}

/** ITU-T E.164 country codes of one and two digits; all others have three. */
const shortCountryCodes = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Digits of a number without its country code, or null where it is too short to be one. */
export function nationalDigits(digits: string): string | null {
  const code = shortCountryCodes.exec(digits)?.[0] ?? digits.slice(0, 3);
  const rest = digits.slice(code.length);
  return rest.length >= 6 ? rest : null;
}

/** E.164 with and without the plus, with the international prefix, and as dialled inside the country. */
function phoneSpellings(digits: string): string[] {
  const national = nationalDigits(digits);
  return [`+${digits}`, digits, `00${digits}`, ...(national ? [national, `0${national}`] : [])];
}

function addressSpellings(value: string): string[] {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(value)) return [value.replaceAll('.', '-')];
  const bytes = ipv6Bytes(value);
  if (!bytes) return [];
  const words = Array.from({ length: 8 }, (_, i) => ((bytes[i * 2] as number) << 8) | (bytes[i * 2 + 1] as number));
  const full = words.map((word) => word.toString(16).padStart(4, '0')).join(':');
  const short = words.map((word) => word.toString(16)).join(':');
  return [full, short, compressed(words)];
}

/** RFC 5952: the longest run of zero words becomes `::`. */
function compressed(words: readonly number[]): string {
  const text = words.map((word) => word.toString(16)).join(':');
  const runs = [...text.matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].sort((a, b) => b[0].length - a[0].length);
  const run = runs[0];
  if (!run) return text;
  const before = text.slice(0, run.index).replace(/:$/, '');
  const behind = text.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${behind}`;
}

function ipv6Bytes(value: string): Uint8Array | null {
  const sides = value.toLowerCase().split('::');
  if (sides.length > 2) return null;
  const [head = [], tail = []] = sides.map((side) => (side === '' ? [] : side.split(':')));
  const missing = 8 - head.length - tail.length;
  if (sides.length === 1 ? missing !== 0 : missing < 1) return null;
  const words = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (words.some((word) => !/^[\da-f]{1,4}$/.test(word))) return null;
  return Uint8Array.from(words.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]));
}

function uuidDigits(value: string): string | null {
  const match = /^\{?([\da-f]{8})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{4})-?([\da-f]{12})\}?$/i.exec(value.trim());
  return match ? match.slice(1).join('').toLowerCase() : null;
}

/** RFC 9562 byte order, and the one of Microsoft's GUID, whose first three groups are little-endian. */
function uuidBytes(digits: string): Uint8Array[] {
  const bytes = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return [bytes, Uint8Array.from(order, (i) => bytes[i] as number)];
}

/** Whether a spelling could stand in other text by chance, so that the key must say what it is. */
export function needsContext(kind: IdentifierKind, text: string): boolean {
  // An address or a number in full is no word of any language, short as it may be.
  if (kind === 'email' || kind === 'ip-address') return false;
  return isWeak(text);
}
