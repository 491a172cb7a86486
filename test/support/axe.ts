import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestPage } from './browser.ts';

const source = join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');

/**
 * What axe-core finds wrong with any page as it is now: each rule with the elements that break it; nothing where all is well.
 *
 * @param of all that it knows, or no more than what hangs on the colours
 */
export async function faults(
  page: Pick<TestPage, 'evaluate'>,
  of: 'everything' | 'colours' = 'everything',
): Promise<string[]> {
  // The page's own policy forbids what is not the extension's; the browser's driver is not bound by it.
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await page.evaluate(new Function(await readFile(source, 'utf8')) as () => void);
  return page.evaluate(async (of) => {
    interface Axe {
      run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      ...(of === 'colours' && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }),
      resultTypes: ['violations'],
      // Of WCAG 2.2, and not among those that run unasked.
      ...(of === 'everything' && { rules: { 'target-size': { enabled: true } } }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  }, of);
}

/**
 * The same in light and then in dark, with less motion. Nothing but colours differs there (test/unit/dark.spec.ts), so in
 * the dark nothing else is looked for.
 */
export async function faultsInLightAndDark(
  page: Pick<TestPage, 'evaluate' | 'prefer' | 'waitFor'>,
): Promise<{ inLight: string[]; inDark: string[] }> {
  await page.prefer({ lessMotion: true });
  await page.waitFor(() => matchMedia('(prefers-color-scheme: light)').matches);
  const inLight = await faults(page);
  await page.prefer({ dark: true, lessMotion: true });
  await page.waitFor(() => matchMedia('(prefers-color-scheme: dark)').matches);
  return { inLight, inDark: await faults(page, 'colours') };
}

export const noFaults = { inLight: [], inDark: [] };
