import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

const root = join(import.meta.dirname, '../..');

interface Locked {
  name?: string;
  version?: string;
  integrity?: string;
  bin?: Record<string, string>;
  engines?: Record<string, string>;
  devDependencies?: Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const lock = JSON.parse(lockText) as Locked & { packages: Record<string, Locked> };
const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Locked & {
  overrides?: Record<string, string>;
};

/** The package that Node finds by this name from a place in the tree: the nearest one on the way up. */
function lockedFor(place: string, name: string): Locked | undefined {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`];
    if (found || at === '') return found;
  }
}

/** Whether a version is in a range of package.json: exact, or `^` as npm reads it. Other ranges are not used there. */
function isIn(range: string, version: string): boolean {
  if (!range.startsWith('^')) return range === version;
  const [least, is] = [range.slice(1), version].map((text) => text.split('.').map(Number));
  if (!least || !is) return false;
  // The first part that is not zero must stay; what follows may only grow.
  const fixed = least.findIndex((part) => part > 0);
  const differs = least.findIndex((part, i) => part !== is[i]);
  return differs < 0 || (differs > fixed && (is[differs] ?? 0) > (least[differs] ?? 0));
}

test('npm ci works on every platform: the lock has a package for every optional dependency', () => {
  const places = Object.entries(lock.packages);
  const optional = places.flatMap(([place, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).map((name) => ({ place, name })),
  );
  // esbuild and Biome have a package for each platform.
  expect(optional.length).toBeGreaterThan(20);
  const missing = optional.filter(({ place, name }) => lockedFor(place, name)?.version === undefined);
  expect(missing.map(({ place, name }) => `${name} of ${place}`)).toEqual([]);
});

test('the lock names no registry: packages come from the one that is configured, and are checked', () => {
  expect(lockText).not.toMatch(/"resolved"\s*:/);
  const unchecked = Object.entries(lock.packages).filter(([place, { integrity }]) => place !== '' && !integrity);
  expect(unchecked.map(([place]) => place)).toEqual([]);
});

test('package.json and the lock agree', () => {
  const own = lock.packages[''];
  expect([lock.name, lock.version]).toEqual([wanted.name, wanted.version]);
  expect([own?.name, own?.version]).toEqual([wanted.name, wanted.version]);
  for (const part of ['devDependencies', 'dependencies', 'optionalDependencies', 'engines', 'bin'] as const) {
    expect(own?.[part], part).toEqual(wanted[part]);
  }
  for (const [name, range] of Object.entries({ ...wanted.dependencies, ...wanted.devDependencies })) {
    const version = lock.packages[`node_modules/${name}`]?.version ?? 'none';
    expect(isIn(range, version), `${name} ${range}: ${version}`).toBe(true);
  }
  for (const [name, version] of Object.entries(wanted.overrides ?? {})) {
    const copies = Object.entries(lock.packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
    for (const [place, locked] of copies) expect(locked.version, place).toBe(version);
  }
});

test('the manifest has the version of the package', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as { version: string };
  expect(manifest.version).toBe(wanted.version);
});

test('no file tells of the machine that it was written on, or of a registry', () => {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  test.skip(listed.status !== 0, 'not a git checkout');
  // Put together here, so that this file is not one of those that it looks for.
  const hosts = [
    ['registry', 'npmjs'],
    ['registry', 'yarnpkg'],
    ['deb', 'debian'],
    ['archive', 'ubuntu'],
  ].map((labels) => labels.join('\\.'));
  const folders = ['work', 'root', 'home/\\w+', 'Users/\\w+'].join('|');
  // In `https://rooms.example/work/` it is a site's folder, not a machine's.
  const telling = new RegExp(`${hosts.join('|')}|(?<![\\w.}~-])/(?:${folders})/`);
  const found = listed.stdout
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const [match] = (text.includes('\0') ? null : telling.exec(text)) ?? [];
      return match === undefined ? [] : [`${path}: ${match}`];
    });
  expect(found).toEqual([]);
});
