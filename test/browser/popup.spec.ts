import { expect } from 'playwright/test';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

test.use({ browserOf: 'file' });

const bodyText = () => document.body.innerText;

test('the popup shows verdict, rings, warnings with their laws, and who learns what', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.agora}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
  await reportUntil(
    earshot,
    page,
    (it) => findingsOf(it).some(({ kind }) => kind === 'token') && it.parties.some(({ ring }) => ring === 'hears'),
  );
  const popup = await earshot.openPopup(page);
  await popup.waitFor(() => document.querySelector('main[data-state=voice] .warning:not(.path)'));

  const verdict = await popup.evaluate(() => document.querySelector('[role=status]')?.textContent ?? '');
  expect(verdict).toContain('Agora can likely hear this room');
  expect(verdict).toContain('China');
  // The picture has a name, and every party on it can be reached and says what it is.
  const dots = await popup.evaluate(() =>
    [...document.querySelectorAll<SVGElement>('svg [data-party]')].map((dot) => ({
      party: dot.dataset['party'],
      focusable: dot.tabIndex >= 0,
      name: dot.getAttribute('aria-label') ?? '',
    })),
  );
  expect(dots.find(({ party }) => party === 'agora')).toMatchObject({ focusable: true });
  for (const { name } of dots) expect(name.length).toBeGreaterThan(3);

  // A warning opens by keyboard to evidence, law with its source, and advice.
  await popup.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('.warning:not(.path) > summary')];
    const summary = all.find(({ textContent }) => textContent?.includes('Agora learns'));
    summary?.focus();
    summary?.click();
  });
  await popup.waitFor(() => document.querySelector('.warning[open]:not(.path) .law > summary'));
  await popup.evaluate(() => document.querySelector<HTMLElement>('.warning[open]:not(.path) .law > summary')?.click());
  await popup.waitFor(() => document.querySelector('.warning[open]:not(.path) .law[open] a'));
  const opened = await popup.evaluate(() => document.querySelector('.warning[open]:not(.path)')?.textContent ?? '');
  expect(opened).toContain('National Intelligence Law');
  expect(opened).toContain('Art. 7');
  expect(opened).toContain('webrtc2-ap-web-1.agora.io');
  const sources = await popup.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('.warning[open]:not(.path) .law a')].map(({ href, rel }) => ({
      href,
      rel,
    })),
  );
  expect(sources.length).toBeGreaterThan(0);
  for (const { href, rel } of sources) {
    expect(href).toMatch(/^https:/);
    expect(rel).toContain('noreferrer');
  }

  // Nothing readable is on the page, and no message key either.
  const text = await popup.evaluate(bodyText);
  expect(text).not.toContain('room-7QK2-lotus');
  expect(text).not.toMatch(/\b(?:warn|verdict|basis|advice|kind|blind|state)[A-Z]\w+/);
  expect(text).toContain('DB-IP');
});

test('the popup follows the visit while it is open', async ({ earshot, net }) => {
  await net.site('late.example', () => ({ body: 'ok' }));
  const page = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, page, (it) => findingsOf(it).length > 0);
  const popup = await earshot.openPopup(page);
  await popup.waitFor(() => document.querySelector('main[data-state=voice] .destinations'));
  expect(await popup.evaluate(() => document.body.textContent)).not.toContain('late.example');
  await page.evaluate(async () => {
    await fetch('https://late.example/x', { mode: 'no-cors' });
  });
  await popup.evaluate(() => document.querySelector<HTMLElement>('.destinations > summary')?.click());
  await popup.waitFor(() => document.body.textContent?.includes('late.example'));
});

test('the popup survives the death of the background and shows the report again', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, page, (it) => findingsOf(it).length > 0);
  const popup = await earshot.openPopup(page);
  await popup.waitFor(() =>
    document.querySelector('main[data-state=voice][data-link=open], main[data-state=voice] .warning'),
  );
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await earshot.killBackground();
  await popup.waitFor(() => document.querySelector('main[data-state=voice]:not(.stale) .warning'));
});

test('an ordinary page and a page of the browser each have their own words', async ({ earshot }) => {
  const page = await earshot.open(rooms.ordinary);
  const popup = await earshot.openPopup(page);
  await popup.waitFor(() => document.querySelector('main[data-state=no-voice] h1'));
  expect(await popup.evaluate(bodyText)).toContain('No voice chat seen here');

  const blank = await earshot.open('about:blank');
  const other = await earshot.openPopup(await earshot.tabIdOf(blank));
  await other.waitFor(() => document.querySelector('main[data-state=not-a-page] h1'));
});
