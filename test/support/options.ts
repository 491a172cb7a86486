import type { TestBrowser, TestPage } from './browser.ts';

/** The page of settings. Firefox never says that such a page has loaded, so it is reached from another of Earshot's. */
export async function openOptions(earshot: TestBrowser, tab: TestPage | number): Promise<TestPage> {
  const page = await earshot.openPopup(tab);
  await page.evaluate(() => void location.assign('../options/index.html'));
  await page.waitFor(() => document.querySelector('main[data-loaded=true] input[name=preset]') !== null);
  return page;
}
