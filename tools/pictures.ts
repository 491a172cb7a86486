/**
 * Takes the pictures of README and stores from the demo, so that they show what the extension does today:
 * `npm run pictures`. Needs Chromium and nothing from the network. Look at them before they are committed.
 *
 * `npm run pictures -- --language fa [--language en …] [--out FOLDER]` takes other ones, which are not committed: every
 * page and every state of the popup, light and dark, in both browsers, in these languages. See page-pictures.ts.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext, Locator, Page } from 'playwright';
import { launchChromium, type TestChromium } from '../test/support/chromium.ts';
import { buildAll } from './build.ts';
import { demoRoom, posedPopup, settledReport, startDemoInternet } from './demo.ts';
import { takePages } from './page-pictures.ts';

const root = join(import.meta.dirname, '..');
const forReaders = join(root, 'docs', 'images');
const forStores = join(root, 'docs', 'store', 'pictures');

type Scheme = 'light' | 'dark';

interface StorePicture {
  name: string;
  /** What the picture says, in one line beside it. */
  line: string;
  scheme: Scheme;
  /** The settings instead of the popup. */
  settings?: boolean;
  /** What a person does before it looks like this. */
  pose?: (page: Page) => Promise<void>;
}

const storePictures: StorePicture[] = [
  { name: '1-who-hears', line: 'See who is within earshot of your voice chat', scheme: 'light' },
  {
    name: '2-evidence',
    line: 'Warnings with their evidence, and the laws behind them',
    scheme: 'light',
    pose: async (page) => {
      const warning = page.locator('.warning:not(.path)').filter({ hasText: 'Agora learns' });
      await warning.locator('> summary').click();
      // Just below the header, so that the warning before it is hidden.
      await toTop(warning, 47);
    },
  },
  {
    name: '3-who-learns-what',
    line: 'Who learns what about you, host by host',
    scheme: 'light',
    pose: async (page) => {
      await page.locator('.destinations > summary').click();
      await toTop(page.getByRole('table').first());
    },
  },
  { name: '4-dark', line: 'Your report never leaves your browser', scheme: 'dark' },
  { name: '5-settings', line: 'You say which laws and countries worry you', scheme: 'light', settings: true },
];

/** Scrolls until something is so many pixels below the upper edge, where the header stays. */
async function toTop(locator: Locator, below = 72): Promise<void> {
  await locator.evaluate((element, below) => scrollTo(0, element.getBoundingClientRect().top + scrollY - below), below);
}

function save(folder: string, name: string, picture: Buffer): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, picture);
  console.log(`${relative(process.cwd(), path)}: ${picture.length} bytes`);
}

const still = { animations: 'disabled' } as const;

async function posedSettings(chromium: TestChromium, scheme: Scheme): Promise<Page> {
  const page = await chromium.context.newPage();
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 680, height: 700 });
  await page.goto(`chrome-extension://${chromium.extensionId}/options/index.html`);
  await page.locator('main[data-loaded=true]').waitFor();
  return page;
}

/** Pages that are shown to readers from their top, in one size and without the demo. */
const pagesForReaders = [
  { name: 'welcome', ready: '.concern .presets' },
  { name: 'help', ready: '.about-card' },
];

async function ownPage(
  chromium: TestChromium,
  { name, ready }: (typeof pagesForReaders)[number],
  scheme: Scheme,
): Promise<Buffer> {
  const page = await chromium.context.newPage();
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1080, height: 760 });
  await page.goto(`chrome-extension://${chromium.extensionId}/${name}/index.html`);
  await page.locator(ready).waitFor();
  const picture = await page.screenshot({ ...still, scale: 'css' });
  await page.close();
  return picture;
}

const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;
const icon = dataUrl('image/svg+xml', readFileSync(join(root, 'extension', 'icons', 'icon.svg')));

const grounds: Record<Scheme, { ground: string; ink: string; edge: string; shadow: string }> = {
  light: { ground: 'linear-gradient(135deg, #eef1fb, #dfe5f7)', ink: '#1b2550', edge: '#cfd6ea', shadow: '#2b3a7a40' },
  dark: { ground: 'linear-gradient(135deg, #181b2c, #10121d)', ink: '#e8ebfa', edge: '#3a3f58', shadow: '#000000a0' },
};

interface Canvas {
  width: number;
  height: number;
  /** HTML. */
  body: string;
  css: string;
  transparent?: boolean;
}

