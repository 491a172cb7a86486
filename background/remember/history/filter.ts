import type { Deletion, Facet, Facets, HistoryFilter, SiteRow, VisitRow } from '../../../extension/model/history.ts';
import { type Country, type IdentifierKind, type Severity, severities } from '../../../extension/model/vocabulary.ts';

/** Whether a visit is one of those that are looked for. Pure, and quick enough for every visit of a history. */
export function fits(filter: HistoryFilter): (row: VisitRow) => boolean {
  const { ids, text, site, from, until, companies, jurisdictions, severities: grave, kinds } = filter;
  const tests: ((row: VisitRow) => boolean)[] = [];
  if (ids) {
    const wanted = new Set(ids);
    tests.push((row) => wanted.has(row.id));
  }
  if (site !== undefined) tests.push((row) => row.site === site);
  if (from !== undefined) tests.push(({ lastAt }) => lastAt >= from);
  if (until !== undefined) tests.push(({ startedAt }) => startedAt < until);
  if (grave) tests.push(({ summary }) => grave.includes(summary.severity));
  if (kinds) tests.push(({ summary }) => summary.kinds.some((kind) => kinds.includes(kind)));
  if (jurisdictions) tests.push(({ summary }) => summary.jurisdictions.some((one) => jurisdictions.includes(one)));
  if (companies) tests.push(({ summary }) => summary.companies.some((one) => companies.includes(one)));
  const part = text?.trim().toLowerCase() ?? '';
  if (part !== '') tests.push((row) => row.site.toLowerCase().includes(part));
  return (row) => tests.every((test) => test(row));
}

/** Whether a visit is one of those that are to be deleted. */
export function isMeantBy(deletion: Deletion): (visit: Pick<VisitRow, 'id' | 'site' | 'lastAt'>) => boolean {
  if (deletion.what === 'visits') {
    const ids = new Set(deletion.ids);
    return ({ id }) => ids.has(id);
  }
  if (deletion.what === 'site') return ({ site }) => site === deletion.site;
  return ({ lastAt }) => deletion.what === 'everything' || lastAt >= deletion.since;
}

interface Site extends Omit<SiteRow, 'companies' | 'jurisdictions' | 'kinds'> {
  companies: Set<string>;
  jurisdictions: Set<Country>;
  kinds: Set<IdentifierKind>;
  /** Lists that were joined: visits share them, see `unpack`. */
  joined: Set<readonly string[]>;
}

/** The sites of some visits, that with the latest first. */
export function sitesOf(rows: readonly VisitRow[]): SiteRow[] {
  const sites = new Map<string, Site>();
  for (const { site: name, startedAt, lastAt, summary } of rows) {
    const site = sites.get(name) ?? newSite(name);
    if (site.visits === 0) sites.set(name, site);
    site.visits++;
    site.firstAt = Math.min(site.firstAt, startedAt);
    site.lastAt = Math.max(site.lastAt, lastAt);
    site.findings += summary.findings;
    if (severities.indexOf(summary.severity) > severities.indexOf(site.severity)) site.severity = summary.severity;
    const { companies, jurisdictions, kinds } = site;
    join(companies, summary.companies, site.joined);
    join(jurisdictions, summary.jurisdictions, site.joined);
    join(kinds, summary.kinds, site.joined);
  }
  return [...sites.values()]
    .map(({ joined: _, ...site }) => ({
      ...site,
      companies: [...site.companies],
      jurisdictions: [...site.jurisdictions],
      kinds: [...site.kinds],
    }))
    .sort((a, b) => b.lastAt - a.lastAt);
}

const newSite = (site: string): Site => ({
  site,
  visits: 0,
  firstAt: Number.POSITIVE_INFINITY,
  lastAt: Number.NEGATIVE_INFINITY,
  severity: 'info',
  findings: 0,
  companies: new Set(),
  jurisdictions: new Set(),
  kinds: new Set(),
  joined: new Set(),
});

function join<T extends string>(all: Set<T>, some: readonly T[], joined: Set<readonly string[]>): void {
  if (joined.has(some)) return;
  joined.add(some);
  for (const one of some) all.add(one);
}

const alone = Object.fromEntries(severities.map((severity) => [severity, [severity]])) as Record<Severity, Severity[]>;

/** What some visits have, and how many of them. */
export function facetsOf(rows: readonly VisitRow[]): Facets {
  return {
    companies: count(rows, ({ summary }) => summary.companies),
    jurisdictions: count(rows, ({ summary }) => summary.jurisdictions),
    severities: count(rows, ({ summary }) => alone[summary.severity]),
    kinds: count(rows, ({ summary }) => summary.kinds),
  };
}

function count<T extends string>(rows: readonly VisitRow[], of: (row: VisitRow) => readonly T[]): Facet<T>[] {
  // Lists first: visits share them, see `unpack`.
  const lists = new Map<readonly T[], number>();
  for (const row of rows) {
    const list = of(row);
    lists.set(list, (lists.get(list) ?? 0) + 1);
  }
  const counts = new Map<T, number>();
  for (const [list, visits] of lists) for (const value of list) counts.set(value, (counts.get(value) ?? 0) + visits);
  return [...counts]
    .map(([value, visits]) => ({ value, visits }))
    .sort((a, b) => b.visits - a.visits || (a.value < b.value ? -1 : 1));
}
