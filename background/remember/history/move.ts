import { type Due, idsDue } from './due.ts';
import { importPrefix, importsUnderWay, Reader } from './reader.ts';
import { cutOff, rowFrom } from './rows.ts';
import type { HistoryDatabase } from './schema.ts';
import { deleteVisits, outline, putVisit, together, writing } from './writes.ts';

/**
 * Moves some visits from one database to another. One that is there already is left as it is there; of an import that
 * was under way nothing is moved. What has been moved is gone from where it was, so that a visit that the person then
 * deletes does not come back when the background died in between.
 *
 * @param due deletions: what they mean goes, and is not moved
 * @returns whether there are more
 */
export async function moveSome(from: HistoryDatabase, into: HistoryDatabase, due: readonly Due[]): Promise<boolean> {
  const [ids, underWay] = await Promise.all([
    from.getAllKeys('visits', null, together),
    from.getAllKeys('meta', importsUnderWay),
  ]);
  if (ids.length === 0) return false;
  const reader = new Reader(async () => from);
  const found = await Promise.all(
    ids.map(async (id) => ({ stored: await from.get('visits', id), kept: await reader.visit(id) })),
  );
  const goes = await idsDue(
    found.flatMap(({ stored }) => stored ?? []),
    due,
  );
  const transaction = writing(into);
  const rows = [];
  for (const { stored, kept } of found) {
    if (!stored || !kept || goes.has(stored.id) || underWay.includes(importPrefix + stored.imported?.by)) continue;
    if (await transaction.objectStore('visits').getKey(stored.id)) continue;
    const row = cutOff(rowFrom(stored));
    rows.push(row);
    await putVisit(transaction, row, kept);
  }
  await outline(transaction, rows);
  await transaction.done;
  await deleteVisits(from, ids);
  return true;
}
