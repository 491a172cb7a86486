import { expect, test } from 'playwright/test';
import { compileIdentities } from '../../background/classify/leakage/identities.ts';
import { Identities, type Places } from '../../background/remember/identities.ts';
import { makeKey, seal, unseal } from '../../background/remember/seal.ts';
import messages from '../../extension/_locales/en/messages.json' with { type: 'json' };
import {
  checkIdentity,
  type DeclarableKind,
  type IdentityProblem,
  maxIdentities,
  readIdentityAnswer,
  readIdentityAsk,
} from '../../extension/model/identities.ts';
import { defaultSettings, readSettings, type Settings } from '../../extension/model/settings.ts';
import { identityProblemKeys } from '../../extension/options/identity-terms.ts';
import { planted } from '../support/planted.ts';
import { readable } from '../support/storage.ts';

const phone = '+49 (0)151 2345-6789';

/** A browser's stores, as far as the entries need them. `stored` is what is on disk. */
function browserWith(stored: Settings = defaultSettings) {
  const it = { stored: JSON.stringify(stored), key: null as CryptoKey | null, refuses: false, changes: 0 };
  const places: Places = {
    key: async (make) => {
      if (make) it.key ??= await makeKey();
      return it.key;
    },
    change: async (change) => {
      if (it.refuses) throw new Error('QuotaExceededError');
      const settings = change(readSettings(JSON.parse(it.stored)));
      it.stored = JSON.stringify(settings);
      return settings;
    },
    changed: () => it.changes++,
  };
  const start = async (): Promise<Identities> => {
    const identities = new Identities(places);
    await identities.load(readSettings(JSON.parse(it.stored)).identities);
    return identities;
  };
  return Object.assign(it, { start });
}

test('what people put around a value is taken off, and a phone number comes into one form', () => {
  const same: [DeclarableKind, string, string][] = [
    ['email', ' Mei.Lin@Example.org\n', 'Mei.Lin@Example.org'],
    ['phone', phone, '+4915123456789'],
    ['phone', '0049 151 23456789', '+4915123456789'],
    ['phone', '\u202a+1 (415) 555\u20112671\u202c', '+14155552671'],
    ['user-id', '@mei_lin', 'mei_lin'],
    ['user-id', '8842017', '8842017'],
    ['display-name', '林美', '林美'],
    ['device-id', '7e3f90c1-5b2a-4d8e-9f00-000000000010', '7e3f90c1-5b2a-4d8e-9f00-000000000010'],
  ];
  for (const [kind, typed, value] of same) expect(checkIdentity(kind, typed), typed).toEqual({ value });
});

test('what cannot be looked for is refused, and what is wrong with it is named', () => {
  const wrong: [DeclarableKind, string, IdentityProblem][] = [
    ['email', ' \u200b ', 'empty'],
    ['user-id', '@', 'empty'],
    ['email', 'mei.lin', 'no-email'],
    ['email', 'mei lin@example.org', 'no-email'],
    ['email', `${'m'.repeat(250)}@example.org`, 'too-long'],
    ['phone', '0151 23456789', 'no-country-code'],
    ['phone', '(415) 555-2671', 'no-country-code'],
    ['phone', '+0151 23456789', 'no-country-code'],
    ['phone', '+49 151', 'too-short'],
    ['phone', '+49 151 2345 6789 0123 4567', 'no-phone'],
    ['phone', 'call me', 'no-phone'],
    ['user-id', 'ab', 'too-short'],
    ['user-id', 'Guest', 'names-nobody'],
    ['device-id', '00000000', 'names-nobody'],
    ['user-id', 'mei\u0000lin', 'unreadable-characters'],
    ['user-id', 'mei\ud800lin', 'unreadable-characters'],
    ['display-name', '12 34', 'no-letter'],
    ['display-name', 'M'.repeat(65), 'too-long'],
  ];
  for (const [kind, typed, problem] of wrong) expect(checkIdentity(kind, typed), typed).toEqual({ problem });
});

test('every problem has words of its own', () => {
  for (const key of Object.values(identityProblemKeys)) expect(messages).toHaveProperty(key);
});

test('only a question in its right form is taken for one, and only an answer for an answer', () => {
  const right: unknown[] = [{ ask: 'identities' }, { ask: 'remove-identity', id: 'a' }];
  right.push({ ask: 'add-identity', kind: 'email', value: planted.email });
  for (const message of right) expect(readIdentityAsk(message)).toEqual(message);
  const wrong: unknown[] = [null, 'identities', { ask: 'identities', more: 1 }, { ask: 'remove-identity' }];
  wrong.push({ ask: 'add-identity', kind: 'token', value: 'secret-token' });
  wrong.push({ ask: 'add-identity', kind: 'email', value: 'x'.repeat(10_001) });
  wrong.push({ ask: 'add-identity', kind: 'email', value: 7 });
  for (const message of wrong) expect(readIdentityAsk(message), JSON.stringify(message)).toBeNull();
  for (const message of [undefined, {}, { identities: [{ id: 1 }], problem: null }]) {
    expect(() => readIdentityAnswer(message)).toThrow();
  }
});

