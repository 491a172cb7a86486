/**
 * Addresses that stand for a purpose and not for a place. They are decided here, before any data is asked: address
 * data gives 192.168.0.0/16 to Australia and 2002::/16 to the United States.
 *
 * From the IANA special-purpose registries (RFC 6890), what is not globally reachable, and the tunnels that hide where
 * the other end stands. Blocks that the registry calls globally reachable (AS112, AMT, ORCHIDv2) are looked up like
 * any other.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
import type { AddressV6, ParsedAddress } from './address.ts';

export type SpecialRange =
  | 'this-network'
  | 'private'
  | 'carrier-nat'
  | 'loopback'
  | 'link-local'
  | 'protocol'
  | 'documentation'
  | '6to4'
  | 'benchmarking'
  | 'multicast'
  | 'reserved'
  | 'broadcast'
  | 'unspecified'
  | 'local-nat64'
  | 'discard'
  | 'teredo'
  | 'orchid'
  | 'segment-routing'
  | 'unique-local'
  | 'site-local';

/** First address, prefix length, range. The first that contains the address wins: the narrower stands first. */
const ipv4: readonly (readonly [number, number, SpecialRange])[] = [
  [0xffffffff, 32, 'broadcast'],
  [0x00000000, 8, 'this-network'],
  [0x0a000000, 8, 'private'],
  [0x64400000, 10, 'carrier-nat'], // 100.64.0.0, RFC 6598
  [0x7f000000, 8, 'loopback'],
  [0xa9fe0000, 16, 'link-local'], // 169.254.0.0, RFC 3927
  [0xac100000, 12, 'private'], // 172.16.0.0
  [0xc0000000, 24, 'protocol'], // 192.0.0.0, RFC 6890
  [0xc0000200, 24, 'documentation'], // 192.0.2.0, RFC 5737
  [0xc0586300, 24, '6to4'], // 192.88.99.0, relay anycast, RFC 7526
  [0xc0a80000, 16, 'private'], // 192.168.0.0
  [0xc6120000, 15, 'benchmarking'], // 198.18.0.0, RFC 2544
  [0xc6336400, 24, 'documentation'], // 198.51.100.0
  [0xcb007100, 24, 'documentation'], // 203.0.113.0
  [0xe0000000, 4, 'multicast'],
  [0xf0000000, 4, 'reserved'],
];

/** As above, with the upper two words of the first address; prefixes are 64 bits at most. */
const ipv6: readonly (readonly [number, number, number, SpecialRange | null])[] = [
  [0x0064ff9b, 0x00010000, 48, 'local-nat64'], // RFC 8215
  [0x01000000, 0, 64, 'discard'], // 100::, RFC 6666
  [0x01000000, 1, 64, 'discard'], // 100:0:0:1::, dummy prefix, RFC 9780
  [0x20010000, 0, 32, 'teredo'], // RFC 4380
  [0x20010002, 0, 48, 'benchmarking'], // RFC 5180
  [0x20010003, 0, 32, null], // AMT, globally reachable
  [0x20010004, 0x01120000, 48, null], // AS112, globally reachable
  [0x20010010, 0, 28, 'orchid'], // RFC 4843, deprecated
  [0x20010020, 0, 28, null], // ORCHIDv2, globally reachable
  [0x20010030, 0, 28, null], // drone remote id, globally reachable
  [0x20010000, 0, 23, 'protocol'], // RFC 2928
  [0x20010db8, 0, 32, 'documentation'], // RFC 3849
  [0x20020000, 0, 16, '6to4'], // RFC 3056
  [0x3fff0000, 0, 20, 'documentation'], // RFC 9637
  [0x20000000, 0, 3, null], // global unicast
  [0x5f000000, 0, 16, 'segment-routing'], // RFC 9602
  [0xfc000000, 0, 7, 'unique-local'], // RFC 4193
  [0xfe800000, 0, 10, 'link-local'],
  [0xfec00000, 0, 10, 'site-local'], // RFC 3879, deprecated
  [0xff000000, 0, 8, 'multicast'],
];

/** The special range that an address lies in, or null for one that address data can answer. */
export function specialRange(address: ParsedAddress): SpecialRange | null {
  if (address.family === 6) return specialIPv6(address);
  for (const [first, prefix, range] of ipv4) {
    if (startsWith(address.value, first, prefix)) return range;
  }
  return null;
}

function specialIPv6({ words: [a, b, c, d] }: AddressV6): SpecialRange | null {
  if (a === 0 && b === 0 && c === 0 && d <= 1) return d === 1 ? 'loopback' : 'unspecified';
  for (const [high, low, prefix, range] of ipv6) {
    if (startsWith(a, high, Math.min(prefix, 32)) && (prefix <= 32 || startsWith(b, low, prefix - 32))) return range;
  }
  // IANA has given out nothing but 2000::/3 for global unicast.
  return 'reserved';
}

function startsWith(word: number, first: number, prefix: number): boolean {
  return (word ^ first) >>> (32 - prefix) === 0;
}
