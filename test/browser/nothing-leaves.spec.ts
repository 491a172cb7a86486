import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

test('the extension can ask for nothing but its own files', async ({ earshot, net }) => {
  await net.site('elsewhere.example', () => ({ body: 'reached' }));
  const tried = await earshot.inExtension(async () => {
    const outcome = (promise: Promise<unknown>) =>
      promise.then(
        () => 'allowed',
        () => 'refused',
      );
    return {
      outside: await outcome(fetch('https://elsewhere.example/')),
      own: await outcome(fetch(chrome.runtime.getURL('manifest.json'))),
    };
  }, null);
  expect(tried).toEqual({ outside: 'refused', own: 'allowed' });
  expect(net.received('elsewhere.example')).toEqual([]);
});

test('a voice visit makes the extension send nothing', async ({ earshot, net }) => {
  const page = await earshot.open(`${rooms.clean}?auto`);
  const report = await reportUntil(earshot, page, ({ destinations }) => destinations.length > 1);
  // Everything that reached the internet was sent by the page or by the browser's maker's own services.
  const listed = new Set(report.destinations.map(({ host }) => host));
  const others = net.log.filter(({ host }) => !listed.has(host));
  for (const { host, headers } of others) {
    expect(host).toMatch(/(?:^|\.)(?:google|googleapis|gvt1|mozilla|firefox|mozaws)\.(?:com|net|org)$/);
    expect(String(headers['origin'] ?? '')).not.toContain('extension://');
  }
});
