import { expect, test } from 'playwright/test';
import { Batch, hard, soft } from '../../background/remember/batch.ts';
import { giveBack, takeChanges } from '../../background/remember/changes.ts';
import { facetsOf, fits, isMeantBy, sitesOf } from '../../background/remember/history/filter.ts';
import { pack, unpack, weekOf } from '../../background/remember/history/outlines.ts';
import { Pace } from '../../background/remember/history/pace.ts';
import { contactRow, findingRows, particularsOf, visitFrom, visitRow } from '../../background/remember/history/rows.ts';
import { unconcluded } from '../../background/remember/history/unconcluded.ts';
import { openAnew, openVisit, record } from '../../background/remember/visits.ts';
import { reportOf } from '../../background/tell/report.ts';
import { readHistoryCommand, type VisitRow } from '../../extension/model/history.ts';
import { readKeptVisit } from '../../extension/model/kept-visit.ts';
import type { DataState } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import firstVersion from '../support/history-v1.json' with { type: 'json' };
import { classified, madeVisit, requestAt, sight } from '../support/made-visits.ts';

const made = { sites: 5, contacts: 6, findings: 30, from: 1_795_000_000_000, apart: 3_600_000 };
const visits = Array.from({ length: 40 }, (_, number) => madeVisit(number, made));
const rowOf = (visit: Visit): VisitRow => {
  const summary = {
    ...unconcluded(visit),
    companies: Object.keys(visit.contacts),
    jurisdictions: ['CN'],
    under: 'a b',
  };
  return visitRow(visit, summary, null);
};

test('a report does not depend on the order in which the hosts of its visit are read', () => {
  const state: DataState = { catalogue: null, networks: null, problems: [] };
  const catalogue = shippedCatalogue();
  for (const visit of visits) {
    const contacts = Object.entries(visit.contacts);
    const stored = { ...visit, contacts: Object.fromEntries(contacts.sort(([a], [b]) => (a < b ? -1 : 1))) };
    const reversed = { ...visit, contacts: Object.fromEntries([...contacts].reverse()) };
    const report = reportOf(structuredClone(visit), catalogue, state);
    for (const other of [stored, reversed]) expect(reportOf(structuredClone(other), catalogue, state)).toEqual(report);
  }
});

test('a visit that was taken apart into rows is put together as it was', () => {
  for (const visit of [...visits, ...(firstVersion as unknown as Visit[])]) {
    const contacts = Object.values(visit.contacts);
    const findings = contacts.flatMap((contact) => findingRows(visit.id, contact));
    const together = visitFrom(
      rowOf(visit),
      particularsOf(visit),
      contacts.map((contact) => contactRow(contact, visit.id)),
      findings,
    );
    expect(together).toEqual({ ...visit, tabId: -1 });
  }
});

test('what lists read of a visit is all that its row says', () => {
  const rows = visits.map(rowOf);
  const imported = rows.map((row) => ({ ...row, imported: { at: 7, by: 'an import' }, endedAt: null }));
  const all = [...rows, ...imported];
  expect(unpack(pack(1, all))).toEqual(all);
  const week = 7 * 86_400_000;
  expect([weekOf({ startedAt: 0 }), weekOf({ startedAt: week - 1 }), weekOf({ startedAt: week })]).toEqual([0, 0, 1]);
});

test('what changed in a visit is told once, and again only where it could not be written', () => {
  const open = openVisit('id', 1, 'rooms.example', 'microphone', 1);
  const tell = (host: string, value: number) =>
    record(open, requestAt(host, 2), classified(host, [sight('user-id', value, 'uid')]));
  tell('a.example', 1);
  expect(takeChanges(open.visit)).toBeNull();
  tell('a.example', 1);
  tell('b.example', 2);
  const taken = takeChanges(open.visit);
  const shown = (changes: typeof taken) => ({
    contacts: [...(changes?.contacts ?? [])],
    findings: [...(changes?.findings ?? [])].map(([host, ids]) => [host, ids.size]),
  });
  const both = {
    contacts: ['a.example', 'b.example'],
    findings: [
      ['a.example', 1],
      ['b.example', 1],
    ],
  };
  expect(shown(taken)).toEqual(both);
  expect(shown(takeChanges(open.visit))).toEqual({ contacts: [], findings: [] });
  giveBack(open.visit, taken);
  expect(shown(takeChanges(open.visit))).toEqual(both);
  giveBack(open.visit, null);
  expect(takeChanges(open.visit)).toBeNull();
});

