/**
 * Compiles address data into the shards that the extension carries. `npm run data`, see `usage` in `sources.ts`.
 *
 * Without options it reads the npm packages of the ip-location-db project; newer files of the same form are taken by
 * path. The same input gives the same bytes, and nothing is done where the output is of this input already.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import {
  indexPayload,
  keyWords,
  type Layer,
  layers,
  type NetworkIndex,
  readIndex,
  type ShardEntry,
} from '../../background/classify/network/index-file.ts';
import { namesPerShard } from '../../background/classify/network/names.ts';
import { formatVersion } from '../../background/classify/network/shard.ts';
import { type CsvFile, type Family, readCountries, readNetworks } from './csv.ts';
import { encodeNames, encodeSteps } from './encode.ts';
import { type Input, inputsFor, type Options, packaged, readOptions, sourcesOf, type Use } from './sources.ts';
import { addressSpace, buildTables, cutShards, type Sources, type Tables } from './tables.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const reader = fileURLToPath(new URL('../../background/classify/network', import.meta.url));

/** The budget for the packaged data, zipped. Names of the smallest networks are left out to keep it. */
export const zippedBudget = 3_000_000;

type Files = Map<string, Uint8Array>;

/** Compiles as the options say; says what it did. Throws an `Error` with one sentence for bad input. */
export function compileNetworks(options: Options, log: (text: string) => void): void {
  const started = performance.now();
  const inputs = (['country', 'second-opinion', 'network'] as const).flatMap((use) =>
    inputsFor(use, options, root, log),
  );
  const fingerprint = fingerprintOf(inputs);
  if (!options.force && isMade(options.out, fingerprint)) {
    log(`${options.out} is up to date`);
    return;
  }

  const names = new Map<number, string>();
  const sources: Sources = {
    country: readAll('country', inputs, readCountries),
    second: readAll('second-opinion', inputs, readCountries),
    networks: readAll('network', inputs, (file) => readNetworks(file, names)),
  };
  const { tables, countries } = buildTables(sources);
  const dates = sourcesOf(inputs);
  const index: NetworkIndex = {
    format: formatVersion,
    date: dates.map(({ date }) => date).sort()[0] ?? '',
    inputs: fingerprint,
    sources: dates,
    countries,
    layers: { country4: [], country6: [], countryWide: [], asn4: [], asn6: [], asnWide: [], names: [] },
  };
  const files = shardTables(tables, index);
  const space = addressSpace(sources);
  const bySpace = [...names].sort(([a], [b]) => (space.get(b) ?? 0) - (space.get(a) ?? 0) || a - b);
  const kept = addNames(bySpace, files, index);
  write(options.out, files, index);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const size = (zippedSize(files, index) / 1e6).toFixed(2);
  log(
    `${options.out}: data of ${index.date}, ${files.size} shards, ${size} MB zipped, ` +
      `names of ${kept} of ${names.size} networks, ${seconds} s`,
  );
}

/** Reads a use's files. An address family that they leave out comes from the npm package. */
function readAll<Value>(use: Use, inputs: Input[], read: (file: string) => CsvFile<Value>): CsvFile<Value>[] {
  const files = inputs.filter((input) => input.use === use).map(({ file }) => read(file));
  for (const family of [4, 6] as const satisfies Family[]) {
    if (files.some((file) => file.family === family)) continue;
    const input = packaged(use, family, root);
    inputs.push(input);
    files.push(read(input.file));
  }
  return files;
}

function shardTables(tables: Tables, index: NetworkIndex): Files {
  const files: Files = new Map();
  for (const layer of layers) {
    if (layer === 'names') continue;
    const kind = layer.endsWith('4') ? 'ipv4' : layer.endsWith('6') ? 'ipv6' : 'wide';
    for (const steps of cutShards(tables[layer])) {
      addShard(layer, steps[0]?.key ?? 0n, encodeSteps(steps, kind), files, index);
    }
  }
  return files;
}

