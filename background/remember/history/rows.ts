import type { ContactRow, Particulars, Summary, VisitRow } from '../../../extension/model/history.ts';
import type { Finding } from '../../../extension/model/report.ts';
import type { Contact, Visit } from '../../../extension/model/visit.ts';
import { findingId } from '../finding-id.ts';
import type { FindingKey, StoredVisit } from './schema.ts';

export function visitRow(visit: Visit, summary: Summary, imported: VisitRow['imported']): VisitRow {
  const { id, site, startedAt, lastAt, endedAt, because, microphone, peerConnections } = visit;
  return { id, site, startedAt, lastAt, endedAt, because, microphone, peerConnections, summary, imported };
}

/** @param stored may be from before the names of companies were kept: until it is concluded anew, their ids stand for them */
export function rowFrom({ open: _, summary, ...row }: StoredVisit): VisitRow {
  return { ...row, summary: { ...summary, companyNames: summary.companyNames ?? summary.companies } };
}

/** A visit that nobody has ended ended when something last happened in it. */
export function cutOff(row: VisitRow): VisitRow {
  if (row.endedAt !== null) return row;
  const { state, since } = row.microphone;
  const microphone = state === 'on' ? { state: 'off' as const, since: row.lastAt } : { state, since };
  return { ...row, endedAt: row.lastAt, microphone };
}

export function particularsOf({ id, container, media, blindSpots }: Visit): Particulars {
  return { visit: id, ...(container !== undefined && { container }), ...(media && { media }), blindSpots };
}

export function contactRow({ findings: _, ...contact }: Contact, visit: string): ContactRow {
  return { visit, ...contact };
}

/**
 * Findings with their keys. The number is the finding's place in its contact, where none is ever taken out: shorter than
 * all that tells it from the others, thousands of times over.
 *
 * @param wanted ids of those that are meant, else all
 */
export function findingRows(
  visit: string,
  { host, findings }: Contact,
  wanted?: ReadonlySet<string>,
): { key: FindingKey; value: Finding }[] {
  return Object.entries(findings).flatMap(([id, value], number) =>
    wanted && !wanted.has(id) ? [] : [{ key: [visit, host, number] as FindingKey, value }],
  );
}

/** A visit from its rows. */
export function visitFrom(
  row: Omit<VisitRow, 'summary'>,
  { container, media, blindSpots }: Omit<Particulars, 'visit'>,
  contacts: readonly ContactRow[],
  findings: readonly { key: FindingKey; value: Finding }[],
): Visit {
  const byHost: Visit['contacts'] = {};
  for (const { visit: _, ...contact } of contacts) byHost[contact.host] = { ...contact, findings: {} };
  for (const { key, value } of findings) {
    const contact = byHost[key[1]];
    if (contact) contact.findings[findingId(value)] = value;
  }
  const { id, site, startedAt, lastAt, endedAt, because, microphone, peerConnections } = row;
  const head = { id, tabId: -1, site, startedAt, lastAt, endedAt, private: false, because, microphone };
  const where = container === undefined ? {} : { container };
  return { ...head, ...where, peerConnections, ...(media && { media }), contacts: byHost, blindSpots };
}
