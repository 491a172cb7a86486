import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'playwright/test';
import { buildCli } from '../../tools/build-cli.ts';
import { type Bundles, licencesFile, thirdPartyLicences } from '../../tools/licences.ts';

const root = join(import.meta.dirname, '../..');

test.setTimeout(180_000);

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-licences-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Names in a licences file, in its order. */
const namesIn = (text: string) => [...text.matchAll(/^(\S+) \S+\nLicence: /gm)].map(([, name = '']) => name);

/** esbuild writes the path of each module before it: told by the bundles themselves, not by the metafile. */
function packagesIn(dir: string): string[] {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?js$/.test(path))
    .flatMap((path) => [
      ...readFileSync(join(dir, path), 'utf8').matchAll(/^\s*\/\/ \S*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm),
    ])
    .map(([, name = '']) => name);
  return [...new Set(names)].sort();
}

/** The licence as the package brings it, where it does. */
function ownLicence(name: string): string | null {
  const home = join(root, 'node_modules', name);
  const file = readdirSync(home).find((each) => /^licen[cs]e/i.test(each));
  return file === undefined ? null : readFileSync(join(home, file), 'utf8').replace(/\r\n/g, '\n').trimEnd();
}

function expectLicencesOf(dir: string): void {
  const text = readFileSync(join(dir, licencesFile), 'utf8');
  const bundled = packagesIn(dir);
  expect(bundled.length).toBeGreaterThan(5);
  expect(namesIn(text)).toEqual(bundled);
  for (const name of bundled) {
    const own = ownLicence(name);
    if (own !== null) expect(text, name).toContain(own);
  }
}

test('both extensions, and their zips, carry the licence of every library in them, and of no other', () => {
  const build = [join(root, 'node_modules/tsx/dist/cli.mjs'), 'tools/build.ts', '--laid-out', '--out', folder];
  execFileSync(process.execPath, build, { cwd: root, stdio: 'pipe' });
  for (const target of ['chrome', 'firefox']) {
    expectLicencesOf(join(folder, target));
    const zip = readdirSync(folder).find((name) => name.startsWith(`earshot-${target}-`)) ?? '';
    const zipped = unzipSync(readFileSync(join(folder, zip)))[licencesFile] ?? new Uint8Array();
    expect(Buffer.from(zipped).equals(readFileSync(join(folder, target, licencesFile)))).toBe(true);
  }
});

test('the command line carries the licence of every library in it, and of no other', async () => {
  await buildCli(folder, join(root, 'build/networks'));
  expectLicencesOf(folder);
});

