import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { SiteReport } from '../../extension/model/report.ts';
import { launchBrowser, type TestBrowser, type TestPage } from '../support/browser.ts';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import type { Internet } from '../support/internet.ts';
import { numbers } from '../support/made-visits.ts';
import { diskOf, historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

/** What was observed longer ago than this is kept, whatever happens: docs/architecture.md. */
const bound = 1000;

/** A room that sends a provider a user of another number each time, and says when. */
async function openRoom(earshot: TestBrowser, net: Internet): Promise<TestPage> {
  await net.site('talk.example', () => ({
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><title>Talk</title><script>
      let number = 0;
      const sent = [];
      const send = () => {
        number++;
        sent.push(Date.now());
        return fetch('https://ps.pndsn.com/time/0?uuid=person_' + (70000 + number) + 'x', { mode: 'no-cors' });
      };
      window.sent = sent;
      window.begin = (every) => { window.timer = setInterval(() => void send(), every); };
      window.stop = () => clearInterval(window.timer);
      navigator.mediaDevices.getUserMedia({ audio: true });
    </script>`,
  }));
  await net.site('ps.pndsn.com', () => ({ json: [1] }));
  return earshot.open('https://talk.example/');
}

interface Room {
  begin(every: number): void;
  stop(): void;
  sent: number[];
}
const begin = (page: TestPage, every: number) => page.evaluate((ms) => (window as unknown as Room).begin(ms), every);
const stop = (page: TestPage) =>
  page.evaluate(() => {
    (window as unknown as Room).stop();
    return (window as unknown as Room).sent;
  });

const countIn = (report: SiteReport, host: string) => {
  const found = report.destinations.find((destination) => destination.host === host);
  return found ? found.requests + found.earlier : 0;
};

test('a background that is killed a hundred times, in Firefox forty, loses nothing older than the bound, and counts nothing twice', async ({
  earshot,
  net,
}) => {
  test.setTimeout(300_000);
  const kills = earshot.name === 'chromium' ? 100 : 40;
  const page = await openRoom(earshot, net);
  await reportUntil(earshot, page, (it) => it.microphone.state === 'on');
  const tab = await earshot.tabIdOf(page);
  await pause(bound);
  await begin(page, 40);
  const next = numbers(20_261_122);
  const killed: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    // Firefox takes the listeners of a page that ends while it starts for ones that it no longer wants.
    if (earshot.name === 'firefox') await earshot.report(tab);
    // Most lives are too short for anything to be written; every fourth ends while it is, or after.
    await pause(kill % 4 === 3 ? bound + next(600) : next(400));
    killed.push(Date.now());
    await earshot.killBackground();
  }
  const sent = await stop(page);
  // What was sent in the last second before a death may be lost with it; what was sent while none lived woke one.
  const mayBeLost = sent.filter((at) => killed.some((death) => at > death - bound && at <= death)).length;
  const mustBeThere = sent.length - mayBeLost;
  expect(mustBeThere).toBeGreaterThan(kills / 4);
  const report = await reportUntil(earshot, page, (it) => countIn(it, 'ps.pndsn.com') >= mustBeThere);
  expect(countIn(report, 'ps.pndsn.com')).toBeLessThanOrEqual(sent.length);
  const ids = findingsOf(report).map(({ host, digest, place, key }) => `${host} ${digest} ${place} ${key}`);
  expect(new Set(ids).size).toBe(ids.length);

  await test.step('and what is kept is what the report says', async () => {
    const kept = async () => {
      const disk = await diskOf(earshot);
      const databases = (JSON.parse(disk) as { databases: Record<string, [unknown[], Record<string, unknown>[]]> })
        .databases;
      const contact = databases['earshot/contacts']?.[1].find((row) => row['host'] === 'ps.pndsn.com');
      return [contact?.['requests'], databases['earshot/visits']?.[1].length];
    };
    const now = (await earshot.report(await earshot.tabIdOf(page)))?.destinations;
    const requests = now?.find(({ host }) => host === 'ps.pndsn.com')?.requests;
    await expect.poll(kept, { timeout: 5000 }).toEqual([requests, 1]);
  });
});

test('the history is there again after the browser was killed, and the visit that was cut off has ended', async ({
  net,
  browserUnderTest,
}) => {
  const profile = await mkdtemp(join(tmpdir(), 'earshot-profile-'));
  try {
    const first = await launchBrowser(browserUnderTest, net, { profile });
    const page = await openRoom(first, net);
    await begin(page, 100);
    const seen = await reportUntil(first, page, (it) => countIn(it, 'ps.pndsn.com') > 20);
    await pause(bound + 500);
    await first.crash();

    const second = await launchBrowser(browserUnderTest, net, { profile });
    try {
      const cutOff = async () => (await historyOf(second)).find(({ id }) => id === seen.visit.id);
      await expect.poll(async () => (await cutOff())?.endedAt ?? null, { timeout: 20_000 }).not.toBeNull();
      const row = await cutOff();
      expect(row).toMatchObject({ site: 'talk.example', microphone: { state: 'off' } });
      expect(row?.endedAt).toBe(row?.lastAt);
      expect(row?.summary.findings).toBeGreaterThanOrEqual(findingsOf(seen).length);
    } finally {
      await second.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

test('a history that another version holds open is written as soon as it is let go, and until then the person is told', async ({
  earshot,
  net,
}) => {
  await earshot.inExtension(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('earshot', 1);
        opening.onupgradeneeded = () => {
          const visits = opening.result.createObjectStore('visits', { keyPath: 'id' });
          visits.createIndex('startedAt', 'startedAt');
          visits.createIndex('site', 'site');
        };
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          Object.assign(window, { holding: opening.result });
          resolve();
        };
      }),
    null,
  );
  const page = await openRoom(earshot, net);
  await begin(page, 200);
  const told = await reportUntil(earshot, page, (it) => it.data.problems.some(({ key }) => key === 'problemStorage'));
  await earshot.inExtension(() => (window as unknown as { holding: IDBDatabase }).holding.close(), null);
  await reportUntil(earshot, page, (it) => it.data.problems.length === 0, 30_000);
  expect((await historyOf(earshot)).map(({ id }) => id)).toEqual([told.visit.id]);
});

for (const { what, problem, version } of [
  { what: 'a later version has written', problem: 'problemHistoryNewer', version: 99 },
  { what: 'is damaged', problem: 'problemHistoryUnreadable', version: 2 },
]) {
  test(`a history that ${what} is put aside unchanged, and the person is told`, async ({ earshot, net }) => {
    const write = (version: number) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('earshot', version);
        opening.onupgradeneeded = () => opening.result.createObjectStore('treasure').put('kept', 'word');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      });
    await earshot.inExtension(write, version);
    const page = await openRoom(earshot, net);
    await begin(page, 200);
    const report = await reportUntil(earshot, page, (it) => it.data.problems.some(({ key }) => key === problem));
    await expect
      .poll(async () => JSON.parse(await diskOf(earshot)).databases['earshot-2/visits']?.[0], { timeout: 10_000 })
      .toEqual([report.visit.id]);
    expect(JSON.parse(await diskOf(earshot)).databases['earshot/treasure']).toEqual([['word'], ['kept']]);

    await test.step('also after the background was gone', async () => {
      await pause(bound);
      await earshot.killBackground();
      const again = await reportUntil(earshot, page, (it) => it.data.problems.length > 0);
      expect(again.data.problems).toEqual([{ key: problem }]);
    });
  });
}

test('a visit that does not fit on the disk is told of, and is kept when there is room again', async ({
  earshot,
  net,
}) => {
  test.skip(earshot.name !== 'chromium', 'Firefox has no switch for the room that one extension has');
  // Before anything is written: how much room there is, Chromium remembers for a while.
  await earshot.limitStorage?.(1);
  const page = await openRoom(earshot, net);
  await begin(page, 100);
  await reportUntil(earshot, page, (it) => it.data.problems.some(({ key }) => key === 'problemStorage'));
  await earshot.limitStorage?.(null);
  const report = await reportUntil(earshot, page, (it) => it.data.problems.length === 0, 30_000);
  await stop(page);
  const row = async () => (await historyOf(earshot)).find(({ id }) => id === report.visit.id);
  await expect.poll(async () => (await row())?.summary.findings).toBeGreaterThanOrEqual(findingsOf(report).length);
});

test('nothing breaks where the clock is set back: the visit goes on, and is kept', async ({ earshot, net }) => {
  const page = await openRoom(earshot, net);
  await begin(page, 100);
  const before = await reportUntil(earshot, page, (it) => countIn(it, 'ps.pndsn.com') > 5);
  await earshot.setClock(-3_600_000);
  const after = await reportUntil(
    earshot,
    page,
    (it) => countIn(it, 'ps.pndsn.com') > countIn(before, 'ps.pndsn.com') + 20,
  );
  expect(after.visit.id).toBe(before.visit.id);
  expect(after.visit.lastAt).toBeGreaterThanOrEqual(before.visit.lastAt);
  await page.goto('about:blank');
  const row = async () => (await historyOf(earshot)).find(({ id }) => id === after.visit.id);
  await expect.poll(async () => (await row())?.endedAt ?? null).not.toBeNull();
  const kept = await row();
  expect(kept?.endedAt).toBeGreaterThanOrEqual(kept?.startedAt ?? Number.POSITIVE_INFINITY);
});
