import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * The library unpacks its dictionary, which is itself packed with Brotli, when it is loaded: some fifteen milliseconds
 * at every start of the worker, for a coat that few requests wear. Here it does so when a stream first asks for a word.
 */
const unpackedAtStart = '\nBrotliDictionary.init();\n';
const lookUp = 'var offset = BrotliDictionary.offsetsByLength[copy_length];';

/** @throws while bundling, where the library is no longer written as expected */
export const lazyBrotli: Plugin = {
  name: 'lazy-brotli',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]brotli[\\/]dec[\\/]decode\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const parts = source.split(unpackedAtStart);
      if (parts.length !== 2 || source.split(lookUp).length !== 2)
        throw new Error('brotli has changed: tools/lazy-brotli.ts must be looked at again');
      const contents = parts
        .join('\n')
        .replace(lookUp, `if (!BrotliDictionary.dictionary) BrotliDictionary.init();\n${lookUp}`);
      return { contents, loader: 'js' };
    });
  },
};
