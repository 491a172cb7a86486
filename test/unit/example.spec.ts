/** The visit that the page with the example shows. */
import { expect, test } from 'playwright/test';
import { reportOf } from '../../background/tell/report.ts';
import { loadData } from '../../cli/data.ts';
import { generalConcern } from '../../extension/model/settings.ts';
import { exampleVisit } from '../../tools/example-visit.ts';
import { recordings } from '../support/recordings.ts';

const { catalogue, networks } = await loadData();
const visit = await exampleVisit(catalogue, networks);
const data = { catalogue: null, networks: null, problems: [] };

test('the example shows what Earshot is for: a voice that is heard, ids in clear, laws, several companies', () => {
  const { voice, warnings, parties, verdict } = reportOf(visit, catalogue, data, generalConcern);
  expect(voice.route).toBe('media-server');
  expect(verdict.severity).toBe('high');
  expect(warnings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['identifiers-on-the-wire', 'voice-through-provider', 'identifiers-to-company']),
  );
  expect(warnings.some(({ laws }) => laws.length > 0)).toBe(true);
  expect(parties.filter(({ ring }) => ring === 'hears').map(({ name }) => name)).toEqual(['Agora']);
  expect(parties.length).toBeGreaterThan(3);
});

test('among warnings as grave as each other, what the verdict says stands first', () => {
  const { warnings } = reportOf(visit, catalogue, data, generalConcern);
  const gravest = warnings.filter(({ severity }) => severity === 'high').map(({ rule }) => rule);
  expect([...new Set(gravest)]).toEqual([
    'identifiers-on-the-wire',
    'voice-through-provider',
    'identifiers-to-company',
  ]);
});

test('no identifier of the made-up person is readable in what the package carries', () => {
  const text = JSON.stringify(visit);
  const planted = recordings()
    .filter(({ sdk }) => sdk === 'agora-rtc-sdk-ng' || sdk === 'pubnub')
    .flatMap((recording) => Object.values(recording.planted));
  expect(planted.length).toBeGreaterThan(5);
  for (const value of planted) expect(text).not.toContain(value);
});

test('the same visit is made every time, so that the same source makes the same package', async () => {
  expect(await exampleVisit(catalogue, networks)).toEqual(visit);
});
