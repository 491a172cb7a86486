import { expect, test } from 'playwright/test';
import { compareFired, compareVisits, isSame, sayComparison } from '../../background/tell/compare.ts';
import { createSay, lookupIn, type Messages } from '../../background/tell/say.ts';
import messages from '../../extension/_locales/en/messages.json' with { type: 'json' };
import type { FiredWarning } from '../../extension/model/history.ts';
import type { SiteReport, Warning } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { destination, finding, party, report } from '../support/reports/parts.ts';
import { richReport } from '../support/reports/rich.ts';

const say = createSay(lookupIn(messages as Messages), 'en');
const compareReports = (before: SiteReport, after: SiteReport) =>
  compareVisits({ visit: {}, report: before }, { visit: {}, report: after });
const said = (before: SiteReport, after: SiteReport) =>
  sayComparison(compareReports(before, after)).map(({ sign, phrase }) => `${sign}: ${say(phrase)}`);

const agora = party({ id: 'agora', name: 'Agora', relation: 'works-for-site', learns: { 'room-id': 'plain' } });
const daily = party({ id: 'daily', name: 'Daily', relation: 'third-party' });
const warning: Warning = {
  rule: 'identifiers-to-company',
  severity: 'low',
  title: { key: 'justText', values: ['x'] },
  detail: { key: 'justText', values: ['x'] },
  party: 'agora',
  hosts: [],
  count: 1,
  evidence: [],
  laws: [],
  advice: [],
  basis: [],
};

test('a visit compared with itself shows no difference', () => {
  const comparison = compareReports(richReport(), richReport());
  expect(isSame(comparison)).toBe(true);
  expect(sayComparison(comparison)).toEqual([]);
});

test('that a company also gets the hash of an e-mail address is said', () => {
  const before = report({ parties: [agora] });
  const after = report({ parties: [{ ...agora, learns: { 'room-id': 'plain', email: 'hashed' } }] });
  expect(said(before, after)).toEqual(['new: Agora also gets your e-mail (hash).']);
  expect(said(after, before)).toEqual(['gone: Agora no longer gets your e-mail (hash).']);
});

test('what is told more readably than before is new, what is told less readably is not', () => {
  const hashed = report({ parties: [{ ...agora, learns: { email: 'hashed' } }] });
  const open = report({ parties: [{ ...agora, learns: { email: 'on-the-wire' } }] });
  expect(said(hashed, open)).toEqual(['new: Agora also gets your e-mail (in clear).']);
  expect(said(open, hashed)).toEqual([]);
  expect(compareReports(open, hashed).parties[0]?.kinds).toEqual([
    { kind: 'email', before: 'on-the-wire', after: 'hashed' },
  ]);
});

test('companies that are new and companies that are gone are named', () => {
  const before = report({ parties: [agora, party({ id: 'old', name: 'Old' })] });
  const after = report({ parties: [agora, daily, party({ id: 'two', name: 'Two' })] });
  expect(said(before, after)).toEqual([
    'new: Daily and Two are new: they were contacted.',
    'gone: Old is gone: it was not contacted any more.',
  ]);
});

test('that a company hears from now on is said, however sure that is', () => {
  const quiet = report({ parties: [agora] });
  for (const [voice, words] of [
    ['yes', 'Agora now hears your voice.'],
    ['likely', 'Agora now likely hears your voice.'],
  ] as const) {
    expect(said(quiet, report({ parties: [{ ...agora, voice }] }))).toEqual([`new: ${words}`]);
  }
  // Not to know it is no news after not to have seen it.
  expect(said(quiet, report({ parties: [{ ...agora, voice: 'unknown' }] }))).toEqual([]);
});

test('another value in the same place is no difference, another place or coat is', () => {
  const visit = (changes: Parameters<typeof finding>[0]) =>
    report({
      parties: [agora],
      destinations: [destination({ host: 'a.example', party: 'agora', findings: [finding(changes)] })],
    });
  const plain = visit({ kind: 'room-id', place: 'body', encoding: [], key: 'room', digest: 'a'.repeat(32) });
  const other = visit({ kind: 'room-id', place: 'body', encoding: [], key: 'cname', digest: 'b'.repeat(32) });
  expect(isSame(compareReports(plain, other))).toBe(true);
  const coated = visit({ kind: 'room-id', place: 'body', encoding: ['base64'], key: 'room' });
  expect(compareReports(plain, coated).parties[0]?.ways).toEqual({
    gained: [{ kind: 'room-id', place: 'body', encoding: ['base64'], keys: ['room'] }],
    lost: [{ kind: 'room-id', place: 'body', encoding: [], keys: ['room'] }],
  });
});

