import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

const root = join(import.meta.dirname, '../..');

function buildInto(folder: string, timezone: string): Record<string, string> {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  execFileSync(process.execPath, [tsx, 'tools/build.ts', '--out', folder], {
    cwd: root,
    env: { ...process.env, TZ: timezone },
    stdio: 'pipe',
  });
  const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));
  return Object.fromEntries(
    zips.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

test('two builds, in two folders and two time zones, give the same bytes', () => {
  test.setTimeout(120_000);
  const folders = [mkdtempSync(join(tmpdir(), 'earshot-a-')), mkdtempSync(join(tmpdir(), 'earshot-longer-b-'))];
  try {
    const [first, second] = folders.map((folder, i) => buildInto(folder, i === 0 ? 'UTC' : 'Asia/Shanghai'));
    expect(Object.keys(first ?? {}).sort()).toEqual([
      expect.stringMatching(/^earshot-chrome-.*\.zip$/),
      expect.stringMatching(/^earshot-firefox-.*\.zip$/),
    ]);
    expect(second).toEqual(first);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
});
