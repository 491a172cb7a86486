import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Visit } from '../../extension/model/visit.ts';

interface Schema extends DBSchema {
  visits: { key: string; value: Visit; indexes: { startedAt: number; site: string } };
}

const name = 'earshot';
const version = 1;

/**
 * The history: voice visits as they were seen, in IndexedDB. Holds masked values and keyed digests, never a readable
 * identifier; nothing of private windows, nothing of ordinary pages.
 */
export class History {
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>(name, version, {
      upgrade(database) {
        const visits = database.createObjectStore('visits', { keyPath: 'id' });
        visits.createIndex('startedAt', 'startedAt');
        visits.createIndex('site', 'site');
      },
      terminated: () => {
        this.#database = null;
      },
    }).catch((error: unknown) => {
      this.#database = null;
      throw error;
    });
    return this.#database;
  }

  /** Keeps visits, or what is new of them. A visit that is private, or not known not to be, is not kept. */
  async keep(visits: readonly Visit[]): Promise<void> {
    const keepable = visits.filter((visit) => visit.private === false);
    if (keepable.length === 0) return;
    const database = await this.#open();
    const transaction = database.transaction('visits', 'readwrite');
    await Promise.all([...keepable.map((visit) => transaction.store.put(visit)), transaction.done]);
  }

  /** All visits, newest first. */
  async all(): Promise<Visit[]> {
    const database = await this.#open();
    return (await database.getAllFromIndex('visits', 'startedAt')).reverse();
  }

  async get(id: string): Promise<Visit | undefined> {
    return (await this.#open()).get('visits', id);
  }
}
