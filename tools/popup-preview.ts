/**
 * Opens the popup as a plain page with example reports, takes pictures of it and checks what pictures do not show:
 * labels that overlap or leave the rings' picture, contrast, bundle size, time to paint.
 *
 *     tsx tools/popup-preview.ts [folder for the pictures] [scene …]
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright';
import { voiceScenes } from '../test/support/voice-scenes.ts';

interface Scene {
  name: string;
  query: string;
  width?: number;
  /** Takes the whole page, not only what a popup shows at once. */
  whole?: boolean;
  before?: (page: Page) => Promise<void>;
}

const openEverything = async (page: Page) => {
  for (const summary of await page.locator('.warning > summary').all()) await summary.click();
  await page.locator('.warning .law > summary').first().click();
};
const openHosts = async (page: Page) => {
  await page.locator('.destinations > summary').click();
  for (const index of [0, 1, 2, 5]) await page.locator('.hosts > li').nth(index).locator('summary').click();
  await page.locator('.destinations').scrollIntoViewIfNeeded();
};

const openVoice = async (page: Page) => {
  await page.locator('.path > summary').click();
  for (const summary of await page.locator('.warning:not(.path) > summary').all()) await summary.click();
};

const voices = await voiceScenes();

const scenes: Scene[] = [
  { name: 'rich', query: 'scene=rich' },
  { name: 'rich-whole', query: 'scene=rich', whole: true },
  { name: 'rich-open', query: 'scene=rich', whole: true, before: openEverything },
  { name: 'rich-hosts', query: 'scene=rich', whole: true, before: openHosts },
  {
    name: 'rich-focus',
    query: 'scene=rich',
    before: async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
    },
  },
  {
    name: 'rich-party',
    query: 'scene=rich',
    whole: true,
    before: async (page) => {
      await page.locator('.rings [data-party=agora]').press('Enter');
      await page.locator('.about .inner > summary').first().click();
    },
  },
  {
    name: 'narrow-party',
    query: 'scene=rich',
    width: 360,
    whole: true,
    before: async (page) => {
      await page.locator('.rings [data-party=agora]').press('Enter');
    },
  },
  { name: 'single', query: 'scene=single', whole: true },
  { name: 'crowded', query: 'scene=crowded' },
  { name: 'no-voice', query: 'scene=no-voice' },
  { name: 'not-a-page', query: 'scene=not-a-page' },
  { name: 'nothing-yet', query: 'scene=nothing-yet' },
  { name: 'no-permission', query: 'scene=no-permission' },
  { name: 'restarting', query: 'scene=restarting' },
  { name: 'narrow', query: 'scene=rich', width: 360, whole: true, before: openEverything },
  { name: 'rtl', query: 'scene=rich&dir=rtl', whole: true, before: openEverything },
  { name: 'longer', query: 'scene=rich&longer=1', whole: true },
  { name: 'tab', query: 'scene=rich', width: 900 },
  ...Object.keys(voices).flatMap((name): Scene[] => [
    { name, query: `scene=${name}`, whole: true },
    { name: `${name}-open`, query: `scene=${name}`, whole: true, before: openVoice },
  ]),
  { name: 'rings-12-0-0', query: 'scene=rings-12-0-0' },
  { name: 'rings-5-7-30', query: 'scene=rings-5-7-30' },
  { name: 'rings-0-0-9', query: 'scene=rings-0-0-9' },
  { name: 'rings-1-1-1', query: 'scene=rings-1-1-1' },
];

const [folder = mkdtempSync(join(tmpdir(), 'earshot-popup-')), ...wanted] = process.argv.slice(2);
const site = join(folder, 'page');
mkdirSync(site, { recursive: true });
await bundle(join(site, 'popup.js'), 'test/support/browser-stub.ts');
copyFileSync('popup/index.html', join(site, 'index.html'));
const shipped = join(folder, 'shipped.js');
await bundle(shipped, null);
for (const file of [shipped, shipped.replace(/js$/, 'css')]) {
  console.log(`${file}: ${statSync(file).size} bytes, ${gzipSync(readFileSync(file)).length} gzipped`);
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--allow-file-access-from-files'],
});
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const scene of scenes) {
      if (wanted.length === 0 || wanted.includes(scene.name)) await picture(browser, scene, colorScheme);
    }
  }
  if (wanted.length === 0) {
    await checkContrast(browser);
    await checkRings(browser);
    await measurePaint(browser);
  }
} finally {
  await browser.close();
}

