import type { Deletion, Facet, Facets, HistoryFilter, SiteRow, VisitRow } from '../../../extension/model/history.ts';
import { type Country, type IdentifierKind, severities } from '../../../extension/model/vocabulary.ts';

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
export function isMeant({ id, site, lastAt }: Pick<VisitRow, 'id' | 'site' | 'lastAt'>, deletion: Deletion): boolean {
  if (deletion.what === 'visits') return deletion.ids.includes(id);
  if (deletion.what === 'site') return site === deletion.site;
  return deletion.what === 'everything' || lastAt >= deletion.since;
}

interface Site extends Omit<SiteRow, 'companies' | 'jurisdictions' | 'kinds'> {
  companies: Set<string>;
  jurisdictions: Set<Country>;
  kinds: Set<IdentifierKind>;
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
    for (const company of summary.companies) site.companies.add(company);
    for (const jurisdiction of summary.jurisdictions) site.jurisdictions.add(jurisdiction);
    for (const kind of summary.kinds) site.kinds.add(kind);
  }
  return [...sites.values()]
    .map((site) => ({
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
});

/** What some visits have, and how many of them. */
export function facetsOf(rows: readonly VisitRow[]): Facets {
  return {
    companies: count(rows, ({ summary }) => summary.companies),
    jurisdictions: count(rows, ({ summary }) => summary.jurisdictions),
    severities: count(rows, ({ summary }) => [summary.severity]),
    kinds: count(rows, ({ summary }) => summary.kinds),
  };
}

function count<T extends string>(rows: readonly VisitRow[], of: (row: VisitRow) => readonly T[]): Facet<T>[] {
  const counts = new Map<T, number>();
  for (const row of rows) for (const value of of(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, visits]) => ({ value, visits }))
    .sort((a, b) => b.visits - a.visits || (a.value < b.value ? -1 : 1));
}
