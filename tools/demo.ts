/** The demo room, its report and its popup: for `npm start`, which shows them, and `npm run pictures`. */
import type { Page } from 'playwright';
import type { SiteReport } from '../extension/model/report.ts';
import { startAgora } from '../test/support/agora.ts';
import { asTestBrowser } from '../test/support/browser.ts';
import type { TestChromium } from '../test/support/chromium.ts';
import { type Internet, startInternet } from '../test/support/internet.ts';
import { openVoiceRoom } from '../test/support/media/rooms.ts';
import { openRooms, rooms } from '../test/support/rooms.ts';

/** A voice room that runs the real Agora Web SDK and joins by itself. */
export const demoRoom = `${rooms.agora}?auto`;

/** An internet with the demo room, and with a stand-in for Agora. */
export async function startDemoInternet(): Promise<Internet> {
  const net = await startInternet();
  await openRooms(net);
  await startAgora(net);
  return net;
}

/**
 * Lets a browser enter a room of three people whose voices go through a media server that runs here.
 *
 * @returns once voice flows, the tab; null where there is no such room: the server wants a loopback address of its own,
 * which only Linux has
 */
export async function enterVoiceRoom(
  chromium: TestChromium,
  net: Internet,
): Promise<{ tab: number; close(): Promise<void> } | null> {
  if (process.platform !== 'linux') return null;
  const browser = asTestBrowser(chromium);
  const { pages, close } = await openVoiceRoom(browser, net, 'sfu', { guests: 2 });
  return { tab: await browser.tabIdOf(pages[0]), close };
}

/** Milliseconds without anything new after which a room has come to rest: the SDK uploads its log after five seconds. */
const rest = 5500;

/** Waits until the report has not changed in what it lists for a while, at most `patience` milliseconds. */
export async function settledReport(chromium: TestChromium, tab: number, patience: number): Promise<SiteReport | null> {
  const end = Date.now() + patience;
  let last = '';
  let since = Date.now();
  for (;;) {
    const report = await chromium.report(tab);
    const shape = report
      ? JSON.stringify([
          report.destinations.map(({ host, findings }) => [host, findings.length]),
          report.voice.legs.map(({ route, encryption, party }) => [route, encryption, party]),
        ])
      : '';
    if (shape !== last) since = Date.now();
    last = shape;
    if ((report && Date.now() - since > rest) || Date.now() > end) return report;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The popup about a tab, as wide and as high as a browser shows it, ready for its picture. */
export async function posedPopup(chromium: TestChromium, tab: number, scheme: 'light' | 'dark'): Promise<Page> {
  const popup = await chromium.openPopup(tab);
  await popup.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await popup.setViewportSize({ width: 400, height: 600 });
  await popup.locator('main[data-state]:not([data-state=connecting])').first().waitFor();
  return popup;
}
