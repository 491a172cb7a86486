import { expect } from 'playwright/test';
import { test } from '../support/earshot.ts';
import { openOwnPage } from '../support/own-pages.ts';

test.use({ browserOf: 'file' });

test('the page of help explains, credits whose data it is, and shows the term that one was sent to', async ({
  earshot,
}) => {
  const page = await openOwnPage(earshot, 'help', '#relay');
  await page.waitFor(() => {
    const { top = -1, bottom = 0 } = document.querySelector('#relay:target dt')?.getBoundingClientRect() ?? {};
    const head = document.querySelector('.page-head')?.getBoundingClientRect().bottom ?? 0;
    return top >= head && bottom <= innerHeight;
  });
  const shown = await page.evaluate(() => ({
    // A message that is missing is said as its key: a word in camel case.
    keys: document.body.innerText.match(/\b(?:term|unseen|glossary|about|help)[A-Z]\w*/g),
    terms: document.querySelectorAll('.terms dt').length,
    links: [...document.querySelectorAll<HTMLAnchorElement>('.about-card a')].map(({ href }) => href),
    about: document.querySelector<HTMLElement>('.about-card')?.innerText ?? '',
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  }));
  expect(shown.keys).toBeNull();
  expect(shown.terms).toBeGreaterThan(30);
  // The licence of the data asks for this link.
  expect(shown.links).toContain('https://db-ip.com/');
  expect(shown.about).toMatch(/CC.BY.4\.0/);
  expect(shown.about).toContain('Mozilla Public License 2.0');
  expect(shown.about).toMatch(/20\d\d-\d\d-\d\d/);
  expect(new Set(shown.ids).size).toBe(shown.ids.length);

  await test.step('the licences of the libraries can be read', async () => {
    const file = shown.links.find((href) => href.endsWith('.txt')) ?? '';
    const licences = await page.evaluate(async (href) => (await fetch(href)).text(), file);
    expect(licences).toContain('preact');
  });
});

test('a question mark beside a hard word leads to what it means', async ({ earshot }) => {
  const page = await openOwnPage(earshot, 'example');
  await page.waitFor(() => document.querySelector('.warning:not(.path)') !== null);
  await page.evaluate(() => document.querySelector<HTMLElement>('.warning:not(.path) > summary')?.click());
  await page.waitFor(() => document.querySelector('.warning[open] .help-mark') !== null);
  const marks = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('.help-mark')].map((mark) => ({
      hash: mark.hash,
      path: mark.pathname,
      name: mark.getAttribute('aria-label') ?? '',
      target: mark.target,
    })),
  );
  expect(marks.map(({ hash }) => hash)).toEqual(['#severity', '#jurisdiction', '#identifier']);
  for (const { hash, path, name, target } of marks) {
    expect(name).toMatch(/^Help: \w/);
    // In a tab of its own: a popup closes, and the report stays.
    expect({ path, target }).toEqual({ path: '/help/index.html', target: '_blank' });
    const help = await openOwnPage(earshot, 'help', hash);
    await help.waitFor(() => document.querySelector('.terms :target dt') !== null);
    const explained = await help.evaluate(() => document.querySelector('.terms :target dt')?.textContent);
    expect(name).toBe(`Help: ${explained}`);
  }
});

for (const from of ['welcome', 'options', 'example'] as const) {
  test(`from ${from} a link leads to help`, async ({ earshot }) => {
    const page = await openOwnPage(earshot, from);
    expect(await page.evaluate(() => document.querySelectorAll('a[href$="/help/index.html"]').length)).toBe(1);
  });
}
