/**
 * `npm run bench`: every budget of Earshot beside what was measured on this machine, each with how it was taken.
 * One measurement after the other, never two at a time. Takes a quarter of an hour; wants a machine that does nothing else.
 * Budgets are looked at by people: a budget that is exceeded does not fail the run, a measurement that breaks does.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { isIsolated, moveInside } from './internet-of-its-own.ts';
import { benchPackageSize } from './package-size.ts';
import { type BenchOptions, notMeasured, oneLine, type Row } from './row.ts';
import { asMarkdown, asText } from './table.ts';

type Measurement = (options: BenchOptions) => Promise<Row[]>;

/** In the order of the table. Loaded when needed: a room that is being rebuilt does not stop the others' measuring. */
const measurements: Record<string, Measurement> = {
  'ordinary-page': async (options) => (await import('./ordinary-page.ts')).benchOrdinaryPage(options),
  'probe-cost': async (options) => (await import('./probe-cost.ts')).benchProbeCost(options),
  classify: async (options) => (await import('./classify.ts')).benchClassify(options),
  leakage: async () => (await import('./leakage.ts')).benchLeakage(),
  networks: async (options) => (await import('./networks.ts')).benchNetworks(options),
  worker: async (options) => (await import('./worker.ts')).benchWorker(options),
  'package-size': benchPackageSize,
  popup: async (options) => (await import('./popup.ts')).benchPopup(options),
  history: async (options) => (await import('./history.ts')).benchHistory(options),
  export: async (options) => (await import('./export.ts')).benchExport(options),
  'history-page': async (options) => (await import('./history-page.ts')).benchHistoryPage(options),
};

const usage = `npm run bench -- [--only a,b] [--rounds N] [--markdown FILE]
  --only      some of: ${Object.keys(measurements).join(', ')}
  --rounds    scales every measurement (default 3): rounds of fresh browsers, repetitions of everything else
  --markdown  also writes the table to FILE`;

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function readArguments(): { only: string[]; rounds: number; markdown: string | undefined } {
  const options = { only: { type: 'string' }, rounds: { type: 'string' }, markdown: { type: 'string' } } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    values = parseArgs({ options }).values;
  } catch (error) {
    fail(String(error));
  }
  const only = values.only?.split(',') ?? Object.keys(measurements);
  const unknown = only.find((name) => !Object.hasOwn(measurements, name));
  if (unknown !== undefined) fail(`There is no measurement "${unknown}".`);
  const rounds = Number(values.rounds ?? 3);
  if (!Number.isInteger(rounds) || rounds < 1) fail('--rounds wants a whole number from 1.');
  return { only, rounds, markdown: values.markdown };
}

const { only, rounds, markdown } = readArguments();
moveInside();
const log = (line: string) => console.error(line);
const rows: Row[] = [];
const began = performance.now();
const before = loadavg()[0] ?? 0;
if (!isIsolated) log('No network namespace to be had: hosts have loopback addresses, which need no look-up.');
if (before > 0.5) log(`Something else is running here (load ${before.toFixed(2)}): expect noise.`);

for (const [name, measure] of Object.entries(measurements)) {
  if (!only.includes(name)) continue;
  try {
    rows.push(...(await measure({ rounds, log })));
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    rows.push(notMeasured(name, '', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)));
    process.exitCode = 1;
  }
}

const processors = cpus();
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
const circumstances =
  oneLine(`${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0]?.model ?? 'CPU'},
  Node ${process.versions.node}, load ${before.toFixed(2)} before, ${rounds} rounds, ${minutes} minutes,
  ${isIsolated ? 'public' : 'loopback'} addresses`);
console.log(`${circumstances}\n\n${asText(rows)}`);
if (markdown !== undefined) await writeFile(markdown, asMarkdown(rows, circumstances));
