import { createHash } from 'node:crypto';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import type { DeclarableKind } from '../../extension/model/identities.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { type Choices, choicesOf, defaultSettings, type Settings } from '../../extension/model/settings.ts';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import type { Internet } from '../support/internet.ts';
import { openOptions } from '../support/options.ts';
import { planted } from '../support/planted.ts';
import { diskOf, exportOf, readable } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;

const sha256 = createHash('sha256').update(planted.email).digest('hex');
const phone = { typed: '+49 151 23456789', sent: '(0151) 234-56789', digits: '15123456789' };
const tracker = 'pixel.tracker.example';

/** A voice page, and a company that has no part in it. */
async function openVoicePage(earshot: TestBrowser, net: Internet): Promise<TestPage> {
  await net.site('talk.example', () => ({
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><title>Talk</title><script>navigator.mediaDevices.getUserMedia({ audio: true });</script>',
  }));
  await net.site(tracker, () => ({ body: 'ok' }));
  const page = await earshot.open('https://talk.example/');
  await reportUntil(earshot, page, ({ microphone }) => microphone.state === 'on');
  return page;
}

/** Gives both away, under names that say nothing, and last a user id under one that does. */
function giveAway(page: TestPage, mark: string): Promise<void> {
  return page.evaluate(
    async ({ tracker, sha256, sent, mark }) => {
      const send = (path: string, body?: string) =>
        fetch(`https://${tracker}/${path}`, { mode: 'no-cors', ...(body !== undefined && { method: 'POST', body }) });
      await send(`p?h=${sha256}`);
      await send('c', JSON.stringify({ note: sent }));
      await send(`done?user_id=${mark}`);
    },
    { tracker, sha256, sent: phone.sent, mark },
  );
}

const found = (report: SiteReport) => findingsOf(report).filter(({ host }) => host === tracker);
const declaredIn = (report: SiteReport) => found(report).filter(({ basis }) => basis === 'declared');
const isDone = (report: SiteReport) => found(report).some(({ key }) => key === 'user_id');

const fill = (options: TestPage, kind: DeclarableKind, value: string) =>
  options.evaluate(
    async (entry) => {
      const select = document.querySelector<HTMLSelectElement>('#declare-kind');
      const input = document.querySelector<HTMLInputElement>('#declare-value');
      if (!select || !input) throw new Error('There is no form.');
      select.value = entry.kind;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      input.value = entry.value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      // The form is drawn anew before it is sent.
      await new Promise((resolve) => setTimeout(resolve, 50));
      input.form?.requestSubmit();
    },
    { kind, value },
  );

const rows = (options: TestPage) =>
  options.evaluate(() =>
    [...document.querySelectorAll('.declared-row')].map((row) => ({
      text: row.textContent,
      button: row.querySelector('button')?.getAttribute('aria-label'),
    })),
  );

async function declare(options: TestPage, kind: DeclarableKind, value: string): Promise<void> {
  const before = (await rows(options)).length;
  await fill(options, kind, value);
  await expect.poll(async () => (await rows(options)).length).toBe(before + 1);
}

const clickDelete = (options: TestPage) =>
  options.evaluate(() => document.querySelector<HTMLElement>('.declared-row button')?.click());

const words = (page: TestPage) => page.evaluate(() => document.body.innerText);

