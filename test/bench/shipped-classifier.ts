import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { lazyBrotli } from '../../tools/lazy-brotli.ts';

type Classify = typeof import('../../background/classify/index.ts');
type Identities = typeof import('../../background/classify/leakage/identities.ts');

/**
 * The classifier as the extension carries it: bundled, without what the runner of TypeScript puts around every inner
 * function to keep its name, which costs a third of the time of a request.
 */
export async function shippedClassifier(): Promise<
  Pick<Classify, 'classifyObservation'> & Pick<Identities, 'compileIdentities'>
> {
  const root = join(import.meta.dirname, '../..');
  const folder = mkdtempSync(join(tmpdir(), 'earshot-classifier-'));
  const outfile = join(folder, 'classifier.mjs');
  try {
    await build({
      stdin: {
        contents: `export { classifyObservation } from './background/classify/index.ts';
          export { compileIdentities } from './background/classify/leakage/identities.ts';`,
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      target: 'chrome120',
      outfile,
      plugins: [lazyBrotli],
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
