import { deleteDB, openDB } from 'idb';
import { migrate } from './migrations.ts';
import { type Aside, loadPlace, type Place, storePlace } from './place.ts';
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
   * @param take takes some of it, and says whether there is more; where there is not, the database is deleted
   * @returns whether there may be more, there or in another one
   */
  async takeUp(take: (from: HistoryDatabase) => Promise<boolean>): Promise<boolean> {
    for (const aside of this.aside) {
      let from: HistoryDatabase;
      try {
        from = await connect(aside.name, () => {});
      } catch {
        continue;
      }
      const more = await take(from).finally(() => from.close());
      if (!more) await this.#discard([aside]);
      return true;
    }
    return false;
  }

  /** Deletes databases that were put aside: all of them, or those that were before a time. Call after `open`. */
  async discardAside(before = Number.POSITIVE_INFINITY): Promise<void> {
    await this.#discard(this.aside.filter(({ at }) => at < before));
  }

  async #discard(gone: readonly Aside[]): Promise<void> {
    for (const { name } of gone) {
      await removed(name);
      const place = await loadPlace();
      const left = { ...place, aside: place.aside.filter((one) => one.name !== name) };
      await storePlace(left);
      this.#place = left;
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
      const next: Place = {
        name: nextName(place),
        aside: [...place.aside, { name: place.name, why, at: Date.now() }],
      };
      // Where this fails too, it is not the database that is at fault, and everything stays as it is.
      const database = await this.#connect(next.name);
      await storePlace(next);
      this.#place = next;
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
      upgrade: migrate,
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

/** @throws Blocked where somebody keeps it open; it then goes when they have closed it */
function removed(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const blocked = () => reject(new Blocked(`Somebody has ${name} open.`));
    deleteDB(name, { blocked: () => void setTimeout(blocked, patience) }).then(resolve, reject);
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
