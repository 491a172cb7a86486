import { expect, test } from 'playwright/test';
import { heavyFrom, isHeavy, lawPoints, weightOf } from '../../background/classify/law.ts';
import { needless } from '../../background/classify/warnings/rules.ts';
import { severityOf, severityTable } from '../../background/classify/warnings/severity.ts';
import type { Catalogue, RegimeFact } from '../../catalogue/catalogue.ts';
import { generalConcern } from '../../extension/model/settings.ts';
import type { Visit } from '../../extension/model/visit.ts';
import type { Country } from '../../extension/model/vocabulary.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { contactedVisit, reportUnder, seated } from '../support/seated.ts';
import { VoiceVisit } from '../support/voice-visit.ts';

const catalogue = shippedCatalogue();
const jurisdictions = Object.keys(catalogue.jurisdictions);
const regimes = Object.values(catalogue.regimes);

/** One host for each way in which a jurisdiction can reach a destination. */
function reachedEveryWay(country: Country): { visit: Visit; catalogue: Catalogue } {
  const known = seated(catalogue, [country]);
  const visit = contactedVisit([country]);
  const [own] = Object.values(visit.contacts);
  const seat = `seat-${country.toLowerCase()}`;
  const fact = { certainty: 'high', source: 'test' } as const;
  known.operators['child'] = { name: 'child', seats: [], parent: seat, note: null, ...fact };
  known.domains['child.example'] = { service: seat, role: 'media', operator: 'child', voice: true, ...fact };
  const unknown = { country: null, certainty: 'unknown', candidates: [], note: null } as const;
  const here = { country, certainty: 'certain', candidates: [country], note: null } as const;
  if (own) {
    visit.contacts['child.example'] = { ...own, host: 'child.example' };
    const network = { asn: 64500, name: 'net', operator: seat };
    const onNetwork = { ip: '192.0.2.1', network, location: { ...unknown, candidates: [] } };
    visit.contacts['on.network.example'] = { ...own, host: 'on.network.example', addresses: [onNetwork] };
    const atServer = { ip: '192.0.2.2', network: null, location: { ...here, candidates: [country] } };
    visit.contacts['server.example'] = { ...own, host: 'server.example', addresses: [atServer] };
  }
  return { visit, catalogue: known };
}

/** Says of itself that it does not hold, or not any more. */
function isIdle({ status, inForce, caution }: RegimeFact): boolean {
  if (/^(?:bill|proposal|draft|announced)|not (?:yet )?in force|not known to have started|repealed/i.test(status)) {
    return true;
  }
  // What has lapsed but in effect goes on may be shown if it says so in so many words.
  return /lapsed|replaced/i.test(status) && !/^in force/.test(status) && !(inForce === 'partly' && caution !== null);
}

test('nothing is shown as active that is a bill, lapsed, context, a shield or not yet begun', () => {
  const shown = new Set<string>();
  const ways = new Set<string>();
  for (const country of jurisdictions) {
    const { visit, catalogue: known } = reachedEveryWay(country);
    const report = reportUnder(generalConcern, visit, known);
    for (const { exposures } of report.destinations) {
      for (const { through, regimes: ids, jurisdiction } of exposures) {
        if (jurisdiction === country) ways.add(`${country} ${through}`);
        for (const id of ids) shown.add(id);
      }
    }
    for (const { laws } of report.warnings) for (const { regime } of laws) shown.add(regime);
  }
  // The union is no place where a server stands; every other jurisdiction is reached in all four ways.
  for (const country of jurisdictions.filter((code) => code !== 'EU')) {
    for (const way of ['operator', 'parent', 'network', 'server']) expect(ways).toContain(`${country} ${way}`);
  }
  expect(shown.size).toBeGreaterThan(70);
  const wrong = [...shown].filter((id) => {
    const regime = catalogue.regimes[id];
    if (!regime) return true;
    const { role, inForce } = regime;
    const compels = (role === 'power' || role === 'duty') && (inForce === 'yes' || inForce === 'partly');
    return !compels || isIdle(regime);
  });
  expect(wrong).toEqual([]);
});

test('what is not in force, and what compels nobody, weighs nothing', () => {
  const idle = regimes.filter(({ role, inForce }) => !['power', 'duty'].includes(role) || inForce === 'no');
  expect(idle.length).toBeGreaterThan(5);
  for (const regime of idle) expect(weightOf(regime), regime.id).toBe(0);
});

test('what holds only in part counts half, and what nobody could check raises no alarm', () => {
  const [law] = regimes.filter((regime) => isHeavy(regime));
  expect(law).toBeDefined();
  if (!law) return;
  expect(weightOf({ ...law, inForce: 'partly' })).toBe(weightOf(law) / 2);
  expect(isHeavy({ ...law, certainty: 'low' })).toBe(false);
  expect(isHeavy({ ...law, certainty: 'unknown' })).toBe(false);
});

test('no two properties make a law heavy by themselves', () => {
  const most = new Map<string, number>();
  for (const { property, points } of lawPoints) most.set(property, Math.max(points, most.get(property) ?? 0));
  const [first = 0, second = 0] = [...most.values()].sort((a, b) => b - a);
  expect(first + second).toBeLessThan(heavyFrom);
});

