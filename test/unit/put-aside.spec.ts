import { expect, test } from 'playwright/test';
import { dueFrom, idsDue } from '../../background/remember/history/due.ts';
import { isMeantBy } from '../../background/remember/history/filter.ts';
import { type Deletion, readHistoryAnswer, readHistoryCommand } from '../../extension/model/history.ts';

const visits = Array.from({ length: 30 }, (_, number) => ({
  id: `id-${number}`,
  site: `site-${number % 4}.example`,
  lastAt: number * 10,
}));
const site: Deletion = { what: 'site', site: 'site-2.example' };
const deletions: Deletion[] = [
  site,
  { what: 'visits', ids: ['id-3', 'id-29', 'elsewhere'] },
  { what: 'since', since: 120 },
  { what: 'everything' },
];

test('a deletion that waits for a history to be readable means the same visits then', async () => {
  for (const deletion of deletions) {
    const meant = visits.filter(isMeantBy(deletion)).map(({ id }) => id);
    expect(meant.length).toBeGreaterThan(0);
    const stored: unknown = JSON.parse(JSON.stringify(await dueFrom(deletion)));
    expect([...(await idsDue(visits, [stored as Awaited<ReturnType<typeof dueFrom>>]))], deletion.what).toEqual(meant);
  }
  const two = await Promise.all([site, { what: 'since', since: 280 } as const].map(dueFrom));
  const either = visits.filter((visit) => visit.site === 'site-2.example' || visit.lastAt >= 280);
  expect((await idsDue(visits, two)).size).toBe(either.length);
  expect((await idsDue(visits, [])).size).toBe(0);
});

test('a deletion of a site that waits does not name the site, and two of one site do not tell that they are', async () => {
  const waiting = [await dueFrom(site), await dueFrom(site)].map((one) => JSON.stringify(one));
  expect(waiting.join()).not.toContain('site-2');
  expect(waiting[0]).not.toBe(waiting[1]);
});

test('a page can name histories that are to go as a whole, and is told where something is left', () => {
  const command = { command: 'delete-history', deletion: site, aside: ['earshot-9'] };
  expect(readHistoryCommand(command)).toEqual(command);
  expect(readHistoryCommand({ ...command, aside: [9] })).toBeNull();
  expect(readHistoryAnswer({ done: true, visits: 2, left: 1 })).toEqual({ done: true, visits: 2, left: 1 });
});
