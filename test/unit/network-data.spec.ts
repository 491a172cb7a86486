/** The packaged data answers as its sources do. The sources are read here once more, plainly, to compare. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'playwright/test';
import { parseAddress } from '../../background/classify/network/address.ts';
import { resolveAddress } from '../../background/classify/network/resolve.ts';
import { NetworkTable } from '../../background/classify/network/table.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { compileNetworks, zippedBudget } from '../../tools/networks/compile.ts';
import { readOptions } from '../../tools/networks/sources.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}build/networks`;
/** Every border of every range instead of a sample: `EARSHOT_EVERY_BORDER=1`, some minutes. */
const every = Boolean(process.env['EARSHOT_EVERY_BORDER']);
const sample = 100_000;

const open = () =>
  NetworkTable.open(
    async (file) => new Uint8Array(await readFile(`${folder}/${file}`)),
    (bytes) => crypto.subtle.digest('SHA-256', bytes),
  );

const networks: Catalogue['networks'] = {
  13335: { name: 'Cloudflare', operator: 'cloudflare', anycast: true },
  37963: { name: 'Alibaba', operator: 'alibaba', country: 'CN' },
  132203: { name: 'Tencent', operator: 'tencent' },
};

test.beforeAll(() => {
  test.setTimeout(180_000);
  compileNetworks(readOptions([], folder), () => {});
});

for (const family of [4, 6] as const) {
  test(`IPv${family}: addresses on every kind of border and between answer as the sources do`, async () => {
    test.setTimeout(every ? 1_800_000 : 180_000);
    const country = new Source('dbip-country', family);
    const second = new Source('geo-whois-asn-country', family);
    const network = new Source('asn', family);
    const table = await open();
    const wrong: string[] = [];
    let asked = 0;
    for (const value of draw([country, second, network], family)) {
      const address = parseAddress(write(value, family));
      if (!address) throw new Error(`no address: ${write(value, family)}`);
      const answer = table.peek(address) ?? (await table.lookup(address));
      const [first, other, asn] = [country.at(value), second.at(value), network.at(value)];
      const expected = [first, other === first ? null : other, asn === null ? null : Number(asn)];
      // Comparing text is much quicker than half a million expectations.
      const [ours, theirs] = [[answer.country, answer.second, answer.asn].join(), expected.join()];
      if (ours !== theirs) wrong.push(`${address.text}: ${ours}, not ${theirs}`);
      asked++;
    }
    expect(asked).toBeGreaterThanOrEqual(sample);
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(table.problems).toEqual([]);
  });
}

test('known addresses are where they are known to be, on the network that is known to have them', async () => {
  const table = await open();
  const resolve = (ip: string) => resolveAddress(ip, table, networks);
  const place = async (ip: string) => (await resolve(ip)).location;

  const alibaba = await resolve('8.128.0.1');
  expect(alibaba.network).toEqual({ asn: 37963, name: 'Alibaba', operator: 'alibaba' });
  expect(alibaba.location).toMatchObject({ country: 'CN', certainty: 'certain', candidates: ['CN'] });
  // Without the catalogue's exception, the disagreement is told.
  const bare = await resolveAddress('8.128.0.1', table, {});
  expect(bare.location).toMatchObject({ country: 'CN', certainty: 'uncertain', candidates: ['CN', 'SG'] });

  const tencent = await resolve('43.157.0.1');
  expect(tencent.network).toMatchObject({ asn: 132203, operator: 'tencent' });
  expect(tencent.location).toMatchObject({ country: 'DE', certainty: 'certain' });

  expect((await resolve('103.153.24.10')).network).toEqual({ asn: 140899, name: 'Agora Lab, Inc.', operator: null });
  expect(await place('104.16.0.1')).toEqual({ country: null, certainty: 'anycast', candidates: [], note: null });
  expect(await place('[2606:4700::1111]')).toMatchObject({ country: null, certainty: 'anycast' });
  expect(await resolve('192.168.1.1')).toEqual({
    ip: '192.168.1.1',
    network: null,
    location: { country: null, certainty: 'special', candidates: [], note: 'private' },
  });
  expect(await place('fe80::1%eth0')).toMatchObject({ certainty: 'special', note: 'link-local' });
  expect(await resolve('::ffff:43.157.0.1')).toEqual(tencent);
  expect(await resolve('64:ff9b::43.157.0.1')).toEqual(tencent);
  expect(await place('0x7f.1')).toMatchObject({ certainty: 'unknown', note: expect.stringContaining('hexadecimal') });
  expect(table.problems).toEqual([]);
});

