/** Writes docs/example.ndjson, four made-up visits for the examples in docs: `npx tsx tools/example-export.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportTask, exportOf } from '../background/tell/export/stream.ts';
import type { KeptVisit } from '../extension/model/history.ts';
import type { Address } from '../extension/model/report.ts';
import type { Contact } from '../extension/model/visit.ts';
import {
  circumstances,
  historyOfVisits,
  keptContact,
  keptFinding,
  keptVisit,
  textOf,
} from '../test/support/kept-visits.ts';

const at = (ip: string, country: string, asn: number, name: string, operator: string | null): Address => ({
  ip,
  network: { asn, name, operator },
  location: { country, certainty: 'certain', candidates: [country], note: null },
});
const shanghai = at('101.132.8.4', 'CN', 37963, 'Hangzhou Alibaba Advertising Co.,Ltd.', null);
const virginia = at('3.208.0.10', 'US', 14618, 'Amazon.com, Inc.', null);
const singapore = at('161.117.0.9', 'SG', 45102, 'Alibaba US Technology Co., Ltd.', null);

const plain: string[] = [];
const user = { kind: 'user-id', masked: '88••••17', digest: '0f2a'.repeat(8), encoding: plain } as const;
const room = { kind: 'room-id', masked: 'lo••••s7', digest: 'b7c1'.repeat(8) } as const;
const email = { kind: 'email', masked: 'm••@e••••••.org', digest: '44aa'.repeat(8) } as const;
const token = { kind: 'token', masked: '007e••••fQ==', digest: '91ee'.repeat(8) } as const;

/** @param day of November 2026 */
function visit(number: number, site: string, day: number, contacts: Contact[]): KeptVisit {
  const kept = keptVisit();
  const startedAt = Date.UTC(2026, 10, day, 19, 0, 0);
  const later = (time: number, by: number) => startedAt + (time % 1000) + by;
  for (const contact of contacts) {
    contact.firstAt = later(contact.firstAt, 1000);
    contact.lastAt = later(contact.lastAt, 1_800_000);
    for (const finding of Object.values(contact.findings)) {
      finding.firstAt = later(finding.firstAt, 2000);
      finding.lastAt = later(finding.lastAt, 1_700_000);
    }
  }
  const seen = {
    ...kept.visit,
    id: `example-${number}`,
    site,
    startedAt,
    lastAt: startedAt + 1_800_000,
    endedAt: startedAt + 1_800_000,
    microphone: { state: 'off' as const, since: startedAt + 1_790_000 },
    contacts: Object.fromEntries(contacts.map((contact) => [contact.host, contact])),
    blindSpots: {},
  };
  const { media: _, ...visit } = seen;
  return { visit, fired: firedBy(visit), imported: null };
}

function firedBy(visit: KeptVisit['visit']): KeptVisit['fired'] {
  const { warnings } = historyOfVisits(1).reportOf({ visit });
  return warnings.map(({ evidence, ...warning }) => ({
    ...warning,
    kinds: [...new Set(evidence.map(({ finding }) => finding.kind))],
    at: visit.startedAt + 2000,
    catalogue: '2026-11-22',
    preset: 'general',
  }));
}

const own = (site: string) =>
  keptContact(site, [
    keptFinding(0, { ...user, key: 'me', firstParty: true }),
    keptFinding(1, { ...room, key: 'room', firstParty: true }),
  ]);
const signalling = () =>
  keptContact(
    'ap-web-1.agora.io',
    [
      keptFinding(0, { ...user, place: 'body', key: 'uid', encoding: ['json'], count: 4 }),
      keptFinding(1, { ...room, place: 'body', key: 'cname', encoding: ['json'], count: 4 }),
      keptFinding(2, { ...token, place: 'body', key: 'token', encoding: ['json'], confidence: 'named', basis: 'key' }),
    ],
    { addresses: [shanghai] },
  );
const statistics = (clear: boolean) =>
  keptContact(
    'qos-america.agoralab.co',
    [
      keptFinding(0, { ...user, key: 'uid', onTheWire: clear, count: 90 }),
      keptFinding(1, { ...room, key: 'cname', onTheWire: clear, count: 90 }),
    ],
    { addresses: [shanghai], schemes: [clear ? 'http' : 'https'], requests: 90 },
  );

const visits = [
  visit(4, 'rooms.example', 22, [
    own('rooms.example'),
    signalling(),
    statistics(false),
    keptContact(
      'report.agora.io',
      [keptFinding(3, { ...email, place: 'body', key: 'tag', encoding: ['json', 'sha256'], count: 2 })],
      { addresses: [singapore] },
    ),
  ]),
  visit(3, 'club.example', 20, [
    own('club.example'),
    keptContact(
      'global.vss.twilio.com',
      [keptFinding(1, { ...room, place: 'websocket', key: 'room.sid', encoding: ['json'] })],
      {
        addresses: [virginia],
      },
    ),
    keptContact(
      'api2.amplitude.com',
      [
        keptFinding(0, { ...user, place: 'body', key: 'user_id', encoding: ['json'], count: 12 }),
        keptFinding(3, { ...email, place: 'body', key: 'em', encoding: ['form', 'json', 'sha256'], count: 12 }),
      ],
      { addresses: [virginia] },
    ),
  ]),
  visit(2, 'rooms.example', 15, [own('rooms.example'), signalling(), statistics(true)]),
  visit(1, 'rooms.example', 8, [own('rooms.example'), signalling(), statistics(true), keptContact('cdn.example', [])]),
];

const task: ExportTask = { format: 'ndjson', scope: { what: 'everything' }, filter: {} };
const source = historyOfVisits(visits.length, (number) => visits[number] ?? keptVisit());
const text = await textOf(exportOf(source, task, circumstances));
writeFileSync(join(import.meta.dirname, '../docs/example.ndjson'), text);
