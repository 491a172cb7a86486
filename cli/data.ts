import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkTable } from '../background/classify/network/table.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** What the extension carries, for a terminal. */
export interface Data {
  catalogue: Catalogue;
  networks: NetworkTable;
}

/**
 * Reads the data that was built into the package, or, in a checkout, compiles the catalogue from its files and takes
 * the address data from where the build leaves it.
 *
 * Address data that is missing or damaged is no reason to stop: every country is then unknown, and `networks.problems`
 * says why.
 * @throws where the catalogue cannot be read or is wrong
 */
export async function loadData(): Promise<Data> {
  const packaged = join(import.meta.dirname, 'data');
  const built = existsSync(join(packaged, 'catalogue.json'));
  const networks = built ? join(packaged, 'networks') : join(import.meta.dirname, '../build/networks');
  return {
    catalogue: built ? await readCatalogue(join(packaged, 'catalogue.json')) : await compiledCatalogue(),
    networks: await NetworkTable.open(
      async (file) => new Uint8Array(await readFile(join(networks, file))),
      (bytes) => crypto.subtle.digest('SHA-256', bytes),
    ),
  };
}

/** Made and checked by the build, so its parts are not checked again. */
async function readCatalogue(file: string): Promise<Catalogue> {
  return JSON.parse(await readFile(file, 'utf8')) as Catalogue;
}

async function compiledCatalogue(): Promise<Catalogue> {
  const [{ compileCatalogue }, { readCatalogueFiles }] = await Promise.all([
    import('../catalogue/compile.ts'),
    import('../catalogue/read.ts'),
  ]);
  return compileCatalogue(readCatalogueFiles(join(import.meta.dirname, '../catalogue')));
}
