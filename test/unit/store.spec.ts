/** What is told to the stores is true of what is built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { manifestFor, readManifest, type Target, targets } from '../../tools/manifest.ts';

const root = join(import.meta.dirname, '../..');
const store = (name: string) => readFileSync(join(root, 'docs/store', name), 'utf8');

/** The `##` sections of a file: heading → what stands below it. */
function sectionsOf(name: string): Map<string, string> {
  const [, ...parts] = store(name).split(/^## /m);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), part.slice(end)] as const;
    }),
  );
}

/** What is meant to be pasted: the block of text in a section. */
function pastedFrom(section: string | undefined): string {
  return /^```text\n([\s\S]*?)\n```$/m.exec(section ?? '')?.[1] ?? '';
}

/** Everything that a manifest asks a person to grant, at once or later. */
function permissionsOf(target: Target): string[] {
  const manifest = manifestFor(target, readManifest(root)) as Record<string, string[] | undefined> & {
    content_scripts?: { matches: string[] }[];
  };
  const lists = ['permissions', 'optional_permissions', 'host_permissions', 'optional_host_permissions'];
  const asked = lists.flatMap((list) => manifest[list] ?? []);
  return [...new Set([...asked, ...(manifest.content_scripts ?? []).flatMap(({ matches }) => matches)])];
}

test('every permission of each package has its justification for the stores, and no other has one', () => {
  const asked = new Map<string, string[]>();
  for (const target of targets) {
    for (const permission of permissionsOf(target)) {
      asked.set(permission, [...(asked.get(permission) ?? []), target === 'chrome' ? 'Chrome' : 'Firefox']);
    }
  }
  expect(asked.size).toBeGreaterThan(0);
  const sections = sectionsOf('permissions.md');
  const justified = [...sections].map(([heading, section]) => [
    heading.replaceAll('`', ''),
    /^Packages: (.*)$/m.exec(section)?.[1],
  ]);
  expect(Object.fromEntries(justified)).toEqual(
    Object.fromEntries([...asked].map(([permission, packages]) => [permission, packages.join(', ')])),
  );
  for (const [heading, section] of sections) {
    const { length } = pastedFrom(section);
    expect(length, heading).toBeGreaterThan(100);
    expect(length, `${heading}: Chrome takes 1,000 characters`).toBeLessThanOrEqual(1000);
  }
});

test("PRIVACY.md tells of every permission too, in the person's words", () => {
  const table = readFileSync(join(root, 'PRIVACY.md'), 'utf8').split('## Permissions, one by one')[1] ?? '';
  for (const permission of new Set(targets.flatMap(permissionsOf))) {
    expect(table).toContain(permission === '<all_urls>' ? 'access to all sites' : `\`${permission}\``);
  }
});

test('name and summary are those of the package, and fit; so does the description', () => {
  const messages = JSON.parse(readFileSync(join(root, 'extension/_locales/en/messages.json'), 'utf8')) as Record<
    string,
    { message: string }
  >;
  const listing = sectionsOf('listing.md');
  expect(pastedFrom(listing.get('Name'))).toBe(messages['extensionName']?.message);
  const summary = pastedFrom(listing.get('Summary'));
  expect(summary).toBe(messages['extensionDescription']?.message);
  expect(summary.length).toBeLessThanOrEqual(132);
  const description = pastedFrom(listing.get('Description'));
  // Edge takes 250 to 10,000 characters, Chrome 16,000.
  expect(description.length).toBeGreaterThanOrEqual(250);
  expect(description.length).toBeLessThanOrEqual(10_000);
  const purpose = pastedFrom(listing.get('Single purpose'));
  expect(purpose.length).toBeGreaterThan(50);
  expect(purpose.length).toBeLessThanOrEqual(1000);
});

test('store pictures have the sizes that the stores take, and screenshots no transparency', () => {
  const sizes: Record<string, [width: number, height: number, opaque: boolean]> = {
    '1-who-hears.png': [1280, 800, true],
    '2-evidence.png': [1280, 800, true],
    '3-who-learns-what.png': [1280, 800, true],
    '4-dark.png': [1280, 800, true],
    '5-settings.png': [1280, 800, true],
    'tile-440x280.png': [440, 280, true],
    'icon-128.png': [128, 128, false],
    'logo-300.png': [300, 300, false],
  };
  for (const [name, [width, height, opaque]] of Object.entries(sizes)) {
    const png = readFileSync(join(root, 'docs/store/pictures', name));
    // IHDR: width, height, bits, colour type; 2 is colour without transparency, 6 with it.
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[25]], name).toEqual([width, height, opaque ? 2 : 6]);
  }
});
