import { expect, test } from 'playwright/test';
import { conclude } from '../../background/remember/history/conclude.ts';
import { contactRow, findingRows, particularsOf, visitFrom, visitRow } from '../../background/remember/history/rows.ts';
import { openVisit, record } from '../../background/remember/visits.ts';
import { exportOf } from '../../background/tell/export/stream.ts';
import { readExport } from '../../background/tell/import/read.ts';
import { reportOf } from '../../background/tell/report.ts';
import { renderReport } from '../../cli/render.ts';
import type { KeptVisit } from '../../extension/model/history.ts';
import { readKeptVisit } from '../../extension/model/kept-visit.ts';
import type { Tls } from '../../extension/model/report.ts';
import { generalConcern } from '../../extension/model/settings.ts';
import { visitLimits } from '../../extension/model/visit.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { circumstances, dataState, historyOfVisits, keptVisit, textOf } from '../support/kept-visits.ts';
import { classified } from '../support/made-visits.ts';

/** What only Firefox tells, on its way through history, exports and reports. */

const added: Tls = { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', weak: false, certificate: 'added' };
const weak: Tls = { version: 'TLSv1', cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA', weak: true, certificate: 'nobody' };

function firefoxVisit(): KeptVisit {
  const kept = keptVisit();
  const { 'rooms.example': room, 'many.example': many } = kept.visit.contacts;
  if (room) room.tls = [added];
  if (many) Object.assign(many, { tls: [added, weak], proxies: ['socks'], addresses: [] });
  kept.visit.container = 'firefox-container-2';
  return kept;
}

for (const format of ['json', 'ndjson'] as const) {
  test(`TLS, proxies and container come back out of an export in ${format}`, async () => {
    const task = { format, scope: { what: 'everything' as const }, filter: {} };
    const text = await textOf(exportOf(historyOfVisits(1, firefoxVisit), task, circumstances));
    const bytes = async function* () {
      yield new TextEncoder().encode(text);
    };
    for await (const { kept } of readExport(bytes())) {
      expect(kept.visit.container).toBe('firefox-container-2');
      expect(kept.visit.contacts['rooms.example']?.tls).toEqual([added]);
      expect(kept.visit.contacts['many.example']).toMatchObject({ tls: [added, weak], proxies: ['socks'] });
      expect(kept.visit.contacts['silent.example']).not.toHaveProperty('tls');
    }
  });
}

test('the rows of the history hold them', () => {
  const { visit } = firefoxVisit();
  const grounds = { catalogue: shippedCatalogue(), concern: generalConcern, version: '0' };
  const contacts = Object.values(visit.contacts);
  const again = visitFrom(
    visitRow(visit, conclude(visit, grounds).summary, null),
    particularsOf(visit),
    contacts.map((contact) => contactRow(contact, visit.id)),
    contacts.flatMap((contact) => findingRows(visit.id, contact)),
  );
  expect(again).toEqual(visit);
});

test('a file cannot bring in a container or a TLS of another form', () => {
  const wrong = (change: (kept: KeptVisit) => void) => {
    const kept = structuredClone(firefoxVisit());
    change(kept);
    const read = readKeptVisit(kept);
    return 'wrong' in read ? read.wrong : null;
  };
  expect(wrong(() => {})).toBeNull();
  expect(wrong(({ visit }) => Object.assign(visit, { container: '<b>' }))).toMatch(/^visit\.container/);
  expect(
    wrong(({ visit }) => Object.assign(visit.contacts['rooms.example'] ?? {}, { proxies: ['carrier-pigeon'] })),
  ).toMatch(/proxies/);
});

test('the terminal says them, and what follows from them', async () => {
  const { visit } = firefoxVisit();
  const report = reportOf(visit, shippedCatalogue(), dataState);
  const text = renderReport(report);
  expect(text).toMatch(/^rooms\.example · container 2$/m);
  expect(text).toContain('TLS 1.0 · TLS_RSA_WITH_AES_128_CBC_SHA · Out of date');
  expect(text).toContain('not known: the proxy looked the name up');
  expect(report.warnings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['certificate-not-trusted', 'weak-encryption']),
  );
  const task = { format: 'html' as const, scope: { what: 'everything' as const }, filter: {} };
  const page = await textOf(exportOf(historyOfVisits(1, firefoxVisit), task, circumstances));
  expect(page).toContain('TLS 1.3 · TLS_AES_128_GCM_SHA256');
  expect(page).toContain('Reached through a SOCKS proxy.');
});

test('of more ways of encryption than are kept, those count that are warned of', () => {
  const open = openVisit('bounded', 1, 'rooms.example', 'rtc-provider', 1);
  const see = (tls: Tls) =>
    record(
      open,
      { what: 'connection', url: 'https://a.example/', at: 1, type: 'xmlhttprequest', tls },
      classified('a.example', []),
    );
  for (let number = 0; number < 3 * visitLimits.tlsPerContact; number++) see({ ...added, cipher: `cipher ${number}` });
  for (const again of [weak, weak]) see(again);
  const { tls = [], requests } = open.visit.contacts['a.example'] ?? {};
  expect(tls).toHaveLength(visitLimits.tlsPerContact);
  expect(tls.filter((way) => way.weak)).toEqual([weak]);
  expect(requests).toBe(0);
});

test('behind a proxy, a step from http to https is not taken for the browser’s own', () => {
  for (const [proxy, upgraded] of [
    [null, true],
    ['http', false],
  ] as const) {
    const open = openVisit('proxied', 1, 'rooms.example', 'rtc-provider', 1);
    const answer = { what: 'response', url: 'http://a.example/x', at: 1, type: 'xmlhttprequest', ip: null } as const;
    record(open, { ...answer, proxy, to: 'https://a.example/x' }, classified('a.example', []));
    expect(open.visit.contacts['a.example']?.upgraded).toBe(upgraded);
  }
});
