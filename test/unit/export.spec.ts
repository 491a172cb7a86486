import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'playwright/test';
import { findingId } from '../../background/remember/finding-id.ts';
import type { ExportedVisit } from '../../background/tell/export/exported.ts';
import { exportName } from '../../background/tell/export/name.ts';
import { type ExportTask, exportOf } from '../../background/tell/export/stream.ts';
import type { KeptVisit } from '../../extension/model/history.ts';
import { exportSchema } from '../../tools/export-schema.ts';
import {
  circumstances,
  foreignKey,
  historyOfVisits,
  keptContact,
  keptFinding,
  keptVisit,
  ownKey,
  textOf,
} from '../support/kept-visits.ts';

const everything = (format: ExportTask['format']): ExportTask => ({
  format,
  scope: { what: 'everything' },
  filter: {},
});

const written = (format: ExportTask['format'], count = 2, make: (number: number) => KeptVisit = keptVisit) =>
  textOf(exportOf(historyOfVisits(count, make), everything(format), circumstances));

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a JSON export holds what was seen, what was warned of, and what is concluded, in the form of its schema', async () => {
  const text = await written('json');
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/export.schema.json'), 'utf8')) as object;
  const holds = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  const read = JSON.parse(text) as { visits: ExportedVisit[]; laws: Record<string, { jurisdiction: string }> };
  expect(holds(read), JSON.stringify(holds.errors?.slice(0, 3))).toBe(true);
  expect(holds({ ...read, visits: [{ ...read.visits[0], key: 'no key' }] })).toBe(false);

  expect(read).toMatchObject({ format: 'earshot-export', version: 1, exportedAt: '2026-11-22T16:31:07.120Z' });
  const [first] = read.visits;
  expect(first).toMatchObject({ key: ownKey, visit: { site: 'rooms.example' }, report: { schema: 1 } });
  expect(first?.fired.map(({ rule }) => rule)).toContain('identifiers-on-the-wire');
  expect(first?.visit.media?.connections['0.1']?.audio.codecs).toEqual(['opus']);
  expect(Object.values(read.laws).map(({ jurisdiction }) => jurisdiction)).toContain('CN');
  const named = read.visits.flatMap(({ report }) => report.warnings.flatMap(({ laws }) => laws));
  expect(named.filter(({ regime }) => !(regime in read.laws))).toEqual([]);
});

test('each line of an NDJSON export is in the form of the schema, and tells on its own whose host got what', async () => {
  const lines = linesOf(await written('ndjson'));
  const { $defs } = exportSchema();
  const holds = new Ajv2020({ strict: false, validateFormats: false }).compile({ $defs, $ref: '#/$defs/row' });
  for (const line of lines) expect(holds(line), JSON.stringify([line, holds.errors?.slice(0, 3)])).toBe(true);

  expect(lines.map(({ row }) => row).slice(0, 2)).toEqual(['export', 'visit']);
  const clear = lines.find(
    ({ row, host, key }) => row === 'finding' && host === 'qos-america.agoralab.co' && key === 'uid',
  );
  expect(clear).toMatchObject({
    site: 'rooms.example',
    party: 'agora',
    operator: 'Agora Lab, Inc. / Shengwang',
    operatorCountries: ['US', 'CN'],
    parent: 'Agora, Inc.',
    serverCountries: ['CN', 'HK', 'SG'],
    serverCertainty: ['certain', 'uncertain'],
    doubtfulJurisdictions: ['HK', 'SG'],
    kind: 'user-id',
    masked: 'us••••00',
    digestKey: ownKey,
    place: 'url.query',
    encoding: ['json', 'base64'],
    onTheWire: true,
    firstAt: '2026-11-22T12:00:00.000Z',
  });
  expect(clear?.['jurisdictions']).toEqual(expect.arrayContaining(['CN', 'US']));
  const of = (kind: string) => lines.filter(({ row }) => row === kind);
  expect(of('destination').find(({ host }) => host === 'silent.example')).toMatchObject({
    findings: 0,
    reached: false,
  });
  expect(of('warning').map(({ rule }) => rule)).toContain('identifiers-to-company');
  expect(of('blind-spot').map(({ what }) => what)).toContain('blindTooManyHosts');
  // What the browser itself turned into https was on no wire.
  expect(of('finding').find(({ host }) => host === 'upgraded.example')).toMatchObject({ onTheWire: false });
});

test('what went over a connection is a finding of whoever was at its other end, a server or people', async () => {
  const make = (pair: unknown): KeptVisit => {
    const kept = keptVisit();
    const connection = kept.visit.media?.connections['0.1'];
    if (!connection) throw new Error('There is no connection.');
    const changed = { ...connection, pair: pair as typeof connection.pair };
    const media = { ...kept.visit.media, connections: { '0.1': changed } } as typeof kept.visit.media;
    return { ...kept, visit: { ...kept.visit, ...(media && { media }) } };
  };
  const { pair } = keptVisit().visit.media?.connections['0.1'] ?? {};
  const elsewhere = { ...pair?.remote.address, ip: '198.51.100.9', network: null };
  const server = { ...pair, remote: { ...pair?.remote, address: elsewhere } };
  const nick = (lines: Record<string, unknown>[]) => lines.find(({ row, key }) => row === 'finding' && key === 'nick');

  const known = linesOf(await written('ndjson', 1));
  expect(nick(known)).toMatchObject({ host: 'qos-america.agoralab.co', party: 'agora', relation: 'works-for-site' });

  // Nothing but media went to this one: no request shows it.
  const unknown = linesOf(await written('ndjson', 1, () => make(server)));
  expect(nick(unknown)).toMatchObject({ host: '198.51.100.9', party: '198.51.100.9', serverCountries: ['CN'] });
  const own = unknown.find(({ row, host }) => row === 'destination' && host === '198.51.100.9');
  expect(own).toMatchObject({ schemes: ['srtp'], requests: 0, reached: true, findings: 1, jurisdictions: ['CN'] });

  const none = linesOf(await written('ndjson', 1, () => make(null)));
  expect(nick(none)).toMatchObject({ host: null, relation: 'peers' });

  for (const lines of [known, unknown, none]) {
    const findings = lines.filter(({ row }) => row === 'finding');
    expect(lines.find(({ row }) => row === 'visit')).toMatchObject({ findings: findings.length });
  }
});

