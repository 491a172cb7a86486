import { expect, test } from 'playwright/test';
import { createSay, lookupIn } from '../../background/tell/say.ts';
import { lawDoubt, lawName } from '../../background/tell/say-law.ts';
import { renderReport } from '../../cli/render.ts';
import messages from '../../extension/_locales/en/messages.json' with { type: 'json' };
import { generalConcern } from '../../extension/model/settings.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { richReport } from '../support/reports/rich.ts';
import { contactedVisit, reportUnder, seated } from '../support/seated.ts';

const catalogue = shippedCatalogue();
const say = createSay(lookupIn(messages), 'en');
const law = (id: string) => {
  const found = catalogue.regimes[id];
  if (!found) throw new Error(`no regime ${id}`);
  return found;
};
const doubtOf = (id: string) => {
  const doubt = lawDoubt(law(id));
  return doubt && say(doubt);
};

test('a law partly in force, and one that binds carriers alone, say so in their name', () => {
  expect(say(lawName(law('us-fisa-702')))).toBe('Foreign Intelligence Surveillance Act s. 702 (partly in force)');
  expect(say(lawName(law('us-calea')))).toBe('CALEA (binds telecommunications carriers)');
  expect(say(lawName({ ...law('us-calea'), inForce: 'partly' }))).toBe(
    'CALEA (partly in force and binds telecommunications carriers)',
  );
  expect(say(lawName(law('cn-national-intelligence-law')))).toBe('National Intelligence Law');
});

test('what is in doubt of a law is said of the law: its certainty, and that nobody read it', () => {
  expect(doubtOf('cn-national-intelligence-law')).toBeNull();
  expect(doubtOf('us-fisa-individual-orders')).toBeNull(); // a summary was read
  expect(doubtOf('eu-e-evidence-regulation')).toBe('this law: not confirmed'); // read earlier
  expect(doubtOf('kr-protection-of-communications-secrets-act')).toBe('this law: fairly certain and not confirmed');
  expect(doubtOf('sa-telecommunications-and-it-act')).toBe('this law: not certain and not confirmed');
  for (const regime of Object.values(catalogue.regimes)) {
    const sure = regime.certainty === 'high' && ['text', 'summary'].includes(regime.checked.depth);
    expect(lawDoubt(regime) === null, regime.id).toBe(sure);
  }
});

test('at a terminal a warning’s law says how it reaches, what is in doubt of it, and what of it still holds', () => {
  const { warnings, ...report } = richReport();
  const [first] = warnings;
  if (!first) throw new Error('no warning');
  const laws = ['us-fisa-702', 'kr-protection-of-communications-secrets-act'].map(
    (regime) => ({ regime, through: 'operator', certainty: 'medium' }) as const,
  );
  const known = Object.fromEntries(laws.map(({ regime }) => [regime, law(regime)]));
  const shown = renderReport({ ...report, laws: known, warnings: [{ ...first, laws }] });
  expect(shown).toContain(
    's. 702 (partly in force), United States (US) · reaches through the operator’s seat · fairly certain\n',
  );
  expect(shown).toContain('statutory authority lapsed 2026-06-12');
  expect(shown).toContain('No source after mid-2026 was found.');
  expect(shown).toContain('fairly certain · this law: fairly certain and not confirmed');
});

test('warnings of what left unencrypted say to whom, so that no two are alike', () => {
  const visit = contactedVisit(['CN', 'US', 'DE'], { onTheWire: true });
  const { warnings, parties } = reportUnder(generalConcern, visit, seated(catalogue, ['CN', 'US', 'DE']));
  const clear = warnings.filter(({ rule }) => rule === 'identifiers-on-the-wire');
  expect(clear).toHaveLength(3);
  for (const { title, party } of clear) {
    expect(say(title)).toBe(`Sent to ${parties.find(({ id }) => id === party)?.name} unencrypted: room id`);
  }
});

test('a law in a report carries whether it is in force', () => {
  const { laws } = reportUnder(generalConcern, contactedVisit(['US']), seated(catalogue, ['US']));
  expect(laws['us-fisa-702']).toMatchObject({ inForce: 'partly' });
  expect(laws).not.toHaveProperty('us-calea');
});
