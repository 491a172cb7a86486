import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { adequate, concernTable, lacksAdequacy, pointsOf } from '../../background/classify/concern.ts';
import { isHeavy, weightOf } from '../../background/classify/law.ts';
import type { Circumstances } from '../../background/classify/warnings/circumstances.ts';
import { severityOf } from '../../background/classify/warnings/severity.ts';
import type { Catalogue, RegimeFact } from '../../catalogue/catalogue.ts';
import {
  type Concern,
  generalConcern,
  lawProperties,
  type Preset,
  presetProperties,
  presets,
} from '../../extension/model/settings.ts';
import { severities } from '../../extension/model/vocabulary.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { contactedVisit, reportUnder, seated } from '../support/seated.ts';

const catalogue = shippedCatalogue();
const regimes = Object.values(catalogue.regimes);

const concernOf = (preset: Preset, changes: Partial<Concern> = {}): Concern => ({
  ...generalConcern,
  preset,
  ...changes,
});

/** Each preset bare, with every property, with every jurisdiction, and with both. */
const concerns: Concern[] = presets.flatMap((preset) =>
  [[], [...lawProperties]].flatMap((properties) =>
    [[], Object.keys(catalogue.jurisdictions)].map((jurisdictions) => concernOf(preset, { properties, jurisdictions })),
  ),
);

const circumstances: Circumstances[] = (['voice', 'identifiers', 'contact'] as const).flatMap((reached) =>
  (['works-for-site', 'third-party', 'wire'] as const).flatMap((to) =>
    (['heavy', 'other', 'none'] as const).flatMap((law) =>
      [true, false].flatMap((picked) => [true, false].map((noAdequacy) => ({ reached, to, law, picked, noAdequacy }))),
    ),
  ),
);

const rank = (severity: (typeof severities)[number] | null) => (severity === null ? -1 : severities.indexOf(severity));

test('a concern never makes anything less grave, but for a mere contact that is no longer warned of', () => {
  for (const concern of concerns) {
    for (const it of circumstances) {
      const general = severityOf({ ...it, picked: false, noAdequacy: false }, generalConcern);
      const under = severityOf(it, concern);
      const dropped = under === null && it.reached === 'contact' && general === 'low';
      expect(dropped || rank(under) >= rank(general), JSON.stringify({ concern, it, general, under })).toBe(true);
    }
    for (const regime of regimes) {
      expect(weightOf(regime, pointsOf(concern))).toBeGreaterThanOrEqual(weightOf(regime));
    }
  }
});

test('identifiers on the wire are high under every concern', () => {
  for (const concern of concerns) {
    for (const it of circumstances.filter(({ reached, to }) => reached === 'identifiers' && to === 'wire')) {
      expect(severityOf(it, concern)).toBe('high');
    }
  }
});

test('under "general" no country is worse by name: countries that swap their laws swap their warnings', () => {
  const codes = Object.keys(catalogue.jurisdictions).filter((code) => code !== 'EU');
  const turned = new Map(codes.map((code, index) => [code, codes[(index + 7) % codes.length] ?? code]));
  const swapped: Catalogue = {
    ...catalogue,
    regimes: Object.fromEntries(
      regimes.map((regime): [string, RegimeFact] => [
        regime.id,
        { ...regime, jurisdiction: turned.get(regime.jurisdiction) ?? regime.jurisdiction },
      ]),
    ),
  };
  // Members of the union are reached by its law besides their own, so that only the others can swap.
  const outside = codes.filter((code) => !catalogue.jurisdictions[code]?.adequacy?.startsWith('EU'));
  const severitiesIn = (of: Catalogue, code: string) =>
    reportUnder(generalConcern, contactedVisit([code]), seated(of, [code])).warnings.map(({ rule, severity }) => ({
      rule,
      severity,
    }));
  for (const code of outside) {
    const other = turned.get(code) ?? code;
    if (!outside.includes(other)) continue;
    expect(severitiesIn(swapped, other), `${other} with the law of ${code}`).toEqual(severitiesIn(catalogue, code));
  }
  // Nor does it help to slip a pick past the preset.
  const picky = { preset: 'general', jurisdictions: codes, properties: [...lawProperties] } satisfies Concern;
  for (const code of codes) {
    expect(reportUnder(picky, contactedVisit([code]), seated(catalogue, [code])).warnings).toEqual(
      reportUnder(generalConcern, contactedVisit([code]), seated(catalogue, [code])).warnings,
    );
  }
});

