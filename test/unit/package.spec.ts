/** What a release consists of, made twice: here, and from its own source zip somewhere else. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'playwright/test';
import { forgottenFiles, sourceFiles } from '../../tools/source-files.ts';

const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const sourceZip = `earshot-source-${version}.zip`;
const zips = [`earshot-chrome-${version}.zip`, `earshot-firefox-${version}.zip`, sourceZip];

let folder: string;
let first: string;

test.beforeAll(() => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'earshot-package-test-'));
  first = join(folder, 'first');
  makePackage(root, first, { TZ: 'America/Los_Angeles' });
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makePackage(checkout: string, out: string, env: Record<string, string>): void {
  const tsx = join(checkout, 'node_modules/tsx/dist/cli.mjs');
  execFileSync(process.execPath, [tsx, 'tools/package.ts', '--out', out], {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
}

/** Unpacks the source zip, with the packages of this checkout instead of `npm ci`. */
function unpackSource(into: string): string {
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(join(first, sourceZip))))) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), bytes);
  }
  const checkout = join(into, `earshot-${version}`);
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
  return checkout;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('the source zip, unpacked elsewhere, makes the same bytes: both extensions, address tables, itself, the sums', () => {
  test.setTimeout(180_000);
  const checkout = unpackSource(join(folder, 'a', 'folder', 'of somebody else'));
  writeFileSync(join(checkout, 'stray.ts'), 'export {};');
  const second = join(folder, 'second');
  // In an empty PATH there is no git. The tables of this checkout are not there either: they are compiled again.
  makePackage(checkout, second, { TZ: 'Asia/Tokyo', LANG: 'C', PATH: '' });
  expect(readdirSync(join(checkout, 'build/networks'))).toContain('index.json');

  expect(readdirSync(first).sort()).toEqual(['SHA256SUMS', ...zips]);
  expect(readdirSync(second).sort()).toEqual(['SHA256SUMS', ...zips]);
  const sums = (from: string) => zips.map((name) => `${sha256(readFileSync(join(from, name)))}  ${name}`);
  expect(sums(second), `git does not track: ${forgottenFiles(root).join(', ') || 'nothing else'}`).toEqual(sums(first));
  for (const from of [first, second]) {
    expect(readFileSync(join(from, 'SHA256SUMS'), 'utf8')).toBe(`${sums(first).join('\n')}\n`);
  }
});

test('zips tell nothing of when and where they were made, and what they unpack to can be read', () => {
  for (const name of zips) {
    const entries = entriesOf(readFileSync(join(first, name)));
    const names = entries.map((entry) => entry.name);
    expect(names.length).toBeGreaterThan(20);
    expect(names).toEqual([...names].sort());
    for (const entry of entries) {
      expect(entry, entry.name).toEqual({ name: entry.name, mode: 0o100644, date: '2020-1-1 0:0:0' });
    }
  }
});

test('the source zip has what a reviewer needs, and nothing that is made or only looked at', () => {
  const names = Object.keys(unzipSync(readFileSync(join(first, sourceZip)))).map((path) =>
    path.replace(/^[^/]+\//, ''),
  );
  expect(names).toEqual(
    expect.arrayContaining(['BUILDING.md', 'LICENSE', 'NOTICE', 'PRIVACY.md', 'package-lock.json', '.node-version']),
  );
  expect(
    names.filter((path) => /^(?:node_modules|dist|build|test-results|\.git)\/|^docs\/.*\.png$/.test(path)),
  ).toEqual([]);
});

test('the packaged Firefox extension has no error and no warning in web-ext lint', () => {
  test.setTimeout(120_000);
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/web-ext/bin/web-ext.js'),
      ...['lint', '--source-dir', join(first, `earshot-firefox-${version}.zip`)],
      ...['--warnings-as-errors', '--self-hosted=false', '--output=json'],
    ],
    { encoding: 'utf8' },
  );
  const { errors, warnings, notices } = JSON.parse(stdout) as Record<string, unknown[]>;
  expect({ errors, warnings, notices, status }).toEqual({ errors: [], warnings: [], notices: [], status: 0 });
});

test('a folder that is neither a checkout nor an unpacked source zip is refused in one sentence', () => {
  expect(() => sourceFiles(folder)).toThrow(/is neither a git checkout nor an unpacked source zip/);
});

test('BUILDING.md names the Node that releases are built with', () => {
  const node = readFileSync(join(root, '.node-version'), 'utf8').trim();
  expect(node).toMatch(/^20\.\d+\.\d+$/);
  expect(readFileSync(join(root, 'BUILDING.md'), 'utf8')).toContain(`**Node ${node}**`);
});

/** The entries of a zip's central directory (APPNOTE 4.3.12), in their order. */
function entriesOf(zip: Buffer): { name: string; mode: number; date: string }[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [time, day] = [zip.readUInt16LE(at + 12), zip.readUInt16LE(at + 14)];
    const lengths = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const nameLength = lengths[0] ?? 0;
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      mode: zip.readUInt16LE(at + 40),
      date: `${(day >> 9) + 1980}-${(day >> 5) & 15}-${day & 31} ${time >> 11}:${(time >> 5) & 63}:${(time & 31) * 2}`,
    });
    at += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return entries;
}