test('while only numbers grow, particulars are written the more seldom the longer they are', () => {
  let now = 0;
  const pace = new Pace(() => now);
  const { visit } = openVisit('id', 1, 'rooms.example', 'microphone', 1);
  const particulars = (bytes: number, relays: string[] = []) => ({ visit: 'id', bytes, relays, blindSpots: {} });
  /** Whether they are due, and then written. */
  const due = (bytes: number, relays?: string[]) => {
    const written = pace.due(visit, particulars(bytes, relays));
    if (written) pace.note(visit, written);
    return written !== null;
  };
  const relay = 'x'.repeat(5000);
  expect([due(1), due(1), due(2, [relay]), due(3, [relay])]).toEqual([true, false, true, false]);
  now = 4000;
  expect(due(3, [relay])).toBe(false);
  // What is new is not put off, nor is the end.
  expect(due(3, [relay, 'another'])).toBe(true);
  now = 9000;
  expect(due(4, [relay, 'another'])).toBe(false);
  now = 9100;
  expect(due(4, [relay, 'another'])).toBe(true);
  visit.endedAt = 1;
  expect(due(5, [relay, 'another'])).toBe(true);
  expect(due(5, [relay, 'another'])).toBe(false);
});

test('a host that turns out to bear a value is to be deleted under its old name', () => {
  const open = openVisit('id', 1, 'rooms.example', 'microphone', 1);
  const host = 'user-8842017.edge.example';
  record(open, requestAt(host, 2), classified(host, []));
  takeChanges(open.visit);
  const learned = [{ kind: 'user-id' as const, value: 'user-8842017', basis: 'learned' as const }];
  record(open, requestAt('a.example', 3), classified('a.example', [], { learned }));
  const changes = takeChanges(open.visit);
  expect([...(changes?.gone ?? [])]).toEqual([host]);
  expect(Object.keys(open.visit.contacts).join()).not.toContain('8842017');
  expect([...(changes?.contacts ?? [])].sort()).toEqual(Object.keys(open.visit.contacts).sort());
});

test('a visit that begins anew knows of its tab what it knew, and nothing of what was seen', () => {
  const open = openVisit('old', 3, 'rooms.example', 'rtc-provider', 5);
  open.visit.private = false;
  open.visit.because.push('microphone');
  open.visit.microphone = { state: 'on', since: 6 };
  open.known.push({ kind: 'user-id', value: 'ada', basis: 'learned' });
  record(open, requestAt('a.example', 7), classified('a.example', [sight('email', 1, 'mail')]));
  const fresh = openAnew(open, 'new', 9);
  expect(fresh.visit).toMatchObject({ id: 'new', tabId: 3, site: 'rooms.example', startedAt: 9, private: false });
  expect(fresh.visit.because).toEqual(['rtc-provider', 'microphone']);
  expect(fresh.visit.microphone).toEqual({ state: 'on', since: 9 });
  expect([fresh.known, fresh.visit.contacts, fresh.visit.blindSpots]).toEqual([[], {}, {}]);
});

test('a filter wants all of its parts, and of a list one', () => {
  const [row] = visits.map(rowOf);
  if (!row) throw new Error('No visit.');
  const company = row.summary.companies[1] ?? '';
  const kind = row.summary.kinds[0] ?? 'email';
  const holds = (filter: Parameters<typeof fits>[0]) => fits(filter)(row);
  expect(holds({})).toBe(true);
  expect(holds({ text: `  ${row.site.slice(0, 5).toUpperCase()} ` })).toBe(true);
  expect(holds({ companies: ['nobody', company], kinds: [kind], jurisdictions: ['US', 'CN'] })).toBe(true);
  expect(holds({ companies: [company], jurisdictions: ['US'] })).toBe(false);
  expect(holds({ companies: [] })).toBe(false);
  // A visit belongs to every moment between its begin and its end.
  expect(holds({ from: row.lastAt, until: row.lastAt + 1 })).toBe(true);
  expect(holds({ from: row.lastAt + 1 })).toBe(false);
  expect(holds({ until: row.startedAt })).toBe(false);
});

test('sites and choices are counted over the visits that they come from', () => {
  const rows = visits.map(rowOf);
  const sites = sitesOf(rows);
  expect(sites.reduce((sum, site) => sum + site.visits, 0)).toBe(rows.length);
  for (const { site, visits: count, lastAt } of sites) {
    const own = rows.filter((row) => row.site === site);
    expect([count, lastAt]).toEqual([own.length, Math.max(...own.map((row) => row.lastAt))]);
  }
  expect(sites.map(({ lastAt }) => lastAt)).toEqual(sites.map(({ lastAt }) => lastAt).sort((a, b) => b - a));
  const { companies, jurisdictions } = facetsOf(rows);
  expect(jurisdictions).toEqual([{ value: 'CN', visits: rows.length }]);
  for (const { value, visits: count } of companies) {
    expect(count).toBe(rows.filter(({ summary }) => summary.companies.includes(value)).length);
  }
});

