import { expect } from 'playwright/test';
import type { KeptVisit } from '../../extension/model/history.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { test } from '../support/earshot-inside.ts';
import firstVersion from '../support/history-v1.json' with { type: 'json' };
import type { Made } from '../support/made-visits.ts';
import { leaveUntidied } from '../support/seed-history.ts';
import { inside } from '../support/with-inside.ts';

/** What the tests write is theirs alone. */
test.beforeEach(({ earshot }) => leaveUntidied(earshot));

const hour = 3_600_000;
/** Of the last days, so that none is too old to be kept. */
const made = (): Made => ({ sites: 4, contacts: 6, findings: 24, from: Date.now() - 60 * hour, apart: hour });

test('a history that the first version stored is brought over whole, each visit as it was', async ({ earshot }) => {
  const stored = firstVersion as unknown as Visit[];
  const begun = Date.now() - hour;
  // As old as when it was stored, it would be deleted.
  const recent = stored.map((visit) => ({ ...visit, lastAt: begun, endedAt: visit.endedAt === null ? null : begun }));
  await inside(earshot, 'writeFirstVersion', recent);
  const rows = await inside(earshot, 'visits', {});
  expect(rows.map(({ id }) => id).sort()).toEqual(recent.map(({ id }) => id).sort());
  for (const visit of recent) {
    const kept = await inside(earshot, 'visit', visit.id);
    // The browser that had it open is gone.
    expect(kept?.visit).toEqual({ ...visit, tabId: -1, endedAt: kept?.visit.endedAt });
    expect(kept?.fired).toEqual([]);
  }
  await test.step('and is found by what is concluded from it today', async () => {
    const renewed = await inside(earshot, 'refresh', 'general');
    const findings = (visit: Visit) =>
      Object.values(visit.contacts).reduce((sum, contact) => sum + Object.keys(contact.findings).length, 0);
    for (const { id, summary } of renewed) {
      const visit = recent.find((one) => one.id === id);
      expect(summary.findings).toBe(visit && findings(visit));
      expect(summary.severity).toBe('high');
      expect(summary.companies).toContain('agora');
      expect(summary.jurisdictions).toEqual(expect.arrayContaining(['CN', 'US']));
    }
  });
});