test('a CSV export is read back by another program as what NDJSON says', async () => {
  const rows = linesOf(await written('ndjson'));
  const records = parse(await written('csv'), { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<
    string,
    string
  >[];
  expect(records).toHaveLength(rows.length);
  const flat = (value: unknown): string =>
    value === null || value === undefined ? '' : Array.isArray(value) ? value.join(' | ') : String(value);
  for (const [at, row] of rows.entries()) {
    const { rest, ...columns } = row;
    for (const [name, value] of Object.entries(columns)) expect(records[at]?.[name], name).toBe(flat(value));
  }
});

test('a cell of CSV that a spreadsheet would run is text, and commas, quotes and line ends stay in their cell', async () => {
  const hostile = ['=HYPERLINK("http://evil.example","x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'];
  // Apple Numbers takes the wide forms for the others.
  hostile.push('＝1', '＋1', '－1', '＠1');
  const harmless = 'a,"b"\r\nc';
  const make = (): KeptVisit => {
    const kept = keptVisit();
    const findings = [...hostile, harmless].map((key, at) => keptFinding(at, { key }));
    kept.visit.contacts = { 'h.example': keptContact('h.example', findings) };
    return kept;
  };
  const records = parse(await written('csv', 1, make), { bom: true, columns: true }) as Record<string, string>[];
  const keys = records.filter(({ row, key }) => row === 'finding' && key !== 'nick').map(({ key }) => key);
  expect(keys).toEqual([...hostile.map((key) => `'${key}`), harmless]);
});

test('names of files sort by date, name scope and format, and hold nothing that a file system minds', () => {
  const at = new Date(Date.UTC(2026, 10, 2, 6, 1));
  expect(exportName({ what: 'everything' }, 'ndjson', at)).toBe('earshot-2026-11-02-0601-history.ndjson');
  expect(exportName({ what: 'selection' }, 'csv', at)).toBe('earshot-2026-11-02-0601-selection.csv');
  expect(exportName({ what: 'site', site: 'a.example' }, 'json', at)).toBe('earshot-2026-11-02-0601-a.example.json');
  const odd = exportName({ what: 'visit', site: `[::1]/../${'x'.repeat(300)}` }, 'html', at);
  expect(odd).toMatch(/^[\w.-]{1,250}$/);
});

test('a visit that came from another install keeps the mark of that one’s key', async () => {
  const make = (number: number): KeptVisit => ({
    ...keptVisit(number),
    ...(number === 1 && { imported: { at: 0, by: 'file', key: foreignKey } }),
  });
  const { visits } = JSON.parse(await written('json', 2, make)) as { visits: ExportedVisit[] };
  expect(visits.map(({ key }) => key)).toEqual([ownKey, foreignKey]);
});

test('an export tells how far it is, and ends between two visits when it is told to', async () => {
  const seen: number[][] = [];
  const stop = new AbortController();
  const progress = (done: number, of: number) => {
    seen.push([done, of]);
    if (done === 2) stop.abort(new Error('enough'));
  };
  const { chunks } = exportOf(historyOfVisits(5), everything('ndjson'), circumstances, {
    signal: stop.signal,
    progress,
  });
  await expect(textOf({ chunks })).rejects.toThrow('enough');
  expect(seen).toEqual([
    [0, 5],
    [1, 5],
    [2, 5],
  ]);
});

test('no visit is made before the one before it was taken: what is written is never waited for in memory', async () => {
  let made = 0;
  const source = historyOfVisits(1000, (number) => {
    made = Math.max(made, number);
    return keptVisit(number);
  });
  for (const format of ['json', 'ndjson', 'csv', 'html'] as const) {
    made = 0;
    const { chunks } = exportOf(source, everything(format), circumstances);
    for (let taken = 0; taken < 6; taken++) await chunks.next();
    await chunks.return(undefined);
    expect(made, format).toBeLessThanOrEqual(6);
    expect(made, format).toBeGreaterThan(2);
  }
});

test('docs/export.schema.json is made from the schema', () => {
  const file = join(import.meta.dirname, '../../docs/export.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(exportSchema());
});

test('the findings of a visit are told apart as the history tells them apart', async () => {
  const lines = linesOf(await written('ndjson', 1));
  const { visit } = keptVisit();
  const findings = Object.values(visit.contacts).flatMap(({ findings }) => Object.values(findings).map(findingId));
  expect(lines.filter(({ row, key }) => row === 'finding' && key !== 'nick')).toHaveLength(findings.length);
});
