/** From the rows of the sources to the tables of the package. */
import { split, stepsPerShard } from '../../background/classify/network/shard.ts';
import type { CsvFile, Family, Row } from './csv.ts';
import { bridgeWideGaps } from './encode.ts';
import { flatten, overlay, partAt64, type Step } from './steps.ts';

export type Tables = Record<'country4' | 'country6' | 'countryWide' | 'asn4' | 'asn6' | 'asnWide', Step<number>[]>;

export interface Sources {
  country: CsvFile<string | null>[];
  second: CsvFile<string | null>[];
  networks: CsvFile<number>[];
}

/** The address after the last. */
const end = { 4: 1n << 32n, 6: 1n << 128n };

/**
 * A country value is the id of the primary's country plus 256 times that of the second opinion, the latter only where
 * it differs. Ids count from 1 along `countries`; 0 is none.
 */
export function buildTables(sources: Sources): { tables: Tables; countries: string[] } {
  const countries = [...new Set([...sources.country, ...sources.second].flatMap(valuesOf))].sort();
  // 255 would collide with the narrow form of `split`.
  if (countries.length > 254) throw new Error(`${countries.length} country codes; the format holds 254`);
  const ids = new Map(countries.map((country, at) => [country, at + 1]));
  const id = (country: string | null) => (country === null ? 0 : (ids.get(country) ?? 0));
  const pairs = (family: Family) =>
    overlay(steps(sources.country, family), steps(sources.second, family), (country, second) => {
      const [first, other] = [id(country), id(second)];
      return first + (other === first ? 0 : other * 256) || null;
    });
  const country6 = partAt64(numbered(pairs(6)), split);
  const asn6 = partAt64(numbered(steps(sources.networks, 6)), split);
  const tables = {
    country4: numbered(pairs(4)),
    country6: bridgeWideGaps(country6.upper),
    countryWide: country6.full,
    asn4: numbered(steps(sources.networks, 4)),
    asn6: bridgeWideGaps(asn6.upper),
    asnWide: asn6.full,
  };
  return { tables, countries };
}

/**
 * Cuts steps into shards. Steps of one /64 may come to lie in two `wide` shards; each has the whole key, so that does
 * no harm.
 */
export function cutShards<Item>(items: readonly Item[], size = stepsPerShard): Item[][] {
  const shards: Item[][] = [];
  for (let at = 0; at < items.length; at += size) shards.push(items.slice(at, at + size));
  return shards;
}

/** How much address space each AS number has: IPv4 addresses, and /40s of IPv6 (a /32 weighs as much as a /24). */
export function addressSpace({ networks }: Sources): Map<number, number> {
  const space = new Map<number, number>();
  for (const { family, rows } of networks) {
    const unit = family === 4 ? 1 : 2 ** 88;
    for (const { first, last, value } of rows) {
      space.set(value, (space.get(value) ?? 0) + Number(last - first + 1n) / unit);
    }
  }
  return space;
}

function steps<Value>(files: readonly CsvFile<Value>[], family: Family): Step<Value | null>[] {
  const rows: Row<Value>[] = files.filter((file) => file.family === family).flatMap((file) => file.rows);
  return flatten(rows, end[family]);
}

function numbered(list: readonly Step<number | null>[]): Step<number>[] {
  return list.map(({ key, value }) => ({ key, value: value ?? 0 }));
}

function valuesOf(file: CsvFile<string | null>): string[] {
  return [...new Set(file.rows.map(({ value }) => value))].filter((country) => country !== null);
}
