import { openDB } from 'idb';
import { migrate } from './migrations.ts';
import { loadPlace, type Place, storePlace } from './place.ts';
import { type HistoryDatabase, type Schema, stores, version } from './schema.ts';

/** The database is there and is not to be had now: another connection keeps an older version of it open. */
export class Blocked extends Error {}

/** What stands in the database is not what this version of Earshot puts there. */
class Unreadable extends Error {}

/**
 * One connection to the history, opened when first asked for and again when it was lost. A database that cannot be read
 * (damaged, or written by a later version) stays where it is, and another one is used from then on: nothing that a
 * person had is ever deleted because it could not be read.
 */
export class Connection {
  #database: Promise<HistoryDatabase> | null = null;
  #place: Place | null = null;

  /** @param role only the background puts a database aside; a page that cannot read it says so */
  constructor(private readonly role: 'background' | 'page') {}

  /** Databases that were put aside; empty until the first `open`. */
  get aside(): Place['aside'] {
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

  async #find(): Promise<HistoryDatabase> {
    const place = await loadPlace();
    this.#place = place;
    try {
      return await this.#connect(place.name);
    } catch (error) {
      const why = whyUnusable(error);
      if (why === null || this.role === 'page') throw error;
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
    const lost = () => {
      if (opened) this.#database = null;
    };
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
    opened = true;
    if (stores.some((store) => !database.objectStoreNames.contains(store))) {
      database.close();
      throw new Unreadable(`The database ${name} is not a history of version ${version}.`);
    }
    return database;
  }
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
