/** The address data against its budgets. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { compileNetworks } from '../../tools/networks/compile.ts';
import { readOptions } from '../../tools/networks/sources.ts';
import { digits, type Row } from './row.ts';
import { median, quantile } from './statistics.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = join(root, 'build/networks');

/** What a visit to a voice chat talks to: clouds, real-time networks, CDNs, a few peers at home. */
const ordinary = [
  ...['43.157.0.1', '8.128.0.1', '103.153.24.10', '52.80.0.1', '104.16.0.1', '162.159.128.233', '66.22.196.10'],
  ...['35.186.224.25', '142.250.185.78', '151.101.1.69', '13.107.42.14', '20.190.160.20', '3.120.0.10', '18.184.0.4'],
  ...['34.117.59.81', '47.91.0.5', '161.117.0.9', '129.226.0.7', '170.106.0.3', '157.240.22.35', '23.48.10.2'],
  ...['185.60.216.35', '92.40.1.2', '84.112.3.4', '179.6.1.1', '202.12.29.2', '41.90.4.4', '192.168.1.1'],
  ...['2606:4700::6810:84e5', '2a03:2880:f12d:83:face:b00c:0:25de'],
];

/**
 * Measures the packaged address data (compiled first if it is not there).
 *
 * @param options.rounds Scales the number of fresh processes.
 */
export async function benchNetworks(options: { rounds: number } = { rounds: 3 }): Promise<Row[]> {
  compileNetworks(readOptions([], data), () => {});
  const folder = mkdtempSync(join(tmpdir(), 'earshot-networks-'));
  try {
    const probe = join(folder, 'probe.mjs');
    const entry = fileURLToPath(new URL('./networks-probe.ts', import.meta.url));
    await build({ entryPoints: [entry], outfile: probe, bundle: true, platform: 'node', format: 'esm' });
    const run = (mode: string, addresses: readonly string[]): unknown =>
      JSON.parse(
        execFileSync(process.execPath, ['--expose-gc', probe, mode, data, addresses.join(',')], { encoding: 'utf8' }),
      );
    return [coldRow(run, options.rounds), ...warmRows(run), zippedRow(), ...memoryRows(run)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Run = (mode: string, addresses: readonly string[]) => unknown;

function coldRow(run: Run, rounds: number): Row {
  const firsts = ['43.157.0.1', '8.128.0.1', '2a03:2880:f12d:83:face:b00c:0:25de', '179.6.1.1'];
  const times = firsts.flatMap((ip) => Array.from({ length: rounds * 3 }, () => Number(run('cold', [ip]))));
  const worst = quantile(times, 0.95);
  return {
    name: 'IP address → country, network: first answer after a cold start',
    budget: '≤ 15 ms',
    measured: `${digits(median(times))} ms (95th percentile ${digits(worst)} ms)`,
    how: `${times.length} fresh Node processes: index, two shards and one of names read from disk, checked, unpacked`,
    ok: median(times) <= 15,
  };
}

function warmRows(run: Run): Row[] {
  const { searched, kept } = run('warm', []) as { searched: number; kept: number };
  return [
    {
      name: 'IP address → country, network: warm',
      budget: '≤ 1 µs',
      measured: `${digits(searched)} ns searched, ${digits(kept)} ns asked before`,
      how: '400 rounds of 4,096 addresses in loaded shards, beyond the answers that are kept; of 30, kept',
      ok: searched <= 1000,
    },
  ];
}

function zippedRow(): Row {
  const files = Object.fromEntries(
    readdirSync(data).map((file) => [file, new Uint8Array(readFileSync(join(data, file)))]),
  );
  const size = zipSync(files, { level: 9 }).length;
  return {
    name: 'address data, zipped',
    budget: '≤ 3 MB',
    measured: `${(size / 1e6).toFixed(3)} MB`,
    how: `${Object.keys(files).length} files in one archive at level 9`,
    ok: size <= 3e6,
  };
}

function memoryRows(run: Run): Row[] {
  const random = routed(1000);
  const mixes: [string, readonly string[]][] = [
    ['30 addresses of an ordinary visit', ordinary],
    ['1,000 addresses from all over', random],
  ];
  return mixes.map(([what, addresses]) => {
    const held = Number(run('memory', addresses));
    return {
      name: `address data in memory: ${what}`,
      budget: '≤ 1 MB',
      measured: `${(held / 1e6).toFixed(2)} MB`,
      how: 'heap and buffers after garbage collection, less what they were before the table was opened',
      ok: held <= 1e6,
    };
  });
}

/** Addresses spread over the ranges that have a network, the same ones every time. */
function routed(count: number): string[] {
  const folder = join(root, 'node_modules/@ip-location-db/asn');
  return ['asn-ipv4.csv', 'asn-ipv6.csv'].flatMap((file) => {
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
    const step = Math.floor(lines.length / (count / 2));
    // 7,919 is prime: the order jumps about as a page's requests would.
    return Array.from({ length: count / 2 }, (_, i) => lines[((i * 7919) % (count / 2)) * step]?.split(',')[0] ?? '');
  });
}
