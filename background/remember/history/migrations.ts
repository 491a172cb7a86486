import type { IDBPDatabase, IDBPTransaction } from 'idb';
import type { VisitRow } from '../../../extension/model/history.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import { pack, weekOf } from './outlines.ts';
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
  visits.createIndex('under', 'summary.under');
  visits.createIndex('importedBy', 'imported.by');
  visits.createIndex('open', 'open');
  const outlines = database.createObjectStore('outlines', { keyPath: 'week' });
  const particulars = database.createObjectStore('particulars', { keyPath: 'visit' });
  const contacts = database.createObjectStore('contacts', { keyPath: ['visit', 'host'] });
  const findings = database.createObjectStore('findings');
  database.createObjectStore('warnings', { keyPath: ['visit', 'rule', 'party'] });
  database.createObjectStore('meta', { keyPath: 'name' });

  const weeks = new Map<number, VisitRow[]>();
  for (let cursor = await visits.openCursor(); cursor; cursor = await cursor.continue()) {
    const visit = cursor.value as unknown as Visit;
    const row = visitRow(visit, unconcluded(visit), null);
    const open = visit.endedAt === null;
    const week = weekOf(row);
    if (!open) weeks.set(week, [...(weeks.get(week) ?? []), row]);
    await Promise.all([
      cursor.update({ ...row, ...(open && { open: 1 }) }),
      particulars.put(particularsOf(visit)),
      ...Object.values(visit.contacts).flatMap((contact) => [
        contacts.put(contactRow(contact, visit.id)),
        ...findingRows(visit.id, contact).map(({ key, value }) => findings.put(value, key)),
      ]),
    ]);
  }
  await Promise.all([...weeks].map(([week, rows]) => outlines.put(pack(week, rows))));
}
