/**
 * IP addresses as text and as numbers.
 *
 * Hosts of URLs are canonical already, but ICE candidates, SDP lines, captures and people write addresses in other
 * ways, so the text is read strictly here. ipaddr.js is not used: it takes `::ffff:0x7f.1.1.1` and leading zeros, and
 * writes `::1.2.3.4` as a mapped address.
 */

/** An address in numbers. `text` is canonical: dotted decimal, or RFC 5952. */
export type ParsedAddress = AddressV4 | AddressV6;

export interface AddressV4 {
  family: 4;
  text: string;
  /** 0 to 2^32 - 1. */
  value: number;
}

export interface AddressV6 {
  family: 6;
  text: string;
  /** The 128 bits from the highest down, 32 each. */
  words: readonly [number, number, number, number];
}

/**
 * Reads an address; null for anything else, see `whyNoAddress`. Never throws.
 *
 * - IPv4: four decimal numbers without leading zeros. One trailing dot is dropped, as in a host (WHATWG URL, "IPv4
 *   parser"). Hexadecimal, octal and shortened forms are refused: parsers disagree about what they name.
 * - IPv6: RFC 4291 section 2.2, with or without brackets. A zone id (RFC 4007) is dropped.
 * - IPv4 inside IPv6 where the IPv6 form is only a way to write or to reach it: mapped (`::ffff:0:0/96`, RFC 4291) and
 *   translated (`64:ff9b::/96`, RFC 6052: what a phone behind NAT64 reports for a server that has IPv4 only). The
 *   answer is the IPv4 address. 6to4 and Teredo are left as they are: they name a tunnel; see `special.ts`.
 */
export function parseAddress(text: string): ParsedAddress | null {
  // No form is longer: 45 characters, brackets, and a zone id (an interface name).
  if (text.length > 128) return null;
  if (!text.includes(':')) {
    const value = readIPv4(text.endsWith('.') ? text.slice(0, -1) : text);
    return value === null ? null : addressV4(value);
  }
  const words = readIPv6(bare(text));
  if (!words) return null;
  const [a, b, c, d] = words;
  if (a === 0 && b === 0 && c === 0xffff) return addressV4(d);
  if (a === 0x64ff9b && b === 0 && c === 0) return addressV4(d);
  return { family: 6, text: writeIPv6(words), words };
}

/** Why `parseAddress` refused a text: a short English clause, fit for `Location.note`. */
export function whyNoAddress(text: string): string {
  if (text === '') return 'empty';
  if (text.includes(':') || text.startsWith('[')) return 'not a valid IPv6 address';
  const labels = text.replace(/\.$/, '').split('.');
  if (!labels.every((label) => /^(?:\d+|0x[\da-f]*)$/i.test(label))) return 'not an IP address';
  if (labels.some((label) => /^0x/i.test(label))) return 'IPv4 address in hexadecimal notation: ambiguous';
  if (labels.some((label) => label.length > 1 && label.startsWith('0'))) {
    return 'IPv4 address with leading zeros: octal or decimal, ambiguous';
  }
  return labels.length === 4 ? 'not a valid IPv4 address' : 'IPv4 address not in four parts: ambiguous';
}

function addressV4(value: number): AddressV4 {
  const text = `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  return { family: 4, text, value };
}

/** Without brackets and zone id. */
function bare(text: string): string {
  const inner = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const zone = inner.indexOf('%');
  return zone < 0 ? inner : inner.slice(0, zone);
}

function readIPv4(text: string): number | null {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return null;
      value = value * 256 + octet;
      octet = -1;
      continue;
    }
    const digit = code - 48;
    // An octet of 0 takes no further digit: `01` is octal to some.
    if (digit < 0 || digit > 9 || octet === 0) return null;
    octet = octet < 0 ? digit : octet * 10 + digit;
    if (octet > 255) return null;
  }
  return octet < 0 || dots !== 3 ? null : value * 256 + octet;
}

function readIPv6(text: string): [number, number, number, number] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = readGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? readGroups(halves[1] ?? '', true) : [];
  if (!head || !tail) return null;
  const missing = 8 - head.length - tail.length;
  // `::` stands for at least one group of zeros (RFC 4291 section 2.2).
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const word = (at: number) => (groups[at] ?? 0) * 65536 + (groups[at + 1] ?? 0);
  return [word(0), word(2), word(4), word(6)];
}

/** Groups of 16 bits; the last may be an IPv4 address where `last` says that the text ends here. */
function readGroups(text: string, last: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const embedded = last && at === parts.length - 1 ? readIPv4(part) : null;
    if (embedded === null) return null;
    groups.push(embedded >>> 16, embedded & 0xffff);
  }
  return groups;
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function writeIPv6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) {
      start = i;
      length = end - i;
    }
    i = end;
  }
  const hex = groups.map((group) => group.toString(16));
  if (start < 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
