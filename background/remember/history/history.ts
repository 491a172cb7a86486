import type { Deletion, KeptVisit, Summary, VisitRow } from '../../../extension/model/history.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import type { Time } from '../../../extension/model/vocabulary.ts';
import { giveBack, takeChanges } from '../changes.ts';
import type { Conclusions } from './conclude.ts';
import { Connection } from './database.ts';
import { moveSome } from './move.ts';
import { Pace } from './pace.ts';
import { importPrefix, importsUnderWay, ofVisit, Reader } from './reader.ts';
import { contactRow, cutOff, findingRows, particularsOf, rowFrom, visitRow } from './rows.ts';
import { type HistoryDatabase, stores } from './schema.ts';
import { deleteVisits, outline, putVisit, together, type Writing, writing } from './writes.ts';

/** Milliseconds after which an import that was not gone on with counts as given up. */
const givenUp = 10 * 60_000;

/**
 * The history: voice visits as they were seen, in IndexedDB. Holds masked values and keyed digests, never a readable
 * identifier; nothing of private windows, nothing of ordinary pages. Only what changed is written.
 */
export class History {
  readonly #connection = new Connection('put-aside');
  readonly read = new Reader(() => this.#connection.open());
  /** What was written last, of what is not followed change by change. */
  readonly #particulars = new Pace();
  readonly #warnings = new WeakMap<Visit, Map<string, string>>();

  #refreshing: string | null = null;
  #importing: Promise<unknown> = Promise.resolve();

  /** Databases that could not be read and were put aside. */
  get aside() {
    return this.#connection.aside;
  }

  /**
   * Keeps what is new of visits. One that is private, or not known not to be, is not kept.
   *
   * @param concluding what follows from a visit now
   */
  async keep(visits: readonly Visit[], concluding: (visit: Visit) => Conclusions): Promise<void> {
    const keepable = visits.filter((visit) => visit.private === false);
    if (keepable.length === 0) return;
    const transaction = writing(await this.#connection.open());
    // Taken and put without waiting in between: what is observed meanwhile belongs to the next batch.
    const taken = keepable.map((visit) => ({ visit, changes: takeChanges(visit) }));
    const ended: VisitRow[] = [];
    try {
      const put = taken.map(async ({ visit, changes }) => {
        const conclusions = concluding(visit);
        const open = visit.endedAt === null ? ({ open: 1 } as const) : {};
        const row = visitRow(visit, conclusions.summary, null);
        const writes: Promise<unknown>[] = [transaction.objectStore('visits').put({ ...row, ...open })];
        if (visit.endedAt !== null) ended.push(row);
        if (changes === null) {
          this.#particulars.forget(visit);
          writes.push(transaction.objectStore('contacts').delete(ofVisit(visit.id)));
          writes.push(transaction.objectStore('findings').delete(ofVisit(visit.id)));
        }
        for (const host of changes?.gone ?? []) {
          writes.push(transaction.objectStore('contacts').delete([visit.id, host]));
          writes.push(
            transaction.objectStore('findings').delete(IDBKeyRange.bound([visit.id, host], [visit.id, host, []])),
          );
        }
        const hosts = changes
          ? new Set([...changes.contacts, ...changes.findings.keys()])
          : Object.keys(visit.contacts);
        for (const host of hosts) {
          const contact = visit.contacts[host];
          if (!contact) continue;
          writes.push(transaction.objectStore('contacts').put(contactRow(contact, visit.id)));
          const wanted = changes ? (changes.findings.get(host) ?? new Set<string>()) : undefined;
          for (const { key, value } of findingRows(visit.id, contact, wanted)) {
            writes.push(transaction.objectStore('findings').put(value, key));
          }
        }
        const particulars = particularsOf(visit);
        const due = this.#particulars.due(visit, particulars);
        if (due) writes.push(transaction.objectStore('particulars').put(particulars));
        const fired = await this.#fire(transaction, visit, conclusions.warnings);
        await Promise.all(writes);
        return { visit, due, fired };
      });
      const outlined = Promise.all(put).then(async (written) => {
        await outline(transaction, ended);
        return written;
      });
      const [done] = await Promise.all([outlined, transaction.done]);
      for (const { visit, due, fired } of done) {
        if (due) this.#particulars.note(visit, due);
        this.#warnings.set(visit, fired);
      }
    } catch (error) {
      for (const { visit, changes } of taken) giveBack(visit, changes);
      throw error;
    }
  }

  /** Writes the warnings that are new or fire otherwise than before; when each first fired stays. */
  async #fire(transaction: Writing, visit: Visit, warnings: Conclusions['warnings']): Promise<Map<string, string>> {
    const store = transaction.objectStore('warnings');
    const before = this.#warnings.get(visit);
    const fired = new Map(before);
    const changed = warnings.filter((warning) => {
      const { count: _, ...said } = warning;
      const text = JSON.stringify(said);
      const key = `${warning.rule} ${warning.party}`;
      if (fired.get(key) === text) return false;
      fired.set(key, text);
      return true;
    });
    await Promise.all(
      changed.map(async (warning) => {
        const known = await store.get([visit.id, warning.rule, warning.party]);
        await store.put({ ...warning, visit: visit.id, at: known?.at ?? visit.lastAt });
      }),
    );
    return fired;
  }

  /**
   * Deletes visits here. In what was put aside they are noted, and gone after `settle`.
   *
   * @param open ids of visits that were open and are meant, too
   * @param whole names of databases that were put aside and are to go as a whole
   * @returns ids of the visits that are gone
   */
  async delete(deletion: Deletion, open: readonly string[] = [], whole: readonly string[] = []): Promise<string[]> {
    const database = await this.#connection.open();
    const ids = await idsOf(database, deletion);
    const takeBack = await this.#connection.note(deletion, [...ids, ...open], whole);
    try {
      await deleteVisits(database, ids);
      if (deletion.what === 'everything') await Promise.all(stores.map((store) => database.clear(store)));
      return ids;
    } catch (error) {
      await takeBack();
      throw error;
    }
  }

  /**
   * Deletes in the databases that were put aside what is noted for them, and what is older than `before`. May take as
   * long as they are large; nothing that is written meanwhile is touched.
   */
  async settle(before?: Time): ReturnType<Connection['settle']> {
    await this.#connection.open();
    return this.#connection.settle(before);
  }

  /** Deletes the visits in which nothing has happened since, but for those that are still open. */
  async deleteBefore(before: Time, stillOpen: ReadonlySet<string>): Promise<number> {
    const database = await this.#connection.open();
    const old = await database.getAllKeysFromIndex('visits', 'lastAt', IDBKeyRange.upperBound(before, true));
    const ids = old.filter((id) => !stillOpen.has(id));
    await deleteVisits(database, ids);
    // Nothing has been written there since.
    await this.#connection.discardAside(before);
    return ids.length;
  }

  /** Deletes the databases that were put aside. */
  async discardAside(): Promise<void> {
    await this.#connection.open();
    await this.#connection.discardAside();
  }

  /** Opens the database, or puts it aside where it cannot be read. */
  async open(): Promise<void> {
    await this.#connection.open();
  }

  /**
   * Takes some visits in again from a database that was put aside and can be read by now.
   *
   * @returns whether there may be more
   */
  async takeUpAside(): Promise<boolean> {
    const into = await this.#connection.open();
    return this.#connection.takeUp((from, due) => moveSome(from, into, due));
  }

  /** Ends the visits that the browser's death cut off: those that stand as open and are not. */
  async endCutOff(stillOpen: ReadonlySet<string>): Promise<void> {
    const transaction = writing(await this.#connection.open());
    const visits = transaction.objectStore('visits');
    const ended: VisitRow[] = [];
    for (const row of (await visits.index('open').getAll()).map(rowFrom)) {
      if (stillOpen.has(row.id)) continue;
      const cut = cutOff(row);
      ended.push(cut);
      await visits.put(cut);
    }
    await outline(transaction, ended);
    await transaction.done;
  }

  /**
   * Works out anew by what visits are found, where that was concluded under other facts or another concern. Warnings
   * stay as they fired.
   *
   * @param under see `underOf`
   */
  async refresh(under: string, concluding: (visit: Visit) => Conclusions): Promise<void> {
    this.#refreshing = under;
    // Told to do it under another one meanwhile, the first of the two leaves it to the other.
    while (this.#refreshing === under) {
      const database = await this.#connection.open();
      const ranges = [IDBKeyRange.upperBound(under, true), IDBKeyRange.lowerBound(under, true)];
      const lists = await Promise.all(
        ranges.map((range) => database.getAllKeysFromIndex('visits', 'under', range, together)),
      );
      const ids = lists.flat();
      if (ids.length === 0) return;
      const concluded: { visit: Visit; summary: Summary }[] = [];
      for (const id of ids) {
        const kept = await this.read.visit(id);
        if (kept) concluded.push({ visit: kept.visit, summary: { ...concluding(kept.visit).summary, under } });
      }
      const transaction = writing(database);
      const renewed: VisitRow[] = [];
      for (const { visit, summary } of concluded) {
        const row = await transaction.objectStore('visits').get(visit.id);
        // What has gone on meanwhile comes again.
        if (row?.lastAt !== visit.lastAt) continue;
        await transaction.objectStore('visits').put({ ...row, summary });
        if (row.open === undefined) renewed.push({ ...row, summary });
      }
      await outline(transaction, renewed);
      await transaction.done;
    }
  }

  /**
   * One import at a time: what another one has brought and not ended is removed. Nobody may be there any more to end it,
   * and its visits would be taken for known ones.
   *
   * @returns the import's name
   */
  beginImport(now: Time): Promise<string> {
    return this.#inTurn(async () => {
      const database = await this.#connection.open();
      for (const name of await database.getAllKeys('meta', importsUnderWay)) {
        await endImport(database, name.slice(importPrefix.length), false);
      }
      const id = crypto.randomUUID();
      await database.put('meta', { name: importPrefix + id, at: now });
      return id;
    });
  }

