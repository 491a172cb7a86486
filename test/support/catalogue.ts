import { join } from 'node:path';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { compileCatalogue } from '../../catalogue/compile.ts';
import { readCatalogueFiles } from '../../catalogue/read.ts';

let compiled: Catalogue | null = null;

/** The catalogue as it ships, compiled from its files. */
export function shippedCatalogue(): Catalogue {
  compiled ??= compileCatalogue(readCatalogueFiles(join(import.meta.dirname, '../../catalogue')));
  return compiled;
}