/** Adds the names of the largest networks, as many as the budget has room for; returns how many. */
function addNames(bySpace: readonly [number, string][], files: Files, index: NetworkIndex): number {
  const attempt = (count: number): [Files, NetworkIndex] => {
    const sorted = bySpace.slice(0, count).sort(([a], [b]) => a - b);
    const [more, described]: [Files, NetworkIndex] = [new Map(), { ...index, layers: { ...index.layers, names: [] } }];
    for (const names of cutShards(sorted, namesPerShard)) {
      addShard('names', BigInt(names[0]?.[0] ?? 0), encodeNames(names), more, described);
    }
    return [more, described];
  };
  const spent = zippedSize(files, { ...index, layers: { ...index.layers, names: [] } });
  const fits = (count: number) => {
    const [more, described] = attempt(count);
    // The index is in both; counting it twice would only lose room for names.
    const empty = { ...index, layers: { ...index.layers, names: [] } };
    return spent + zippedSize(more, described) - zippedSize(new Map(), empty) <= zippedBudget;
  };
  let [low, high] = [0, bySpace.length];
  if (fits(high)) low = high;
  // To a shard's worth of names: a closer look would cost more time than it is worth.
  while (high - low > namesPerShard / 4) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const [more, described] = attempt(low);
  for (const [file, bytes] of more) files.set(file, bytes);
  index.layers.names = described.layers.names;
  return low;
}

function addShard(layer: Layer, first: bigint, bytes: Uint8Array, files: Files, index: NetworkIndex): void {
  const entries = index.layers[layer];
  const file = `${layer}-${String(entries.length).padStart(2, '0')}.bin`;
  const digits = first.toString(16).padStart(keyWords[layer] * 8, '0');
  const entry: ShardEntry = { file, sha256: sha256(bytes), bytes: bytes.length, first: digits };
  entries.push(entry);
  files.set(file, bytes);
}

function indexText(index: NetworkIndex): string {
  return `${JSON.stringify({ ...index, sha256: sha256(indexPayload(index)) })}\n`;
}

function zippedSize(files: Files, index: NetworkIndex): number {
  const all = { ...Object.fromEntries(files), 'index.json': new TextEncoder().encode(indexText(index)) };
  return zipSync(all, { level: 9 }).length;
}

/**
 * Each file changes at once or not at all, the index last: somebody may read the folder meanwhile, and a run that is
 * cut short must not look finished.
 */
function write(out: string, files: Files, index: NetworkIndex): void {
  mkdirSync(out, { recursive: true });
  for (const [file, bytes] of files) replace(join(out, file), bytes);
  replace(join(out, 'index.json'), new TextEncoder().encode(indexText(index)));
  const ours = new RegExp(`^(?:${layers.join('|')})-\\d+\\.bin$`);
  for (const file of readdirSync(out)) if (ours.test(file) && !files.has(file)) rmSync(join(out, file));
}

function replace(file: string, bytes: Uint8Array): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
}

/** Whether the output is there, whole by its sizes, and made from this input by this compiler. */
function isMade(out: string, fingerprint: string): boolean {
  try {
    const { index } = readIndex(readFileSync(join(out, 'index.json')), formatVersion);
    if (index.inputs !== fingerprint) return false;
    return Object.values(index.layers)
      .flat()
      .every(({ file, bytes }) => existsSync(join(out, file)) && statSync(join(out, file)).size === bytes);
  } catch {
    return false;
  }
}

/** Changes with the data, its dates, and the code that reads and writes it (and with the packages' dates: see `readAll`). */
function fingerprintOf(inputs: readonly Input[]): string {
  const code = [here, reader].flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  const fallbacks = (['country', 'second-opinion', 'network'] as const).map((use) => packaged(use, 4, root).date);
  const lines = [
    ...fallbacks,
    ...inputs.map(({ use, file, date }) => [use, basename(file), date, sha256(readFileSync(file))].join(' ')),
    ...code
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [basename(file), sha256(readFileSync(file))].join(' ')),
  ];
  return sha256(new TextEncoder().encode(lines.sort().join('\n')));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    compileNetworks(readOptions(process.argv.slice(2), join(root, 'build/networks')), console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
