/**
 * Builds the command line for the npm package into `dist/cli`: one module a command, everything bundled, and the data
 * beside it. `npm pack` calls it; a checkout needs nothing built.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compileCatalogue } from '../catalogue/compile.ts';
import { readCatalogueFiles } from '../catalogue/read.ts';
import { licencesFile, thirdPartyLicences } from './licences.ts';
import { compileNetworks } from './networks/compile.ts';
import { readOptions } from './networks/sources.ts';

const root = join(import.meta.dirname, '..');

/**
 * @param out the folder to make; what is there is removed
 * @param networks where the address data is, made if need be
 */
export async function buildCli(out: string, networks: string): Promise<void> {
  // Standard output is npm's: `npm pack --json` prints there.
  compileNetworks(readOptions([], networks), console.error);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'data'), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { earshot: 'cli/index.ts' },
    outdir: out,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // Modules before CommonJS: only what is used is taken, and no package hides another one inside it (tldts does).
    mainFields: ['module', 'main'],
    target: 'node20.11',
    // Some dependencies are CommonJS and ask for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    minifySyntax: true,
    legalComments: 'inline',
    charset: 'utf8',
    logLevel: 'warning',
    metafile: true,
  });
  writeFileSync(join(out, licencesFile), thirdPartyLicences([metafile], root));
  const catalogue = compileCatalogue(readCatalogueFiles(join(root, 'catalogue')));
  writeFileSync(join(out, 'data', 'catalogue.json'), JSON.stringify(catalogue));
  cpSync(join(root, 'extension', '_locales'), join(out, 'data', 'locales'), { recursive: true });
  cpSync(networks, join(out, 'data', 'networks'), { recursive: true });
}

if (process.argv[1] === import.meta.filename) {
  await buildCli(join(root, 'dist', 'cli'), join(root, 'build', 'networks'));
}