test('a network that the catalogue does not have is called by its registered name, or by its number', async () => {
  const table = await open();
  expect(await table.name(15169)).toBe('Google LLC');
  expect(await table.name(4_294_967_295)).toBeNull();
});

test('the data says its day and whom to credit, and fits its room in the package', async () => {
  const table = await open();
  expect(table.about?.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(table.about?.sources.map(({ name, licence, link }) => [name, licence, link])).toEqual([
    ['DB-IP', 'CC BY 4.0', 'https://db-ip.com'],
    ['NRO', 'CC BY 4.0', 'https://www.nro.net'],
    ['RouteViews', 'CC BY 4.0', 'https://www.routeviews.org'],
  ]);
  expect(zippedBudget).toBeLessThanOrEqual(3_000_000);
});

/** A source as its CSV says: sorted starts, and a walk back to the ranges that still run. */
class Source {
  readonly rows: { first: bigint; last: bigint; value: string }[];
  /** The largest end up to and including each row: where the walk back may stop. */
  readonly #reach: bigint[] = [];

  constructor(name: string, family: 4 | 6) {
    const file = `${root}node_modules/@ip-location-db/${name}/${name}-ipv${family}-num.csv`;
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    this.rows = lines.map((line) => {
      const [first = '', last = '', value = ''] = line.split(',', 3);
      return { first: BigInt(first), last: BigInt(last), value };
    });
    let reach = -1n;
    for (const [at, row] of this.rows.entries()) {
      // The search below needs this; it is so in the packages.
      if (at > 0 && row.first < (this.rows[at - 1]?.first ?? 0n)) throw new Error(`${file}: not sorted`);
      if (row.last > reach) reach = row.last;
      this.#reach.push(reach);
    }
  }

  /** Of the ranges that contain the address, the one that begins last; of those, the shortest; of those, the last. */
  at(address: bigint): string | null {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.rows[middle]?.first ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    let best: { first: bigint; last: bigint; value: string } | null = null;
    for (let at = low - 1; at >= 0 && (this.#reach[at] ?? -1n) >= address; at--) {
      const row = this.rows[at];
      if (!row || (best && row.first < best.first)) break;
      if (row.last >= address && (!best || row.last < best.last)) best = row;
    }
    return best?.value ?? null;
  }
}

/** Addresses in ascending order, so that each shard is read once: half on and beside borders, half inside ranges. */
function draw(sources: readonly Source[], family: 4 | 6): bigint[] {
  const end = 1n << (family === 4 ? 32n : 128n);
  const drawn: bigint[] = [];
  const borders = ({ first, last }: { first: bigint; last: bigint }) => [first - 1n, first, last, last + 1n];
  if (every) {
    for (const { rows } of sources) for (const row of rows) drawn.push(...borders(row));
  } else {
    const random = mulberry32(family);
    while (drawn.length < sample) {
      const rows = sources[Math.floor(random() * sources.length)]?.rows ?? [];
      const row = rows[Math.floor(random() * rows.length)];
      if (!row) continue;
      const inside =
        row.first + BigInt(Math.floor(random() * 2 ** 52)) * ((row.last - row.first + 1n) / (1n << 52n) || 1n);
      drawn.push(...borders(row));
      for (let i = 0; i < 4; i++)
        drawn.push(inside + BigInt(i) <= row.last ? inside + BigInt(i) : row.last - BigInt(i));
    }
  }
  const inFamily = drawn.filter((value) => value >= 0n && value < end);
  return inFamily.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function write(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const digits = value.toString(16).padStart(32, '0');
  return [...digits.matchAll(/.{4}/g)].join(':');
}

/** A small seeded generator (Tommy Ettinger, public domain): the same addresses every time. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