async function bundle(outfile: string, stub: string | null): Promise<void> {
  await build({
    entryPoints: { [outfile.replace(/\.js$/, '').split('/').at(-1) ?? 'popup']: 'popup/popup.tsx' },
    outdir: join(outfile, '..'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    banner: {
      js:
        stub === null
          ? ''
          : `globalThis.voiceScenes = ${JSON.stringify(voices)}; globalThis.scriptStart = performance.now();`,
    },
    ...(stub === null ? {} : { alias: { 'webextension-polyfill': join(process.cwd(), stub) } }),
  });
  await build({
    entryPoints: ['popup/popup.css'],
    outfile: outfile.replace(/js$/, 'css'),
    bundle: true,
    minify: true,
  });
}

async function open(from: Browser, query: string, colorScheme: 'light' | 'dark', width = 400): Promise<Page> {
  const page = await from.newPage({ viewport: { width, height: 600 }, colorScheme, deviceScaleFactor: 2 });
  page.on('pageerror', (error) => console.log(`${query}: ${error.stack ?? error.message}`));
  page.on('console', (message) => console.log(`${query}: ${message.text()}`));
  await page.goto(`${pathToFileURL(join(site, 'index.html'))}?${query}${width === 400 ? '&popup' : ''}`);
  await page.locator('[data-state]').first().waitFor();
  return page;
}

async function picture(from: Browser, scene: Scene, colorScheme: 'light' | 'dark'): Promise<void> {
  const page = await open(from, scene.query, colorScheme, scene.width);
  await scene.before?.(page);
  await page.waitForTimeout(700);
  if (scene.whole === true) await page.evaluate(() => scrollTo(0, 0));
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (sideways > 0) console.log(`${scene.name} ${colorScheme}: ${sideways} px wider than the window`);
  await page.screenshot({ path: join(folder, `${scene.name}-${colorScheme}.png`), fullPage: scene.whole === true });
  await page.close();
}

/** Text on the grounds it stands on (4.5:1), signs and lines that carry meaning (3:1): WCAG 2.2, 1.4.3 and 1.4.11. */
async function checkContrast(from: Browser): Promise<void> {
  const grounds = ['ground', 'card'];
  const pairs: [string, string[], number][] = [
    ['ink', [...grounds, 'bad-ground', 'warn-ground', 'ok-ground', 'code-ground'], 4.5],
    ['dim', grounds, 4.5],
    ['bad', [...grounds, 'bad-ground'], 4.5],
    ['warn', [...grounds, 'warn-ground'], 4.5],
    ['ok', [...grounds, 'ok-ground'], 4.5],
    ['you', grounds, 4.5],
    ['ground', ['you'], 4.5],
    ['ring', ['ground'], 3],
  ];
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open(from, 'scene=no-voice', colorScheme);
    const colours = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const names = ['ground', 'card', 'ink', 'dim', 'bad', 'bad-ground', 'warn', 'warn-ground', 'ok', 'ok-ground'];
      names.push('you', 'ring', 'code-ground');
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    });
    let least = Number.POSITIVE_INFINITY;
    for (const [ink, on, bound] of pairs) {
      for (const ground of on) {
        const ratio = contrast(colours[ink] ?? '', colours[ground] ?? '');
        least = Math.min(least, ratio / bound);
        if (ratio < bound) console.log(`${colorScheme}: ${ink} on ${ground} is ${ratio.toFixed(2)}, not ${bound}`);
      }
    }
    console.log(`contrast ${colorScheme}: the weakest pair has ${least.toFixed(2)} times what it needs`);
    await page.close();
  }
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance of `#rgb` or `#rrggbb`. */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : (hex.slice(1).match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = digits.map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** For every mix of up to 12 named parties and some more: no label touches another or a dot, and none is cut off. */
async function checkRings(from: Browser): Promise<void> {
  let checked = 0;
  for (let hears = 0; hears <= 12; hears += 1) {
    for (const knows of [0, 1, 2, 3, 5, 8, 12]) {
      for (const contacted of [0, 1, 3, 7, 30]) {
        const page =
          checked === 0 ? await open(from, 'scene=rings-0-0-0', 'light') : (from.contexts()[0]?.pages()[0] as Page);
        await page.goto(`${pathToFileURL(join(site, 'index.html'))}?scene=rings-${hears}-${knows}-${contacted}&popup`);
        await page.locator('.rings svg').waitFor();
        const faults = await page.evaluate(() => {
          const svg = document.querySelector('.rings svg');
          if (svg === null) return ['no picture'];
          const frame = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].map((element) => ({
            name: element.textContent,
            box: element.getBoundingClientRect(),
          }));
          const marks = [...svg.querySelectorAll('.mark')].map((element) => ({
            name: 'dot',
            box: element.getBoundingClientRect(),
          }));
          const found: string[] = [];
          const all = [...texts, ...marks];
          for (const [index, { name, box }] of all.entries()) {
            if (box.left < 0 || box.right > innerWidth || box.top < frame.top || box.bottom > frame.bottom) {
              found.push(`${name} is cut off`);
            }
            for (const other of all.slice(index + 1)) {
              const apart =
                box.right <= other.box.left + 1 ||
                other.box.right <= box.left + 1 ||
                box.bottom <= other.box.top + 2 ||
                other.box.bottom <= box.top + 2;
              if (!apart) found.push(`${name} meets ${other.name}`);
            }
          }
          return found;
        });
        if (faults.length > 0) console.log(`rings ${hears}-${knows}-${contacted}: ${faults.join('; ')}`);
        checked++;
      }
    }
  }
  console.log(`rings: ${checked} layouts checked`);
}

/** From the start of the script to the frame after the report is in the page. */
async function measurePaint(from: Browser): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < 16; run++) {
    const page = await from.newPage({ viewport: { width: 400, height: 600 } });
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (document.querySelector('.footer') === null) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => Object.assign(globalThis, { painted: performance.now() });
          port2.postMessage(null);
        });
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${pathToFileURL(join(site, 'index.html'))}?scene=crowded&popup`);
    await page.waitForFunction(() => 'painted' in globalThis);
    if (run === 0) {
      await page.close(); // warms the browser up
      continue;
    }
    times.push(
      await page.evaluate(() => {
        const { painted, scriptStart } = globalThis as unknown as { painted: number; scriptStart: number };
        return painted - scriptStart;
      }),
    );
    await page.close();
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]?.toFixed(1);
  console.log(
    `script start to painted report, 200 destinations: best ${at(0)} ms, median ${at(0.5)} ms, worst ${at(1)} ms (${times.length} runs)`,
  );
}
