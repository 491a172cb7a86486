import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'playwright/test';
import type { Browser } from 'webextension-polyfill';
import { type ExportTask, exportOf } from '../../background/tell/export/stream.ts';
import type { SiteReport } from '../../extension/model/report.ts';
import { launchCopy, type TestBrowser, type TestPage } from '../support/browser.ts';
import { test as base, findingsOf, reportUntil } from '../support/earshot.ts';
import type { Desk } from '../support/export-desk.ts';
import { addScript, copyExtension } from '../support/extension-copy.ts';
import { circumstances, historyOfVisits, textOf } from '../support/kept-visits.ts';
import { openVoiceRoom, type VoiceRoomKind } from '../support/media/rooms.ts';
import { planted } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';
import { historyOf } from '../support/storage.ts';

/** In the pages of the extension. */
declare const chrome: Browser;
declare const desk: Desk;

/** Earshot with a page more, whose script is `export-desk.ts`. */
const test = base.extend({
  launch: async ({ browserUnderTest }, use) => {
    await use(async (net) => {
      const folder = await copyExtension(browserUnderTest, 'desk');
      await addScript(folder, 'export-desk.ts', 'desk.js');
      const page = '<!doctype html><meta charset="utf-8"><script type="module" src="desk.js"></script>';
      await writeFile(join(folder, 'desk.html'), page);
      return launchCopy(browserUnderTest, net, folder);
    });
  },
});

async function openDesk(earshot: TestBrowser): Promise<TestPage> {
  const url = await earshot.inExtension(() => chrome.runtime.getURL('desk.html'), null);
  const page = await earshot.open(url);
  await page.waitFor(() => 'desk' in globalThis);
  return page;
}

/** The visits of these tests are of one November: whenever the tests run, none of them is too old to be kept. */
async function keepForEver(earshot: TestBrowser): Promise<void> {
  await earshot.inExtension(async () => {
    const { settings } = (await chrome.runtime.sendMessage({ ask: 'settings' })) as { settings: { history: object } };
    const history = { ...settings.history, days: null };
    await chrome.runtime.sendMessage({ ask: 'save-settings', settings: { ...settings, history } });
  }, null);
}

const everything = (format: ExportTask['format']): ExportTask => ({
  format,
  scope: { what: 'everything' },
  filter: {},
});

