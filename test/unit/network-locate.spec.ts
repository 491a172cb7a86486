import { expect, test } from 'playwright/test';
import { locate } from '../../background/classify/network/locate.ts';
import type { NetworkAnswer } from '../../background/classify/network/table.ts';

const said = (country: string | null, second: string | null = null, problem: string | null = null) => {
  const answer: NetworkAnswer = { country, second, asn: 64496, problem };
  return { answer };
};
const fact = { name: 'A network', operator: null };

test('one country from both sources is certain', () => {
  const expected = { country: 'DE', certainty: 'certain', candidates: ['DE'], note: null };
  expect(locate(said('DE'), null)).toEqual(expected);
  expect(locate(said('DE'), fact)).toEqual(expected);
});

test('two sources that disagree are uncertain, both named, the primary first', () => {
  const expected = { country: 'CN', certainty: 'uncertain', candidates: ['CN', 'SG'], note: null };
  expect(locate(said('CN', 'SG'), fact)).toEqual(expected);
});

test('a country that only the second source knows is uncertain', () => {
  const expected = { country: 'CH', certainty: 'uncertain', candidates: ['CH'], note: null };
  expect(locate(said(null, 'CH'), null)).toEqual(expected);
});

test('an anycast network has no country, whatever else is known', () => {
  const expected = { country: null, certainty: 'anycast', candidates: [], note: null };
  expect(locate(said('CA', 'US'), { ...fact, anycast: true })).toEqual(expected);
  expect(locate(said('CA'), { ...fact, anycast: true, country: 'CA' })).toEqual(expected);
});

test('the catalogue’s country for a network wins over the address data', () => {
  const expected = { country: 'CN', certainty: 'certain', candidates: ['CN'], note: null };
  expect(locate(said('SG', 'US'), { ...fact, country: 'CN' })).toEqual(expected);
  expect(locate(said(null), { ...fact, country: 'CN' })).toEqual(expected);
});

test('no data is unknown, and says why', () => {
  const nowhere = { country: null, certainty: 'unknown', candidates: [] };
  expect(locate(said(null), fact)).toEqual({ ...nowhere, note: 'not in the address data' });
  expect(locate(said(null, null, 'broken'), null)).toEqual({ ...nowhere, note: 'broken' });
  expect(locate({ unknown: 'empty' }, null)).toEqual({ ...nowhere, note: 'empty' });
});

test('a special range has no country, and says which it is', () => {
  const expected = { country: null, certainty: 'special', candidates: [], note: 'carrier-nat' };
  expect(locate({ special: 'carrier-nat' }, null)).toEqual(expected);
});
