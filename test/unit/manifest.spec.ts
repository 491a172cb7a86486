import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { manifestFor, readManifest, targets } from '../../tools/manifest.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;

test('the extension may observe requests, and may not block or change one', () => {
  const manifest = read('manifest.json');
  const asked = JSON.stringify(manifest);
  for (const power of ['declarativeNetRequest', 'proxy', 'debugger', 'cookies', 'downloads']) {
    expect(asked).not.toContain(power);
  }
});

test('only Firefox is asked for blocking listeners, without which it does not tell how a connection is encrypted', () => {
  const asking = targets.filter((target) =>
    JSON.stringify(manifestFor(target, readManifest(root))).includes('webRequestBlocking'),
  );
  expect(asking).toEqual(['firefox']);
});

test('all that is asked for at the installation is needed to observe; notifications are asked for when they are wanted', () => {
  const { permissions, optional_permissions, host_permissions } = read('manifest.json');
  expect(permissions).toEqual(['webRequest', 'webNavigation', 'storage']);
  expect(optional_permissions).toEqual(['notifications']);
  expect(host_permissions).toEqual(['<all_urls>']);
});

test("the extension's pages can load nothing but the extension's own files", () => {
  const { content_security_policy: csp } = read('manifest.json') as { content_security_policy: Record<string, string> };
  const policy = Object.fromEntries(
    (csp['extension_pages'] ?? '').split(';').map((rule) => {
      const [name = '', ...sources] = rule.trim().split(/\s+/);
      return [name, sources];
    }),
  );
  expect(policy['default-src']).toEqual(["'none'"]);
  expect(policy['connect-src']).toEqual(["'self'"]);
  expect(policy['script-src']).toEqual(["'self'"]);
});

test('the relay comes before the probe, so that it hears the probe before the page can', () => {
  const { content_scripts: scripts } = read('manifest.json') as {
    content_scripts: { js: string[]; world?: string; run_at: string; all_frames: boolean }[];
  };
  expect(scripts.map(({ js }) => js[0])).toEqual(['probe/relay.js', 'probe/probe.js']);
  expect(scripts.every(({ run_at, all_frames }) => run_at === 'document_start' && all_frames)).toBe(true);
  expect(scripts[1]?.world).toBe('MAIN');
});

test('every icon has the size that the manifest promises', () => {
  const { icons, action } = read('manifest.json') as {
    icons: Record<string, string>;
    action: { default_icon: Record<string, string> };
  };
  const promised = [...Object.entries(icons), ...Object.entries(action.default_icon)];
  expect(promised.map(([size]) => Number(size))).toEqual(expect.arrayContaining([16, 32, 48, 128]));
  for (const [size, path] of promised) {
    const png = readFileSync(join(root, 'extension', path));
    // Width and height stand in the first chunk, IHDR.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], path).toEqual([Number(size), Number(size)]);
  }
});

test('Firefox is told, on desktops and Android, that no data is collected; Chrome gets nothing of that', () => {
  const [chrome, firefox] = targets.map((target) => manifestFor(target, readManifest(root)));
  const settings = firefox?.['browser_specific_settings'] as Record<string, Record<string, unknown>>;
  expect(settings['gecko']?.['data_collection_permissions']).toEqual({ required: ['none'] });
  // The first versions that understand it: desktop and Android (MDN, browser_specific_settings).
  expect(Number(settings['gecko']?.['strict_min_version'])).toBeGreaterThanOrEqual(140);
  expect(Number(settings['gecko_android']?.['strict_min_version'])).toBeGreaterThanOrEqual(142);
  expect(Object.keys(chrome ?? {}).filter((key) => /^(?:browser_specific_settings|chrome|firefox)$/.test(key))).toEqual(
    [],
  );
});
