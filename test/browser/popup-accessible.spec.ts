import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { faultsInLightAndDark, noFaults } from '../support/axe.ts';
import { launchCopy, type TestPage } from '../support/browser.ts';
import { test as base } from '../support/earshot.ts';
import { scenesWithoutReport, scenesWithReport } from '../support/popup-scenes.ts';
import { showScene, withStagedPopup } from '../support/staged-popup.ts';
import { voiceScenes } from '../support/voice-scenes.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** The shipped popup in a page that can show every state. */
const test = base.extend<{ popup: TestPage }>({
  launch: async ({ browserUnderTest }, use) => {
    await use(async (net) => launchCopy(browserUnderTest, net, await withStagedPopup(browserUnderTest)));
  },
  popup: async ({ earshot }, use) => {
    const popup = await earshot.openPopup(-1);
    await popup.resize(400, 600);
    await use(popup);
    // What Firefox keeps for all of its pages.
    await popup.prefer({});
  },
});
test.use({ browserOf: 'file' });

const voices = Object.keys(await voiceScenes());
const reports = [...scenesWithReport, ...voices];

/** Opens all that can be opened, and what is in it. */
async function openEverything(popup: TestPage): Promise<void> {
  await popup.evaluate(async () => {
    const closed = () => [
      ...document.querySelectorAll<HTMLElement>('details:not([open]) > summary, button[aria-expanded=false]'),
    ];
    for (let depth = 0; depth < 4; depth++) {
      // A crowd of hosts is one like the other.
      for (const one of closed().slice(0, 60)) one.click();
      await new Promise((resolve) => setTimeout(resolve));
    }
    // Rows out of view have no height of their own, and what is in them would seem to lie upon the next.
    for (const row of document.querySelectorAll<HTMLElement>('.hosts > li')) row.style.contentVisibility = 'visible';
  });
}

test('nothing is wrong for those who do not see the popup, whatever it shows, in light and in dark', async ({
  popup,
}) => {
  test.setTimeout(240_000);
  for (const scene of [...scenesWithoutReport, ...reports]) {
    await showScene(popup, scene);
    if (reports.includes(scene)) await popup.waitFor(() => document.querySelector('.rings svg') !== null);
    expect(await faultsInLightAndDark(popup), scene).toEqual(noFaults);
    if (!reports.includes(scene)) continue;
    await openEverything(popup);
    expect(await faultsInLightAndDark(popup), `${scene}, opened`).toEqual(noFaults);
  }
});

test('the picture says in words what it shows, and each dot who it is, what it does and where to press', async ({
  popup,
}) => {
  for (const scene of ['rich', 'crowded', 'rings-5-7-30']) {
    await showScene(popup, scene);
    await popup.waitFor(() => document.querySelector('.rings svg') !== null);
    const { label, dots } = await popup.evaluate(() => ({
      label: document.querySelector('.rings svg')?.getAttribute('aria-label') ?? '',
      dots: [...document.querySelectorAll<SVGElement>('.rings [role=button]')].map((dot) => {
        const { width, height } = dot.querySelector('.target')?.getBoundingClientRect() ?? { width: 0, height: 0 };
        return { name: dot.getAttribute('aria-label') ?? '', width, height };
      }),
    }));
    expect(label).toMatch(/^Who is within earshot: .*hear.* (?:learn|knows?).* contacted/);
    expect(dots.length).toBeGreaterThan(5);
    for (const { name, width, height } of dots) {
      expect(name.length, name).toBeGreaterThan(3);
      // WCAG 2.2, 2.5.8.
      expect(Math.min(width, height), name).toBeGreaterThanOrEqual(24);
    }
  }
});

