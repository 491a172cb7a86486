import type { FiredWarning, KeptVisit } from '../../../extension/model/history.ts';
import type { DataState, Law, SiteReport } from '../../../extension/model/report.ts';
import type { Contact, Visit } from '../../../extension/model/visit.ts';
import type { Time } from '../../../extension/model/vocabulary.ts';

/** What a reader knows an export by. */
export const exportFormat = 'earshot-export';

/** Version of the form of exports, whichever the format: it grows when a reader would have to know. */
export const exportVersion = 1;

/** What an export is of. A selection is what a filter of the history page left. */
export type ExportScope =
  | { what: 'visit'; site: string }
  | { what: 'site'; site: string }
  | { what: 'selection' }
  | { what: 'everything' };

/** What stands at the beginning of an export. */
export interface ExportHead {
  /** ISO 8601, UTC. */
  exportedAt: string;
  by: { name: 'Earshot'; version: string };
  scope: ExportScope;
  /** Which facts the conclusions are drawn from. */
  data: DataState;
}

/** A visit as it was seen; the tab is gone, and private ones are exported from the popup only. */
export type SeenVisit = Omit<Visit, 'tabId' | 'private'>;

/** What is concluded of a visit. Laws and data are the same for many visits, and stand once in an export. */
export type Conclusion = Omit<SiteReport, 'laws' | 'data'>;

/** One visit in an export: all that a history needs to take it in again, and what is concluded of it. */
export interface ExportedVisit {
  /** Which install's key its digests are under: equal digests are the same value only where this is equal too. */
  key: string;
  visit: SeenVisit;
  /** Warnings as they fired then. */
  fired: FiredWarning[];
  report: Conclusion;
}

/** A visit on its way into an export, with the laws that its report names. */
export interface Exportable {
  exported: ExportedVisit;
  laws: Record<string, Law>;
}

/**
 * @param key of this install; a visit that was imported from another one keeps that one's
 * @param concluding the report of the visit as it is exported
 */
export function exportableOf(
  { visit, fired, imported }: KeptVisit,
  key: string,
  concluding: (visit: Visit) => SiteReport,
): Exportable {
  const seen = seenOf(visit);
  const { laws, data: _, ...report } = concluding({ ...visit, ...seen });
  return {
    exported: {
      key: imported?.key ?? key,
      visit: seen,
      fired: fired.map((warning) => ({ ...warning, at: Math.round(warning.at) })),
      report,
    },
    laws,
  };
}

/** A visit as an export holds it. */
export function seenOf(visit: Visit): SeenVisit {
  const { tabId, private: isPrivate, ...seen } = inMilliseconds(visit);
  return seen;
}

/** Browsers give fractions of a millisecond with some events; ISO 8601 with three digits would lose them silently. */
function inMilliseconds(visit: Visit): Visit {
  const { startedAt, lastAt, endedAt, microphone, contacts } = visit;
  return {
    ...visit,
    startedAt: Math.round(startedAt),
    lastAt: Math.round(lastAt),
    endedAt: rounded(endedAt),
    microphone: { ...microphone, since: rounded(microphone.since) },
    contacts: mapped(
      contacts,
      (contact): Contact => ({
        ...contact,
        firstAt: Math.round(contact.firstAt),
        lastAt: Math.round(contact.lastAt),
        findings: mapped(contact.findings, (finding) => ({
          ...finding,
          firstAt: Math.round(finding.firstAt),
          lastAt: Math.round(finding.lastAt),
        })),
      }),
    ),
  };
}

const rounded = (time: Time | null): Time | null => (time === null ? null : Math.round(time));

function mapped<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
