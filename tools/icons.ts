/**
 * Draws extension/icons/icon-*.png from the SVG beside them: `tsx tools/icons.ts`. Run by hand when the drawing
 * changes; the PNGs are kept in the repository, so that a build needs no browser. The smallest have a drawing of their
 * own: thicker lines, on whole pixels at 16. 24 is for screens at 150%, 64 and 96 for those at 200%.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from '../test/support/browsers.mjs';

const folder = 'extension/icons';
const drawings: Record<number, string> = {
  16: 'icon-small.svg',
  24: 'icon-small.svg',
  32: 'icon-small.svg',
  48: 'icon.svg',
  64: 'icon.svg',
  96: 'icon.svg',
  128: 'icon.svg',
};

const executablePath = findChromium();
if (!executablePath) throw new Error('No Chromium found: install it, or set EARSHOT_CHROMIUM to its path.');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [size, drawing] of Object.entries(drawings)) {
    const page = await browser.newPage({ viewport: { width: Number(size), height: Number(size) } });
    const svg = readFileSync(join(folder, drawing)).toString('base64');
    await page.setContent(
      `<body style="margin:0"><img src="data:image/svg+xml;base64,${svg}" width="${size}" height="${size}" style="display:block">`,
    );
    await page.locator('img').evaluate((image) => (image as HTMLImageElement).decode());
    await page.screenshot({ path: join(folder, `icon-${size}.png`), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