test('a picked country counts as high with voice and identifiers, and the same company elsewhere does not', () => {
  const concern = concernOf('own', { jurisdictions: ['BR'] });
  const { warnings } = reportUnder(concern, contactedVisit(['BR', 'CA']), seated(catalogue, ['BR', 'CA']));
  const of = (party: string, rule: string) => warnings.find((it) => it.party === party && it.rule === rule)?.severity;
  expect(of('seat-br', 'voice-through-provider')).toBe('high');
  expect(of('seat-br', 'identifiers-to-company')).toBe('high');
  expect(of('seat-ca', 'voice-through-provider')).toBe('medium');
  expect(of('seat-ca', 'identifiers-to-company')).toBe('low');
});

test('the site itself is warned of where a picked country reaches it, and only then', () => {
  const visit = { ...contactedVisit(['BR'], { talking: false }), site: 'seats.example' };
  const under = (concern: Concern) =>
    reportUnder(concern, visit, seated(catalogue, ['BR'])).warnings.map(({ rule, severity }) => ({ rule, severity }));
  expect(under(generalConcern)).toEqual([]);
  expect(under(concernOf('own', { jurisdictions: ['CA'] }))).toEqual([]);
  expect(under(concernOf('own', { jurisdictions: ['BR'] }))).toEqual([
    { rule: 'site-in-picked-country', severity: 'high' },
  ]);
});

test('a country that only may reach a server is shown, and raises nothing', () => {
  const visit = contactedVisit(['CA']);
  const contact = visit.contacts['ca.seats.example'];
  contact?.addresses.push({
    ip: '192.0.2.1',
    network: null,
    location: { country: null, certainty: 'uncertain', candidates: ['BR', 'US'], note: null },
  });
  const concern = concernOf('own', { jurisdictions: ['BR'] });
  const report = reportUnder(concern, visit, seated(catalogue, ['CA']));
  expect(report.destinations[0]?.exposures.map(({ jurisdiction }) => jurisdiction)).toContain('BR');
  expect(report.warnings.map(({ severity }) => severity)).toEqual(
    reportUnder(generalConcern, visit, seated(catalogue, ['CA'])).warnings.map(({ severity }) => severity),
  );
});

test('a mere contact: not shown for company data, graver where one lives under direct access', () => {
  const contactOf = (concern: Concern, code: string) =>
    reportUnder(
      concern,
      contactedVisit([code], { talking: false, told: false }),
      seated(catalogue, [code]),
    ).warnings.find(({ rule }) => rule === 'contact')?.severity ?? null;
  expect(contactOf(generalConcern, 'CN')).toBe('low');
  expect(contactOf(concernOf('company'), 'CN')).toBeNull();
  expect(contactOf(concernOf('company', { jurisdictions: ['CN'] }), 'CN')).toBe('low');
  expect(contactOf(concernOf('direct-access', { jurisdictions: ['BR'] }), 'BR')).toBe('medium');
  expect(contactOf(generalConcern, 'BR')).toBeNull();
});

test('journalists: identifiers with whoever carries the room count as medium, secret letters without a judge as high', () => {
  const journalist = concernOf('journalist');
  const severityIn = (concern: Concern, code: string) =>
    reportUnder(concern, contactedVisit([code], { talking: false }), seated(catalogue, [code])).warnings[0]?.severity;
  expect(severityIn(generalConcern, 'CA')).toBe('low');
  expect(severityIn(journalist, 'CA')).toBe('medium');
  const letters = catalogue.regimes['us-national-security-letters'];
  expect(letters && isHeavy(letters)).toBe(false);
  expect(letters && isHeavy(letters, pointsOf(journalist))).toBe(true);
  expect(severityIn(journalist, 'US')).toBe('high');
});

