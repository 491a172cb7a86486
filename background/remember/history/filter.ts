import type { Deletion, Facet, Facets, HistoryFilter, SiteRow, VisitRow } from '../../../extension/model/history.ts';
import { severities } from '../../../extension/model/vocabulary.ts';

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

/** The sites of some visits, that with the latest first. */
export function sitesOf(rows: readonly VisitRow[]): SiteRow[] {
  const bySite = new Map<string, VisitRow[]>();
  for (const row of rows) {
    const others = bySite.get(row.site);
    if (others) others.push(row);
    else bySite.set(row.site, [row]);
  }
  return [...bySite]
    .map(([site, visits]): SiteRow => {
      const all = <T>(of: (row: VisitRow) => readonly T[]) => [...new Set(visits.flatMap(of))];
      return {
        site,
        visits: visits.length,
        firstAt: visits.reduce((least, { startedAt }) => Math.min(least, startedAt), Number.POSITIVE_INFINITY),
        lastAt: visits.reduce((most, { lastAt }) => Math.max(most, lastAt), 0),
        severity: severities[Math.max(...visits.map(({ summary }) => severities.indexOf(summary.severity)))] ?? 'info',
        findings: visits.reduce((sum, { summary }) => sum + summary.findings, 0),
        companies: all(({ summary }) => summary.companies),
        jurisdictions: all(({ summary }) => summary.jurisdictions),
        kinds: all(({ summary }) => summary.kinds),
      };
    })
    .sort((a, b) => b.lastAt - a.lastAt);
}

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