  /**
   * Takes visits in; they show when the import is ended. One that is there already is left as it is.
   *
   * @returns how many were taken in; null where there is no such import
   */
  importVisits(
    by: string,
    visits: readonly KeptVisit[],
    concluding: (visit: Visit) => Conclusions,
    now: Time,
  ): Promise<number | null> {
    return this.#inTurn(() => this.#importVisits(by, visits, concluding, now));
  }

  async #importVisits(
    by: string,
    visits: readonly KeptVisit[],
    concluding: (visit: Visit) => Conclusions,
    now: Time,
  ): Promise<number | null> {
    const prepared = visits.map((kept) => ({ kept, summary: concluding(kept.visit).summary }));
    const transaction = writing(await this.#connection.open());
    const name = importPrefix + by;
    if (!(await transaction.objectStore('meta').get(name))) return null;
    await transaction.objectStore('meta').put({ name, at: now });
    const rows: VisitRow[] = [];
    for (const { kept, summary } of prepared) {
      const { visit } = kept;
      const key = kept.imported?.key;
      const imported = { at: now, by, ...(key !== undefined && { key }) };
      if (await transaction.objectStore('visits').getKey(visit.id)) continue;
      const row = visitRow({ ...visit, endedAt: visit.endedAt ?? visit.lastAt }, summary, imported);
      rows.push(row);
      await putVisit(transaction, row, kept);
    }
    await outline(transaction, rows);
    await transaction.done;
    return rows.length;
  }

  /** @returns how many visits the import has brought; null where there is no such import */
  endImport(by: string, keep: boolean): Promise<number | null> {
    return this.#inTurn(async () => endImport(await this.#connection.open(), by, keep));
  }

  /** Removes what is left of imports that were never ended. */
  giveUpImports(now: Time): Promise<void> {
    return this.#inTurn(async () => {
      const database = await this.#connection.open();
      for (const { name, at } of await database.getAll('meta', importsUnderWay)) {
        if (Math.abs(now - at) > givenUp) await endImport(database, name.slice(importPrefix.length), false);
      }
    });
  }

  /** Does a step of an import after the one before it: one that is being given up does not go on meanwhile. */
  #inTurn<R>(step: () => Promise<R>): Promise<R> {
    const done = this.#importing.then(step);
    this.#importing = done.catch(() => {});
    return done;
  }
}

async function endImport(database: HistoryDatabase, by: string, keep: boolean): Promise<number | null> {
  const name = importPrefix + by;
  if (!(await database.get('meta', name))) return null;
  const ids = await database.getAllKeysFromIndex('visits', 'importedBy', by);
  if (!keep) await deleteVisits(database, ids);
  await database.delete('meta', name);
  return keep ? ids.length : 0;
}

async function idsOf(database: HistoryDatabase, deletion: Deletion): Promise<VisitRow['id'][]> {
  if (deletion.what === 'visits') {
    const found = await Promise.all(deletion.ids.map((id) => database.getKey('visits', id)));
    return found.flatMap((id) => id ?? []);
  }
  if (deletion.what === 'site') return database.getAllKeysFromIndex('visits', 'site', deletion.site);
  if (deletion.what === 'everything') return database.getAllKeys('visits');
  return database.getAllKeysFromIndex('visits', 'lastAt', IDBKeyRange.lowerBound(deletion.since));
}