test('EU residents: what goes to a country without adequacy is raised, and GDPR Art. 48 stands beside its laws', () => {
  const resident = concernOf('eu-resident');
  const underBoth = (code: string) =>
    [generalConcern, resident].map((concern) =>
      reportUnder(concern, contactedVisit([code]), seated(catalogue, [code])),
    );
  const [general, report] = underBoth('TW');
  expect(general?.warnings.map(({ severity }) => severity)).toEqual(['medium', 'low']);
  expect(report?.warnings.map(({ severity }) => severity)).toEqual(['high', 'medium']);
  expect(report?.warnings.every(({ shields }) => shields?.includes('eu-gdpr-art-48'))).toBe(true);
  expect(report?.laws['eu-gdpr-art-48']?.role).toBe('shield');
  expect(general?.warnings.every(({ shields }) => shields === undefined)).toBe(true);
  // A shield is never among the laws that reach anybody.
  expect(report?.warnings.flatMap(({ laws }) => laws).map(({ regime }) => regime)).not.toContain('eu-gdpr-art-48');

  for (const code of ['KR', 'DE']) {
    const [before, after] = underBoth(code);
    expect(after?.warnings.map(({ severity }) => severity)).toEqual(before?.warnings.map(({ severity }) => severity));
  }
  // Within the Union there is nothing to stand against.
  expect(underBoth('DE')[1]?.warnings.every(({ shields }) => shields === undefined)).toBe(true);
});

test('company data: voice that any law can obtain is high, wherever it goes', () => {
  const [first] = reportUnder(concernOf('company'), contactedVisit(['CA']), seated(catalogue, ['CA'])).warnings;
  expect(first).toMatchObject({ rule: 'voice-through-provider', severity: 'high' });
});

test('a picked property weighs: a law goes up, and is shown before those that do not have it', () => {
  const retention = concernOf('own', { properties: ['dataRetention'] });
  const lawsUnder = (concern: Concern) =>
    reportUnder(concern, contactedVisit(['BR'], { talking: false }), seated(catalogue, ['BR'])).warnings[0]?.laws[0];
  expect(lawsUnder(retention)?.regime).toBe('br-marco-civil');
  const law = catalogue.regimes['br-marco-civil'];
  expect(law && weightOf(law, pointsOf(retention)) - weightOf(law)).toBe(2);
});

test('a property that is the preset’s and picked too counts once', () => {
  for (const concern of concerns) {
    const rows = pointsOf(concern).map(({ property, value }) => `${property} ${value}`);
    expect(rows).toEqual([...new Set(rows)]);
  }
  const yes = (properties: Concern['properties']) =>
    pointsOf(concernOf('eu-resident', { properties })).find(({ value }) => value === 'yes')?.points;
  expect(yes([])).toBe(1);
  expect(yes(['reachesAbroad'])).toBe(2);
});

test('the page says of each preset the properties that the table gives it', () => {
  for (const preset of presets) {
    const given = concernTable.flatMap((row) =>
      row.change === 'points' && row.presets?.includes(preset) ? [row.property] : [],
    );
    expect(new Set(presetProperties[preset])).toEqual(new Set(given));
  }
});

test('the adequacy decisions are those of the catalogue', () => {
  const { adequacy } = JSON.parse(readFileSync(join(import.meta.dirname, '../../catalogue/treaties.json'), 'utf8')) as {
    adequacy: { decisions: { country: string | null }[] };
  };
  const decided = adequacy.decisions.flatMap(({ country }) => country ?? []);
  expect([...adequate].sort()).toEqual(decided.sort());
  for (const [code, { adequacy: text }] of Object.entries(catalogue.jurisdictions)) {
    expect(lacksAdequacy(code), code).toBe(text === null);
  }
});
