import { test as base } from 'playwright/test';
import type { SiteReport } from '../../extension/model/report.ts';
import { launchBrowser, type TestBrowser, type TestPage } from './browser.ts';
import { type Internet, startInternet } from './internet.ts';
import { startProviders } from './providers.ts';
import { openRooms } from './rooms.ts';

export interface Options {
  /** Set by the project: see playwright.config.ts. */
  browserUnderTest: TestBrowser['name'];
  /** Whether the extension may see private windows. */
  privateWindows: boolean;
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

/** Tests with Earshot installed in a fresh browser, on an internet of their own: the demo rooms and their providers. */
export const test = base.extend<Options & Fixtures>({
  browserUnderTest: ['chromium', { option: true }],
  privateWindows: [false, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
  net: async ({}, use) => {
    const net = await startRooms();
    await use(net);
    await net.close();
  },
  launch: async ({ browserUnderTest, privateWindows }, use) => {
    await use((net) => launchBrowser(browserUnderTest, net, { privateWindows }));
  },
  earshot: async ({ net, launch }, use) => {
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
