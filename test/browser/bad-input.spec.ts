import { expect } from 'playwright/test';
import { findingsOf, lists, reportUntil, test } from '../support/earshot.ts';
import { rooms } from '../support/rooms.ts';

test('what a page sends too much of, or broken, is in the report as such, and the visit goes on', async ({
  earshot,
  net,
}) => {
  await net.site('*.sink.example', () => ({ body: 'ok' }));
  const page = await earshot.open(`${rooms.clean}?auto`);
  await reportUntil(earshot, page, ({ microphone }) => microphone.state === 'on');

  // Nobody waits for the answers: 100 MB take their time on their way to a local server, too.
  await page.evaluate(() => {
    const post = (host: string, body: BodyInit) =>
      fetch(`https://${host}.sink.example/`, { method: 'POST', mode: 'no-cors', body }).catch(() => undefined);
    void post('blob', new Blob(['user_id=someone-else-1']));
    const posts = `fetch('https://worker.sink.example/', { method: 'POST', mode: 'no-cors', body: new Blob(['user_id=someone-else-2']) })`;
    new Worker(URL.createObjectURL(new Blob([posts])));
    void post('broken', '{"user_id": "cut off he');
    void post('deep', '['.repeat(200_000));
    const parameters = Array.from({ length: 10_000 }, (_, i) => `p${i}=${i}`).join('&');
    void fetch(`https://many.sink.example/?${parameters}`, { mode: 'no-cors' }).catch(() => undefined);
    void fetch('https://odd.sink.example/%zz%E0%A4%A?a=%&%=b&user_id=somebody-4711', { mode: 'no-cors' }).catch(
      () => undefined,
    );
    void post('huge', 'a'.repeat(100 << 20));
  });
  const report = await reportUntil(
    earshot,
    page,
    (it) =>
      lists(it, ...['huge', 'blob', 'worker', 'broken', 'deep', 'many', 'odd'].map((name) => `${name}.sink.example`)) &&
      findingsOf(it).some(({ host }) => host === 'blob.sink.example'),
    60_000,
  );

  const spots = report.blindSpots.map(({ what, host }) => `${what.key} ${host}`);
  // 100 MB are more than is looked through, and that is said.
  expect(spots).toContain('blindBudget huge.sink.example');
  // Chromium does not show a blob's body with its request; the probe has read it, once.
  const blob = report.destinations.find(({ host }) => host === 'blob.sink.example');
  expect(blob).toMatchObject({ unreadBodies: 0, findings: [{ kind: 'user-id', place: 'body', count: 1 }] });
  expect(spots).not.toContain('blindUnreadBody blob.sink.example');
  // In a worker there is no probe: "not readable" is not "empty". Firefox shows it, and then it is read.
  const worker = report.destinations.find(({ host }) => host === 'worker.sink.example');
  if (earshot.name === 'chromium') {
    expect(worker?.unreadBodies).toBe(1);
    expect(spots).toContain('blindUnreadBody worker.sink.example');
  } else expect(worker?.findings).toHaveLength(1);
  // What stands beside the broken parts is still found.
  expect(findingsOf(report).find(({ host }) => host === 'odd.sink.example')).toMatchObject({
    kind: 'user-id',
    key: 'user_id',
  });
  // An unknown host is an unknown operator.
  expect(report.destinations.find(({ host }) => host === 'many.sink.example')).toMatchObject({ operator: null });
});