/** Where the keyboard is, and whether one sees it. */
const whereKeyboardIs = () => {
  const at = document.activeElement;
  if (at === null || at === document.body) return null;
  const outline = getComputedStyle(at);
  const rings = [...at.querySelectorAll('.halo, .target')];
  const { top, bottom } = at.getBoundingClientRect();
  const everything = [...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')];
  return {
    name: (at.getAttribute('aria-label') ?? at.textContent ?? '').slice(0, 60),
    turn: everything.indexOf(at),
    of: everything.length,
    shown:
      (outline.outlineStyle !== 'none' && Number.parseFloat(outline.outlineWidth) >= 2) ||
      rings.some((ring) => getComputedStyle(ring).stroke !== 'none'),
    inView: bottom > 0 && top < innerHeight,
  };
};

test('the keyboard comes everywhere, in the order of the page, and one always sees where it is', async ({ popup }) => {
  await popup.prefer({ lessMotion: true });
  await showScene(popup, 'rich');
  await popup.waitFor(() => document.querySelector('.rings svg') !== null);
  const visited: number[] = [];
  let all = 0;
  for (let press = 0; press < 80; press++) {
    await popup.press('Tab');
    const at = await popup.evaluate(whereKeyboardIs);
    if (at === null || visited.includes(at.turn)) break;
    expect(at, at.name).toMatchObject({ shown: true, inView: true });
    visited.push(at.turn);
    all = at.of;
  }
  // The table's frame takes the keyboard only where it scrolls.
  expect(visited).toEqual(Array.from({ length: all }, (_, index) => index));
});

test('a dot that is pointed at says who it is, and pressed it opens its row of the table, with how all of it is known', async ({
  popup,
}) => {
  await popup.prefer({ lessMotion: true });
  await showScene(popup, 'rich');
  await popup.waitFor(() => document.querySelector('.rings svg') !== null);
  const dot = (id: string) => `.rings [data-party="${id}"]`;
  await popup.evaluate((it) => document.querySelector<SVGElement>(it)?.focus(), dot('pubnub'));
  await popup.waitFor(() => document.querySelector('.rings-line b')?.textContent === 'PubNub');
  await popup.waitFor(() => document.querySelector('tr.pointed')?.textContent?.startsWith('PubNub'));
  expect(await popup.evaluate(() => document.querySelector('.rings-line')?.textContent)).toContain('learns user id');

  for (const key of ['Enter', ' '] as const) {
    const id = key === 'Enter' ? 'agora' : 'wire';
    await popup.evaluate((it) => document.querySelector<SVGElement>(it)?.focus(), dot(id));
    await popup.press(key);
    await popup.waitFor(() => document.activeElement?.closest('tr')?.nextElementSibling?.className === 'about');
    const row = await popup.evaluate(() => {
      const at = document.activeElement;
      const { top = -1, bottom = 0 } = at?.getBoundingClientRect() ?? {};
      return {
        party: at?.closest('tr')?.dataset['party'],
        expanded: at?.getAttribute('aria-expanded'),
        inView: top >= 0 && bottom <= innerHeight,
        chosen: document.querySelector('.rings [aria-current=true]')?.getAttribute('data-party'),
      };
    });
    expect(row).toEqual({ party: id, expanded: 'true', inView: true, chosen: id });
  }
  const facts = await popup.evaluate(() =>
    [...document.querySelectorAll('.about')].map((one) => (one as HTMLElement).innerText),
  );
  // Of the voice, the seat, what it learns: each with its ground.
  expect(facts[0]).toContain('Agora carries voice for other sites');
  expect(facts[0]).toContain('www.sec.gov');
  expect(facts[0]).toContain('sent without encryption');
  expect(facts[1]).toContain('Your network carries all that you send');

  // A party that the table does not show at first is there too.
  await popup.evaluate((it) => document.querySelector<SVGElement>(it)?.focus(), dot('google'));
  await popup.press('Enter');
  await popup.waitFor(() => document.activeElement?.closest('tr')?.dataset['party'] === 'google');
});

/** What is wider than the page, or is cut off by what it stands in. */
const cutOff = () => {
  const wrong: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.push(`the page scrolls sideways: ${scrollWidth} in ${clientWidth}`);
  for (const element of document.body.querySelectorAll<HTMLElement | SVGElement>('*')) {
    const style = getComputedStyle(element);
    // What is for screen readers only is a pixel wide.
    if (style.clipPath !== 'none' || element.closest('.aside, thead')) continue;
    const { left, right, width } = element.getBoundingClientRect();
    const name = `${element.tagName}.${element.getAttribute('class')} ${element.textContent?.slice(0, 40)}`;
    if (width > 0 && (left < -1 || right > clientWidth + 1)) wrong.push(`beyond the edge: ${name}`);
    if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) wrong.push(`cut: ${name}`);
  }
  return wrong;
};

test('at the width of a phone everything is there, and nothing scrolls sideways', async ({ popup }) => {
  test.setTimeout(240_000);
  for (const width of [360, 320]) {
    await popup.resize(width, 640);
    for (const scene of [...scenesWithoutReport, ...reports]) {
      await showScene(popup, scene);
      expect(await popup.evaluate(cutOff), `${scene} at ${width}`).toEqual([]);
      if (!reports.includes(scene)) continue;
      await openEverything(popup);
      expect(await popup.evaluate(cutOff), `${scene} at ${width}, opened`).toEqual([]);
    }
  }
});

test('at twice its size the popup fits the 800 pixels that a browser gives it', async ({ earshot, popup }) => {
  const { resize } = popup;
  await resize(800, 600);
  await showScene(popup, 'rich');
  const tab = await earshot.tabIdOf(popup);
  await earshot.inExtension((id) => chrome.tabs.setZoom(id, 2), tab);
  await popup.waitFor(() => devicePixelRatio === 2 || innerWidth === 400);
  expect(await popup.evaluate(() => innerWidth)).toBe(400);
  await openEverything(popup);
  expect(await popup.evaluate(cutOff)).toEqual([]);
  // The head, which stays in view, leaves room to read.
  const head = await popup.evaluate(() => document.querySelector('.header')?.getBoundingClientRect().height ?? 0);
  expect(head).toBeLessThan(300 / 4);
  // The browser keeps it for all pages of Earshot.
  await earshot.inExtension((id) => chrome.tabs.setZoom(id, 0), tab);
});

test('whoever wants less motion gets none', async ({ popup }) => {
  await popup.prefer({ lessMotion: true });
  for (const scene of ['rich', 'nothing-yet', 'restarting', 'connecting']) {
    await showScene(popup, scene);
    const moving = await popup.evaluate(() => {
      const lasting = document.getAnimations().filter((one) => one.effect?.getComputedTiming().activeDuration !== 0);
      const smooth = [...document.querySelectorAll('*')].filter(
        (one) => getComputedStyle(one).scrollBehavior === 'smooth',
      );
      return [
        ...lasting.map((one) => String((one as CSSAnimation).animationName)),
        ...smooth.map(({ tagName }) => tagName),
      ];
    });
    expect(moving, scene).toEqual([]);
  }
});