test('a history goes out in every format and comes in again, in a browser', async ({ earshot }) => {
  await keepForEver(earshot);
  const page = await openDesk(earshot);
  const text = await textOf(exportOf(historyOfVisits(120), everything('ndjson'), circumstances));

  await test.step('a file of another install is taken in whole', async () => {
    const said = await page.evaluate((file) => desk.import(file), text);
    expect(said).toEqual({ imported: { visits: 120, known: 0, different: 0, foreign: 120, old: 0 } });
    expect(await page.evaluate(() => desk.visits())).toHaveLength(120);
  });

  const json = await page.evaluate((task) => desk.export(task), everything('json'));
  const ndjson = await page.evaluate((task) => desk.export(task), everything('ndjson'));
  await test.step('names, types and progress are right', async () => {
    expect(json.name).toMatch(/^earshot-\d{4}-\d\d-\d\d-\d{4}-history\.json$/);
    expect([json.type, ndjson.type]).toEqual(['application/json', 'application/x-ndjson']);
    expect(json.progress).toHaveLength(121);
    expect(json.progress.at(-1)).toEqual([120, 120]);
  });
  await test.step('what goes out is what came in', async () => {
    const rows = (it: string) =>
      it
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ row }) => row === 'finding')
        .map(({ visit, host, kind, digest, digestKey, place, key, count }) =>
          JSON.stringify([visit, host, kind, digest, digestKey, place, key, count]),
        )
        .sort();
    expect(rows(ndjson.text)).toEqual(rows(text));
    const { visits } = JSON.parse(json.text) as { visits: { key: string }[] };
    expect(visits).toHaveLength(120);
    expect(new Set(visits.map(({ key }) => key))).toEqual(new Set([circumstances.key]));
  });
  await test.step('CSV and the report for people are whole', async () => {
    const csv = await page.evaluate((task) => desk.export(task), everything('csv'));
    expect(parse(csv.text.replace(/^\uFEFF/, ''), { columns: true })).toHaveLength(
      ndjson.text.trimEnd().split('\n').length,
    );
    const one: ExportTask = {
      format: 'html',
      scope: { what: 'site', site: 'club1.example' },
      filter: { site: 'club1.example' },
    };
    const html = await page.evaluate((task) => desk.export(task), one);
    expect(html.name).toMatch(/-club1\.example\.html$/);
    expect(html.text.match(/<section class="visit">/g)).toHaveLength(24);
    expect(html.text.trimEnd()).toMatch(/<\/html>$/);
  });
  await test.step('a part of it is no more than that', async () => {
    const ids = (await page.evaluate(() => desk.visits())).slice(0, 3);
    const part = await page.evaluate((task) => desk.export(task), {
      format: 'json',
      scope: { what: 'selection' },
      filter: { ids },
    } satisfies ExportTask);
    const { visits } = JSON.parse(part.text) as { visits: { visit: { id: string } }[] };
    expect(visits.map(({ visit }) => visit.id).sort()).toEqual([...ids].sort());
  });
  await test.step('one that is ended hands nothing over', async () => {
    expect(await page.evaluate((task) => desk.exportUntil(task, 5), everything('ndjson'))).toBe('stopped, 0 files');
  });
  await test.step('known visits are known, and a wrong file leaves nothing behind', async () => {
    expect(await page.evaluate((file) => desk.import(file), json.text)).toEqual({
      imported: { visits: 0, known: 120, different: 0, foreign: 0, old: 0 },
    });
    await page.evaluate(() => desk.deleteEverything());
    const broken = text.replace(/"kind":"user-id"(?=[^\n]*\n$)|"row":"finding"(?=[^\n]*\n$)/, '"row":"fnding"');
    expect(broken).not.toBe(text);
    const said = await page.evaluate((file) => desk.import(file), broken);
    expect(said).toEqual({ problem: expect.stringContaining('importAtLine') });
    expect(await page.evaluate(() => desk.visits())).toEqual([]);
    expect(await page.evaluate((file) => desk.import(file), json.text)).toMatchObject({ imported: { visits: 120 } });
    const again = await page.evaluate((task) => desk.export(task), everything('ndjson'));
    const bare = (it: string) => it.replace(/^[^\n]*\n/, '');
    expect(bare(again.text)).toBe(bare(ndjson.text));
  });
});

test('a visit that was watched goes out of one history and into it again', async ({ earshot }) => {
  const room = await earshot.open(`${rooms.agora}?auto`);
  const report = await reportUntil(earshot, room, (it) => findingsOf(it).some(({ kind }) => kind === 'token'));
  await room.goto('about:blank');
  const page = await openDesk(earshot);
  await expect.poll(() => page.evaluate(() => desk.visits()), { timeout: 10_000 }).toContain(report.visit.id);
  // Until the visit has ended and that is written.
  const ended = async () => {
    const { text } = await page.evaluate((task) => desk.export(task), everything('json'));
    return (JSON.parse(text) as { visits: { visit: { endedAt: number | null } }[] }).visits.every(
      ({ visit }) => visit.endedAt !== null,
    );
  };
  await expect.poll(ended, { timeout: 10_000 }).toBe(true);
  for (const format of ['json', 'ndjson'] as const) {
    const before = await page.evaluate((task) => desk.export(task), everything(format));
    expect(await page.evaluate((file) => desk.import(file), before.text)).toMatchObject({
      imported: { visits: 0, known: 1, different: 0 },
    });
    await page.evaluate(() => desk.deleteEverything());
    expect(await page.evaluate((file) => desk.import(file), before.text)).toMatchObject({
      imported: { visits: 1, known: 0, foreign: 0 },
    });
    const after = await page.evaluate((task) => desk.export(task), everything(format));
    const values = (it: string) =>
      format === 'json'
        ? (JSON.parse(it) as { visits: unknown }).visits
        : it
            .split('\n')
            .slice(1)
            .map((line) => line && JSON.parse(line));
    expect(values(after.text)).toEqual(values(before.text));
  }
});

