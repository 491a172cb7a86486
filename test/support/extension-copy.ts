import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildFor, type TestBrowser } from './browser.ts';

/**
 * Copies the built extension, for a test that changes something of it.
 *
 * @param wanted a folder for it, in place of what stands there; else a new one with `what` in its name
 * @returns the folder
 */
export async function copyExtension(name: TestBrowser['name'], what: string, wanted?: string): Promise<string> {
  const folder = wanted ?? (await mkdtemp(join(tmpdir(), `earshot-${what}-`)));
  await rm(folder, { recursive: true, force: true });
  await cp(buildFor(name), folder, { recursive: true });
  return folder;
}

/** Bundles a module of test/support into such a copy. */
export async function addScript(
  folder: string,
  source: string,
  file: string,
  options: { format: 'esm' | 'iife'; before?: string } = { format: 'esm' },
): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, source)],
    outfile: join(folder, file),
    bundle: true,
    format: options.format,
    target: 'es2022',
    ...(options.before !== undefined && { banner: { js: options.before } }),
    logLevel: 'error',
  });
}