test('a deletion since a time means what went on after it, whenever it began', () => {
  const row = { id: 'a', site: 'b.example', lastAt: 50 };
  expect(isMeantBy({ what: 'since', since: 50 })(row)).toBe(true);
  expect(isMeantBy({ what: 'since', since: 51 })(row)).toBe(false);
  expect(isMeantBy({ what: 'site', site: 'example' })(row)).toBe(false);
  expect(isMeantBy({ what: 'visits', ids: ['a'] })(row)).toBe(true);
  expect(isMeantBy({ what: 'everything' })(row)).toBe(true);
});

test('what waits is written after a quiet moment, at the latest within the bound', async () => {
  let now = 0;
  const written: number[][] = [];
  const batch = new Batch<number>(
    async (items) => void written.push(items),
    () => now,
  );
  // Each comes before the quiet time of the one before is over: only the bound ends the waiting.
  for (let item = 0; now < hard; item++) {
    batch.add(item);
    now += soft - 50;
  }
  batch.add(99);
  await expect.poll(() => written.length, { timeout: hard }).toBe(1);
  expect(written[0]).toContain(99);
});

test('what was taken out of a batch is not written, and a step between waits for what is being written', async () => {
  const order: string[] = [];
  let finish = () => {};
  const batch = new Batch<string>(async (items) => {
    order.push(`writing ${items}`);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    order.push(`written ${items}`);
  });
  batch.add('first');
  const writing = batch.flush();
  await expect.poll(() => order.length).toBe(1);
  const between = batch.between(async () => void order.push('between'));
  batch.add('second');
  batch.drop(['second']);
  finish();
  await Promise.all([writing, between, batch.flush()]);
  expect(order).toEqual(['writing first', 'written first', 'between']);
});

test('only a command in its right form is taken for one', () => {
  const right = [
    { command: 'delete-history', deletion: { what: 'everything' } },
    { command: 'delete-history', deletion: { what: 'visits', ids: ['a'] } },
    { command: 'begin-import' },
    { command: 'import-visits', import: 'a', visits: [1] },
    { command: 'end-import', import: 'a', keep: true },
  ];
  for (const command of right) expect(readHistoryCommand(command)).toEqual(command);
  const wrong: unknown[] = [null, 'delete-history', {}, { command: 'delete-history' }];
  wrong.push({ command: 'delete-history', deletion: { what: 'all' } });
  wrong.push({ command: 'delete-history', deletion: { what: 'since', since: Number.NaN } });
  wrong.push({ command: 'delete-history', deletion: { what: 'site' } });
  wrong.push({ command: 'begin-import', more: 1 });
  wrong.push({ command: 'import-visits', import: 'a', visits: Array(51).fill(1) });
  for (const command of wrong) expect(readHistoryCommand(command), JSON.stringify(command)).toBeNull();
});

test('a visit from a file is taken as it is, or refused with the place that is wrong', () => {
  const [visit] = visits;
  if (!visit) throw new Error('No visit.');
  const file = (changes: object) =>
    JSON.parse(JSON.stringify({ visit: { ...visit, ...changes }, fired: [] })) as unknown;
  expect(readKeptVisit(file({}))).toEqual({
    kept: { visit: { ...visit, tabId: -1, private: false }, fired: [], imported: null },
  });
  const [host = ''] = Object.keys(visit.contacts);
  const contact = visit.contacts[host];
  const refused = (value: unknown) => {
    const read = readKeptVisit(value);
    return 'wrong' in read ? read.wrong : 'taken';
  };
  expect(refused(file({ startedAt: 'today' }))).toMatch(/^visit\.startedAt: /);
  expect(refused(file({ contacts: { [host]: { ...contact, requests: -1 } } }))).toContain('requests: ');
  expect(refused(file({ contacts: { 'other.example': contact } }))).toMatch(/^visit/);
  expect(refused(file({ contacts: { [host]: { ...contact, addresses: Array(33).fill(null) } } }))).toContain(
    'addresses',
  );
  expect(refused(file({ site: 'x'.repeat(261) }))).toMatch(/^visit\.site: /);
  expect(refused(JSON.parse('{"visit": {"__proto__": {}}, "fired": []}'))).not.toBe('taken');
  for (const value of [null, 7, [], {}, { visit: null, fired: [] }]) expect(refused(value)).not.toBe('taken');
});