test('the popup saves its visit for people and for programs', async ({ earshot }) => {
  const room = await earshot.open(`${rooms.agora}?auto`);
  await reportUntil(earshot, room, (it) => findingsOf(it).some(({ kind }) => kind === 'token'));
  const popup = await earshot.openPopup(room);
  await popup.waitFor(() => document.querySelector('.footer-links') !== null);
  const saved = (label: string) =>
    popup.evaluate(
      (wanted) =>
        new Promise<{ name: string; type: string; text: string }>((resolve) => {
          const createObjectURL = URL.createObjectURL.bind(URL);
          let file = new Blob();
          URL.createObjectURL = (blob: Blob) => {
            file = blob;
            return createObjectURL(blob);
          };
          HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
            void file.text().then((text) => resolve({ name: this.download, type: file.type, text }));
          };
          const buttons = [...document.querySelectorAll<HTMLButtonElement>('.footer-links button')];
          buttons.find(({ textContent }) => textContent?.includes(wanted))?.click();
        }),
      label,
    );
  const html = await saved('HTML');
  expect(html.name).toMatch(/^earshot-[\d-]+-rooms\.example-visit\.html$/);
  expect(html.type).toBe('text/html');
  expect(html.text).toContain("default-src 'none'");
  const json = await saved('JSON');
  expect(json.name).toMatch(/^earshot-[\d-]+-rooms\.example-visit\.json$/);
  expect((JSON.parse(json.text) as { visits: unknown[] }).visits).toHaveLength(1);
});

/** Rows of an NDJSON export, with what has no column opened: the order of an object's members says nothing. */
const rowsIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(
      ({ rest, ...row }) =>
        ({ ...row, rest: rest === null ? null : (JSON.parse(String(rest ?? null)) as unknown) }) as Record<
          string,
          unknown
        >,
    );

test('a real voice is in lists, exports and reports: the server that carried it, and what the people were handed', async ({
  earshot,
  net,
}) => {
  const page = await openDesk(earshot);
  for (const [kind, isThere] of [
    ['sfu', ({ voice }) => voice.legs.some(({ address, bytesSent }) => address !== null && bytesSent > 0)],
    ['peers', ({ parties }) => parties.some(({ id, learns }) => id === 'peers' && 'user-id' in learns)],
  ] satisfies [VoiceRoomKind, (report: SiteReport) => boolean][]) {
    const room = await openVoiceRoom(earshot, net, kind);
    try {
      await reportUntil(earshot, room.pages[0], isThere, 30_000);
    } finally {
      await room.close();
    }
  }
  const ended = async () => {
    const { text } = await page.evaluate((task) => desk.export(task), everything('json'));
    const { visits } = JSON.parse(text) as { visits: { visit: { endedAt: number | null } }[] };
    return visits.length >= 4 && visits.every(({ visit }) => visit.endedAt !== null);
  };
  await expect.poll(ended, { timeout: 15_000 }).toBe(true);

  const handed = (await historyOf(earshot)).filter(({ site }) => site === 'voice-peers.example');
  for (const { summary } of handed) {
    expect(summary.kinds).toContain('user-id');
    expect(summary.companies).not.toContain('peers');
  }

  const { text } = await page.evaluate((task) => desk.export(task), everything('ndjson'));
  const rows = rowsIn(text);
  const of = (site: string, row: string) => rows.filter((one) => one['site'] === site && one['row'] === row);
  const server = net.addressOf('sfu.voice-sfu.example');
  expect(of('voice-sfu.example', 'leg')[0]).toMatchObject({ route: 'media-server', addresses: [server] });
  expect(of('voice-sfu.example', 'finding').filter(({ relation }) => relation === 'peers')).toEqual([]);
  const told = of('voice-peers.example', 'finding').filter(({ relation }) => relation === 'peers');
  expect(told.map(({ kind }) => kind)).toContain('user-id');
  for (const visit of rows.filter(({ row }) => row === 'visit')) {
    const findings = rows.filter((one) => one['row'] === 'finding' && one['visit'] === visit['visit']);
    expect(visit['findings']).toBe(findings.length);
  }

  await page.evaluate(() => desk.deleteEverything());
  expect(await page.evaluate((file) => desk.import(file), text)).toMatchObject({ imported: { known: 0 } });
  const again = await page.evaluate((task) => desk.export(task), everything('ndjson'));
  expect(rowsIn(again.text).slice(1)).toEqual(rowsIn(text).slice(1));
  const people = await page.evaluate((task) => desk.export(task), everything('html'));
  expect(people.text).toContain('voice-peers.example');
  expect(people.text).not.toContain(planted.userId);
});
