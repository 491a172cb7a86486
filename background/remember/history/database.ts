import { deleteDB, openDB } from 'idb';
import type { Deletion } from '../../../extension/model/history.ts';
import type { Time } from '../../../extension/model/vocabulary.ts';
import { type Due, dueFrom, idsDue } from './due.ts';
import { migrate } from './migrations.ts';
import { type Aside, changePlace, loadPlace, type Place } from './place.ts';
import { type AsideVisit, deleteFrom, visitsIn } from './put-aside.ts';
import { type HistoryDatabase, type Schema, stores, version } from './schema.ts';

/** The database is there and is not to be had now: another connection keeps an older version of it open. */
export class Blocked extends Error {}

/** What stands in the database is not what this version of Earshot puts there. */
class Unreadable extends Error {}

/** Milliseconds that others have to close a database: they are told that it is to be deleted. */
const patience = 3000;

/**
 * One connection to the history, opened when first asked for and again when it was lost. A database that cannot be read
 * (damaged, or written by a later version) stays where it is, and another one is used from then on: nothing that a
 * person had is ever deleted because it could not be read.
 */
export class Connection {
  #database: Promise<HistoryDatabase> | null = null;
  #place: Place | null = null;

  /**
   * @param unreadable what to do with a database that cannot be read: only the background puts one aside; a page asks it
   *   to, and tries once more
   */
  constructor(private readonly unreadable: 'put-aside' | (() => Promise<unknown>)) {}

  /** Databases that were put aside; empty until the first `open`. */
  get aside(): readonly Aside[] {
    return this.#place?.aside ?? [];
  }

  /** @throws Blocked, or what the browser says */
  open(): Promise<HistoryDatabase> {
    this.#database ??= this.#find().catch((error: unknown) => {
      this.#database = null;
      throw error;
    });
    return this.#database;
  }

  /** The history is there now: whoever asks next asks that database. */
  async goTo(place: Place): Promise<void> {
    const before = this.#place;
    const database = this.#database;
    this.#place = place;
    if (before === null || before.name === place.name) return;
    this.#database = null;
    (await database?.catch(() => null))?.close();
  }

  /**
   * Opens the first of the databases that were put aside that can be read by now.
   *
   * @param take takes some of it but for what is due to be deleted, and says whether there is more; where there is not,
   *   the database is deleted
   * @returns whether there may be more, there or in another one
   */
  async takeUp(take: (from: HistoryDatabase, due: readonly Due[]) => Promise<boolean>): Promise<boolean> {
    for (const aside of this.aside) {
      if (removing.has(aside.name)) continue;
      let from: HistoryDatabase;
      try {
        from = await connect(aside.name, () => {});
      } catch {
        continue;
      }
      const more = await take(from, aside.due ?? []).finally(() => from.close());
      if (!more) await this.#discard([aside]);
      return true;
    }
    return false;
  }

  /** Deletes databases that were put aside: all of them, or those that were before a time. Call after `open`. */
  async discardAside(before = Number.POSITIVE_INFINITY): Promise<void> {
    await this.#discard(this.aside.filter(({ at }) => at < before));
  }

  /**
   * Notes what is to be deleted in the databases that were put aside, so that none of it is taken up again, whoever dies
   * before it is deleted. Call after `open`.
   *
   * @param ids of the visits that it means here
   * @param whole names of those that are to go as a whole
   * @returns takes it back
   */
  async note(deletion: Deletion, ids: string[], whole: readonly string[]): Promise<() => Promise<void>> {
    if (this.aside.length === 0) return async () => {};
    const more = [await dueFrom(deletion)];
    // What stands there of a visit that went on after it was put aside is older than the visit is by now.
    if (deletion.what === 'since' && ids.length > 0) more.push({ what: 'visits', ids });
    const before = new Map(this.aside.map(({ name, due }) => [name, due]));
    await this.#due(({ name, due = [] }) => (whole.includes(name) ? [{ what: 'everything' }] : [...due, ...more]));
    return () => this.#due(({ name }) => before.get(name) ?? []);
  }

  /**
   * Carries out in the databases that were put aside what is due there, as far as they can be searched. Call after
   * `open`.
   *
   * @param before visits that ended before are due, too
   * @returns the visits that are gone, and in how many databases something is still due
   */
  async settle(before: Time = Number.NEGATIVE_INFINITY): Promise<{ gone: AsideVisit[]; left: number }> {
    const gone: AsideVisit[] = [];
    for (const aside of this.aside) {
      const { name, due = [] } = aside;
      if (due.length === 0 && before === Number.NEGATIVE_INFINITY) continue;
      try {
        if (due.some(({ what }) => what === 'everything')) {
          const all = await visitsIn(name).catch(() => []);
          await this.#discard([aside]);
          gone.push(...all);
        } else {
          gone.push(...(await deleteFrom(name, (visits) => idsDueIn(visits, due, before))));
          const settled = new Set(due.map((one) => JSON.stringify(one)));
          const isOpen = (one: Due) => !settled.has(JSON.stringify(one));
          if (due.length > 0) await this.#due((now) => (now.name === name ? now.due?.filter(isOpen) : now.due) ?? []);
        }
      } catch {
        // It stays noted, and is tried again whenever the history is put in order.
      }
    }
    return { gone, left: this.aside.filter(({ due }) => due).length };
  }

  async #due(of: (aside: Aside) => Due[]): Promise<void> {
    this.#place = await changePlace((place) => ({
      ...place,
      aside: place.aside.map(({ due: _, ...aside }, index) => {
        const due = of(place.aside[index] ?? aside);
        return due.length > 0 ? { ...aside, due } : aside;
      }),
    }));
  }

  async #discard(gone: readonly Aside[]): Promise<void> {
    for (const { name } of gone) {
      await removed(name);
      this.#place = await changePlace((place) => ({
        ...place,
        aside: place.aside.filter((one) => one.name !== name),
      }));
    }
  }

  async #find(): Promise<HistoryDatabase> {
    const place = await loadPlace();
    this.#place = place;
    try {
      return await this.#connect(place.name);
    } catch (error) {
      const why = whyUnusable(error);
      if (why === null) throw error;
      if (this.unreadable !== 'put-aside') {
        await this.unreadable();
        this.#place = await loadPlace();
        return this.#connect(this.#place.name);
      }
      const name = nextName(place);
      // Where this fails too, it is not the database that is at fault, and everything stays as it is.
      const database = await this.#connect(name);
      const aside = { name: place.name, why, at: Date.now() };
      this.#place = await changePlace((now) => ({ name, aside: [...now.aside, aside] }));
      return database;
    }
  }

  async #connect(name: string): Promise<HistoryDatabase> {
    let opened = false;
    const database = await connect(name, () => {
      if (opened) this.#database = null;
    });
    opened = true;
    return database;
  }
}

