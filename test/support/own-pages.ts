import type { TestBrowser, TestPage } from './browser.ts';

/** What of each page shows that it is there with all that it has. */
const ready = {
  welcome: '.concern .presets',
  example: '.example .rings svg',
  help: '.about-card',
  options: 'main[data-loaded=true] input[name=preset]',
};

/** A page of Earshot's. Firefox never says that such a page has loaded, so it is reached from another one. */
export async function openOwnPage(earshot: TestBrowser, name: keyof typeof ready, at = ''): Promise<TestPage> {
  const page = await earshot.openPopup(-1);
  await page.evaluate((to) => void location.assign(to), `../${name}/index.html${at}`);
  await waitForOwnPage(page, name);
  return page;
}

export async function waitForOwnPage(page: TestPage, name: keyof typeof ready): Promise<void> {
  const isThere = `location.pathname === '/${name}/index.html' && document.querySelector(${JSON.stringify(ready[name])}) !== null`;
  await page.waitFor(new Function(`return ${isThere}`) as () => boolean);
}
