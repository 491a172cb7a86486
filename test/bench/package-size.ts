import { existsSync, readdirSync, statSync } from 'node:fs';
import { distribution } from './built-extension.ts';
import { digits, notMeasured, type Row } from './row.ts';

const budget = 4;

/** The sizes of the zips that the build puts into `dist/`: what a person downloads from a store. */
export async function benchPackageSize(): Promise<Row[]> {
  const files = existsSync(distribution) ? readdirSync(distribution) : [];
  return ['chrome', 'firefox'].map((browser) => {
    const name = `packaged extension, ${browser}`;
    const zips = files.filter((file) => file.startsWith(`earshot-${browser}-`) && file.endsWith('.zip'));
    if (zips.length === 0) return notMeasured(name, `≤ ${budget} MB`, 'no zip in dist; npm run build');
    // Builds of older versions may lie beside the present one; the largest counts.
    const bytes = Math.max(...zips.map((zip) => statSync(distribution + zip).size));
    const megabytes = bytes / 1_000_000;
    return {
      name,
      budget: `≤ ${budget} MB`,
      measured: `${digits(megabytes)} MB`,
      how: `size of dist/earshot-${browser}-*.zip: ${bytes} bytes`,
      ok: megabytes <= budget,
    };
  });
}
