import { expect, test } from 'playwright/test';
import { lookUp, operatorOf } from '../../background/classify/destination.ts';
import { exposuresOf } from '../../background/classify/exposure.ts';
import { canCompel } from '../../background/classify/law.ts';
import type { Address, Location } from '../../extension/model/report.ts';
import type { Certainty } from '../../extension/model/vocabulary.ts';
import { shippedCatalogue } from '../support/catalogue.ts';

const catalogue = shippedCatalogue();
const nowhere: Location = { country: null, certainty: 'unknown', candidates: [], note: null };

function at(asn: number | null, location: Partial<Location> = {}): Address {
  const network = asn === null ? null : catalogue.networks[asn];
  return {
    ip: '198.51.100.1',
    network: asn === null || !network ? null : { asn, name: network.name, operator: network.operator },
    location: { ...nowhere, ...location },
  };
}

/** `CN operator high` for an operator and addresses, one a row. */
function ways(operator: string | null, addresses: Address[] = [], attribution: Certainty = 'high'): string[] {
  const known = operatorOf(catalogue, operator);
  if (operator !== null && !known) throw new Error(`no operator ${operator}`);
  return exposuresOf(catalogue, known, addresses, attribution).map(
    ({ jurisdiction, through, certainty }) => `${jurisdiction} ${through} ${certainty}`,
  );
}

test('two seats are two seats: Agora is reached in the United States and in China', () => {
  expect(ways('agora')).toEqual(['US operator high', 'CN operator high', 'US parent high', 'CN parent high']);
});

test('TikTok is reached where it sits and where its parent sits, as sure as that the host is its own', () => {
  expect(ways('tiktok')).toEqual(['SG operator high', 'US operator high', 'CN parent medium', 'SG parent medium']);
  const certainty = lookUp(catalogue, 'www.tiktok.com')?.certainty ?? 'unknown';
  expect(certainty).toBe('medium');
  expect(ways('tiktok', [], certainty).every((way) => way.endsWith(' medium'))).toBe(true);
});

test('the joint venture that runs TikTok in the United States has no parent: ByteDance holds a minority, and the seat says so', () => {
  expect(ways('tiktok-usds')).toEqual(['US operator high']);
  expect(operatorOf(catalogue, 'tiktok-usds')?.seats[0]?.note).toContain('19.9%');
});

test('Zenlayer is reached at its seat, fairly certain; ties are a note at the seat and reach nobody', () => {
  expect(ways(null, [at(21859)])).toEqual(['US network medium']);
  expect(operatorOf(catalogue, 'zenlayer')?.seats[0]?.note).toContain('China');
});

test('AWS China is its licensed operators’, not Amazon’s; the rest of AWS is Amazon’s', () => {
  for (const asn of [55960, 135629, 23844]) {
    expect(ways(null, [at(asn, { country: 'CN', certainty: 'certain', candidates: ['CN'] })])).toEqual([
      'CN network medium',
      'CN server medium',
    ]);
  }
  expect(ways(null, [at(16509)])).toEqual(['US network medium']);
});

test('a service in a cloud is reached through its operator and through the cloud', () => {
  expect(ways('discord', [at(132203, { country: 'DE', certainty: 'certain', candidates: ['DE'] })])).toEqual([
    'US operator medium',
    'CN network medium',
    'SG network medium',
    'US network medium',
    'DE server medium',
    'EU server medium',
  ]);
});

test('the operator’s own network adds nothing', () => {
  expect(ways('agora', [at(140899)])).toEqual(ways('agora'));
});

test('a carrier’s parent reaches at one remove', () => {
  expect(operatorOf(catalogue, 'i3d-net')).toMatchObject({ seats: [{ country: 'NL' }], parent: { id: 'ubisoft' } });
  expect(ways(null, [at(49544)])).toEqual(['NL network medium', 'EU network medium', 'FR network medium']);
});

test('a network kept to one country is run from there', () => {
  const there: Partial<Location> = { country: 'CN', certainty: 'certain', candidates: ['CN'] };
  expect(ways(null, [at(37963, there)])).toEqual(['CN network medium', 'SG network low', 'CN server medium']);
  // Another network of the same company, which is not.
  expect(ways(null, [at(45102)])).toEqual(['CN network medium', 'SG network medium']);
});

test('the union reaches its members, and nobody else', () => {
  const server = (country: string) => ways(null, [at(null, { country, certainty: 'certain', candidates: [country] })]);
  expect(server('IE')).toEqual(['IE server medium', 'EU server medium']);
  for (const country of ['CH', 'GB', 'NO', 'TR']) expect(server(country)).toEqual([`${country} server medium`]);
});

test('where the sources differ both countries are there, neither of them sure', () => {
  const differ: Partial<Location> = { country: 'JP', certainty: 'uncertain', candidates: ['JP', 'US'] };
  expect(ways(null, [at(null, differ)])).toEqual(['JP server low', 'US server low']);
});

test('anycast, special and unknown places reach nobody', () => {
  for (const certainty of ['anycast', 'special', 'unknown'] as const) {
    expect(ways(null, [at(null, { certainty })])).toEqual([]);
  }
});