test('every law in a report carries its caution, its sources and how it was checked', () => {
  let cautions = 0;
  for (const country of jurisdictions) {
    const { visit, catalogue: known } = reachedEveryWay(country);
    const report = reportUnder(generalConcern, visit, known);
    const named = [
      ...report.destinations.flatMap(({ exposures }) => exposures.flatMap(({ regimes: ids }) => ids)),
      ...report.warnings.flatMap(({ laws }) => laws.map(({ regime }) => regime)),
    ];
    for (const id of named) {
      const law = report.laws[id];
      const { caution, counterView, status, sources, checked } = catalogue.regimes[id] ?? {};
      expect(law, id).toMatchObject({ caution, counterView, status, sources, checked });
      expect(law?.sources.length, id).toBeGreaterThan(0);
      if (caution) cautions++;
    }
  }
  expect(cautions).toBeGreaterThan(10);
});

test('a law is named with its surest way', () => {
  const { visit, catalogue: known } = reachedEveryWay('KR');
  const operator = known.operators['seat-kr'];
  for (const seat of operator?.seats ?? []) seat.certainty = 'low';
  const contact = visit.contacts['kr.seats.example'];
  const location = { country: 'KR', certainty: 'certain', candidates: ['KR'], note: null } as const;
  contact?.addresses.push({ ip: '192.0.2.3', network: null, location: { ...location, candidates: ['KR'] } });
  const warning = reportUnder(generalConcern, visit, known).warnings.find(
    ({ party, rule }) => party === 'seat-kr' && rule === 'identifiers-to-company',
  );
  expect(warning?.laws[0]).toMatchObject({ through: 'server', certainty: 'medium' });
});

test('where another server of the company stands does not bear on what this one was told', () => {
  const known = seated(catalogue, ['CA']);
  const visit = contactedVisit(['CA']);
  const fact = { certainty: 'high', source: 'test' } as const;
  known.domains['far.example'] = { service: 'seat-ca', role: 'statistics', operator: 'seat-ca', ...fact };
  const [own] = Object.values(visit.contacts);
  const location = { country: 'CN', certainty: 'certain', candidates: ['CN'], note: null } as const;
  const address = { ip: '192.0.2.4', network: null, location: { ...location, candidates: ['CN'] } };
  if (own) visit.contacts['far.example'] = { ...own, host: 'far.example', addresses: [address], findings: {} };
  const told = reportUnder(generalConcern, visit, known).warnings.find(({ rule }) => rule === 'identifiers-to-company');
  expect(told?.hosts).toEqual(['ca.seats.example']);
  expect(told?.laws.map(({ regime }) => regime.split('-')[0])).not.toContain('cn');
  expect(told?.severity).toBe('low');
});

test('every row of the severity table can count: none is hidden behind those before it', () => {
  const counting = new Set<object>();
  for (const reached of ['voice', 'identifiers', 'contact', 'address', 'connection', 'microphone'] as const) {
    for (const to of ['works-for-site', 'third-party', 'wire', 'peers'] as const) {
      for (const law of ['heavy', 'other', 'none'] as const) {
        const row = severityTable.find(
          (it) => it.reached === reached && (it.to ?? to) === to && (it.law ?? law) === law,
        );
        if (row) counting.add(row);
        const it = { reached, to, law, picked: true, noAdequacy: true };
        expect(severityOf(it, generalConcern)).toBe(row?.severity ?? null);
      }
    }
  }
  expect(counting.size).toBe(severityTable.length);
});

test('roles that no call needs are spelt as the catalogue spells them', () => {
  const roles = new Set(Object.values(catalogue.domains).map(({ role }) => role));
  for (const role of needless) expect(roles, role).toContain(role);
});

test('to block a company is advised only where the call does not need it', async () => {
  const visit = new VoiceVisit().microphone(true);
  visit.open.known.push({ kind: 'user-id', value: 'user_8842017', basis: 'learned' });
  const at = visit.now;
  for (const host of ['api2.amplitude.com', 'somebody.example', 'webrtc2-ap-web-1.agora.io']) {
    const url = `https://${host}/x?user_id=user_8842017`;
    visit.request({ what: 'request', url, at, type: 'xmlhttprequest', method: 'GET', body: { state: 'none' } });
  }
  const { warnings } = await visit.report();
  const told = warnings.filter(({ rule }) => rule === 'identifiers-to-company');
  const advised = (key: string) => told.filter(({ advice }) => advice.some((one) => one.key === key));
  expect(told.map(({ party }) => party).sort()).toEqual(['agora', 'amplitude', 'somebody.example']);
  expect(advised('adviceBlocker').map(({ party }) => party)).toEqual(['amplitude']);
  expect(told.find(({ party }) => party === 'amplitude')?.detail.key).toBe('warnIdentifiersThirdDetail');
});

test('that anyone on the network sees who talks with whom is said only where a room can be read', async () => {
  const read = async (kind: 'user-id' | 'room-id') => {
    const visit = new VoiceVisit();
    visit.open.known.push({ kind, value: 'user_8842017', basis: 'learned' });
    const url = 'http://somebody.example/x?id=user_8842017';
    const heard = { what: 'request', url, at: visit.now, type: 'xmlhttprequest', method: 'GET' } as const;
    const { warnings } = await visit.request({ ...heard, body: { state: 'none' } }).report();
    return warnings.find(({ rule }) => rule === 'identifiers-on-the-wire')?.detail.key;
  };
  expect(await read('room-id')).toBe('warnInClearDetail');
  expect(await read('user-id')).toBe('warnInClearReadDetail');
});
