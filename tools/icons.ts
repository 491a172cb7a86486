/**
 * Draws extension/icons/icon-*.png from the SVG beside them: `tsx tools/icons.ts`. Run by hand when the drawing
 * changes; the PNGs are kept in the repository, so that a build needs no browser. The smallest has a drawing of its
 * own, on whole pixels.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';

const folder = 'extension/icons';
const drawings: Record<number, string> = {
  16: 'icon-small.svg',
  32: 'icon-small.svg',
  48: 'icon.svg',
  128: 'icon.svg',
};

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
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
