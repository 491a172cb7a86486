/**
 * Runs in a page of the extension, where the extension's own database is: parts of Earshot that a test drives itself.
 * Bundled and put into a copy of the built extension by `withInside`.
 */
import type { Browser } from 'webextension-polyfill';
import { conclude, type Grounds, underOf } from '../../background/remember/history/conclude.ts';
import { sitesOf } from '../../background/remember/history/filter.ts';
import { History } from '../../background/remember/history/history.ts';
import { keepHanded, takeIn } from '../../background/remember/media.ts';
import { loadOpenVisits, storeOpenVisits } from '../../background/remember/session.ts';
import { type OpenVisit, openVisit, record } from '../../background/remember/visits.ts';
import { HistoryView } from '../../background/tell/history.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { HistoryFilter, KeptVisit, VisitRow } from '../../extension/model/history.ts';
import { generalConcern, type Preset } from '../../extension/model/settings.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { classified, type Made, madeVisit, requestAt, sight } from './made-visits.ts';

/** In a page of the extension. */
declare const chrome: Browser;

const history = new History();

async function grounds(preset: Preset = 'general'): Promise<Grounds> {
  const catalogue = (await (await fetch(chrome.runtime.getURL('data/catalogue.json'))).json()) as Catalogue;
  return { catalogue, concern: { ...generalConcern, preset }, version: '0' };
}

const done = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** A visit as the history page shows it, and the names of its companies. */
async function past(id: string) {
  const view = await HistoryView.open();
  const shown = await view.report(id);
  const [row] = await view.visits({ ids: [id] });
  const whole: string[] = [];
  for await (const { report } of view.whole({})) whole.push(report.visit.id);
  return { shown, names: row?.summary.companyNames ?? [], whole };
}

/** A database as the first version of Earshot left it. */
async function writeFirstVersion(visits: Visit[]): Promise<void> {
  const opening = indexedDB.open('earshot', 1);
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore('visits', { keyPath: 'id' });
    store.createIndex('startedAt', 'startedAt');
    store.createIndex('site', 'site');
  };
  const database = await done(opening);
  const transaction = database.transaction('visits', 'readwrite');
  for (const visit of visits) transaction.objectStore('visits').put(visit);
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  database.close();
}

async function visits(filter?: HistoryFilter): Promise<VisitRow[]> {
  return history.read.visits(filter);
}

async function visit(id: string): Promise<KeptVisit | null> {
  return history.read.visit(id);
}

async function seed({ from, to, made, preset }: { from: number; to: number; made: Made; preset?: Preset }) {
  const under = await grounds(preset);
  for (let number = from; number < to; number += 25) {
    const some = Array.from({ length: Math.min(25, to - number) }, (_, index) => madeVisit(number + index, made));
    await history.keep(some, (one) => conclude(one, under));
  }
}

/** How often the stores are written to while something happens, and how many bytes of JSON, by store. */
async function counting(
  step: () => Promise<void>,
): Promise<{ counts: Record<string, number>; bytes: Record<string, number> }> {
  const counts: Record<string, number> = {};
  const bytes: Record<string, number> = {};
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
    counts[this.name] = (counts[this.name] ?? 0) + 1;
    bytes[this.name] = (bytes[this.name] ?? 0) + JSON.stringify(value).length;
    return key === undefined ? put.call(this, value) : put.call(this, value, key);
  };
  await step();
  IDBObjectStore.prototype.put = put;
  return { counts, bytes };
}

const opened = (id: string, at: number): OpenVisit => {
  const open = openVisit(id, 1, 'long.example', 'rtc-provider', at);
  open.visit.private = false;
  return open;
};

/** One request more in a visit that is kept: what is written then. */
async function oneMore(): Promise<Record<string, number>> {
  const under = await grounds();
  const open = opened('incremental', 1000);
  const keep = () => history.keep([open.visit], (one) => conclude(one, under));
  for (let index = 0; index < 500; index++) {
    const host = `h${index % 20}.example`;
    record(open, requestAt(host, 1000 + index), classified(host, [sight('user-id', index, `k${index % 7}`)]));
  }
  await keep();
  record(open, requestAt('h3.example', 9000), classified('h3.example', [sight('user-id', 3, 'k3')]));
  return (await counting(keep)).counts;
}

/**
 * An hour of a call to so many people, each at the end of a connection whose statistics come every two seconds, as the
 * probe tells them. Kept as often.
 */
async function hourOfCall(people: number) {
  const under = await grounds();
  const begun = Date.now() - 3_600_000;
  const open = opened('hour-of-call', begun);
  const { now } = performance;
  const keep = () => history.keep([open.visit], (one) => conclude(one, under));
  const written = await counting(async () => {
    for (let second = 0; second < 3600; second += 2) {
      const at = begun + second * 1000;
      performance.now = () => second * 1000;
      for (let id = 1; id <= people; id++) {
        if (second === 0)
          takeIn(
            open,
            0,
            { what: 'connection', connection: id, at, iceServers: [], relayOnly: false, insertable: false },
            at,
          );
        const media = { codecs: ['opus'], senders: 1, sendersTransformed: 0, receivers: 1, receiversTransformed: 0 };
        const audio = { ...media, sent: 8000 * second, received: 8000 * second };
        const video = { ...media, codecs: [], senders: 0, receivers: 0, sent: 0, received: 0 };
        takeIn(open, 0, { what: 'stats', connection: id, at, pair: null, audio, video }, at);
        if (second > 0) continue;
        const handed = Array.from({ length: 20 }, (_, index) => sight('user-id', id * 100 + index, `k${index}`, 'sdp'));
        keepHanded(open, `0.${id}`, classified('', handed), at);
      }
      await keep();
    }
    endVisit(open.visit);
    await keep();
  });
  performance.now = now;
  const kept = await history.read.visit('hour-of-call');
  return { ...written, kept: kept?.visit, visit: open.visit };
}

