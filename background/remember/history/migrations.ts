import type { IDBPDatabase, IDBPTransaction } from 'idb';
import type { Visit } from '../../../extension/model/visit.ts';
import { contactRow, findingRows, particularsOf, visitRow } from './rows.ts';
import type { Schema, stores } from './schema.ts';
import { unconcluded } from './unconcluded.ts';

type Upgrade = IDBPTransaction<Schema, (typeof stores)[number][], 'versionchange'>;

/** Each makes of a database of the version before one of the version that it stands under. None is ever taken away. */
const steps: Readonly<Record<number, (database: IDBPDatabase<Schema>, upgrade: Upgrade) => Promise<void>>> = {
  1: async (database) => {
    const visits = database.createObjectStore('visits', { keyPath: 'id' });
    // As the first version made it; the second takes both away again.
    (visits as unknown as IDBObjectStore).createIndex('startedAt', 'startedAt');
    visits.createIndex('site', 'site');
  },
  2: intoRows,
};

/** Brings a database of any older version, or a new one, to the present one. */
export async function migrate(
  database: IDBPDatabase<Schema>,
  from: number,
  to: number | null,
  upgrade: Upgrade,
): Promise<void> {
  for (let next = from + 1; next <= (to ?? 0); next++) await steps[next]?.(database, upgrade);
}

/** Version 1 held each visit as one value, which was written whole at every change. */
async function intoRows(database: IDBPDatabase<Schema>, upgrade: Upgrade): Promise<void> {
  const visits = upgrade.objectStore('visits');
  for (const name of visits.indexNames) visits.deleteIndex(name);
  visits.createIndex('lastAt', 'lastAt');
  visits.createIndex('site', 'site');
  visits.createIndex('severity', 'summary.severity');
  visits.createIndex('companies', 'summary.companies', { multiEntry: true });
  visits.createIndex('jurisdictions', 'summary.jurisdictions', { multiEntry: true });
  visits.createIndex('kinds', 'summary.kinds', { multiEntry: true });
  visits.createIndex('under', 'summary.under');
  visits.createIndex('importedBy', 'imported.by');
  visits.createIndex('open', 'open');
  const particulars = database.createObjectStore('particulars', { keyPath: 'visit' });
  const contacts = database.createObjectStore('contacts', { keyPath: ['visit', 'host'] });
  const findings = database.createObjectStore('findings');
  database.createObjectStore('warnings', { keyPath: ['visit', 'rule', 'party'] });
  database.createObjectStore('meta', { keyPath: 'name' });

  for (let cursor = await visits.openCursor(); cursor; cursor = await cursor.continue()) {
    const visit = cursor.value as unknown as Visit;
    const open = visit.endedAt === null ? ({ open: 1 } as const) : {};
    await Promise.all([
      cursor.update({ ...visitRow(visit, unconcluded(visit), null), ...open }),
      particulars.put(particularsOf(visit)),
      ...Object.values(visit.contacts).flatMap((contact) => [
        contacts.put(contactRow(contact, visit.id)),
        ...findingRows(visit.id, contact).map(({ key, value }) => findings.put(value, key)),
      ]),
    ]);
  }
}
