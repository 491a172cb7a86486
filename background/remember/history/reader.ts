import type { HistoryFilter, KeptVisit, VisitRow } from '../../../extension/model/history.ts';
import { fits } from './filter.ts';
import { unpack, weekOf } from './outlines.ts';
import { rowFrom, visitFrom } from './rows.ts';
import type { HistoryDatabase } from './schema.ts';

/** Names of imports under way in the store `meta`. */
export const importPrefix = 'import:';
export const importsUnderWay = IDBKeyRange.bound(importPrefix, `${importPrefix}\uffff`);

/** Everything of one visit, in the stores whose keys begin with it. */
export const ofVisit = (id: string) => IDBKeyRange.bound([id], [id, []]);

/** Visits that are read at once when many are: few enough for memory, enough to spare waiting. */
const together = 16;

/** Questions to the history. Asks the database each time: nothing of a visit that was deleted is remembered here. */
export class Reader {
  constructor(private readonly open: () => Promise<HistoryDatabase>) {}

  /** All visits that fit, as lists show them, the latest first. */
  async visits(filter: HistoryFilter = {}): Promise<VisitRow[]> {
    const database = await this.open();
    const [rows, under] = await Promise.all([
      candidates(database, filter),
      database.getAllKeys('meta', importsUnderWay),
    ]);
    return inOrder(rows, under).filter(fits(filter));
  }

  /**
   * The latest visits, whole weeks of them until there are `least`: soon read, however many there are.
   *
   * @returns null where there are no others
   */
  async latest(least: number): Promise<VisitRow[] | null> {
    const transaction = (await this.open()).transaction(['outlines', 'visits', 'meta']);
    const outlines = transaction.objectStore('outlines');
    const [weeks, open, under] = await Promise.all([
      outlines.getAllKeys(),
      transaction.objectStore('visits').index('open').getAll(),
      transaction.objectStore('meta').getAllKeys(importsUnderWay),
    ]);
    const rows: VisitRow[] = [];
    while (rows.length < least) {
      const week = weeks.pop();
      const outline = week === undefined ? undefined : await outlines.get(week);
      if (!outline) return null;
      rows.push(...unpack(outline).reverse());
    }
    const first = weekOf(rows.at(-1) ?? { startedAt: 0 });
    return inOrder([...open.map(rowFrom).filter((row) => weekOf(row) >= first), ...rows], under);
  }

  /** One visit put together again; null where there is none. */
  async visit(id: string): Promise<KeptVisit | null> {
    const transaction = (await this.open()).transaction(['visits', 'particulars', 'contacts', 'findings', 'warnings']);
    const all = ofVisit(id);
    const findings = transaction.objectStore('findings');
    const [row, particulars, contacts, values, keys, warnings] = await Promise.all([
      transaction.objectStore('visits').get(id),
      transaction.objectStore('particulars').get(id),
      transaction.objectStore('contacts').getAll(all),
      findings.getAll(all),
      findings.getAllKeys(all),
      transaction.objectStore('warnings').getAll(all),
    ]);
    if (!row) return null;
    const keyed = values.flatMap((value, at) => {
      const key = keys[at];
      return key ? [{ key, value }] : [];
    });
    return {
      visit: visitFrom(row, particulars ?? { blindSpots: {} }, contacts, keyed),
      fired: warnings.map(({ visit: _, ...warning }) => warning),
      imported: row.imported,
    };
  }

  /**
   * Whole visits that fit, one after the other, the latest first: never more than a few of them are in memory. What is
   * deleted meanwhile is left out.
   *
   * @param rows from `visits`, where the list is at hand
   */
  async *whole(filter: HistoryFilter = {}, rows?: readonly VisitRow[]): AsyncGenerator<KeptVisit, void, undefined> {
    const ids = (rows ?? (await this.visits(filter))).map(({ id }) => id);
    for (let from = 0; from < ids.length; from += together) {
      const visits = await Promise.all(ids.slice(from, from + together).map((id) => this.visit(id)));
      for (const visit of visits) if (visit) yield visit;
    }
  }
}

/**
 * The latest first, without those of imports that have not ended.
 *
 * @param underWay names of these imports in the store `meta`
 */
function inOrder(rows: readonly VisitRow[], underWay: readonly string[]): VisitRow[] {
  const hidden = new Set(underWay.map((name) => name.slice(importPrefix.length)));
  return rows
    .filter(({ imported }) => !(imported && hidden.has(imported.by)))
    .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
}

/** Visits among which are all that fit: a few by their index, else all of them by their outlines. */
async function candidates(database: HistoryDatabase, { ids, site }: HistoryFilter): Promise<VisitRow[]> {
  if (ids) {
    const rows = await Promise.all(ids.map((id) => database.get('visits', id)));
    return rows.flatMap((row) => (row ? rowFrom(row) : []));
  }
  if (site !== undefined) return (await database.getAllFromIndex('visits', 'site', site)).map(rowFrom);
  const transaction = database.transaction(['outlines', 'visits']);
  const [weeks, open] = await Promise.all([
    transaction.objectStore('outlines').getAll(),
    transaction.objectStore('visits').index('open').getAll(),
  ]);
  const rows = open.map(rowFrom);
  // The latest last, as they are stored: so there is little to sort.
  for (const week of weeks.reverse()) for (const row of unpack(week).reverse()) rows.push(row);
  return rows;
}