/** Makes packages in the test's folder, and a metafile of a bundle with the code of their files. */
function bundleOf(packages: Record<string, Record<string, string | object>>, bytesInOutput = 10): Bundles {
  const inputs: Record<string, { bytesInOutput: number }> = {};
  for (const [path, files] of Object.entries(packages)) {
    for (const [name, content] of Object.entries({ 'index.js': 'export {};', ...files })) {
      const file = join(folder, 'node_modules', path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      if (name.endsWith('.js')) inputs[`node_modules/${path}/${name}`] = { bytesInOutput };
    }
  }
  return { outputs: { 'out.js': { inputs: { 'background/index.ts': { bytesInOutput }, ...inputs } } } };
}
const about = (name: string, license?: unknown, more: object = {}) => ({
  'package.json': { name, version: '1.2.3', license, ...more },
});

test('a library under a licence that may not be bundled fails the build in one sentence that names it', () => {
  const refused: unknown[] = ['GPL-3.0-only', 'SEE LICENSE IN terms.txt', 'MIT AND GPL-3.0-only', 'UNLICENSED', 'mit'];
  refused.push('(MIT OR GPL-3.0-only) AND GPL-3.0-only', '(MIT', undefined, '', { type: 'MIT' });
  for (const licence of refused) {
    const bundle = bundleOf({ fine: about('fine', 'MIT'), '@made/up': about('@made/up', licence) });
    expect(() => thirdPartyLicences([bundle], folder), String(licence)).toThrow(
      /^The bundled package @made\/up 1\.2\.3 [^\n]+\.$/,
    );
  }
});

test('a library of which nothing is left in a bundle is not named, and its licence does not matter', () => {
  const bundle = bundleOf({ gone: about('gone', 'GPL-3.0-only') }, 0);
  expect(namesIn(thirdPartyLicences([bundle], folder))).toEqual([]);
});

test('of several licences one that may be bundled is enough', () => {
  for (const licence of ['GPL-3.0-only OR MIT', '(MIT OR GPL-3.0-only)', 'ISC AND MIT']) {
    const text = thirdPartyLicences([bundleOf({ a: about('a', licence) })], folder);
    expect(text).toContain(`a 1.2.3\nLicence: ${licence}\n`);
    expect(text).toContain('Permission is hereby granted, free of charge');
  }
});

test('a library without a licence file gets the text of its licence, with its author', () => {
  const texts: Record<string, string> = {
    MIT: 'The above copyright notice and this permission notice shall be included',
    ISC: 'provided that the above copyright notice and this permission notice appear in all copies',
    'BSD-2-Clause': '2. Redistributions in binary form must reproduce',
    'BSD-3-Clause': '3. Neither the name of the copyright holder',
  };
  for (const [licence, part] of Object.entries(texts)) {
    for (const author of ['Ada <ada@rooms.example>', { name: 'Ada' }]) {
      const text = thirdPartyLicences([bundleOf({ a: about('a', licence, { author }) })], folder);
      expect(text).toContain('Copyright (c) Ada');
      expect(text).toContain(part);
    }
  }
});

test('a long licence that libraries only refer to is there in full, once', () => {
  const refers = 'Copyright 2020 Ada\n\nLicensed under the Apache License, Version 2.0 (the "License");';
  const bundle = bundleOf({
    a: { ...about('a', 'Apache-2.0'), LICENSE: refers, NOTICE: 'a has a notice' },
    b: about('b', 'Apache-2.0', { author: 'Ben' }),
    c: about('c', 'MPL-2.0', { author: 'Cy' }),
  });
  const text = thirdPartyLicences([bundle], folder);
  expect(text).toContain('a has a notice');
  expect(text.split('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION')).toHaveLength(2);
  expect(text.split('Exhibit A - Source Code Form License Notice')).toHaveLength(2);
});

test('code that a library has from somebody else keeps their notice', () => {
  const code =
    '/* Copyright 2013 Somebody Else.\n\n   Licensed under the Apache License, Version 2.0.\n\n   Reads bits. */\n';
  const bundle = bundleOf({ a: { ...about('a', 'MIT'), LICENSE: 'MIT of a', 'bits.js': code, 'more.js': code } });
  const text = thirdPartyLicences([bundle], folder);
  expect(text.split('Copyright 2013 Somebody Else.')).toHaveLength(2);
  expect(text).not.toContain('Reads bits');
  expect(text).toContain('END OF TERMS AND CONDITIONS');
});

test('each version is named, in an order that the bundles do not decide', () => {
  const older = { 'package.json': { name: 'a', version: '1.0.0', license: 'MIT' } };
  const bundles = [bundleOf({ b: about('b', 'MIT'), 'b/node_modules/a': older }), bundleOf({ a: about('a', 'ISC') })];
  const text = thirdPartyLicences(bundles, folder);
  expect(text.match(/^\S+ \d\.\d\.\d$/gm)).toEqual(['a 1.0.0', 'a 1.2.3', 'b 1.2.3']);
  expect(thirdPartyLicences([...bundles].reverse(), folder)).toBe(text);
});

test('the source of a library is a link that can be opened', () => {
  const forms: [repository: unknown, link: string][] = [
    ['git+ssh://git@github.com/ada/a.git', 'https://github.com/ada/a'],
    ['git@github.com:ada/a.git', 'https://github.com/ada/a'],
    [{ type: 'git', url: 'git+https://github.com/ada/a.git' }, 'https://github.com/ada/a'],
    [{ url: 'git://github.com/ada/a' }, 'https://github.com/ada/a'],
    ['ada/a', 'https://github.com/ada/a'],
    ['github:ada/a', 'https://github.com/ada/a'],
    [undefined, 'https://a.example'],
  ];
  for (const [repository, link] of forms) {
    const bundle = bundleOf({ a: about('a', 'MIT', { repository, homepage: 'https://a.example' }) });
    expect(thirdPartyLicences([bundle], folder)).toContain(`\nSource: ${link}\n`);
  }
});
