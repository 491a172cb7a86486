import ipaddr from 'ipaddr.js';
import { expect, test } from 'playwright/test';
import { parseAddress, whyNoAddress } from '../../background/classify/network/address.ts';
import { specialRange } from '../../background/classify/network/special.ts';

const textOf = (text: string) => parseAddress(text)?.text ?? null;
const rangeOf = (text: string) => {
  const address = parseAddress(text);
  return address ? specialRange(address) : 'no address';
};

test('addresses are read in every notation that names one address', () => {
  const cases: [string, string][] = [
    ['8.128.0.1', '8.128.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['43.157.0.1.', '43.157.0.1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2606:4700::1111]', '2606:4700::1111'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25wlan0]', 'fe80::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['::1.2.3.4', '::102:304'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
  ];
  for (const [text, canonical] of cases) expect(textOf(text), text).toBe(canonical);
});

test('an IPv4 address inside IPv6 is the IPv4 address, mapped or behind NAT64', () => {
  expect(parseAddress('::ffff:1.2.3.4')).toEqual({ family: 4, text: '1.2.3.4', value: 0x01020304 });
  expect(textOf('::ffff:c0a8:101')).toBe('192.168.1.1');
  expect(textOf('[::FFFF:255.255.255.255]')).toBe('255.255.255.255');
  expect(textOf('64:ff9b::8.8.8.8')).toBe('8.8.8.8');
  expect(textOf('64:ff9b:1::8.8.8.8')).toBe('64:ff9b:1::808:808');
});

test('what is no address, or could be two, is refused with a reason', () => {
  const cases: [string, RegExp][] = [
    ['', /empty/],
    ['example.com', /not an IP address/],
    ['1.2.3', /not in four parts/],
    ['2130706433', /not in four parts/],
    ['0x7f.1', /hexadecimal/],
    ['0x7f000001', /hexadecimal/],
    ['0177.0.0.1', /leading zeros/],
    ['01.2.3.4', /leading zeros/],
    ['1.2.3.256', /not a valid IPv4/],
    ['1.2.3.4.5', /not in four parts/],
    ['1.2.3.4..', /not an IP address/],
    ['1..2.3', /not an IP address/],
    [' 1.2.3.4', /not an IP address/],
    ['1.2.3.4:80', /not a valid IPv6/],
    ['[1.2.3.4]', /not a valid IPv6/],
    ['１.2.3.4', /not an IP address/],
    ['1::2::3', /not a valid IPv6/],
    [':::', /not a valid IPv6/],
    ['1:2:3:4:5:6:7', /not a valid IPv6/],
    ['1:2:3:4:5:6:7:8:9', /not a valid IPv6/],
    ['1:2:3:4::5:6:7:8', /not a valid IPv6/],
    ['12345::', /not a valid IPv6/],
    ['::ffff:0x7f.1.1.1', /not a valid IPv6/],
    ['::ffff:010.1.1.1', /not a valid IPv6/],
    ['1.2.3.4::', /not a valid IPv6/],
    ['[::1', /not a valid IPv6/],
    ['%eth0', /not an IP address/],
    [`::1%${'x'.repeat(1000)}`, /not a valid IPv6/],
  ];
  for (const [text, reason] of cases) {
    expect(parseAddress(text), text).toBeNull();
    expect(whyNoAddress(text), text).toMatch(reason);
  }
});

test('IPv6 text is read as ipaddr.js reads it, and written so that it reads back', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  const wrong: string[] = [];
  for (let round = 0; round < 20_000; round++) {
    const groups = Array.from({ length: 8 }, () => (random(3) === 0 ? random(65536) : 0));
    const theirs = new ipaddr.IPv6(groups).toNormalizedString();
    const ours = parseAddress(theirs);
    if (ours?.family === 4) continue;
    const read = ours?.words.flatMap((word) => [word >>> 16, word & 0xffff]).join();
    const back = ours && ipaddr.IPv6.parse(ours.text).parts.join();
    // One expectation at the end: each costs the runner more than all of this.
    if (read !== groups.join() || back !== read) wrong.push(theirs);
  }
  expect(wrong).toEqual([]);
});

test('special ranges are known from their first address to their last, and no further', () => {
  const cases: [string, string, string][] = [
    ['0.0.0.0', '0.255.255.255', 'this-network'],
    ['10.0.0.0', '10.255.255.255', 'private'],
    ['100.64.0.0', '100.127.255.255', 'carrier-nat'],
    ['127.0.0.0', '127.255.255.255', 'loopback'],
    ['169.254.0.0', '169.254.255.255', 'link-local'],
    ['172.16.0.0', '172.31.255.255', 'private'],
    ['192.0.0.0', '192.0.0.255', 'protocol'],
    ['192.0.2.0', '192.0.2.255', 'documentation'],
    ['192.88.99.0', '192.88.99.255', '6to4'],
    ['192.168.0.0', '192.168.255.255', 'private'],
    ['198.18.0.0', '198.19.255.255', 'benchmarking'],
    ['198.51.100.0', '198.51.100.255', 'documentation'],
    ['203.0.113.0', '203.0.113.255', 'documentation'],
    ['224.0.0.0', '239.255.255.255', 'multicast'],
    ['240.0.0.0', '255.255.255.254', 'reserved'],
    ['255.255.255.255', '255.255.255.255', 'broadcast'],
    ['::', '::', 'unspecified'],
    ['::1', '::1', 'loopback'],
    ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', 'local-nat64'],
    ['100::', '100::1:ffff:ffff:ffff:ffff', 'discard'],
    ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff', 'teredo'],
    ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff', 'benchmarking'],
    ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff', 'orchid'],
    ['2001:40::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', 'protocol'],
    ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'documentation'],
    ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '6to4'],
    ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', 'documentation'],
    ['4000::', '5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'reserved'],
    ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'segment-routing'],
    ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unique-local'],
    ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'link-local'],
    ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'site-local'],
    ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'multicast'],
  ];
  for (const [first, last, range] of cases) {
    expect(rangeOf(first), first).toBe(range);
    expect(rangeOf(last), last).toBe(range);
    for (const outside of [beside(first, -1n), beside(last, 1n)]) {
      if (outside !== null) expect(rangeOf(outside), `${outside} beside ${range}`).not.toBe(range);
    }
  }
  const ordinary = ['9.255.255.255', '100.128.0.0', '172.32.0.0', '198.20.0.0', '223.255.255.255', '192.31.196.1'];
  const ordinary6 = ['2000::1', '2001:3::1', '2001:4:112::1', '2001:20::1', '2001:200::1', '2606:4700::1', '3ffe::1'];
  for (const text of [...ordinary, ...ordinary6]) expect(rangeOf(text), text).toBeNull();
});

/** The address next to another, or null past the end of its family. */
function beside(text: string, step: bigint): string | null {
  const bytes = ipaddr.parse(text).toByteArray();
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) + step;
  if (value < 0n || value >= 1n << BigInt(bytes.length * 8)) return null;
  const digits = value.toString(16).padStart(bytes.length * 2, '0');
  return ipaddr.fromByteArray([...digits.matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16))).toString();
}
