/** Reads the CSV files of the ip-location-db project: an inclusive range of addresses, then what holds for it. */
import { readFileSync } from 'node:fs';
import { parseAddress } from '../../background/classify/network/address.ts';

export type Family = 4 | 6;

export interface Row<Value> {
  first: bigint;
  /** Inclusive. */
  last: bigint;
  value: Value;
}

export interface CsvFile<Value> {
  family: Family;
  rows: Row<Value>[];
}

const largestIPv4 = 0xffff_ffffn;
const largest = (1n << 128n) - 1n;

/**
 * Reads `first,last,country` with ISO 3166-1 alpha-2 codes; null is no country (`ZZ`).
 *
 * Addresses are dotted or colon-separated, or decimal numbers; the whole file is of one family.
 *
 * @throws Error that names file and line, for a line that is anything else, and for a file that ends within a line.
 */
export function readCountries(file: string): CsvFile<string | null> {
  return readCsv(file, (rest) => {
    if (!/^[A-Z]{2}$/.test(rest)) throw new Error(`no country code: ${excerpt(rest)}`);
    return rest === 'ZZ' ? null : rest;
  });
}

/**
 * Reads `first,last,AS number,name`, the name quoted where it has a comma or a quote, and gathers the names by AS
 * number: the first one stands. Otherwise as `readCountries`.
 */
export function readNetworks(file: string, names: Map<number, string>): CsvFile<number> {
  return readCsv(file, (rest) => {
    const [, digits, quoted, plain] = /^(\d{1,10}),(?:"((?:[^"]|"")*)"|([^",]*))$/.exec(rest) ?? [];
    const asn = Number(digits);
    if (digits === undefined || asn > 0xffffffff) throw new Error(`no AS number and name: ${excerpt(rest)}`);
    const name = (quoted?.replaceAll('""', '"') ?? plain ?? '').trim();
    if (name && !names.has(asn)) names.set(asn, name);
    return asn;
  });
}

function readCsv<Value>(file: string, readValue: (rest: string) => Value): CsvFile<Value> {
  const text = readFileSync(file, 'utf8');
  const rows: Row<Value>[] = [];
  let family: Family | null = null;
  let numeric = false;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    line++;
    const end = text.indexOf('\n', start);
    try {
      // A last line that is cut short often still looks like a line.
      if (end < 0) throw new Error('the file ends within this line');
      const content = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
      const comma = content.indexOf(',');
      const second = content.indexOf(',', comma + 1);
      if (comma < 0 || second < 0) throw new Error(`not a range and a value: ${excerpt(content)}`);
      const first = readAddress(content.slice(0, comma));
      const last = readAddress(content.slice(comma + 1, second));
      if (first.family !== last.family) throw new Error('a range from one address family to another');
      if (first.value > last.value) throw new Error('a range that ends before it begins');
      if (rows.length > 0 && first.family !== family) throw new Error('not the address family of the lines before');
      family = first.family;
      numeric = first.family === null;
      rows.push({ first: first.value, last: last.value, value: readValue(content.slice(second + 1)) });
    } catch (error) {
      throw new Error(`${file}:${line}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (rows.length === 0) throw new Error(`${file}:1: empty`);
  // Numbers do not say their family; a file of IPv6 has some that IPv4 has not.
  if (numeric) family = rows.some(({ last }) => last > largestIPv4) ? 6 : 4;
  return { family: family ?? 4, rows };
}

/** The family is null for a number. */
function readAddress(text: string): { family: Family | null; value: bigint } {
  if (/^\d{1,39}$/.test(text)) {
    const value = BigInt(text);
    if (value <= largest) return { family: null, value };
  }
  const address = parseAddress(text);
  if (!address) throw new Error(`no address: ${excerpt(text)}`);
  if (address.family === 4) return { family: 4, value: BigInt(address.value) };
  return { family: 6, value: address.words.reduce((value, word) => (value << 32n) | BigInt(word), 0n) };
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
