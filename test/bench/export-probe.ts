/**
 * One export of a made-up history in a process of its own: `node --expose-gc probe.mjs FORMAT VISITS FINDINGS`. What is
 * written goes nowhere. Prints a line of JSON.
 */

import { findingId } from '../../background/remember/finding-id.ts';
import type { ExportFormat } from '../../background/tell/export/name.ts';
import { exportOf } from '../../background/tell/export/stream.ts';
import { circumstances, historyOfVisits, keptFinding, keptVisit } from '../support/kept-visits.ts';

const [format = 'ndjson', visits = '10', findings = '200'] = process.argv.slice(2);

/** The same visit again and again under other names: what is measured is the export and not the making of visits. */
const one = keptVisit();
const many = one.visit.contacts['many.example'];
const made = Array.from({ length: Number(findings) }, (_, at) => keptFinding(at));
if (many) many.findings = Object.fromEntries(made.map((finding) => [findingId(finding), finding]));
const source = historyOfVisits(1, (number) => ({ ...one, visit: { ...one.visit, id: `visit-${number}` } }));
const [row] = await source.visits();
source.visits = async () => Array.from({ length: Number(visits) }, () => ({ ...(row as NonNullable<typeof row>) }));

const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const heaps: number[] = [];
let characters = 0;
let done = 0;
const progress = (written: number) => {
  done = written;
};
const task = { format: format as ExportFormat, scope: { what: 'everything' as const }, filter: {} };
const { chunks } = exportOf(source, task, circumstances, { progress });
const step = Math.ceil(Number(visits) / 10);
let next = step;
const began = performance.now();
for await (const chunk of chunks) {
  characters += chunk.length;
  if (done >= next) {
    heaps.push(heap());
    next += step;
  }
}
console.log(JSON.stringify({ heaps, characters, seconds: (performance.now() - began) / 1000 }));
