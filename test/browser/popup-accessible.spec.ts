import { rm } from 'node:fs/promises';
import { expect } from 'playwright/test';
import { faults } from '../support/axe.ts';
import { launchBrowser, type TestPage } from '../support/browser.ts';
import { test as base } from '../support/earshot.ts';
import { scenesWithoutReport, scenesWithReport } from '../support/popup-scenes.ts';
import { showScene, withStagedPopup } from '../support/staged-popup.ts';
import { voiceScenes } from '../support/voice-scenes.ts';

/** The shipped popup in a page that can show every state; one browser for each test. */
const test = base.extend<{ popup: TestPage }>({
  earshot: async ({ net, browserUnderTest }, use) => {
    const extension = await withStagedPopup(browserUnderTest);
    const earshot = await launchBrowser(browserUnderTest, net, { extension });
    await use(earshot);
    await earshot.close();
    await rm(extension, { recursive: true, force: true });
  },
  popup: async ({ earshot }, use) => {
    const popup = await earshot.openPopup(-1);
    await popup.resize(400, 600);
    await use(popup);
  },
});

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
  });
}

for (const dark of [false, true]) {
  test(`nothing is wrong for those who do not see the popup, whatever it shows: ${dark ? 'dark' : 'light'}`, async ({
    popup,
  }) => {
    test.setTimeout(240_000);
    await popup.prefer({ dark, lessMotion: true });
    for (const scene of [...scenesWithoutReport, ...reports]) {
      await showScene(popup, scene);
      if (reports.includes(scene)) await popup.waitFor(() => document.querySelector('.rings svg') !== null);
      expect(await popup.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(dark);
      expect(await faults(popup), scene).toEqual([]);
      if (!reports.includes(scene)) continue;
      await openEverything(popup);
      expect(await faults(popup), `${scene}, opened`).toEqual([]);
    }
  });
}

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