test('what a person declares is found hashed and rewritten, in open visits at once, and no more once deleted', async ({
  earshot,
  net,
}) => {
  const page = await openVoicePage(earshot, net);
  await giveAway(page, 'user_before_17');
  const before = await reportUntil(earshot, page, isDone);
  expect(declaredIn(before)).toEqual([]);

  const options = await openOptions(earshot, page);
  await declare(options, 'email', planted.email);
  await declare(options, 'phone', phone.typed);
  // What was sent a moment before is looked at again.
  await reportUntil(earshot, page, (report) => declaredIn(report).length >= 2);
  await giveAway(page, 'user_before_17');
  const after = await reportUntil(earshot, page, (report) => declaredIn(report).every(({ count }) => count >= 2));
  const expected = [
    { kind: 'email', place: 'url.query', key: 'h', encoding: ['sha256'], masked: 'm••••@••••.org' },
    { kind: 'phone', place: 'body', key: 'note', encoding: ['json'], masked: '+4••••89' },
  ].map((one) => expect.objectContaining({ ...one, basis: 'declared', confidence: 'matched', onTheWire: false }));
  expect(declaredIn(after)).toHaveLength(2);
  expect(declaredIn(after)).toEqual(expect.arrayContaining(expected));

  await test.step('the warning and the popup say that it is the person’s own', async () => {
    const warning = after.warnings.find(
      ({ rule, hosts }) => rule === 'identifiers-to-company' && hosts.includes(tracker),
    );
    expect(warning?.title.values).toContainEqual({
      list: expect.arrayContaining([{ message: 'kindEmail' }, { message: 'kindPhone' }]),
    });
    expect(warning?.basis).toContainEqual({ key: 'basisDeclared' });
    const popup = await earshot.openPopup(page);
    await popup.waitFor(() => document.querySelector('.warning') !== null);
    await popup.evaluate(async () => {
      for (let round = 0; round < 4; round++) {
        for (const closed of document.querySelectorAll('details:not([open]) > summary'))
          (closed as HTMLElement).click();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
    const said = await words(popup);
    expect(said).toContain('One of your own entries was found here.');
    expect(said).toContain('one of your own entries');
    await popup.close();
  });

  await test.step('also after the background was gone', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await earshot.killBackground();
    await page.evaluate(
      (url) => fetch(url, { mode: 'no-cors' }).then(() => {}),
      `https://${tracker}/again?x=${sha256}`,
    );
    const again = await reportUntil(earshot, page, (it) => declaredIn(it).some(({ key }) => key === 'x'));
    expect(again.visit.id).toBe(after.visit.id);
  });

  await test.step('nothing that is stored or exported holds it in a readable form', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const session = await earshot.inExtension(async () => JSON.stringify(await chrome.storage.session.get(null)), null);
    const texts = {
      disk: await diskOf(earshot),
      // Of what is declared nothing is there either: it is decrypted anew when the background starts.
      session,
      visit: await exportOf(earshot, after.visit.id),
      report: await exportOf(earshot, after.visit.id, 'html'),
      options: await words(options),
    };
    expect(texts.disk).toContain('earshot-keys/keys');
    expect(texts.disk).toContain('"extractable":false');
    expect(texts.disk).toContain('"sealed"');
    for (const text of [texts.disk, texts.session, texts.visit]) expect(text).toContain(after.visit.id);
    for (const [where, text] of Object.entries(texts)) {
      for (const value of [planted.email, sha256, phone.typed, phone.sent, phone.digits, `+49${phone.digits}`]) {
        for (const form of readable(value)) expect(text.includes(form), `${form} in ${where}`).toBe(false);
      }
    }
  });

  await test.step('deleted, it is not looked for any more', async () => {
    const again = await openOptions(earshot, page);
    await again.waitFor(() => document.querySelectorAll('.declared-row').length === 2);
    for (const left of [1, 0]) {
      await clickDelete(again);
      await expect.poll(async () => (await rows(again)).length).toBe(left);
    }
    const stored = await earshot.inExtension(() => chrome.storage.local.get('settings'), null);
    expect((stored['settings'] as Settings).identities).toEqual([]);
    // In the visit that is open …
    await page.evaluate(
      (url) => fetch(url, { mode: 'no-cors' }).then(() => {}),
      `https://${tracker}/gone?y=${sha256}&user_id=user_after_18`,
    );
    const count = (report: SiteReport) => found(report).filter(({ key }) => key === 'user_id').length;
    const open = await reportUntil(earshot, page, (report) => count(report) >= 2);
    expect(declaredIn(open).some(({ key }) => key === 'y')).toBe(false);
    // … and in a fresh one.
    await page.goto('about:blank');
    const fresh = await openVoicePage(earshot, net);
    await giveAway(fresh, 'user_fresh_19');
    const report = await reportUntil(earshot, fresh, isDone);
    expect(report.visit.id).not.toBe(after.visit.id);
    expect(found(report).map(({ key }) => key)).toEqual(['user_id']);
  });
});

test('the form says what is wrong, the list names every button, and the keyboard never loses its place', async ({
  earshot,
}) => {
  const options = await openOptions(earshot, await earshot.open('about:blank').then((page) => earshot.tabIdOf(page)));
  const state = () =>
    options.evaluate(() => ({
      problem: document.querySelector('#declare-problem')?.textContent ?? '',
      invalid: document.querySelector('#declare-value')?.getAttribute('aria-invalid'),
      value: document.querySelector<HTMLInputElement>('#declare-value')?.value,
      said: document.querySelector('.declared-said')?.textContent ?? '',
      focus: document.activeElement?.id || document.activeElement?.getAttribute('aria-label') || '',
    }));
  await options.waitFor(() => document.querySelector('.declared-none') !== null);

  await fill(options, 'phone', '0151 23456789');
  await expect.poll(state).toMatchObject({ invalid: 'true', value: '0151 23456789', focus: 'declare-value' });
  expect((await state()).problem).toContain('country code');
  await declare(options, 'phone', phone.typed);
  await expect.poll(state).toMatchObject({ invalid: 'false', problem: '', value: '', focus: 'declare-value' });
  expect((await state()).said).toContain('Added: phone number +4••••89');
  await fill(options, 'phone', `0049${phone.digits}`);
  await expect.poll(async () => (await state()).problem).toContain('already');
  await declare(options, 'email', planted.email);
  await declare(options, 'user-id', 'lotus');
  expect(await rows(options)).toEqual([
    { text: expect.stringContaining('+4••••89'), button: 'Delete phone number +4••••89' },
    { text: expect.stringContaining('m••••@••••.org'), button: 'Delete e-mail m••••@••••.org' },
    { text: expect.stringContaining('Short or plain'), button: expect.stringMatching(/^Delete user id •+$/) },
  ]);
  expect(await words(options)).not.toMatch(/\b[a-z]+[A-Z]\w*/);

  await clickDelete(options);
  await expect.poll(state).toMatchObject({ focus: 'Delete e-mail m••••@••••.org' });
  expect((await state()).said).toContain('Deleted: phone number +4••••89');
  await clickDelete(options);
  await expect.poll(async () => (await state()).focus).toMatch(/^Delete user id/);
  await clickDelete(options);
  await expect.poll(state).toMatchObject({ focus: 'declare-value' });
  await options.waitFor(() => document.querySelector('.declared-none') !== null);
});

test('an entry that cannot be read any more is said in settings and report, and can be deleted', async ({
  earshot,
  net,
}) => {
  const page = await openVoicePage(earshot, net);
  const options = await openOptions(earshot, page);
  await declare(options, 'email', planted.email);
  await declare(options, 'phone', phone.typed);
  await earshot.inExtension(async () => {
    const { settings } = (await chrome.storage.local.get('settings')) as { settings: Settings };
    const [first, second] = settings.identities;
    if (!first || !second) throw new Error('Two entries were added.');
    // The one's ciphertext under the other's name.
    const identities = [{ ...first, sealed: second.sealed }, second];
    await chrome.storage.local.set({ settings: { ...settings, identities } });
  }, null);
  await earshot.killBackground();
  // The question wakes it: nothing on this page would, and what was sent before it listened has no body.
  await reportUntil(earshot, page, ({ data }) => data.problems.length > 0);
  await giveAway(page, 'user_tampered_20');
  const report = await reportUntil(earshot, page, (it) => isDone(it) && declaredIn(it).length > 0);
  expect(declaredIn(report).map(({ kind }) => kind)).toEqual(['phone']);
  expect(report.data.problems).toEqual([{ key: 'problemIdentities', values: [1], count: 1 }]);

  const again = await openOptions(earshot, page);
  await again.waitFor(() => document.querySelectorAll('.declared-row').length === 2);
  expect((await rows(again))[0]).toEqual({
    text: expect.stringContaining('cannot be read'),
    button: 'Delete unreadable entry',
  });
  await clickDelete(again);
  await expect.poll(async () => (await rows(again)).length).toBe(1);
  const healed = await reportUntil(earshot, page, ({ data }) => data.problems.length === 0);
  expect(healed.visit.id).toBe(report.visit.id);
});

test('an entry and a concern that are saved at the same time both stay', async ({ earshot }) => {
  const settings: Choices = {
    ...choicesOf(defaultSettings),
    concern: { preset: 'journalist', jurisdictions: [], properties: [] },
  };
  await earshot.inExtension(async (settings) => {
    await Promise.all([
      chrome.runtime.sendMessage({ ask: 'add-identity', kind: 'user-id', value: 'user_8842017' }),
      chrome.runtime.sendMessage({ ask: 'save-settings', settings }),
      chrome.runtime.sendMessage({ ask: 'add-identity', kind: 'display-name', value: 'Mei Lin' }),
    ]);
  }, settings);
  const stored = await earshot.inExtension(() => chrome.storage.local.get('settings'), null);
  const { concern, identities } = stored['settings'] as Settings;
  expect([concern.preset, identities.length]).toEqual(['journalist', 2]);
  const answer = await earshot.inExtension(() => chrome.runtime.sendMessage({ ask: 'identities' }), null);
  expect(answer).toEqual({
    identities: [
      { id: expect.any(String), kind: 'user-id', masked: 'us••••17', weak: false },
      { id: expect.any(String), kind: 'display-name', masked: 'M••••n', weak: false },
    ],
    problem: null,
  });
});
