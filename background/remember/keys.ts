import { type DBSchema, openDB } from 'idb';
import { makeKey } from './seal.ts';

interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey };
}

/** Apart from the history and from `storage.local`: an export or a copy of those cannot be opened with itself. */
const name = 'earshot-keys';
const version = 1;

const open = () =>
  openDB<Schema>(name, version, {
    upgrade(database) {
      database.createObjectStore('keys');
    },
  });

/**
 * The key with which declared identities are sealed: made in this browser, used for nothing else, and never readable by
 * a script. The browser stores it as a `CryptoKey`, in its own files; PRIVACY.md says what that keeps out and what not.
 *
 * @param make whether to make one where there is none yet
 * @throws where the browser's store cannot be used
 */
export async function identityKey(make: boolean): Promise<CryptoKey | null> {
  const database = await open();
  try {
    const stored = (await database.get('keys', 'identities')) ?? null;
    if (stored !== null || !make) return stored;
    const made = await makeKey();
    await database.add('keys', made, 'identities');
    return made;
  } finally {
    database.close();
  }
}
