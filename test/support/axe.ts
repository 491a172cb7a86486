import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestPage } from './browser.ts';

const source = join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');

/** What axe-core finds wrong with any page as it is now: each rule with the elements that break it; nothing where all is well. */
export async function faults(page: Pick<TestPage, 'evaluate'>): Promise<string[]> {
  // The page's own policy forbids what is not the extension's; the browser's driver is not bound by it.
  await page.evaluate(new Function(await readFile(source, 'utf8')) as () => void);
  return page.evaluate(async () => {
    interface Axe {
      run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      // Of WCAG 2.2, and not among those that run unasked.
      rules: { 'target-size': { enabled: true } },
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  });
}