test('several addresses give one row a jurisdiction and way, the surest', () => {
  const sure: Partial<Location> = { country: 'JP', certainty: 'certain', candidates: ['JP'] };
  const differ: Partial<Location> = { country: 'JP', certainty: 'uncertain', candidates: ['JP', 'US'] };
  expect(ways(null, [at(null, differ), at(null, sure)])).toEqual(['JP server medium', 'US server low']);
});

test('a jurisdiction without law in the catalogue is there, with no regimes', () => {
  expect(catalogue.jurisdictions['ZM']).toBeUndefined();
  const place = at(null, { country: 'ZM', certainty: 'certain', candidates: ['ZM'] });
  expect(exposuresOf(catalogue, null, [place], 'high')).toEqual([
    { jurisdiction: 'ZM', through: 'server', certainty: 'medium', regimes: [] },
  ]);
});

test('what is from general knowledge makes nothing certain, however well known it is', () => {
  let recalled = 0;
  for (const id of Object.keys(catalogue.operators)) {
    const operator = operatorOf(catalogue, id);
    if (!operator) throw new Error(id);
    const read = [operator, ...operator.seats].filter(({ source }) => !source.startsWith('from general knowledge'));
    for (const fact of [operator, ...operator.seats]) {
      if (read.includes(fact)) expect(fact.wellKnown, id).toBeUndefined();
      else expect(fact.certainty, id).not.toBe('high');
      if (fact.wellKnown) recalled++;
    }
    const certain = exposuresOf(catalogue, { ...operator, parent: null }, [], 'high').some(
      ({ certainty }) => certainty === 'high',
    );
    if (certain) expect(read.length, id).toBeGreaterThan(1);
  }
  expect(recalled).toBeGreaterThan(900);
  expect(lookUp(catalogue, 'discord.com')).toMatchObject({ certainty: 'medium', wellKnown: true });
});

/** Ids of the regimes that reach by each way, over all operators and networks. */
function reaching(): Record<'operator' | 'network', Set<string>> {
  const all = { operator: new Set<string>(), network: new Set<string>() };
  for (const id of Object.keys(catalogue.operators)) {
    for (const { regimes } of exposuresOf(catalogue, operatorOf(catalogue, id), [], 'high')) {
      for (const regime of regimes) all.operator.add(regime);
    }
  }
  for (const asn of Object.keys(catalogue.networks)) {
    for (const { regimes, through } of exposuresOf(catalogue, null, [at(Number(asn))], 'high')) {
      if (through === 'network') for (const regime of regimes) all.network.add(regime);
    }
  }
  return all;
}

test('no bill, shield, background or law out of force makes an exposure, and none that compels nothing by itself', () => {
  const { operator, network } = reaching();
  for (const regime of Object.values(catalogue.regimes)) {
    const { id, role, inForce, properties, effect } = regime;
    const something = properties['compels'] !== '' || ['yes', 'partly'].includes(properties['anyAssistance'] ?? '');
    expect(canCompel(regime), id).toBe(
      ['power', 'duty'].includes(role) && ['yes', 'partly'].includes(inForce) && something && effect === undefined,
    );
    if (!canCompel(regime)) expect(operator.has(id) || network.has(id), id).toBe(false);
  }
  for (const id of [
    'cn-personal-information-protection-law',
    'ru-personal-data-localisation',
    'sa-personal-data-protection-law',
    'vn-personal-data-protection-law',
    'eu-digital-services-act-orders',
    'eu-european-investigation-order',
    'in-dpdp-act-2023',
  ]) {
    expect(catalogue.regimes).toHaveProperty(id);
    expect(operator.has(id), id).toBe(false);
  }
  // An open-ended duty compels though it names no data.
  expect(network.has('sg-telecommunications-act')).toBe(true);
});

test('Agora stays in reach of the laws of both its seats that compel companies', () => {
  const regimes = exposuresOf(catalogue, operatorOf(catalogue, 'agora'), [], 'high').flatMap((it) => it.regimes);
  expect(regimes).toEqual(
    expect.arrayContaining([
      'cn-national-intelligence-law',
      'cn-national-security-law',
      'cn-cybersecurity-law',
      'cn-counter-espionage-law',
      'us-sca-cloud-act',
      'us-fisa-702',
      'us-national-security-letters',
    ]),
  );
});

test('a duty of telecommunications carriers alone reaches through a network, and by no other way', () => {
  const { operator, network } = reaching();
  const bound = Object.values(catalogue.regimes).filter(({ binds }) => binds === 'carriers');
  expect(bound.map(({ id }) => id)).toContain('us-calea');
  for (const { id } of bound) expect(operator.has(id), id).toBe(false);
  expect(network.has('us-calea')).toBe(true);
  const place: Partial<Location> = { country: 'US', certainty: 'certain', candidates: ['US'] };
  const exposures = exposuresOf(catalogue, operatorOf(catalogue, 'discord'), [at(16509, place)], 'high');
  expect(exposures.filter(({ regimes }) => regimes.includes('us-calea')).map(({ through }) => through)).toEqual([
    'network',
  ]);
});
