import { createHash } from 'node:crypto';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { TestBrowser } from '../support/browser.ts';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const hashed = createHash('sha256').update('user_8842017').digest('hex');
/** What of visits outlives the background. */
const kept = (earshot: TestBrowser) =>
  earshot.inExtension(async () => Object.keys(await chrome.storage.session.get(null)).sort(), null);

test('a visit in whose middle the background was killed is complete in the report', async ({ earshot, net }) => {
  await net.site('tracker.example', () => ({ body: 'ok' }));
  await net.site('later.example', () => ({ body: 'ok' }));
  const page = await earshot.open(`${rooms.agora}?auto`);
  await page.waitFor(() => document.body.dataset['state'] === 'joined');
  await page.evaluate(async () => {
    await fetch('https://tracker.example/a?user_id=user_8842017', { mode: 'no-cors' });
  });
  const before = await reportUntil(
    earshot,
    page,
    (it) => it.microphone.state === 'on' && findingsOf(it).some(({ host }) => host === 'tracker.example'),
  );
  // What is older than the stated bound must survive.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const { id } = before.visit;
  expect(await kept(earshot)).toEqual(expect.arrayContaining([`visit:${id}`, `worked-out:${id}`]));
  await earshot.killBackground();

  // A request of the page that goes to nobody the background always listens for, and one that does.
  await page.evaluate(async (hashed) => {
    await fetch('https://later.example/b?user_id=user_8842017', { mode: 'no-cors' });
    await fetch(`https://later.example/c?x=${hashed}`, { mode: 'no-cors' });
    const body = '{"cname":"room-7QK2-lotus"}';
    await fetch('https://logservice.agora.io/after', { method: 'POST', mode: 'no-cors', body });
  }, hashed);
  const after = await reportUntil(
    earshot,
    page,
    (it) =>
      findingsOf(it).some(({ host }) => host === 'logservice.agora.io') &&
      ['', 'sha256'].every((coat) =>
        findingsOf(it).some(({ host, encoding }) => host === 'later.example' && encoding.join() === coat),
      ),
  );

  expect(after.visit.id).toBe(before.visit.id);
  expect(after.microphone).toEqual(before.microphone);
  for (const earlier of before.destinations) {
    const now = after.destinations.find(({ host }) => host === earlier.host);
    expect(now?.requests, earlier.host).toBeGreaterThanOrEqual(earlier.requests);
    for (const finding of earlier.findings) {
      expect(now?.findings).toContainEqual(expect.objectContaining({ digest: finding.digest, key: finding.key }));
    }
  }
  // Values learned before the death are still recognised after it.
  expect(findingsOf(after)).toContainEqual(
    expect.objectContaining({ host: 'later.example', kind: 'user-id', key: 'user_id' }),
  );
  expect(findingsOf(after).find(({ host }) => host === 'logservice.agora.io')).toMatchObject({ kind: 'room-id' });

  await page.goto(rooms.ordinary);
  await expect.poll(async () => (await kept(earshot)).filter((key) => key.includes(id))).toEqual([]);
});
