import { expect, test } from 'playwright/test';
import { maxIdentities } from '../../extension/model/identities.ts';
import {
  choicesOf,
  defaultSettings,
  type Migration,
  migrated,
  readSettings,
  readSettingsAsk,
  type Settings,
} from '../../extension/model/settings.ts';

const set: Settings = {
  version: 3,
  history: { keep: true, days: 30 },
  paused: false,
  language: 'pt_BR',
  notifications: true,
  concern: { preset: 'journalist', jurisdictions: ['RU', 'EU'], properties: ['secrecy'] },
  identities: [{ id: 'a', sealed: 'c2VhbGVk' }],
};

test('what was saved is read again', () => {
  expect(readSettings(JSON.parse(JSON.stringify(set)))).toEqual(set);
});

test('whatever is stored, settings come of it and nothing is thrown', () => {
  const stored: unknown[] = [undefined, null, 0, 7, '', 'general', [], {}, { version: 'one' }, { version: 1.5 }];
  stored.push({ version: 1 }, { version: 1, concern: null }, { version: -3, concern: 4 }, { concern: set.concern });
  stored.push({ version: 1, concern: { ...set.concern, preset: 'paranoid' } });
  stored.push({ version: 1, concern: { ...set.concern, jurisdictions: ['Russia'] } });
  stored.push({ version: 1, concern: { ...set.concern, jurisdictions: Array(301).fill('RU') } });
  stored.push({ version: 1, concern: { ...set.concern, properties: ['taste'] } });
  stored.push(JSON.parse('{"version": 1, "__proto__": {"concern": 1}}'));
  for (const value of stored) expect(readSettings(value), JSON.stringify(value)).toEqual(defaultSettings);
});

test('settings that the first version stored are read, with nothing declared', () => {
  const stored = {
    settings: { version: 1, concern: { preset: 'own', jurisdictions: ['US'], properties: ['secrecy'] } },
  };
  expect(readSettings(stored.settings)).toEqual({
    version: 2,
    concern: { preset: 'own', jurisdictions: ['US'], properties: ['secrecy'] },
    identities: [],
  });
});

test('a declared identity that is damaged leaves the others and the concern as they are', () => {
  const wrong: unknown[] = [null, 7, {}, { id: 'b' }, { id: '', sealed: 'x' }, { id: 'c', sealed: 4 }];
  wrong.push({ id: 'd', sealed: 'x'.repeat(8193) }, { id: 'e'.repeat(65), sealed: 'x' });
  expect(readSettings({ ...set, identities: [...wrong, ...set.identities] })).toEqual(set);
  expect(readSettings({ ...set, identities: 'none' })).toEqual({ ...set, identities: [] });
  const many = Array.from({ length: maxIdentities + 5 }, (_, i) => ({ id: `${i}`, sealed: 'x' }));
  expect(readSettings({ ...set, identities: many }).identities).toHaveLength(maxIdentities);
});

test('settings of a version to come are read as far as they are understood', () => {
  const later = { ...set, version: 9, concern: { ...set.concern, mood: 'calm' }, retention: { days: 30 } };
  expect(readSettings(later)).toEqual(set);
});

test('a pick that stands twice counts once', () => {
  const twice = { ...set, concern: { ...set.concern, jurisdictions: ['RU', 'EU', 'RU'] } };
  expect(readSettings(twice)).toEqual(set);
});

test('a stored value goes through every migration from its own version on, in order, and through no other', () => {
  const steps: Record<number, Migration> = {
    2: ({ fear, ...rest }) => ({ ...rest, concern: { preset: fear } }),
    4: (older) => ({ ...older, days: Number(older['weeks'] ?? 0) * 7 }),
  };
  expect(migrated({ version: 1, fear: 'company', weeks: 2 }, steps, 4)).toEqual({
    version: 4,
    concern: { preset: 'company' },
    weeks: 2,
    days: 14,
  });
  expect(migrated({ version: 3, weeks: 1 }, steps, 4)).toEqual({ version: 4, weeks: 1, days: 7 });
  expect(migrated({ version: 4, days: 1 }, steps, 4)).toEqual({ version: 4, days: 1 });
  expect(migrated({ version: 5, days: 1 }, steps, 4)).toEqual({ version: 5, days: 1 });
});

test('a migration that fails on a stored value leaves the defaults, and the stored value as it was', () => {
  const stored = Object.freeze({ version: 1, concern: null });
  const steps: Record<number, Migration> = {
    2: ({ concern }) => ({ preset: (concern as { preset: string }).preset }),
  };
  expect(migrated(stored, steps, 2)).toBeNull();
  expect(stored).toEqual({ version: 1, concern: null });
});

test('only a question in its right form is taken for one', () => {
  expect(readSettingsAsk({ ask: 'settings' })).toEqual({ ask: 'settings' });
  const settings = choicesOf(set);
  expect(settings).toEqual({ version: 2, concern: set.concern });
  expect(readSettingsAsk({ ask: 'save-settings', settings })).toEqual({ ask: 'save-settings', settings });
  const wrong: unknown[] = [null, 'settings', {}, { ask: 'settings', more: 1 }, { ask: 'save-settings' }];
  wrong.push({ ask: 'save-settings', settings: { ...settings, version: 3 } });
  // What is declared is not a page's to overwrite.
  wrong.push({ ask: 'save-settings', settings: set });
  wrong.push({ ask: 'save-settings', settings: { ...settings, concern: { ...set.concern, preset: 'x' } } });
  for (const message of wrong) expect(readSettingsAsk(message), JSON.stringify(message)).toBeNull();
});