/** A picture of a page made for it, in CSS pixels: stores want exact sizes. */
async function draw(
  context: BrowserContext,
  { width, height, body, css, transparent = false }: Canvas,
): Promise<Buffer> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><style>
    * { box-sizing: border-box; margin: 0; }
    body { width: ${width}px; height: ${height}px; overflow: hidden; display: flex; font-family: system-ui, sans-serif; }
    img { display: block; }
    ${css}</style><body>${body}</body>`);
  await page
    .locator('img')
    .evaluateAll((images) => Promise.all(images.map((image) => (image as HTMLImageElement).decode())));
  const picture = await page.screenshot({ ...still, scale: 'css', omitBackground: transparent });
  await page.close();
  return picture;
}

async function storePicture(chromium: TestChromium, tab: number, wanted: StorePicture): Promise<Buffer> {
  const page = wanted.settings
    ? await posedSettings(chromium, wanted.scheme)
    : await posedPopup(chromium, tab, wanted.scheme);
  await wanted.pose?.(page);
  const shown = await page.screenshot(still);
  await page.close();
  const { ground, ink, edge, shadow } = grounds[wanted.scheme];
  return await draw(chromium.context, {
    width: 1280,
    height: 800,
    body: `<div><img src="${icon}" width="72" height="72" alt=""><h1>${wanted.line}</h1></div>
      <img class="shown" src="${dataUrl('image/png', shown)}" alt="">`,
    css: `body { align-items: center; justify-content: space-between; padding: 0 72px; background: ${ground}; }
      div { width: ${wanted.settings ? 380 : 540}px; }
      h1 { margin-top: 28px; color: ${ink}; font-size: 44px; line-height: 1.22; letter-spacing: -0.02em; text-wrap: balance; }
      .shown { height: 720px; border: 1px solid ${edge}; border-radius: 14px; box-shadow: 0 24px 60px ${shadow}; }`,
  });
}

async function takeAll(chromium: TestChromium): Promise<void> {
  const room = await chromium.context.newPage();
  await room.goto(demoRoom);
  const tab = await chromium.tabIdOf(room);
  if (!(await settledReport(chromium, tab, 30_000))) throw new Error('Earshot saw no voice chat in the demo room.');

  for (const scheme of ['light', 'dark'] as const) {
    const popup = await posedPopup(chromium, tab, scheme);
    save(forReaders, `popup-${scheme}.png`, await popup.screenshot({ ...still, fullPage: true }));
    await popup.close();
    for (const page of pagesForReaders)
      save(forReaders, `${page.name}-${scheme}.png`, await ownPage(chromium, page, scheme));
  }
  rmSync(forStores, { recursive: true, force: true });
  for (const wanted of storePictures) save(forStores, `${wanted.name}.png`, await storePicture(chromium, tab, wanted));

  const { context } = chromium;
  // Chrome wants 96 pixels of drawing in 128; the drawing has a margin of its own, 4 of 128.
  const centred = 'body { align-items: center; justify-content: center; }';
  const mark = (size: number) => `<img src="${icon}" width="${size}" height="${size}" alt="">`;
  const square = { css: centred, transparent: true };
  save(forStores, 'icon-128.png', await draw(context, { ...square, width: 128, height: 128, body: mark(102) }));
  save(forStores, 'logo-300.png', await draw(context, { ...square, width: 300, height: 300, body: mark(300) }));
  const tile = await draw(context, {
    width: 440,
    height: 280,
    body: `${mark(96)}<div><h1>Earshot</h1><p>who can hear your voice chat</p></div>`,
    css: `${centred} body { gap: 22px; background: ${grounds.light.ground}; color: ${grounds.light.ink}; }
      h1 { font-size: 40px; letter-spacing: -0.02em; } p { width: 200px; font-size: 19px; line-height: 1.3; }`,
  });
  save(forStores, 'tile-440x280.png', tile);
}

const { values } = parseArgs({
  options: { language: { type: 'string', multiple: true, default: [] }, out: { type: 'string' } },
});
await buildAll();
const net = await startDemoInternet();
try {
  if (values.language.length > 0) {
    await takePages(values.language, values.out ?? join(root, 'build', 'pictures'), net);
  } else {
    const chromium = await launchChromium({ extension: join(root, 'dist', 'chrome'), net, scale: 2 });
    try {
      await takeAll(chromium);
    } finally {
      await chromium.close();
    }
  }
} finally {
  await net.close();
}
