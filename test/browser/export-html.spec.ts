import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { expect } from 'playwright/test';
import { type ExportTask, exportOf } from '../../background/tell/export/stream.ts';
import type { KeptVisit } from '../../extension/model/history.ts';
import { findChromium } from '../support/browsers.mjs';
import { test } from '../support/earshot.ts';
import { hostileTexts, hostileVisit } from '../support/hostile-visit.ts';
import { circumstances, historyOfVisits, keptVisit, textOf } from '../support/kept-visits.ts';

test.skip(({ browserUnderTest }) => browserUnderTest !== 'chromium', 'a file, and no extension in it');

const html: ExportTask = { format: 'html', scope: { what: 'everything' }, filter: {} };
let folder = '';
let browser: Browser;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-report-'));
  browser = await chromium.launch({ executablePath: findChromium() ?? '' });
});
test.afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens a report from the disk, as who was given it does; everything that it does besides being there is told. */
async function open(make: (number: number) => KeptVisit, count = 1): Promise<{ page: Page; did: string[] }> {
  const file = join(folder, 'report.html');
  writeFileSync(file, await textOf(exportOf(historyOfVisits(count, make), html, circumstances)));
  const page = await browser.newPage();
  const did: string[] = [];
  page.on('request', (request) => did.push(`asks for ${request.url()}`));
  page.on('console', (message) => did.push(`says ${message.text()}`));
  page.on('pageerror', (error) => did.push(`fails: ${error.message}`));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => did.push('opens a dialog')));
  await page.goto(pathToFileURL(file).href);
  await page.waitForLoadState('networkidle');
  expect(did.splice(0, 1)).toEqual([`asks for ${pathToFileURL(file).href}`]);
  return { page, did };
}

test('a report loads nothing, runs nothing, and says what the report of the visit says', async () => {
  const { page, did } = await open(keptVisit, 2);
  expect(did).toEqual([]);
  expect(await page.locator('script, iframe, img, link, object, embed, form').count()).toBe(0);
  const text = await page.innerText('body');
  for (const wanted of [
    'Who was within earshot',
    'rooms.example',
    'Sent to Agora unencrypted: user id and room id',
    'qos-america.agoralab.co',
    'Agora Lab, Inc. / Shengwang',
    'National Intelligence Law',
    'us••••00',
    'Hong Kong SAR China (HK) and Singapore (SG): sources differ',
    'no country: anycast',
    'What Earshot could not see here',
  ]) {
    expect(text).toContain(wanted);
  }
  expect(text).not.toMatch(/undefined|\[object|NaN/);
  // Every way within the file leads somewhere.
  const lost = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')]
      .map(({ hash }) => decodeURIComponent(hash.slice(1)))
      .filter((id) => document.getElementById(id) === null),
  );
  expect(lost).toEqual([]);
  await page.close();
});

test('what a page chose to be called stays text in a report', async () => {
  const { page, did } = await open(hostileVisit);
  expect(did).toEqual([]);
  expect(await page.locator('script, img, iframe, meta[http-equiv=refresh]').count()).toBe(0);
  expect(await page.locator('style').count()).toBe(1);
  expect(
    await page.evaluate(() => [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames())),
  ).not.toContainEqual(expect.stringMatching(/^on/));
  const hosts = await page.locator('article.host h4').allInnerTexts();
  // Besides them, the media server of the call, by its address.
  expect([...hosts].sort()).toEqual([...hostileTexts, '101.132.8.4'].sort());
  expect(await page.locator('h2').allInnerTexts()).toEqual([hostileTexts[0]]);
  expect(page.url()).toContain('report.html');
  await page.close();
});

test('the report itself forbids what it does not need', async () => {
  const { page } = await open(keptVisit);
  const refused = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
        document.body.append(Object.assign(new Image(), { src: 'http://evil.example/x.png' }));
      }),
  );
  expect(refused).toBe('img-src');
  await page.close();
});

test('printed on A4 nothing of it is cut off', async () => {
  const { page } = await open(keptVisit);
  await page.emulateMedia({ media: 'print' });
  // The width between the margins of the page, in CSS pixels.
  await page.setViewportSize({ width: Math.floor(((210 - 32) / 25.4) * 96), height: 1000 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await page.close();
});

test('it is light, also where the system is dark', async () => {
  const { page } = await open(keptVisit);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  await page.close();
});
