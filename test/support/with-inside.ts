import type { Browser } from 'webextension-polyfill';
import type { TestBrowser } from './browser.ts';
import { addScript, copyExtension } from './extension-copy.ts';
import type { Scenarios } from './inside.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/**
 * A copy of the built extension that has `inside.ts` with it.
 *
 * @param wanted a folder for it, in place of what stands there; else a new one
 * @returns its folder
 */
export async function withInside(name: TestBrowser['name'], wanted?: string): Promise<string> {
  const folder = await copyExtension(name, 'inside', wanted);
  await addScript(folder, 'inside.ts', 'inside.js');
  return folder;
}

/** Runs one of the scenarios of `inside.ts` in a page of the extension. */
export async function inside<Name extends keyof Scenarios>(
  browser: Pick<TestBrowser, 'inExtension'>,
  name: Name,
  ...[argument]: Parameters<Scenarios[Name]>
): Promise<Awaited<ReturnType<Scenarios[Name]>>> {
  const answer: unknown = await browser.inExtension(
    async ({ name, argument }) => {
      const { scenarios } = (await import(chrome.runtime.getURL('inside.js'))) as {
        scenarios: Record<string, (argument: unknown) => Promise<unknown>>;
      };
      return scenarios[name]?.(argument);
    },
    { name: String(name), argument: argument as unknown },
  );
  return answer as Awaited<ReturnType<Scenarios[Name]>>;
}
