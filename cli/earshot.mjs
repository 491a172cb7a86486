#!/usr/bin/env node
/**
 * `npx earshot …`. Plain JavaScript, because nothing is built in a checkout: there it runs the sources through tsx, and
 * makes the address data when it is first needed. In the package, which has no sources, it runs what was built.
 */
import { existsSync, readFileSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11)) {
  console.error(`earshot: needs Node 20.11 or newer; this is ${process.version}.`);
  process.exit(1);
}

const here = (path) => new URL(path, import.meta.url);
const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));

/** Where the output ends early (`| head`), so do we; anything else that goes wrong there is not ours to swallow. */
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const streams = {
  version,
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  columns: Math.max(60, Math.min(process.stdout.columns ?? 100, 120)),
  now: Date.now,
};

/** In a checkout the sources count, not what an earlier build left in `dist`. */
if (existsSync(here('index.ts'))) {
  const { register } = await import('tsx/esm/api').catch(() => {
    console.error('earshot: the packages of this checkout are not installed; run npm ci.');
    process.exit(1);
  });
  register();
  const { main } = await import('./index.ts');
  process.exitCode = await main(process.argv.slice(2), { ...streams, prepare: makeAddressData });
} else {
  const { main } = await import('../dist/cli/earshot.mjs');
  process.exitCode = await main(process.argv.slice(2), streams);
}

/**
 * Once; later runs find it there. A new version of the data is taken up by `npm run data` or any build. The compiler is
 * a tool and not shipped, so it is found by its place in the checkout.
 */
async function makeAddressData() {
  const { fileURLToPath } = await import('node:url');
  const out = fileURLToPath(here('../build/networks'));
  const { readIndex } = await import('../background/classify/network/index-file.ts');
  const { formatVersion } = await import('../background/classify/network/shard.ts');
  try {
    readIndex(readFileSync(`${out}/index.json`), formatVersion);
    return;
  } catch {
    streams.err('earshot: making the address data, once; this takes some seconds …');
  }
  const { compileNetworks } = await import(here('../tools/networks/compile.ts').href);
  const { readOptions } = await import(here('../tools/networks/sources.ts').href);
  compileNetworks(readOptions([], out), streams.err);
}
