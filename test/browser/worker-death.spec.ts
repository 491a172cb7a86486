import { expect } from 'playwright/test';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

test('a visit in whose middle the worker was killed is complete in the report', async ({ chromium, net }) => {
  await net.site('tracker.example', () => ({ body: 'ok' }));
  await net.site('later.example', () => ({ body: 'ok' }));
  const page = await chromium.context.newPage();
  await page.goto(`${rooms.agora}?auto`);
  await page.waitForFunction(() => document.body.dataset['state'] === 'joined');
  await page.evaluate(() => fetch('https://tracker.example/a?user_id=user_8842017', { mode: 'no-cors' }));
  const before = await reportUntil(
    () => chromium.report(page),
    ({ destinations, microphone }) =>
      microphone.state === 'on' &&
      destinations.some(({ host, findings }) => host === 'tracker.example' && findings.length > 0),
  );
  // What is older than the stated bound must survive.
  await page.waitForTimeout(1100);
  await chromium.killWorker();

  // A request of the page that goes to nobody the worker always listens for, and one that does.
  await page.evaluate(() => fetch('https://later.example/b?user_id=user_8842017', { mode: 'no-cors' }));
  await page.evaluate(() =>
    fetch('https://logservice.agora.io/after', {
      method: 'POST',
      mode: 'no-cors',
      body: '{"cname":"room-7QK2-lotus"}',
    }),
  );
  const after = await reportUntil(
    () => chromium.report(page),
    ({ destinations }) =>
      ['later.example', 'logservice.agora.io'].every((wanted) => destinations.some(({ host }) => host === wanted)),
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
  expect(findingsOf(after).find(({ host }) => host === 'later.example')).toMatchObject({
    kind: 'user-id',
    key: 'user_id',
  });
  expect(findingsOf(after).find(({ host }) => host === 'logservice.agora.io')).toMatchObject({ kind: 'room-id' });
});
