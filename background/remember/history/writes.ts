import type { KeptVisit, VisitRow } from '../../../extension/model/history.ts';
import { pack, unpack, weekOf } from './outlines.ts';
import { ofVisit } from './reader.ts';
import { contactRow, findingRows, particularsOf } from './rows.ts';
import { type HistoryDatabase, stores } from './schema.ts';

const allStores = [...stores];
export const writing = (database: HistoryDatabase) => database.transaction(allStores, 'readwrite');
export type Writing = ReturnType<typeof writing>;

/** Visits that are written or deleted in one transaction: the history can be read in between. */
export const together = 50;

/** Writes all of a visit but for its outline. */
export async function putVisit(transaction: Writing, row: VisitRow, { visit, fired }: KeptVisit): Promise<void> {
  await Promise.all([
    transaction.objectStore('visits').put(row),
    transaction.objectStore('particulars').put(particularsOf(visit)),
    ...fired.map((warning) => transaction.objectStore('warnings').put({ ...warning, visit: visit.id })),
    ...Object.values(visit.contacts).flatMap((contact) => [
      transaction.objectStore('contacts').put(contactRow(contact, visit.id)),
      ...findingRows(visit.id, contact).map(({ key, value }) => transaction.objectStore('findings').put(value, key)),
    ]),
  ]);
}

/** A visit goes from all stores in one transaction: never is half of it left. */
export async function deleteVisits(database: HistoryDatabase, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += together) {
    const transaction = writing(database);
    const some = ids.slice(from, from + together);
    await unoutline(transaction, some);
    for (const id of some) {
      void transaction.objectStore('visits').delete(id);
      void transaction.objectStore('particulars').delete(id);
      for (const store of ['contacts', 'findings', 'warnings'] as const) {
        void transaction.objectStore(store).delete(ofVisit(id));
      }
    }
    await transaction.done;
  }
}

/** Puts rows of visits that have ended into the outlines, in place of what stood there of them. */
export async function outline(transaction: Writing, rows: readonly VisitRow[]): Promise<void> {
  const weeks = new Map<number, Map<string, VisitRow>>();
  for (const row of rows) {
    const week = weekOf(row);
    weeks.set(week, (weeks.get(week) ?? new Map()).set(row.id, row));
  }
  for (const [week, changed] of weeks) {
    const store = transaction.objectStore('outlines');
    const known = await store.get(week);
    const all = new Map(known ? unpack(known).map((row) => [row.id, row]) : []);
    for (const [id, row] of changed) all.set(id, row);
    await store.put(pack(week, [...all.values()]));
  }
}

async function unoutline(transaction: Writing, ids: readonly string[]): Promise<void> {
  const weeks = new Map<number, Set<string>>();
  for (const id of ids) {
    const row = await transaction.objectStore('visits').get(id);
    if (!row) continue;
    const week = weekOf(row);
    weeks.set(week, (weeks.get(week) ?? new Set()).add(id));
  }
  for (const [week, gone] of weeks) {
    const store = transaction.objectStore('outlines');
    const known = await store.get(week);
    const left = known ? unpack(known).filter(({ id }) => !gone.has(id)) : [];
    await (left.length > 0 ? store.put(pack(week, left)) : store.delete(week));
  }
}
