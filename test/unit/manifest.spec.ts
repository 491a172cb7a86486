import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;

test('the extension may observe requests, and may not block or change one', () => {
  const manifest = read('manifest.json');
  const asked = JSON.stringify(manifest);
  for (const power of ['webRequestBlocking', 'declarativeNetRequest', 'proxy', 'debugger', 'cookies', 'downloads']) {
    expect(asked).not.toContain(power);
  }
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