test('how an identifier reached the people in the call, and the network, is compared, too', () => {
  const leg = { ...richReport().voice.legs[0], id: '0.1', party: 'peers' } as SiteReport['voice']['legs'][number];
  const people = party({ id: 'peers', name: '', relation: 'peers', learns: { 'user-id': 'plain' } });
  const network = party({ id: 'wire', name: '', relation: 'wire', learns: { email: 'on-the-wire' } });
  const before = report({ parties: [people, network] });
  before.voice = { ...before.voice, legs: [leg] };
  const clear = finding({ kind: 'email', place: 'url.query', key: 'mail', encoding: [], onTheWire: true });
  const after = { ...before, destinations: [destination({ host: 'a.example', party: 'agora', findings: [clear] })] };
  const handed = finding({ kind: 'user-id', place: 'data-channel', key: 'from', encoding: ['json'], onTheWire: false });
  const media = { connections: { '0.1': { findings: { handed } } } } as unknown as NonNullable<Visit['media']>;
  const { parties } = compareVisits({ visit: {}, report: before }, { visit: { media }, report: after });
  const gained = Object.fromEntries(parties.map(({ party, ways }) => [party.id, ways.gained]));
  expect(gained).toEqual({
    peers: [{ kind: 'user-id', place: 'data-channel', encoding: ['json'], keys: ['from'] }],
    wire: [{ kind: 'email', place: 'url.query', encoding: [], keys: ['mail'] }],
  });
});

test('hosts, jurisdictions, warnings, route, encryption and severity are compared', () => {
  const base = report({ parties: [agora], warnings: [warning] });
  const exposure = { jurisdiction: 'CN', through: 'operator', certainty: 'high', regimes: [] } as const;
  const after: SiteReport = {
    ...base,
    parties: [{ ...agora, hosts: ['new.example'] }],
    warnings: [{ ...warning, severity: 'high' }],
    destinations: [
      destination({
        host: 'new.example',
        party: 'agora',
        exposures: [
          { ...exposure, regimes: [] },
          { ...exposure, jurisdiction: 'RU', certainty: 'low', regimes: [] },
        ],
      }),
    ],
    voice: { ...base.voice, route: 'peer-to-peer', encryption: 'peer-to-peer' },
    verdict: { ...base.verdict, severity: 'high' },
  };
  const comparison = compareReports(base, after);
  expect(comparison.parties[0]?.hosts).toEqual({ gained: ['new.example'], lost: [] });
  expect(comparison.jurisdictions).toEqual({ gained: ['CN'], lost: [] });
  expect(comparison.warnings).toEqual([{ warning: after.warnings[0], before: 'low', after: 'high' }]);
  expect(comparison.route).toEqual({ before: base.voice.route, after: 'peer-to-peer' });
  expect(comparison.encryption).toEqual({ before: base.voice.encryption, after: 'peer-to-peer' });
  expect(comparison.severity).toEqual({ before: base.verdict.severity, after: 'high' });
});

test('warnings as they fired are told from those of today by rule and party', () => {
  const { evidence: _, ...rest } = warning;
  const fired = (changes: Partial<FiredWarning>): FiredWarning => ({
    ...rest,
    kinds: [],
    at: 1,
    catalogue: null,
    preset: 'general',
    ...changes,
  });
  const [same, gone, heavier] = [fired({}), fired({ rule: 'contact' }), fired({ party: 'daily' })];
  const today = [warning, { ...warning, party: 'daily', severity: 'high' as const }, { ...warning, party: 'new' }];
  expect(compareFired([same, gone, heavier], today)).toEqual({
    onlyThen: [gone],
    onlyNow: [today[2]],
    changed: [{ was: heavier, is: today[1] }],
  });
});
