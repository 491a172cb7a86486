/** Exports of a history of a million findings: whether memory stays as it is while they are written. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { exportFormats } from '../../background/tell/export/name.ts';
import { type BenchOptions, digits, type Row } from './row.ts';

const visits = 5000;
const findings = 200;
/** Bytes by which the heap may be larger near the end than near the beginning: noise of the collector. */
const slack = 4e6;

export async function benchExport({ log }: Pick<BenchOptions, 'log'>): Promise<Row[]> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // The probe finds the catalogue by its own place, two folders below the root as in the sources.
  const probe = join(root, 'build', 'bench', 'export-probe.mjs');
  try {
    const entry = fileURLToPath(new URL('./export-probe.ts', import.meta.url));
    await build({ entryPoints: [entry], outfile: probe, bundle: true, platform: 'node', format: 'esm' });
    return exportFormats.map((format) => {
      log(`export: ${format}`);
      const said = execFileSync(process.execPath, ['--expose-gc', probe, format, String(visits), String(findings)], {
        encoding: 'utf8',
      });
      const { heaps, characters, seconds } = JSON.parse(said) as {
        heaps: number[];
        characters: number;
        seconds: number;
      };
      const [first = 0] = heaps;
      const growth = Math.max(...heaps) - first;
      return {
        name: `history of ${(visits * findings).toLocaleString('en')} findings: export as ${format.toUpperCase()}`,
        budget: 'constant memory',
        measured: `${digits(growth / 1e6)} MB more between a tenth and the end (${digits(first / 1e6)} MB in all)`,
        how: `${visits.toLocaleString('en')} visits of ${findings} findings and more, ${digits(characters / 1e6)} MB of text in ${digits(seconds)} s; heap after garbage collection at every tenth`,
        ok: growth <= slack,
      };
    });
  } finally {
    rmSync(probe, { force: true });
  }
}
