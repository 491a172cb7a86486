import { join } from 'node:path';
import { test as base } from 'playwright/test';
import type { SiteReport } from '../../extension/model/report.ts';
import { startAgora } from './agora.ts';
import { launchChromium, type TestChromium } from './chromium.ts';
import { type Internet, startInternet } from './internet.ts';
import { openRooms } from './rooms.ts';

/** The built extension for Chromium. */
export const chromeBuild = join(import.meta.dirname, '../../dist/chrome');

/** Tests with Earshot installed in a fresh Chromium, on an internet of their own with the demo rooms and Agora on it. */
export const test = base.extend<{ net: Internet; chromium: TestChromium }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
  net: async ({}, use) => {
    const net = await startInternet();
    await openRooms(net);
    await startAgora(net);
    await use(net);
    await net.close();
  },
  chromium: async ({ net }, use) => {
    const chromium = await launchChromium({ extension: chromeBuild, net });
    await use(chromium);
    await chromium.close();
  },
});

/** Asks for a tab's report until it is as wanted; fails with the last one. */
export async function reportUntil(
  report: () => Promise<SiteReport | null>,
  wanted: (report: SiteReport) => boolean,
  patience = 15_000,
): Promise<SiteReport> {
  const end = Date.now() + patience;
  for (;;) {
    const last = await report();
    if (last && wanted(last)) return last;
    if (Date.now() > end)
      throw new Error(`The report did not become as wanted: ${JSON.stringify(last)?.slice(0, 4000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** All findings of a report with their hosts. */
export const findingsOf = (report: SiteReport) =>
  report.destinations.flatMap(({ host, findings }) => findings.map((finding) => ({ host, ...finding })));
