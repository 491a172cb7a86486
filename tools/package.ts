/**
 * What a release consists of: a zip for each browser, a zip of the source that they can be rebuilt from to the same
 * bytes, and the SHA-256 sums of all three, for `sha256sum --check`. See BUILDING.md.
 * `npm run package [-- --out FOLDER]`
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './build.ts';
import { readManifest } from './manifest.ts';
import { forgottenFiles, listFile, sourceFiles } from './source-files.ts';
import { zipFiles } from './zip.ts';

const root = join(import.meta.dirname, '..');

/** @param out the folder to make; what is there is removed */
async function packageAll(out: string): Promise<void> {
  const files = new Map<string, Uint8Array>();
  const staging = mkdtempSync(join(tmpdir(), 'earshot-package-'));
  try {
    for (const zip of await buildAll(staging)) files.set(basename(zip), readFileSync(zip));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  const version = String(readManifest(root)['version']);
  files.set(`earshot-source-${version}.zip`, zipSource(`earshot-${version}`));
  files.set('SHA256SUMS', Buffer.from(sumsOf(files)));

  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [name, bytes] of files) {
    writeFileSync(join(out, name), bytes);
    console.log(`${relative(process.cwd(), join(out, name))}: ${bytes.length} bytes`);
  }
}

/** @param folder the one folder that the zip unpacks to */
function zipSource(folder: string): Uint8Array {
  const forgotten = forgottenFiles(root);
  if (forgotten.length > 0)
    console.warn(`Not in the source zip, because git does not track it: ${forgotten.join(', ')}`);
  const paths = sourceFiles(root);
  const files = new Map(paths.map((path) => [`${folder}/${path}`, readFileSync(join(root, path))]));
  return zipFiles(files.set(`${folder}/${listFile}`, Buffer.from(paths.map((path) => `${path}\n`).join(''))));
}

function sumsOf(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files].map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`).join('');
}

const { values } = parseArgs({ options: { out: { type: 'string' } } });
await packageAll(values.out ?? join(root, 'build', 'package'));
