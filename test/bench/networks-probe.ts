/**
 * One measurement of the address data in a process of its own: `node probe.mjs cold|warm|memory FOLDER`. Prints a line
 * of JSON. Bundled before it runs, as the worker is, so that no compiler runs beside it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParsedAddress } from '../../background/classify/network/address.ts';
import { resolveAddress } from '../../background/classify/network/resolve.ts';
import { NetworkTable } from '../../background/classify/network/table.ts';

const [mode, folder = '', list = ''] = process.argv.slice(2);
const addresses: string[] = list ? list.split(',') : [];

function open(): Promise<NetworkTable> {
  return NetworkTable.open(
    async (file) => new Uint8Array(await readFile(join(folder, file))),
    (bytes) => crypto.subtle.digest('SHA-256', bytes),
  );
}

/** Milliseconds from nothing to the first answer, country, network and name. */
async function cold(): Promise<number> {
  // Node loads WebCrypto when it is first used (4 ms); browsers have it.
  await crypto.subtle.digest('SHA-256', new Uint8Array(1));
  const started = performance.now();
  const table = await open();
  const answer = await resolveAddress(addresses[0] ?? '', table, {});
  const took = performance.now() - started;
  if (!answer.network) throw new Error(`no answer: ${JSON.stringify([answer, table.problems])}`);
  return took;
}

/** Nanoseconds for an address whose shards are in memory: never asked before, and asked before. */
async function warm(): Promise<{ searched: number; kept: number }> {
  const table = await open();
  // 4,096 neighbours in the same shards: more than the kept answers, so that each one is searched for.
  const near: ParsedAddress[] = Array.from({ length: 4096 }, (_, i) => {
    const value = 0x2b9d0000 + i * 16;
    return { family: 4, text: String(value), value };
  });
  for (const address of near) await table.lookup(address);
  const time = (asked: readonly ParsedAddress[]) => {
    let found = 0;
    const rounds = 400;
    const started = performance.now();
    for (let round = 0; round < rounds; round++) for (const address of asked) found += table.peek(address) ? 1 : 0;
    const took = performance.now() - started;
    if (found !== rounds * asked.length) throw new Error('an address was not answered at once');
    return (took * 1e6) / found;
  };
  time(near);
  const searched = time(near);
  const few = near.slice(0, 30);
  time(few);
  return { searched, kept: time(few) };
}

/** Bytes of heap and buffers that the table holds after these addresses. */
async function memory(): Promise<number> {
  const used = () => {
    for (let i = 0; i < 4; i++) globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  // Once for the code itself, its compiled form and its caches, which no second table costs.
  await resolveAll(await open());
  const before = used();
  const table = await open();
  await resolveAll(table);
  const held = used() - before;
  // Used afterwards, so that it is still there when it is weighed.
  if (table.problems.length > 0) throw new Error(JSON.stringify(table.problems));
  return held;
}

async function resolveAll(table: NetworkTable): Promise<void> {
  for (const ip of addresses) await resolveAddress(ip, table, {});
}

const measures: Record<string, () => Promise<unknown>> = { cold, warm, memory };
const measure = measures[mode ?? ''];
if (!measure) throw new Error(`no measure ${mode}`);
console.log(JSON.stringify(await measure()));
