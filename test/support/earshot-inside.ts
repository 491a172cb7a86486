import { rm } from 'node:fs/promises';
import { launchBrowser } from './browser.ts';
import { test as base } from './earshot.ts';
import { withInside } from './with-inside.ts';

/** The same tests with `inside.ts` in the extension: they can drive parts of Earshot themselves. */
export const test = base.extend<{ extension: string }>({
  /** Folder of the extension, this test's own. */
  extension: async ({ browserUnderTest }, use) => {
    const folder = await withInside(browserUnderTest);
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  launch: async ({ browserUnderTest, extension }, use) => {
    await use((net) => launchBrowser(browserUnderTest, net, { extension }));
  },
});