test('what is sealed opens with its key and under its name, and reveals not even its length', async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  const content = { kind: 'display-name', value: '林美 "x" \n' };
  const sealed = await seal(key, 'a', content);
  expect(await unseal(key, 'a', sealed)).toEqual(content);
  expect(await seal(key, 'a', content)).not.toBe(sealed);
  expect(sealed).toHaveLength((await seal(key, 'b', { kind: 'email', value: planted.email })).length);
  await expect(unseal(key, 'b', sealed)).rejects.toThrow();
  await expect(unseal(other, 'a', sealed)).rejects.toThrow();
  await expect(unseal(key, 'a', `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}`)).rejects.toThrow();
  await expect(unseal(key, 'a', '?')).rejects.toThrow();
  await expect(unseal(key, 'a', '')).rejects.toThrow();
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

test('entries are there again after a restart, masked for pages, and nowhere readable on disk', async () => {
  const browser = browserWith();
  const before = await browser.start();
  expect(await before.add('email', planted.email)).toBeNull();
  expect(await before.add('phone', phone)).toBeNull();
  expect(await before.add('user-id', 'meilin')).toBeNull();
  expect(browser.changes).toBe(3);

  const after = await browser.start();
  for (const identities of [before, after]) {
    expect(identities.declared).toEqual([
      { kind: 'email', value: planted.email, basis: 'declared' },
      { kind: 'phone', value: '+4915123456789', basis: 'declared' },
      { kind: 'user-id', value: 'meilin', basis: 'declared' },
    ]);
    expect(identities.unreadable).toBe(0);
  }
  const shown = await after.shown();
  expect(shown.map(({ id, ...rest }) => rest)).toEqual([
    { kind: 'email', masked: 'm••••@••••.org', weak: false },
    { kind: 'phone', masked: '+4••••89', weak: false },
    { kind: 'user-id', masked: 'm••••n', weak: true },
  ]);
  for (const text of [browser.stored, JSON.stringify(shown)]) {
    for (const value of [planted.email, phone, '+4915123456789', '15123456789', 'meilin']) {
      for (const form of readable(value)) expect(text.includes(form), form).toBe(false);
    }
  }
});

test('a removed entry is gone from disk and memory, and from what is made ready to be looked for', async () => {
  const browser = browserWith();
  const identities = await browser.start();
  await identities.add('email', planted.email);
  await identities.add('phone', phone);
  const set = compileIdentities(identities.declared);
  const [first] = await identities.shown();
  expect(await identities.remove(first?.id ?? '')).toBeNull();
  expect(readSettings(JSON.parse(browser.stored)).identities).toHaveLength(1);
  expect(identities.declared.map(({ kind }) => kind)).toEqual(['phone']);
  expect(compileIdentities(identities.declared, set).known.map(({ identity }) => identity.kind)).toEqual(['phone']);
  expect(await identities.remove('no such entry')).toBeNull();
  expect((await browser.start()).declared.map(({ kind }) => kind)).toEqual(['phone']);
});

test('an entry that was tampered with, swapped, or whose key is lost says so; nothing is thrown, the others hold', async () => {
  const browser = browserWith();
  const identities = await browser.start();
  for (const value of ['mei_lin_1', 'mei_lin_2', 'mei_lin_3', 'mei_lin_4']) await identities.add('user-id', value);
  const stored = readSettings(JSON.parse(browser.stored));
  const [a, b, c, d] = stored.identities;
  if (!a || !b || !c || !d) throw new Error('Four entries were added.');
  const flipped = `${a.sealed.slice(0, 40)}${a.sealed[40] === 'A' ? 'B' : 'A'}${a.sealed.slice(41)}`;
  const tampered = [{ ...a, sealed: flipped }, { ...b, sealed: c.sealed }, { ...c, sealed: 'not base64 at all' }, d];
  browser.stored = JSON.stringify({ ...stored, identities: tampered });
  const after = await browser.start();
  expect(after.declared.map(({ value }) => value)).toEqual(['mei_lin_4']);
  expect(after.unreadable).toBe(3);
  expect((await after.shown()).map(({ kind }) => kind)).toEqual([null, null, null, 'user-id']);

  browser.key = null;
  const keyless = await browser.start();
  expect([keyless.declared, keyless.unreadable]).toEqual([[], 4]);
  expect(browser.key).toBeNull();
  // One can begin anew: what cannot be read is removed, what is added gets a new key.
  expect(await keyless.remove(a.id)).toBeNull();
  expect(await keyless.add('email', planted.email)).toBeNull();
  expect([(await browser.start()).declared.length, keyless.unreadable]).toEqual([1, 3]);
});

test('the same twice, one too many, and what the browser refuses are not added, and it is said why', async () => {
  const browser = browserWith();
  const identities = await browser.start();
  const twice = [identities.add('email', planted.email), identities.add('email', planted.email.toUpperCase())];
  expect(await Promise.all(twice)).toEqual([null, 'twice']);
  expect(await identities.add('phone', '0151 23456789')).toBe('no-country-code');
  browser.refuses = true;
  expect(await identities.add('phone', phone)).toBe('not-kept');
  const [only] = await identities.shown();
  expect(await identities.remove(only?.id ?? '')).toBe('not-kept');
  expect(identities.declared).toHaveLength(1);
  browser.refuses = false;
  for (let i = 1; i < maxIdentities; i++) expect(await identities.add('user-id', `mei_lin_${i}`)).toBeNull();
  expect(await identities.add('user-id', 'one_too_many')).toBe('too-many');
  expect(readSettings(JSON.parse(browser.stored)).identities).toHaveLength(maxIdentities);
});

test('without entries the key is neither looked for nor made', async () => {
  let asked = 0;
  const places: Places = {
    key: async () => {
      asked++;
      return null;
    },
    change: async (change) => change(defaultSettings),
    changed: () => {},
  };
  const identities = new Identities(places);
  await identities.load([]);
  expect([asked, identities.declared]).toEqual([0, []]);
});
