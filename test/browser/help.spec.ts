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

for (const from of ['welcome', 'options', 'example'] as const) {
  test(`from ${from} a link leads to help`, async ({ earshot }) => {
    const page = await openOwnPage(earshot, from);
    expect(await page.evaluate(() => document.querySelectorAll('a[href$="/help/index.html"]').length)).toBe(1);
  });
}