/** @param lost is told when the connection has been closed by somebody else */
async function connect(name: string, lost: () => void): Promise<HistoryDatabase> {
  const database = await new Promise<HistoryDatabase>((resolve, reject) => {
    const opening = openDB<Schema>(name, version, {
      upgrade: (upgraded, from, to, transaction) => {
        let isUnderWay = true;
        transaction.done.catch(() => {
          isUnderWay = false;
        });
        migrate(upgraded, from, to, transaction).catch((error: unknown) => {
          reject(
            error instanceof DOMException ? error : new Unreadable(`${name} is not a history of version ${from}.`),
          );
          // Else what was brought over until then would stay, and the rest would be lost.
          if (isUnderWay) transaction.abort();
        });
      },
      blocked: () => {
        reject(new Blocked('An older version of Earshot has the history open.'));
        // When it is free at last, somebody else has asked for it again.
        void opening.then((late) => late.close());
      },
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        lost();
      },
      terminated: lost,
    });
    opening.then(resolve, reject);
  });
  if (stores.some((store) => !database.objectStoreNames.contains(store))) {
    database.close();
    throw new Unreadable(`The database ${name} is not a history of version ${version}.`);
  }
  return database;
}

async function idsDueIn(visits: readonly AsideVisit[], due: readonly Due[], before: Time): Promise<Set<string>> {
  const ids = await idsDue(visits, due);
  for (const { id, lastAt } of visits) if (lastAt < before) ids.add(id);
  return ids;
}

/** Names of databases that are being deleted: whatever is asked of one of them waits until nobody has it open. */
const removing = new Set<string>();

/** @throws Blocked where somebody keeps it open; it then goes when they have closed it */
function removed(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const blocked = () => reject(new Blocked(`Somebody has ${name} open.`));
    if (removing.has(name)) return blocked();
    removing.add(name);
    deleteDB(name, { blocked: () => void setTimeout(blocked, patience) })
      .finally(() => removing.delete(name))
      .then(resolve, reject);
  });
}

/** Null where it is not for the database that it cannot be opened. */
function whyUnusable(error: unknown): 'newer' | 'unreadable' | null {
  if (error instanceof Unreadable) return 'unreadable';
  if (!(error instanceof DOMException)) return null;
  if (error.name === 'VersionError') return 'newer';
  return error.name === 'QuotaExceededError' ? null : 'unreadable';
}

function nextName({ name, aside }: Place): string {
  const used = new Set([name, ...aside.map((one) => one.name)]);
  for (let number = 2; ; number++) if (!used.has(`earshot-${number}`)) return `earshot-${number}`;
}
