/** Which files the compiler reads, and of which day they are. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { NetworkSource } from '../../background/classify/network/index-file.ts';

export type Use = NetworkSource['use'];

export interface Input {
  use: Use;
  file: string;
  /** Day of the data, ISO 8601. */
  date: string;
}

export interface Options {
  /** Files that replace the packaged ones, by use. */
  files: Record<Use, string[]>;
  date: string | null;
  out: string;
  /** Compile even where the result is there already. */
  force: boolean;
}

const packages: Record<Use, string> = {
  country: 'dbip-country',
  'second-opinion': 'geo-whois-asn-country',
  network: 'asn',
};

/** Whom to credit. All three ask for it; DB-IP asks for the link wherever results are shown. */
const credits: Record<Use, Omit<NetworkSource, 'use' | 'date'>> = {
  country: { name: 'DB-IP', licence: 'CC BY 4.0', link: 'https://db-ip.com' },
  'second-opinion': { name: 'NRO', licence: 'CC BY 4.0', link: 'https://www.nro.net' },
  network: { name: 'RouteViews', licence: 'CC BY 4.0', link: 'https://www.routeviews.org' },
};

export const usage =
  'usage: npm run data -- [--country FILE…] [--second FILE…] [--asn FILE…] [--date YYYY-MM-DD] [--out DIR] [--force]';

/** Reads the command line; throws an `Error` that says what is wrong with it. */
export function readOptions(words: readonly string[], out: string): Options {
  const options: Options = {
    files: { country: [], 'second-opinion': [], network: [] },
    date: null,
    out,
    force: false,
  };
  const fileOptions = new Map<string, Use>([
    ['--country', 'country'],
    ['--second', 'second-opinion'],
    ['--asn', 'network'],
  ]);
  for (let at = 0; at < words.length; ) {
    const option = words[at++] ?? '';
    const values: string[] = [];
    for (let word = words[at]; word !== undefined && !word.startsWith('--'); word = words[++at]) values.push(word);
    const use = fileOptions.get(option);
    const [value] = values;
    if (use && value !== undefined) options.files[use].push(...values);
    else if (option === '--out' && value !== undefined && values.length === 1) options.out = value;
    else if (option === '--date' && isDay(value) && values.length === 1) options.date = value;
    else if (option === '--force' && values.length === 0) options.force = true;
    else throw new Error(`${[option, ...values].join(' ')}: not understood\n${usage}`);
  }
  return options;
}

/**
 * The files to read for one use: those that were given, and the npm package's for an address family that they leave
 * out (`familyOf` tells).
 *
 * @param root The checkout, whose `node_modules` has the packages.
 */
export function inputsFor(use: Use, options: Options, root: string, warn: (text: string) => void): Input[] {
  const given = options.files[use];
  if (given.length > 0) return given.map((file) => ({ use, file, date: dateOf(file, options.date, warn) }));
  return [packaged(use, 4, root), packaged(use, 6, root)];
}

/** The npm package's file of one address family. */
export function packaged(use: Use, family: 4 | 6, root: string): Input {
  const folder = join(root, 'node_modules/@ip-location-db', packages[use]);
  const date = versionDate(folder);
  if (!date) throw new Error(`${folder}: no package with a dated version; run npm ci`);
  return { use, file: join(folder, `${packages[use]}-ipv${family}-num.csv`), date };
}

/** The credits, each with the day of the oldest of its files. */
export function sourcesOf(inputs: readonly Input[]): NetworkSource[] {
  return (Object.keys(credits) as Use[]).map((use) => {
    const dates = inputs.filter((input) => input.use === use).map(({ date }) => date);
    return { ...credits[use], use, date: dates.sort()[0] ?? '' };
  });
}

/** Given, or from the package or the name of the file, or the day of its last change: the last is a guess, and said. */
function dateOf(file: string, given: string | null, warn: (text: string) => void): string {
  if (!existsSync(file)) throw new Error(`${file}: no such file`);
  const told = given ?? versionDate(dirname(file)) ?? nameDate(basename(file));
  if (told) return told;
  const changed = statSync(file).mtime.toISOString().slice(0, 10);
  warn(`${file}: no --date given; taking ${changed}, the day the file was last changed`);
  return changed;
}

/** `2.3.2026060120` is of 2026-06-01. */
function versionDate(folder: string): string | null {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return null;
  const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
  if (!String(name).startsWith('@ip-location-db/')) return null;
  return dayOf(/^\d+\.\d+\.(\d{4})(\d\d)(\d\d)/.exec(String(version)));
}

/** `…-2026-09-01.csv` or `…-20260901.csv`; DB-IP's own `…-2026-09.csv` is of the first. */
function nameDate(name: string): string | null {
  const day = dayOf(/(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)/.exec(name));
  const [, year, month] = /(?<!\d)(20\d\d)-(\d\d)(?![-\d])/.exec(name) ?? [];
  const first = `${year}-${month}-01`;
  return day ?? (isDay(first) ? first : null);
}

function dayOf(parts: RegExpExecArray | null): string | null {
  const day = parts?.slice(1, 4).join('-');
  return isDay(day) ? day : null;
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
