import { expect, test } from 'playwright/test';
import { filterOf, type Place, placeOf, queryOf } from '../../extension/history/address.ts';

const places: Place[] = [
  { view: 'list', by: 'visits', filter: {} },
  { view: 'list', by: 'sites', filter: { last: 7 } },
  {
    view: 'list',
    by: 'visits',
    filter: {
      text: 'a&b=c ü',
      site: 'rooms.example',
      from: '2026-03-28',
      until: '2026-03-29',
      companies: ['agora', 'x.example'],
      jurisdictions: ['CN', 'EU'],
      severities: ['high', 'medium'],
      kinds: ['email'],
    },
  },
  { view: 'visit', id: 'f3a1-77' },
  { view: 'compare', before: 'one', after: 'other' },
];

test('every place of the page is the same again when its address is opened', () => {
  for (const place of places) expect(placeOf(queryOf(place))).toEqual(place);
});

test('what is not understood in an address is left out, and the rest holds', () => {
  const { view, filter } = placeOf(
    '?severity=terrible&kind=fax&from=2026-13-45&until=yesterday&last=-3&by=companies&text=ok&law=CN',
  ) as Extract<Place, { view: 'list' }>;
  expect(view).toBe('list');
  expect(filter).toEqual({ text: 'ok', jurisdictions: ['CN'] });
});

test('days are whole days of this machine’s calendar, first and last included', () => {
  const at = new Date(2026, 2, 29, 14, 5).getTime();
  expect(filterOf({ from: '2026-03-28', until: '2026-03-29' }, at)).toEqual({
    from: new Date(2026, 2, 28).getTime(),
    until: new Date(2026, 2, 30).getTime(),
  });
  expect(filterOf({ last: 1 }, at)).toEqual({ from: new Date(2026, 2, 29).getTime() });
  expect(filterOf({ last: 7 }, at)).toEqual({ from: new Date(2026, 2, 23).getTime() });
});
