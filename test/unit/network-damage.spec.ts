/** Small data, compiled here, then damaged: an answer is right or unknown with a reason, never a throw. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { parseAddress } from '../../background/classify/network/address.ts';
import { resolveAddress } from '../../background/classify/network/resolve.ts';
import { NetworkTable } from '../../background/classify/network/table.ts';
import { compileNetworks } from '../../tools/networks/compile.ts';
import { readOptions } from '../../tools/networks/sources.ts';

const country4 =
  '1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.255,CN\n8.8.8.0,8.8.8.255,US\n255.255.255.255,255.255.255.255,ZZ\n';
// The first /64 has borders inside; the last range begins and ends on single addresses, far from each other.
const country6 = [
  '2001:db9::1,2001:db9::f,DE',
  '2001:db9::10,2001:db9::10,FR',
  '2001:db9::11,2001:db9:0:0:ffff:ffff:ffff:ffff,DE',
  '2001:db9:0:1::,2001:db9:0:1:ffff:ffff:ffff:ffff,NL',
  '2a01:1:2:3::5,2b01:fedc:ba98:7654:3210:fedc:ba98:7653,SE',
].join('\n');
const second4 = '1.0.0.0,1.0.3.255,AU\n1.0.2.0,1.0.2.255,JP\n9.9.9.0,9.9.9.255,CH\n';
const second6 = '2001:db9::,2001:db9::ff,DE\n';
const asn4 = '1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."\n8.8.8.0,8.8.8.255,4294967294,"The ""Big"" Net"\n';
const asn6 = '2001:db9::,2001:db9::7f,64496,Half a network\n';

let folder: string;
let out: string;
const files = new Map<string, Uint8Array<ArrayBuffer>>();
const log: string[] = [];

const write = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const compile = (...words: string[]) => compileNetworks(readOptions(words, out), (text) => log.push(text));
const inputs = () => [
  ...['--country', write('c4.csv', country4), write('c6.csv', `${country6}\n`)],
  ...['--second', write('s4.csv', second4), write('s6.csv', second6)],
  ...['--asn', write('a4.csv', asn4), write('a6.csv', asn6)],
  ...['--date', '2026-06-01'],
];
const load = () => {
  files.clear();
  for (const file of readdirSync(out)) files.set(file, new Uint8Array(readFileSync(join(out, file))));
};
const open = (
  change: (file: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (_, bytes) => bytes,
) =>
  NetworkTable.open(
    async (file) => {
      const bytes = files.get(file);
      if (!bytes) throw new Error(`no ${file}`);
      return change(file, bytes.slice());
    },
    (bytes) => crypto.subtle.digest('SHA-256', bytes),
  );
const answer = async (table: NetworkTable, ip: string) => {
  const address = parseAddress(ip);
  if (!address) throw new Error(`no address: ${ip}`);
  const { country, second, asn } = await table.lookup(address);
  return [country, second, asn];
};

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'networks-'));
  out = join(folder, 'out');
  compile(...inputs());
  load();
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test('files given by path are compiled: gaps, nested ranges, borders inside a /64, quoted names, long AS numbers', async () => {
  const table = await open();
  const cases: [string, unknown[]][] = [
    ['0.255.255.255', [null, null, null]],
    ['1.0.0.0', ['AU', null, 13335]],
    ['1.0.1.0', ['CN', 'AU', null]],
    ['1.0.2.9', ['CN', 'JP', null]],
    ['1.0.3.0', ['CN', 'AU', null]],
    ['1.0.4.0', [null, null, null]],
    ['8.8.8.8', ['US', null, 4_294_967_294]],
    ['9.9.9.9', [null, 'CH', null]],
    ['2001:db9::', [null, 'DE', 64496]],
    ['2001:db9::1', ['DE', null, 64496]],
    ['2001:db9::10', ['FR', 'DE', 64496]],
    ['2001:db9::11', ['DE', null, 64496]],
    ['2001:db9::7f', ['DE', null, 64496]],
    ['2001:db9::80', ['DE', null, null]],
    ['2001:db9:0:0:ffff:ffff:ffff:ffff', ['DE', null, null]],
    ['2001:db9:0:1::', ['NL', null, null]],
    ['2001:db9:0:2::', [null, null, null]],
    ['2a01:1:2:3::4', [null, null, null]],
    ['2a01:1:2:3::5', ['SE', null, null]],
    ['2a01:1:2:4::', ['SE', null, null]],
    ['2b01:fedc:ba98:7654:3210:fedc:ba98:7653', ['SE', null, null]],
    ['2b01:fedc:ba98:7654:3210:fedc:ba98:7654', [null, null, null]],
    ['2b01:fedc:ba98:7655::', [null, null, null]],
  ];
  for (const [ip, expected] of cases) expect(await answer(table, ip), ip).toEqual(expected);
  expect(await table.name(4_294_967_294)).toBe('The "Big" Net');
  expect(await table.name(13335)).toBe('Cloudflare, Inc.');
  expect(await table.name(13336)).toBeNull();
  expect(table.problems).toEqual([]);
  expect(table.about?.date).toBe('2026-06-01');
});

test('the same input gives the same bytes, and is not compiled twice', () => {
  const first = new Map(files);
  const before = statSync(join(out, 'index.json')).mtimeMs;
  compile(...inputs());
  expect(log.at(-1)).toMatch(/up to date/);
  expect(statSync(join(out, 'index.json')).mtimeMs).toBe(before);
  utimesSync(join(out, 'index.json'), 0, 0);
  compile(...inputs(), '--force');
  expect(statSync(join(out, 'index.json')).mtimeMs).toBeGreaterThan(0);
  load();
  expect([...files.keys()].sort()).toEqual([...first.keys()].sort());
  for (const [file, bytes] of first) expect(Buffer.compare(bytes, files.get(file) ?? new Uint8Array()), file).toBe(0);
});

test('a line that is cut short or garbled is an error that names file and line', () => {
  const cases: [string, string, RegExp][] = [
    ['--country', '1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.2', /broken\.csv:2: the file ends within this line/],
    ['--country', '1.0.0.0,1.0.0.255,AU', /broken\.csv:1: the file ends within this line/],
    ['--country', '1.0.0.0,1.0.0.255,AU\n1.0.1.0,CN\n', /broken\.csv:2: not a range and a value/],
    ['--country', '1.0.0.0,1.0.0.256,AU\n', /broken\.csv:1: no address: "1\.0\.0\.256"/],
    ['--country', '1.0.0.0,1.0.0.255,Aus\n', /broken\.csv:1: no country code: "Aus"/],
    ['--second', '1.0.0.255,1.0.0.0,AU\n', /broken\.csv:1: a range that ends before it begins/],
    ['--second', '1.0.0.0,2001:db9::,AU\n', /broken\.csv:1: a range from one address family to another/],
    ['--second', '1.0.0.0,1.0.0.1,AU\n2001:db9::,2001:db9::,AU\n', /broken\.csv:2: not the address family/],
    ['--asn', '1.0.0.0,1.0.0.255,x,Name\n', /broken\.csv:1: no AS number and name/],
    ['--asn', '1.0.0.0,1.0.0.255,4294967296,Name\n', /broken\.csv:1: no AS number/],
    ['--asn', '1.0.0.0,1.0.0.255,1,"Name\n', /broken\.csv:1: no AS number and name/],
    ['--asn', '', /broken\.csv:1: empty/],
  ];
  for (const [option, text, message] of cases) {
    expect(() => compile(...inputs(), option, write('broken.csv', text), '--force'), text).toThrow(message);
  }
  expect(() => compile('--country', join(folder, 'none.csv'))).toThrow(/none\.csv: no such file/);
  expect(() => compile('--contry', 'x')).toThrow(/--contry x: not understood/);
});

test('a shard that is missing, truncated or tampered with makes the answer unknown, says so, and spares the others', async () => {
  const damage: [string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>, RegExp][] = [
    ['truncated', (bytes) => bytes.slice(0, -1), /has \d+ bytes, not \d+/],
    ['empty', () => new Uint8Array(), /has 0 bytes/],
    ['tampered', (bytes) => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1), /does not match its checksum/],
  ];
  for (const [what, change, detail] of damage) {
    const table = await open((file, bytes) => (file === 'country4-00.bin' ? change(bytes) : bytes));
    const address = await resolveAddress('1.0.0.1', table, {});
    expect(address.location, what).toMatchObject({ country: null, certainty: 'unknown', candidates: [] });
    expect(address.location.note, what).toContain('could not be read');
    expect(address.network?.asn, what).toBe(13335);
    expect(table.problems, what).toEqual([
      { file: 'country4-00.bin', kind: 'damaged', detail: expect.stringMatching(detail) },
    ]);
    expect(await answer(table, '2001:db9::10'), what).toEqual(['FR', 'DE', 64496]);
  }
});

test('a country is uncertain while the network that might be anycast cannot be read', async () => {
  const table = await open((file, bytes) => (file === 'asn4-00.bin' ? bytes.slice(1) : bytes));
  const { network, location } = await resolveAddress('1.0.0.1', table, {
    13335: { name: 'C', operator: null, anycast: true },
  });
  expect(network).toBeNull();
  expect(location).toMatchObject({ country: 'AU', certainty: 'uncertain', candidates: ['AU'] });
});

test('a shard that could not be read for once is read when next asked for', async () => {
  let failing = true;
  const table = await open((file, bytes) => {
    if (failing && file !== 'index.json') throw new Error('not now');
    return bytes;
  });
  expect((await resolveAddress('8.8.8.8', table, {})).location.certainty).toBe('unknown');
  failing = false;
  expect((await resolveAddress('8.8.8.8', table, {})).location).toMatchObject({ country: 'US', certainty: 'certain' });
});

test('without a digest function a damaged shard still never throws', async () => {
  const bytes = files.get('country4-00.bin') ?? new Uint8Array();
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 128]) {
      const table = await NetworkTable.open(async (file) => {
        const whole = files.get(file) ?? new Uint8Array();
        return file === 'country4-00.bin' ? whole.with(at, (whole[at] ?? 0) ^ bit) : whole;
      }, null);
      await table.lookup({ family: 4, text: '1.0.2.9', value: 0x01000209 });
    }
  }
});

test('a missing, truncated or tampered index leaves every answer unknown, with a reason', async () => {
  const text = new TextDecoder().decode(files.get('index.json'));
  const indexes: [string, RegExp][] = [
    [text.slice(0, 100), /JSON/],
    ['', /JSON/],
    ['null', /not an object/],
    ['[]', /not an object/],
    [text.replace('"format":1', '"format":2'), /format 2, expected 1/],
    [text.replace('"AU"', '"GB"'), /does not match its checksum/],
    [text.replace('country4-00.bin', '../country4.bin'), /not complete/],
    ['{"format":1,"sha256":""}', /not complete/],
  ];
  for (const [changed, detail] of indexes) {
    const table = await open((file, bytes) => (file === 'index.json' ? new TextEncoder().encode(changed) : bytes));
    expect((await resolveAddress('8.8.8.8', table, {})).location).toMatchObject({
      country: null,
      certainty: 'unknown',
    });
    expect(table.problems).toEqual([{ file: 'index.json', kind: 'damaged', detail: expect.stringMatching(detail) }]);
    expect(table.about).toBeNull();
  }
  const none = await open(() => {
    throw new Error('gone');
  });
  expect(none.problems).toEqual([{ file: 'index.json', kind: 'missing', detail: 'could not be read: gone' }]);
  expect((await resolveAddress('8.8.8.8', none, {})).location.note).toMatch(/could not be read/);
  expect((await resolveAddress('127.0.0.1', none, {})).location).toMatchObject({
    certainty: 'special',
    note: 'loopback',
  });
  expect((await resolveAddress('8.8.8.8', null, {})).location).toMatchObject({
    certainty: 'unknown',
    note: 'no address data',
  });
});

test('what is not loaded is not answered at once; after it was asked for, it is', async () => {
  const table = await open();
  const [asked, neighbour] = [parseAddress('8.8.8.8'), parseAddress('8.8.8.7')];
  if (!asked || !neighbour) throw new Error('no address');
  expect(table.peek(asked)).toBeNull();
  const answers = await Promise.all([resolveAddress('8.8.8.8', table, {}), resolveAddress('8.8.8.9', table, {})]);
  expect(answers.map(({ network }) => network?.asn)).toEqual([4_294_967_294, 4_294_967_294]);
  expect(table.peek(neighbour)).not.toBeNull();
});
