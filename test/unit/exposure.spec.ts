import { expect, test } from 'playwright/test';
import { lookUp, operatorOf } from '../../background/classify/destination.ts';
import { canCompel, exposuresOf } from '../../background/classify/exposure.ts';
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
  expect(ways('tiktok')).toEqual(['SG operator high', 'US operator high', 'CN parent high', 'SG parent high']);
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
      'CN network high',
      'CN server medium',
    ]);
  }
  expect(ways(null, [at(16509)])).toEqual(['US network high']);
});

test('a service in a cloud is reached through its operator and through the cloud', () => {
  expect(ways('discord', [at(132203, { country: 'DE', certainty: 'certain', candidates: ['DE'] })])).toEqual([
    'US operator high',
    'CN network high',
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
  expect(ways(null, [at(49544)])).toEqual(['NL network high', 'EU network high', 'FR network medium']);
});

test('a network kept to one country is run from there', () => {
  const there: Partial<Location> = { country: 'CN', certainty: 'certain', candidates: ['CN'] };
  expect(ways(null, [at(37963, there)])).toEqual(['CN network high', 'SG network low', 'CN server medium']);
  // Another network of the same company, which is not.
  expect(ways(null, [at(45102)])).toEqual(['CN network high', 'SG network high']);
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

test('no bill, shield, background or law out of force makes an exposure', () => {
  const named = new Set(
    Object.keys(catalogue.operators).flatMap((id) =>
      exposuresOf(catalogue, operatorOf(catalogue, id), [], 'high').flatMap(({ regimes }) => regimes),
    ),
  );
  for (const regime of Object.values(catalogue.regimes)) {
    expect(canCompel(regime), regime.id).toBe(
      ['power', 'duty'].includes(regime.role) && ['yes', 'partly'].includes(regime.inForce),
    );
    if (!canCompel(regime)) expect(named.has(regime.id), regime.id).toBe(false);
  }
  expect(named.has('cn-national-intelligence-law')).toBe(true);
  expect(named.has('in-dpdp-act-2023')).toBe(false);
});
