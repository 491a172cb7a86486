import { expect } from 'playwright/test';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

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
  await earshot.killBackground();

  // A request of the page that goes to nobody the background always listens for, and one that does.
  await page.evaluate(async () => {
    await fetch('https://later.example/b?user_id=user_8842017', { mode: 'no-cors' });
    const body = '{"cname":"room-7QK2-lotus"}';
    await fetch('https://logservice.agora.io/after', { method: 'POST', mode: 'no-cors', body });
  });
  const after = await reportUntil(earshot, page, (it) =>
    ['later.example', 'logservice.agora.io'].every((wanted) => findingsOf(it).some(({ host }) => host === wanted)),
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
