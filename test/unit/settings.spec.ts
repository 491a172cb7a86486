import { expect, test } from 'playwright/test';
import schema from '../../extension/managed-schema.json' with { type: 'json' };
import { maxIdentities } from '../../extension/model/identities.ts';
import {
  choicesOf,
  defaultSettings,
  lawProperties,
  lockable,
  lockedBy,
  type Migration,
  migrated,
  presets,
  readPolicy,
  readSettings,
  readSettingsAsk,
  type Settings,
  saved,
  underPolicy,
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
    ...defaultSettings,
    concern: { preset: 'own', jurisdictions: ['US'], properties: ['secrecy'] },
  });
});

test('settings that the second version stored keep what was declared, and the history its ninety days', () => {
  const stored = { version: 2, concern: set.concern, identities: set.identities };
  expect(readSettings(stored)).toEqual({
    version: 3,
    concern: set.concern,
    history: { keep: true, days: 90 },
    paused: false,
    language: 'auto',
    notifications: false,
    identities: set.identities,
  });
});

test('what is damaged in history, language or pause is as by default, and the rest as it was set', () => {
  const damaged = { ...set, history: { keep: true, days: 0 }, paused: 'yes', language: '../en', notifications: 1 };
  const { history, paused, language, notifications } = defaultSettings;
  expect(readSettings(damaged)).toEqual({ ...set, history, paused, language, notifications });
});

test('what an organisation has fixed holds, and the rest stays as the person has set it', () => {
  const policy = readPolicy({ retentionDays: 7, concern: { preset: 'company' }, colour: 'red' });
  expect(lockedBy(policy)).toEqual(['concern', 'retentionDays']);
  expect(underPolicy(set, policy)).toEqual({
    ...set,
    concern: { preset: 'company', jurisdictions: [], properties: [] },
    history: { keep: true, days: 7 },
  });
  expect(underPolicy(set, readPolicy({ retentionDays: 0 })).history.days).toBeNull();
  expect(underPolicy(set, readPolicy({ history: false })).history).toEqual({ keep: false, days: 30 });
  expect(underPolicy(set, readPolicy({}))).toEqual(set);
});

test('a policy that is not in its form fixes nothing, and leaves the rest of it', () => {
  for (const managed of [undefined, null, 7, 'x', [], { retentionDays: -1 }, { concern: 'all' }, { history: 'off' }]) {
    expect(lockedBy(readPolicy(managed)), JSON.stringify(managed)).toEqual([]);
  }
  expect(lockedBy(readPolicy({ retentionDays: 1.5, history: false }))).toEqual(['history']);
});

test('saving beside a policy leaves what it fixes as the person had set it before', () => {
  const policy = readPolicy({ history: false, concern: { preset: 'company' } });
  const choices = { ...choicesOf(underPolicy(set, policy)), paused: true, history: { keep: true, days: 365 } };
  expect(saved(set, choices, policy)).toEqual({ ...set, paused: true, history: { keep: set.history.keep, days: 365 } });
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
  const later = { ...set, version: 9, concern: { ...set.concern, mood: 'calm' }, theme: { dark: true } };
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
  const { identities: _, ...rest } = set;
  expect(settings).toEqual(rest);
  expect(readSettingsAsk({ ask: 'save-settings', settings })).toEqual({ ask: 'save-settings', settings });
  const wrong: unknown[] = [null, 'settings', {}, { ask: 'settings', more: 1 }, { ask: 'save-settings' }];
  wrong.push({ ask: 'save-settings', settings: { ...settings, version: 4 } });
  wrong.push({ ask: 'save-settings', settings: { ...settings, history: { keep: true, days: -1 } } });
  wrong.push({ ask: 'save-settings', settings: { ...settings, language: '../../x' } }, { ask: 'pause' });
  // What is declared is not a page's to overwrite.
  wrong.push({ ask: 'save-settings', settings: set });
  wrong.push({ ask: 'save-settings', settings: { ...settings, concern: { ...set.concern, preset: 'x' } } });
  for (const message of wrong) expect(readSettingsAsk(message), JSON.stringify(message)).toBeNull();
});

test('the schema for administrators knows the same settings as the policy', () => {
  const { properties } = schema;
  expect(Object.keys(properties).sort()).toEqual([...lockable].sort());
  expect(properties.concern.properties.preset.enum).toEqual([...presets]);
  expect(properties.concern.properties.properties.items.enum).toEqual([...lawProperties]);
  expect(readPolicy({ retentionDays: properties.retentionDays.maximum + 1 })).toEqual({});
  expect(readPolicy({ retentionDays: properties.retentionDays.maximum })).not.toEqual({});
});
