import { type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import * as v from 'valibot';
import type { VisitRow } from '../../../extension/model/history.ts';
import { type Outlines, pack, unpack } from './outlines.ts';
import { importPrefix } from './reader.ts';

/**
 * Visits in a database that was put aside. Another version of Earshot may have written it, and some of it may be damaged,
 * so it is opened as it is, and only where all of it is understood is anything deleted: each row of `visits` says which
 * visit it is, and every other row can be told to be of one of these visits.
 */

/** A visit in a database that was put aside. */
export interface AsideVisit extends Pick<VisitRow, 'id' | 'site' | 'startedAt' | 'lastAt'> {
  /** Null where its row does not say how many. */
  findings: number | null;
}

/** Whose a row is cannot be told: nothing here may be deleted row by row. */
class NotUnderstood extends Error {}

/** Milliseconds until a database counts as not to be had: one that is to be deleted opens for nobody before it is. */
const patience = 3000;

/** @throws where it cannot be opened, or where not all of it is understood */
export function visitsIn(name: string): Promise<AsideVisit[]> {
  return asItIs(name, async (database) => [...(await visitsOf(database)).values()]);
}

/**
 * Deletes visits, all of them or none.
 *
 * @param meant chooses among the visits that are there
 * @returns the visits that were there and are there no longer
 * @throws where it cannot be opened, where not all of it is understood, or where it could not be written
 */
export function deleteFrom(
  name: string,
  meant: (visits: readonly AsideVisit[]) => Promise<ReadonlySet<string>>,
): Promise<AsideVisit[]> {
  return asItIs(name, async (database) => {
    const visits = [...(await visitsOf(database)).values()];
    const ids = await meant(visits);
    if (ids.size === 0) return [];
    await deleteRows(database, ids);
    // Asked anew: whatever has been left of one of them now belongs to none.
    const left = await visitsOf(database);
    if ([...ids].some((id) => left.has(id))) throw new Error('What was deleted is still there.');
    return visits.filter(({ id }) => ids.has(id));
  });
}

async function asItIs(name: string, step: (database: IDBPDatabase) => Promise<AsideVisit[]>): Promise<AsideVisit[]> {
  const database = await open(name);
  if (database === null) return [];
  try {
    return await step(database);
  } finally {
    database.close();
  }
}

/** Opens a database in the version that it has; null where there is none, and none is made. */
function open(name: string): Promise<IDBPDatabase | null> {
  let isThere = true;
  const opening = openDB(name, undefined, {
    upgrade: (_database, _from, _to, transaction) => {
      isThere = false;
      transaction.done.catch(() => {});
      transaction.abort();
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new Error(`${name} is not to be had now.`));
    }, patience);
    opening
      .then(
        (database) => (late ? database.close() : resolve(database)),
        (error: unknown) => (isThere ? reject(error) : resolve(null)),
      )
      .finally(() => clearTimeout(timer));
  });
}

const visitForm = v.object({ id: v.string(), site: v.string(), startedAt: v.number(), lastAt: v.number() });
const counted = v.object({ summary: v.object({ findings: v.number() }) });

/** @throws NotUnderstood */
async function visitsOf(database: IDBPDatabase): Promise<Map<string, AsideVisit>> {
  const stores = [...database.objectStoreNames];
  if (!stores.includes('visits')) throw new NotUnderstood('There are no visits.');
  const transaction = database.transaction(stores);
  const visits = new Map<string, AsideVisit>();
  let cursor = await transaction.objectStore('visits').openCursor();
  for (; cursor; cursor = await cursor.continue()) {
    const row: unknown = cursor.value;
    if (!v.is(visitForm, row) || row.id !== cursor.key) throw new NotUnderstood('A visit is of another form.');
    const { id, site, startedAt, lastAt } = row;
    visits.set(id, { id, site, startedAt, lastAt, findings: v.is(counted, row) ? row.summary.findings : null });
  }
  for (const store of stores) {
    if (store !== 'visits') await understand(transaction, store, visits);
  }
  return visits;
}

/** @throws NotUnderstood where something in the store is of none of the visits, or of more than can be told */
async function understand(
  transaction: IDBPTransaction<unknown, string[]>,
  name: string,
  visits: ReadonlyMap<string, unknown>,
): Promise<void> {
  const store = transaction.objectStore(name);
  if (name === 'outlines') {
    for (const outline of (await store.getAll()) as unknown[]) {
      const ids = isPacked(outline) ? unpack(outline).map(({ id }) => id) : null;
      if (!ids?.every((id) => visits.has(id))) throw new NotUnderstood('An outline is of another form.');
    }
    return;
  }
  let cursor = await store.openKeyCursor();
  while (cursor) {
    const { key } = cursor;
    const visit: unknown = Array.isArray(key) ? key[0] : key;
    const isImport = name === 'meta' && typeof key === 'string' && key.startsWith(importPrefix);
    if (!isImport && !(typeof visit === 'string' && visits.has(visit))) {
      throw new NotUnderstood(`A row of ${name} is of no visit.`);
    }
    // All others that begin with it are its own.
    cursor = await (Array.isArray(key) ? cursor.continue([after(visit as string)]) : cursor.continue());
  }
}

/** Whether it can be taken apart and put together again without a change: then nothing in it is unknown. */
function isPacked(outline: unknown): outline is Outlines {
  try {
    const { week, text, ...more } = outline as Outlines;
    return Object.keys(more).length === 0 && pack(week, unpack({ week, text })).text === text;
  } catch {
    return false;
  }
}

/** The first text after all that begin like this one. */
const after = (id: string) => `${id}\0`;

async function deleteRows(database: IDBPDatabase, ids: ReadonlySet<string>): Promise<void> {
  const stores = [...database.objectStoreNames];
  const transaction = database.transaction(stores, 'readwrite');
  const writes: Promise<unknown>[] = [];
  for (const name of stores) {
    const store = transaction.objectStore(name);
    if (name === 'meta') continue;
    if (name === 'outlines') writes.push(unoutline(store.getAll() as Promise<Outlines[]>, ids, store));
    else {
      for (const id of ids) {
        writes.push(store.delete(id), store.delete(IDBKeyRange.bound([id], [after(id)], false, true)));
      }
    }
  }
  await Promise.all([...writes, transaction.done]);
}

interface Writable {
  put(value: Outlines): Promise<unknown>;
  delete(week: number): Promise<unknown>;
}

async function unoutline(all: Promise<Outlines[]>, ids: ReadonlySet<string>, store: Writable): Promise<void> {
  await Promise.all(
    (await all).map((outline) => {
      const rows = unpack(outline);
      const left = rows.filter(({ id }) => !ids.has(id));
      if (left.length === rows.length) return null;
      return left.length > 0 ? store.put(pack(outline.week, left)) : store.delete(outline.week);
    }),
  );
}
