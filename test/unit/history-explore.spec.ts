import { expect, test } from 'playwright/test';
import { explore, namesIn } from '../../background/tell/history-explore.ts';
import { timelineOf } from '../../background/tell/history-timeline.ts';
import type { Summary, VisitRow } from '../../extension/model/history.ts';

const row = (id: string, site: string, startedAt: number, summary: Partial<Summary> = {}): VisitRow => ({
  id,
  site,
  startedAt,
  lastAt: startedAt + 1000,
  endedAt: startedAt + 1000,
  because: ['rtc-provider'],
  microphone: { state: 'off', since: null },
  peerConnections: 0,
  imported: null,
  summary: {
    severity: 'low',
    companies: [],
    companyNames: [],
    jurisdictions: [],
    kinds: [],
    destinations: 1,
    findings: 1,
    warnings: 0,
    under: '',
    ...summary,
  },
});

const at = (month: number, day: number, hour = 12) => new Date(2026, month - 1, day, hour).getTime();
const agora = { companies: ['agora-inc'], companyNames: ['Agora'] };
const rows = [
  row('a', 'rooms.example', at(5, 12), { severity: 'high', ...agora, jurisdictions: ['CN', 'US'] }),
  row('b', 'talk.example', at(5, 11), {
    severity: 'high',
    companies: ['daily'],
    companyNames: ['Daily'],
    jurisdictions: ['US'],
  }),
  row('c', 'rooms.example', at(5, 1), { ...agora, jurisdictions: ['CN'], kinds: ['email'] }),
];
const nameOf = namesIn(rows, (company) => company);
const found = (filter: Parameters<typeof explore>[1]) => explore(rows, filter, nameOf).rows.map(({ id }) => id);

test('visits are found by the site’s name and by the names of companies', () => {
  expect(found({ text: 'ROOMS' })).toEqual(['a', 'c']);
  expect(found({ text: ' agora ' })).toEqual(['a', 'c']);
  expect(found({ text: 'dai' })).toEqual(['b']);
  expect(found({ text: 'agora-inc' })).toEqual([]);
});

test('a company is called as the reports call it, and by its own name where those differ', () => {
  const both = [
    ...rows,
    row('d', 'other.example', at(4, 1), { companies: ['agora-inc'], companyNames: ['Shengwang'] }),
  ];
  const called = namesIn(both, (id) => (id === 'agora-inc' ? 'Agora Lab, Inc.' : 'nobody'));
  expect(['agora-inc', 'daily'].map(called)).toEqual(['Agora Lab, Inc.', 'Daily']);
  const found = (text: string) => explore(both, { text }, called).rows.map(({ id }) => id);
  expect(found('shengwang')).toEqual(['d']);
  expect(found('lab, inc')).toEqual(['a', 'c', 'd']);
});

test('a choice shows how many visits it would bring beside what else is chosen', () => {
  const { facets, rows: left } = explore(rows, { severities: ['high'], jurisdictions: ['CN'] }, nameOf);
  expect(left.map(({ id }) => id)).toEqual(['a']);
  // Another country could be chosen too, under the same severity.
  expect(facets.jurisdictions).toEqual([
    { value: 'US', visits: 2 },
    { value: 'CN', visits: 1 },
  ]);
  expect(facets.severities).toEqual([
    { value: 'high', visits: 1 },
    { value: 'low', visits: 1 },
  ]);
  expect(facets.companies).toEqual([{ value: 'agora-inc', visits: 1 }]);
});

test('the timeline has a bar for each day, also for those without a visit, and counts each visit once', () => {
  const { unit, spans } = timelineOf(rows);
  expect(unit).toBe('day');
  expect(spans).toHaveLength(12);
  expect(spans.map(({ visits }) => visits).join('')).toBe('100000000011');
  expect(spans.at(-1)).toMatchObject({ from: at(5, 12, 0), until: at(5, 13, 0), byJurisdiction: { CN: 1, US: 1 } });
  expect(spans.at(-1)?.bySeverity).toEqual({ info: 0, low: 0, medium: 0, high: 1 });
});

test('a long time is shown in weeks, months and years, each beginning where the calendar has it', () => {
  const over = (from: number, until: number) => timelineOf(rows, { from, until });
  const weeks = over(at(1, 1), at(6, 1));
  expect(weeks.unit).toBe('week');
  for (const { from } of weeks.spans) expect(new Date(from).getDay()).toBe(1);
  const months = over(new Date(2023, 0, 5).getTime(), at(6, 1));
  expect(months.unit).toBe('month');
  for (const { from } of months.spans) expect(new Date(from).getDate()).toBe(1);
  expect(over(0, at(6, 1)).unit).toBe('year');
  for (const { spans } of [weeks, months]) {
    for (const [index, { from }] of spans.entries()) if (index > 0) expect(spans[index - 1]?.until).toBe(from);
    expect(spans.reduce((sum, { visits }) => sum + visits, 0)).toBe(rows.length);
  }
});

test('a clock that was wrong once does not make the picture endless', () => {
  const odd = [...rows, row('d', 'rooms.example', 0), row('e', 'rooms.example', at(5, 1) * 50)];
  expect(timelineOf(odd).spans.length).toBeLessThan(63);
});