function endVisit(visit: Visit): void {
  visit.endedAt = visit.lastAt;
  visit.microphone = { state: 'off', since: visit.lastAt };
}

/**
 * Eight hours in a room: every request tells a user, every fifth a token that is another one each minute, and each hour
 * there are new hosts. Kept once a minute of the room.
 */
async function eightHours(requests: number): Promise<{ bytes: number; rows: Record<string, number>; visit: Visit }> {
  const under = await grounds();
  const length = 8 * 3_600_000;
  const begun = Date.now() - length;
  const open = opened('eight-hours', begun);
  let keptAt = begun;
  for (let index = 0; index < requests; index++) {
    const at = begun + Math.floor((index / requests) * length);
    const hour = Math.floor((at - begun) / 3_600_000);
    const host =
      index % 3 === 0 ? 'webrtc2-ap-web-1.agora.io' : `h${index % 40}-${hour}.company-${(index % 40) % 23}.example`;
    const found = [sight('user-id', index % 12, `k${index % 5}`)];
    if (index % 5 === 0) found.push(sight('token', 1_000_000 + Math.floor(at / 60_000), 'token', 'header'));
    record(open, requestAt(host, at), classified(host, found));
    if (at - keptAt < 60_000) continue;
    keptAt = at;
    await history.keep([open.visit], (one) => conclude(one, under));
  }
  endVisit(open.visit);
  await history.keep([open.visit], (one) => conclude(one, under));
  return { ...(await weigh()), visit: open.visit };
}

/** Rows of each store, and bytes of all of them and of their keys, as JSON in UTF-8: IndexedDB's own form is as large. */
async function weigh(): Promise<{ bytes: number; rows: Record<string, number> }> {
  const database = await done(indexedDB.open('earshot'));
  const rows: Record<string, number> = {};
  let bytes = 0;
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    const [values, keys] = await Promise.all([done(store.getAll()), done(store.getAllKeys())]);
    rows[name] = values.length;
    bytes += new TextEncoder().encode(JSON.stringify([values, keys])).length;
  }
  database.close();
  return { bytes, rows };
}

/** @param keep null: whoever began it is gone before its end */
async function importing({ visits, keep }: { visits: KeptVisit[]; keep: boolean | null }) {
  const under = await grounds();
  const by = await history.beginImport(1);
  const taken = await history.importVisits(by, visits, (one) => conclude(one, under), 1);
  const meanwhile = (await history.read.visits()).length;
  const brought = keep === null ? null : await history.endImport(by, keep);
  return { taken, meanwhile, brought, after: (await history.read.visits()).length };
}

async function refresh(preset: Preset): Promise<VisitRow[]> {
  const under = await grounds(preset);
  await history.refresh(underOf(under), (one) => conclude(one, under));
  return history.read.visits();
}

/** What is asked of the history: the list of its sites, the visits that fit, or one whole visit. */
export type Question = 'sites' | HistoryFilter | { visit: string };

async function ask(question: Question): Promise<number> {
  if (question === 'sites') return sitesOf(await history.read.visits()).length;
  if (!('visit' in question)) return (await history.read.visits(question)).length;
  return Object.keys((await history.read.visit(question.visit))?.visit.contacts ?? {}).length;
}

/** How much answers a question, and milliseconds that each of some times took. */
async function timed({ question, times }: { question: Question; times: number }) {
  const taken: number[] = [];
  let found = 0;
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    found = await ask(question);
    taken.push(performance.now() - began);
  }
  return { found, taken };
}

/** Open visits of so many characters each, stored at once. @returns what is there after, and whether all of it is */
async function storeOpen(sizes: number[]): Promise<{ all: boolean; stored: string[] }> {
  const opens = sizes.map((size, index) => {
    const open = opened(`open-${index}`, 1000);
    open.known.push({ kind: 'token', value: 'x'.repeat(size), basis: 'learned' });
    return open;
  });
  const all = await storeOpenVisits(opens, []).then(
    () => true,
    () => false,
  );
  const stored = (await loadOpenVisits()).map(({ open }) => open.visit.id).sort();
  await storeOpenVisits(
    [],
    opens.map(({ visit }) => visit.id),
  );
  return { all, stored };
}

export const scenarios = {
  eightHours,
  hourOfCall,
  importing,
  oneMore,
  past,
  refresh,
  seed,
  storeOpen,
  timed,
  visit,
  visits,
  weigh,
  writeFirstVersion,
};
export type Scenarios = typeof scenarios;
