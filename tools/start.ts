/**
 * The demo: `npm start` opens Chromium with Earshot installed and a voice room that runs the real Agora Web SDK against
 * a local stand-in for Agora, prints the site report and saves pictures of the popup; then the same for a room whose
 * voices really flow, through a media server on this machine. With a display the browser stays open; without one the
 * demo ends by itself. `npm start -- --url https://…` opens a site of one's own choice instead.
 */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { renderReport } from '../cli/render.ts';
import { launchChromium, type TestChromium } from '../test/support/chromium.ts';
import type { Internet } from '../test/support/internet.ts';
import { buildAll } from './build.ts';
import { demoRoom, enterVoiceRoom, posedPopup, settledReport, startDemoInternet } from './demo.ts';

const root = join(import.meta.dirname, '..');
const pictures = join(root, 'build', 'demo');

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, headless: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

function hasDisplay(): boolean {
  const { platform, env } = process;
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

async function picture(chromium: TestChromium, tab: number, name: string, scheme: 'light' | 'dark'): Promise<string> {
  const popup = await posedPopup(chromium, tab, scheme);
  const path = join(pictures, `${name}-${scheme}.png`);
  await popup.screenshot({ path, fullPage: true, animations: 'disabled' });
  await popup.close();
  return path;
}

/** Prints the report of a tab and saves pictures of its popup, once nothing new comes. */
async function show(chromium: TestChromium, tab: number, name: string, patience: number): Promise<boolean> {
  const report = await settledReport(chromium, tab, patience);
  if (!report) {
    console.log('Earshot saw no voice chat here: it looks only where people talk.');
    return false;
  }
  console.log(renderReport(report));
  mkdirSync(pictures, { recursive: true });
  const paths = [await picture(chromium, tab, name, 'light'), await picture(chromium, tab, name, 'dark')];
  console.log(`\nPictures of the popup: ${paths.map((path) => relative(process.cwd(), path)).join(', ')}`);
  return true;
}

async function showSite(chromium: TestChromium, url: string, patience: number): Promise<boolean> {
  const page = await chromium.context.newPage();
  await page.goto(url);
  const seen = await show(chromium, await chromium.tabIdOf(page), 'popup', patience);
  await page.bringToFront();
  return seen;
}

async function main(): Promise<void> {
  if (options.help) {
    console.log(
      'npm start                          the demo room\nnpm start -- --url https://…       a site of your choice\nnpm start -- --headless            without a window',
    );
    return;
  }
  await buildAll();
  const headed = hasDisplay() && !options.headless;
  let net: Internet | undefined;
  let room: Awaited<ReturnType<typeof enterVoiceRoom>> = null;
  if (!options.url) net = await startDemoInternet();
  const extension = join(root, 'dist', 'chrome');
  const chromium = await launchChromium({ extension, headed, ...(net && { net }) });
  try {
    const seen = await showSite(chromium, options.url ?? demoRoom, options.url ? 30_000 : 20_000);
    if (!seen && !options.url) process.exitCode = 1;
    room = net ? await enterVoiceRoom(chromium, net) : null;
    if (room && !(await show(chromium, room.tab, 'voice', 20_000))) process.exitCode = 1;
    if (headed) {
      console.log('\nThe browser stays open: click the Earshot badge. Close the window to end.');
      await new Promise((resolve) => chromium.context.once('close', resolve));
    }
  } finally {
    await room?.close();
    await chromium.close();
    await net?.close();
  }
}

await main();
