import { test as base } from 'playwright/test';
import type { SiteReport } from '../../extension/model/report.ts';
import { launchBrowser, type TestBrowser, type TestPage } from './browser.ts';
import { type Internet, startInternet } from './internet.ts';
import { startProviders } from './providers.ts';
import { openRooms } from './rooms.ts';
import { closeTabs, SharedBrowser } from './shared-browser.ts';

export interface Options {
  /** Set by the project: see playwright.config.ts. */
  browserUnderTest: TestBrowser['name'];
  /** Whether the extension may see private windows. */
  privateWindows: boolean;
  /**
   * Whose the browser is, with its profile and its internet. One serves a whole file where each test looks at nothing but
   * tabs of its own, which are closed after it; whatever looks at the disk, at settings or at other tabs has one alone.
   */
  browserOf: 'test' | 'file';
}

interface Fixtures {
  net: Internet;
  /** How the browser of these tests is started. */
  launch: (net: Internet) => Promise<TestBrowser>;
  earshot: TestBrowser;
}

async function startRooms(): Promise<Internet> {
  const net = await startInternet();
  await openRooms(net);
  await startProviders(net);
  return net;
}

/** Tests with Earshot installed in a browser, on an internet of their own: the demo rooms and their providers. */
export const test = base.extend<Options & Fixtures, { shared: SharedBrowser }>({
  browserUnderTest: ['chromium', { option: true }],
  privateWindows: [false, { option: true }],
  browserOf: ['test', { option: true }],
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const shared = new SharedBrowser();
      await use(shared);
      await shared.close();
    },
    { scope: 'worker' },
  ],
  net: async ({ browserOf, shared }, use, { file }) => {
    await shared.turnTo(file);
    if (browserOf === 'file') {
      const net = await shared.net(startRooms);
      await use(net);
      net.clearLog();
      return;
    }
    const net = await startRooms();
    await use(net);
    await net.close();
  },
  launch: async ({ browserUnderTest, privateWindows }, use) => {
    await use((net) => launchBrowser(browserUnderTest, net, { privateWindows }));
  },
  earshot: async ({ net, launch, browserOf, shared }, use) => {
    if (browserOf === 'file') {
      const earshot = await shared.browser(() => launch(net));
      await use(earshot);
      await closeTabs(earshot);
      return;
    }
    const earshot = await launch(net);
    await use(earshot);
    await earshot.close();
  },
});

/** Asks for a tab's report until it is as wanted; fails with the last one. */
export async function reportUntil(
  earshot: TestBrowser,
  page: TestPage,
  wanted: (report: SiteReport) => boolean,
  patience = 20_000,
): Promise<SiteReport> {
  const end = Date.now() + patience;
  const tab = await earshot.tabIdOf(page);
  for (;;) {
    const last = await earshot.report(tab);
    if (last && wanted(last)) return last;
    if (Date.now() > end) {
      throw new Error(`The report did not become as wanted: ${JSON.stringify(last)?.slice(0, 4000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** All findings of a report with their hosts. */
export const findingsOf = (report: SiteReport) =>
  report.destinations.flatMap(({ host, findings }) => findings.map((finding) => ({ host, ...finding })));

/** Whether a report lists all of these hosts. */
export const lists = (report: SiteReport, ...hosts: string[]) =>
  hosts.every((wanted) => report.destinations.some(({ host }) => host === wanted));
