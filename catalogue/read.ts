import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueFiles } from './compile.ts';
import { CatalogueError } from './problems.ts';

/**
 * Reads the catalogue's data files: every `.json` in `dir` and in `dir/jurisdictions`. Node only.
 * @throws CatalogueError that names each file that is not JSON.
 */
export function readCatalogueFiles(dir: string): CatalogueFiles {
  const files: CatalogueFiles = {};
  const problems: string[] = [];
  for (const folder of ['', 'jurisdictions/']) {
    const names = readdirSync(join(dir, folder)).filter((name) => name.endsWith('.json'));
    for (const name of names.sort()) {
      const path = folder + name;
      try {
        files[path] = JSON.parse(readFileSync(join(dir, path), 'utf8'));
      } catch (error) {
        problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  if (problems.length > 0) throw new CatalogueError(problems);
  return files;
}
