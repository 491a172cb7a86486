/**
 * Builds `dist/chrome` and `dist/firefox`, and a zip of each: the same bytes from the same commit.
 * `npm run build [-- --out FOLDER] [--laid-out]`: laid out, the code has its line breaks and says where it is from.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { NetworkTable } from '../background/classify/network/table.ts';
import type { Messages } from '../background/tell/say.ts';
import { compileCatalogue } from '../catalogue/compile.ts';
import { audioChatHosts, providerDomains } from '../catalogue/hosts.ts';
import { readCatalogueFiles } from '../catalogue/read.ts';
import { exampleVisit } from './example-visit.ts';
import { lazyBrotli } from './lazy-brotli.ts';
import { licencesFile, thirdPartyLicences } from './licences.ts';
import { manifestFor, readManifest, type Target, targets } from './manifest.ts';
import { compileNetworks } from './networks/compile.ts';
import { readOptions } from './networks/sources.ts';
import { zipFiles } from './zip.ts';

const root = join(import.meta.dirname, '..');
const locales = join(root, 'extension', '_locales');

/** Output path without ending → entry point. Workers and content scripts are classic scripts, pages are modules. */
const scripts = {
  background: 'background/index.ts',
  'probe/probe': 'extension/probe/probe.ts',
  'probe/relay': 'extension/probe/relay.ts',
};
/** In one file: nothing opens sooner. */
const popup = { 'popup/popup': 'popup/popup.tsx' };
/** What several of them need stands once, in `shared/`. */
const pages = {
  'history/history': 'extension/history/history.tsx',
  'options/options': 'extension/options/options.tsx',
  'welcome/welcome': 'extension/welcome/welcome.tsx',
  'example/example': 'extension/example/example.tsx',
  'help/help': 'extension/help/help.tsx',
};
const styles = {
  'popup/popup': 'popup/popup.css',
  'history/history': 'extension/history/history.css',
  'options/options': 'extension/options/options.css',
  'welcome/welcome': 'extension/welcome/welcome.css',
  'example/example': 'extension/example/example.css',
  'help/help': 'extension/help/help.css',
};

/** @returns what went into the bundles */
async function bundle(
  target: Target,
  dir: string,
  define: Record<string, string>,
  laidOut: boolean,
): Promise<Metafile[]> {
  const common = {
    absWorkingDir: root,
    // Where node_modules is a link, its target's path would stand in the bundles.
    preserveSymlinks: true,
    outdir: dir,
    bundle: true,
    target: target === 'chrome' ? 'chrome120' : 'firefox140',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define,
    // Names stay for whoever reads the package; line breaks alone would be 70 KB of it.
    minifySyntax: true,
    minifyWhitespace: !laidOut,
    legalComments: 'inline',
    charset: 'utf8',
    // Preact can write HTML if told to; Earshot never tells it. Under another name that code does nothing at all.
    mangleProps: /^innerHTML$/,
    logLevel: 'warning',
    metafile: true,
    plugins: [lazyBrotli],
  } satisfies BuildOptions;
  const built = [
    await build({ ...common, format: 'iife', entryPoints: scripts }),
    await build({ ...common, format: 'esm', entryPoints: popup }),
    await build({ ...common, format: 'esm', entryPoints: pages, splitting: true, chunkNames: 'shared/[hash]' }),
    await build({ ...common, entryPoints: styles }),
  ];
  return built.map(({ metafile }) => metafile);
}

/** Without what is written for translators. */
function forBrowsers(messages: Messages): Messages {
  const bare = Object.entries(messages).map(([key, { message, placeholders }]) => {
    const contents = Object.entries(placeholders ?? {}).map(([name, { content }]) => [name, { content }]);
    return [key, contents.length === 0 ? { message } : { message, placeholders: Object.fromEntries(contents) }];
  });
  return Object.fromEntries(bare);
}

function filesIn(dir: string): string[] {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}

function zip(dir: string): Uint8Array {
  return zipFiles(
    new Map(filesIn(dir).map((path) => [relative(dir, path).split(sep).join('/'), readFileSync(path)] as const)),
  );
}

const openNetworks = (folder: string) =>
  NetworkTable.open(
    async (file) => new Uint8Array(readFileSync(join(folder, file))),
    (bytes) => crypto.subtle.digest('SHA-256', bytes),
  );

/**
 * @param out where `chrome`, `firefox` and the zips go; what is there is removed
 * @param laidOut whether the code is for reading: otherwise the same, and no wider than it has to be
 * @returns the zips
 */
export async function buildAll(out = join(root, 'dist'), laidOut = false): Promise<string[]> {
  const catalogue = compileCatalogue(readCatalogueFiles(join(root, 'catalogue')));
  const networks = join(root, 'build', 'networks');
  compileNetworks(readOptions([], networks), console.log);
  const manifest = readManifest(root);
  const pageTemplate = readFileSync(join(root, 'extension', 'ui', 'page.html'), 'utf8');
  const example = JSON.stringify(await exampleVisit(catalogue, await openNetworks(networks)));
  const define = {
    PROVIDER_DOMAINS: JSON.stringify(providerDomains(catalogue)),
    AUDIO_CHAT_HOSTS: JSON.stringify(audioChatHosts(catalogue)),
  };
  rmSync(out, { recursive: true, force: true });
  const zips: string[] = [];
  for (const target of targets) {
    const dir = join(out, target);
    mkdirSync(join(dir, 'data'), { recursive: true });
    const bundles = await bundle(target, dir, define, laidOut);
    writeFileSync(join(dir, licencesFile), thirdPartyLicences(bundles, root));
    cpSync(join(root, 'extension', 'managed-schema.json'), join(dir, 'managed-schema.json'));
    writeFileSync(join(dir, 'manifest.json'), `${JSON.stringify(manifestFor(target, manifest), null, 2)}\n`);
    writeFileSync(join(dir, 'data', 'catalogue.json'), JSON.stringify(catalogue));
    writeFileSync(join(dir, 'data', 'example.json'), example);
    writeFileSync(join(dir, 'data', 'locales.json'), JSON.stringify(readdirSync(locales)));
    for (const language of readdirSync(locales)) {
      const messages = JSON.parse(readFileSync(join(locales, language, 'messages.json'), 'utf8')) as Messages;
      mkdirSync(join(dir, '_locales', language), { recursive: true });
      writeFileSync(join(dir, '_locales', language, 'messages.json'), JSON.stringify(forBrowsers(messages)));
    }
    cpSync(networks, join(dir, 'data', 'networks'), { recursive: true });
    cpSync(join(root, 'extension', 'icons'), join(dir, 'icons'), {
      recursive: true,
      filter: (path) => statSync(path).isDirectory() || path.endsWith('.png'),
    });
    cpSync(join(root, 'popup', 'index.html'), join(dir, 'popup', 'index.html'));
    for (const page of Object.keys(pages).map(dirname))
      writeFileSync(join(dir, page, 'index.html'), pageTemplate.replaceAll('PAGE', page));
    for (const name of ['LICENSE', 'NOTICE'])
      if (existsSync(join(root, name))) cpSync(join(root, name), join(dir, name));
    const file = join(out, `earshot-${target}-${manifest['version']}.zip`);
    writeFileSync(file, zip(dir));
    zips.push(file);
  }
  return zips;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, 'laid-out': { type: 'boolean' } } });
  await buildAll(values.out, values['laid-out']);
}