test('one request more writes the few rows that it changed, however large the visit is', async ({ earshot }) => {
  const written = await inside(earshot, 'oneMore');
  expect(written['findings']).toBe(1);
  expect(written['contacts']).toBe(1);
  expect(written['visits']).toBe(1);
  expect(Object.values(written).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(4);
});

test('eight hours in a room with 200,000 requests stay under a megabyte, and what was left out is said', async ({
  earshot,
}) => {
  test.setTimeout(300_000);
  const { bytes, rows, visit } = await inside(earshot, 'eightHours', 200_000);
  expect(Object.values(visit.contacts).reduce((sum, { requests }) => sum + requests, 0)).toBe(200_000);
  expect(bytes).toBeLessThan(1_000_000);
  expect(rows['findings']).toBeGreaterThan(500);
  expect(Object.values(visit.blindSpots).map(({ what }) => what.key)).toContain('blindTooManyFindings');
  const kept = await inside(earshot, 'visit', visit.id);
  expect(kept?.visit).toEqual({ ...visit, tabId: -1 });
});

test('an hour of a call writes a few megabytes, however many people are in it, and all of it is there at the end', async ({
  earshot,
}) => {
  for (const people of [1, 20]) {
    const { bytes, kept, visit } = await inside(earshot, 'hourOfCall', people);
    expect(Object.values(bytes).reduce((sum, some) => sum + some, 0)).toBeLessThan(6_000_000);
    expect(Object.keys(visit.media?.connections ?? {})).toHaveLength(people);
    expect(kept).toEqual({ ...visit, tabId: -1 });
  }
});

test('visits are found by time, site, company, jurisdiction, severity and kind', async ({ earshot }) => {
  await inside(earshot, 'seed', { from: 0, to: 60, made: made() });
  const all = await inside(earshot, 'visits', {});
  expect(all).toHaveLength(60);
  expect(all.map(({ startedAt }) => startedAt)).toEqual(all.map(({ startedAt }) => startedAt).sort((a, b) => b - a));
  const [some] = all.slice(20);
  if (!some) throw new Error('No visits.');
  const { site, startedAt, summary } = some;
  const company = summary.companies.at(-1) ?? '';
  const jurisdiction = summary.jurisdictions[0] ?? '';
  const kind = summary.kinds[0] ?? 'user-id';
  const cases = [
    { filter: { site }, fits: (row: typeof some) => row.site === site },
    { filter: { companies: [company] }, fits: (row: typeof some) => row.summary.companies.includes(company) },
    {
      filter: { jurisdictions: [jurisdiction] },
      fits: (row: typeof some) => row.summary.jurisdictions.includes(jurisdiction),
    },
    {
      filter: { severities: [summary.severity] },
      fits: (row: typeof some) => row.summary.severity === summary.severity,
    },
    { filter: { kinds: [kind] }, fits: (row: typeof some) => row.summary.kinds.includes(kind) },
    { filter: { from: startedAt }, fits: (row: typeof some) => row.lastAt >= startedAt },
    { filter: { until: startedAt }, fits: (row: typeof some) => row.startedAt < startedAt },
    {
      filter: { text: site.slice(2, 9).toUpperCase() },
      fits: (row: typeof some) => row.site.includes(site.slice(2, 9)),
    },
    {
      filter: { site, companies: [company], from: startedAt },
      fits: (row: typeof some) =>
        row.site === site && row.summary.companies.includes(company) && row.lastAt >= startedAt,
    },
  ];
  for (const { filter, fits } of cases) {
    const found = await inside(earshot, 'visits', filter);
    expect(found.length, JSON.stringify(filter)).toBeGreaterThan(0);
    expect(found, JSON.stringify(filter)).toEqual(all.filter(fits));
  }
});

test('a page of the extension reads a past visit without the background: its report of today, and what was warned of then', async ({
  earshot,
}) => {
  await inside(earshot, 'seed', { from: 0, to: 20, made: made() });
  const rows = await inside(earshot, 'visits', {});
  const id = rows.find(({ summary }) => summary.companies.includes('agora'))?.id ?? '';
  await earshot.killBackground();
  const { shown, names, whole } = await inside(earshot, 'past', id);
  expect(shown?.report.visit).toMatchObject({ id, ended: true, private: false });
  expect(shown?.report.destinations.length).toBe(6);
  expect(shown?.report.data.catalogue?.date).toBe(shown?.fired[0]?.catalogue);
  const warned = (list: { rule: string; party: string; severity: string }[]) =>
    list.map(({ rule, party, severity }) => `${rule} ${party} ${severity}`).sort();
  expect(warned(shown?.fired ?? [])).toEqual(warned(shown?.report.warnings ?? []));
  // Lists call the companies as the report does.
  expect(names).toContain('Agora');
  expect([...names].sort()).toEqual((shown?.report.parties ?? []).map(({ name }) => name).sort());
  expect(whole).toEqual(rows.map((row) => row.id));
});

test('another concern changes what visits are found by, and leaves the warnings as they fired', async ({ earshot }) => {
  await inside(earshot, 'seed', { from: 0, to: 8, made: { ...made(), contacts: 12, findings: 5 } });
  const before = await inside(earshot, 'visits', {});
  const id = before[0]?.id ?? '';
  const fired = (await inside(earshot, 'visit', id))?.fired;
  expect(fired?.length).toBeGreaterThan(0);
  expect(fired?.every(({ preset, catalogue, at }) => preset === 'general' && catalogue !== null && at > 0)).toBe(true);
  const after = await inside(earshot, 'refresh', 'company');
  const warnings = (rows: typeof before) => rows.reduce((sum, { summary }) => sum + summary.warnings, 0);
  expect(warnings(after)).not.toBe(warnings(before));
  expect(after.every(({ summary }) => summary.under.includes('company'))).toBe(true);
  expect((await inside(earshot, 'visit', id))?.fired).toEqual(fired);
});

test('an import shows when it is whole, leaves what is there, and goes without a trace when it is given up', async ({
  earshot,
}) => {
  await inside(earshot, 'seed', { from: 0, to: 3, made: made() });
  const there = await inside(earshot, 'visits', {});
  const before = await inside(earshot, 'weigh');
  const one = await inside(earshot, 'visit', there[0]?.id ?? '');
  if (!one) throw new Error('No visit.');
  const other = (id: string): KeptVisit => ({ ...one, visit: { ...one.visit, id } });
  const changed = { ...one, visit: { ...one.visit, site: 'forged.example' } };

  const given = await inside(earshot, 'importing', { visits: [changed, other('import-1')], keep: false });
  expect(given).toEqual({ taken: 1, meanwhile: 3, brought: 0, after: 3 });
  expect((await inside(earshot, 'weigh')).rows).toEqual(before.rows);

  const kept = await inside(earshot, 'importing', { visits: [changed, other('import-1')], keep: true });
  expect(kept).toEqual({ taken: 1, meanwhile: 3, brought: 1, after: 4 });
  expect((await inside(earshot, 'visit', one.visit.id))?.visit.site).toBe(one.visit.site);
  expect((await inside(earshot, 'visit', 'import-1'))?.visit).toEqual({ ...one.visit, id: 'import-1' });
  expect((await inside(earshot, 'visits', {})).find(({ id }) => id === 'import-1')?.imported).not.toBeNull();
});

test('an import that nobody ended does not keep its visits from the next one', async ({ earshot }) => {
  await inside(earshot, 'seed', { from: 0, to: 1, made: made() });
  const one = await inside(earshot, 'visit', (await inside(earshot, 'visits', {}))[0]?.id ?? '');
  if (!one) throw new Error('No visit.');
  const visits = [{ ...one, visit: { ...one.visit, id: 'import-1' } }];
  const left = await inside(earshot, 'importing', { visits, keep: null });
  expect(left).toEqual({ taken: 1, meanwhile: 1, brought: null, after: 1 });
  const kept = await inside(earshot, 'importing', { visits, keep: true });
  expect(kept).toEqual({ taken: 1, meanwhile: 1, brought: 1, after: 2 });
  expect((await inside(earshot, 'weigh')).rows['meta']).toBe(0);
});

test('an open visit that is too large to be stored does not take the others along', async ({ earshot }) => {
  const million = 1_000_000;
  expect(await inside(earshot, 'storeOpen', [million, million])).toEqual({ all: true, stored: ['open-0', 'open-1'] });
  const { all, stored } = await inside(earshot, 'storeOpen', [million, 40 * million, million]);
  expect(stored).toEqual(expect.arrayContaining(['open-0', 'open-2']));
  expect(all).toBe(stored.length === 3);
  // Chromium has a bound; where there is none, all are stored.
  if (earshot.name === 'chromium') expect(all).toBe(false);
});
