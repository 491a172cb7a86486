import * as v from 'valibot';
import type { Media } from './media.ts';
import type { BlindSpot, Warning } from './report.ts';
import type { Preset } from './settings.ts';
import type { Contact, Visit } from './visit.ts';
import {
  type Country,
  type IdentifierKind,
  identifierKinds,
  type Severity,
  severities,
  type Time,
} from './vocabulary.ts';

/**
 * The history as it is stored and asked for. The stores of the database `earshot`, each with its key:
 *
 *     visits        id                            VisitRow: what a list of visits shows, and what it is filtered by
 *     outlines      week                          the same once more for visits that have ended, many in one value
 *     particulars   visit                         Particulars: what is read with the whole visit only
 *     contacts      visit, host                   ContactRow
 *     findings      visit, host, number           Finding (report.ts): one for each kind, value, place, key and chain
 *     warnings      visit, rule, party            FiredWarning
 *     meta          name                          imports that are under way
 */

/** One visit as a list shows it: what was seen, in short, and the conclusions that it can be found by. */
export interface VisitRow
  extends Pick<
    Visit,
    'id' | 'site' | 'startedAt' | 'lastAt' | 'endedAt' | 'because' | 'microphone' | 'peerConnections'
  > {
  summary: Summary;
  /** Where it came from a file: when, and by which import; and under which install's key its digests are, if not this one's. */
  imported: { at: Time; by: string; key?: string } | null;
}

/** Conclusions that visits are filtered by. Worked out anew when facts or the person's concern have changed. */
export interface Summary {
  severity: Severity;
  /** Ids of the parties: operators, or registrable domains where the operator is unknown. Without "your network". */
  companies: string[];
  /** What the report calls each of them, in the same order. */
  companyNames: string[];
  /** Jurisdictions that reach one of the destinations with high or medium certainty. */
  jurisdictions: Country[];
  kinds: IdentifierKind[];
  destinations: number;
  findings: number;
  warnings: number;
  /** Under which facts and which concern this was concluded: another text means that it is out of date. */
  under: string;
}

export interface Particulars {
  visit: string;
  container?: string;
  media?: Media;
  blindSpots: Record<string, BlindSpot>;
}

export interface ContactRow extends Omit<Contact, 'findings'> {
  visit: string;
}

/** A warning as it fired then, whatever is concluded today. Its evidence is in the visit's findings. */
export interface FiredWarning extends Omit<Warning, 'evidence'> {
  kinds: IdentifierKind[];
  /** When it first fired. */
  at: Time;
  /** Date of the catalogue under which it fired last; null where the catalogue could not be read. */
  catalogue: string | null;
  /** The concern that was set then. */
  preset: Preset;
}

/** A visit put together again. Its `tabId` is -1: the tab is gone. */
export interface KeptVisit {
  visit: Visit;
  fired: FiredWarning[];
  imported: VisitRow['imported'];
}

/** What visits are looked for. All that is given must hold; of a list, one entry. */
export interface HistoryFilter {
  ids?: string[];
  /** Part of the site's name, without regard to case. */
  text?: string;
  site?: string;
  /** Visits of which something happened at or after this time … */
  from?: Time;
  /** … and that began before this one. */
  until?: Time;
  companies?: string[];
  jurisdictions?: Country[];
  severities?: Severity[];
  kinds?: IdentifierKind[];
}

/** One site of the history. */
export interface SiteRow {
  site: string;
  visits: number;
  firstAt: Time;
  lastAt: Time;
  /** The gravest of its visits. */
  severity: Severity;
  findings: number;
  /** Over all its visits. */
  companies: string[];
  jurisdictions: Country[];
  kinds: IdentifierKind[];
}

/** How many of some visits have what, the most frequent first: for the choices of a filter. */
export interface Facets {
  companies: Facet<string>[];
  jurisdictions: Facet<Country>[];
  severities: Facet<Severity>[];
  kinds: Facet<IdentifierKind>[];
}
export interface Facet<T> {
  value: T;
  visits: number;
}

/** What is to be deleted. `since`: every visit of which something happened at or after that time. */
export type Deletion =
  | { what: 'visits'; ids: string[] }
  | { what: 'site'; site: string }
  | { what: 'since'; since: Time }
  | { what: 'everything' };

/**
 * What a page of the extension tells the background to do with the history. Anybody else is not heard. Visits that are
 * open are meant too: they begin anew, with nothing of what was seen. So are those in databases that were put aside: where
 * one cannot be searched, its visits go as soon as it can be, or it goes as a whole with `everything` and `delete-aside`,
 * or where it is named in `aside`. `open-history` has one that cannot be read put aside.
 *
 * An import is begun, given its visits part by part, and ended: until it is ended with `keep`, nothing of it shows, and
 * what is left of one that never ended is removed. Visits of an import are in the form of `KeptVisit`.
 */
export type HistoryCommand =
  | { command: 'delete-history'; deletion: Deletion; aside?: string[] }
  | { command: 'delete-aside' }
  | { command: 'open-history' }
  | { command: 'begin-import' }
  | { command: 'import-visits'; import: string; visits: unknown[] }
  | { command: 'end-import'; import: string; keep: boolean };

/**
 * `visits`: how many were deleted or taken in; `known`: how many of an import's visits were there already; `left`: in how
 * many of the databases that were put aside something is still to be deleted.
 */
export type HistoryAnswer =
  | { done: true; visits: number; known?: number; import?: string; left?: number }
  | { done: false; problem: HistoryProblem };

/** `not-a-visit`: one of the visits has not the right form; nothing of that part was taken in. */
export const historyProblems = ['not-stored', 'not-a-visit', 'no-such-import', 'history-off'] as const;
export type HistoryProblem = (typeof historyProblems)[number];

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const time = v.pipe(v.number(), v.finite());
const few = <const T extends v.GenericSchema>(one: T, most: number) => v.pipe(v.array(one), v.maxLength(most));

/** Visits in one message of an import: a message of a browser has bounds, and the page shows how far it is. */
export const mostImported = 50;

const historyCommand = v.variant('command', [
  v.strictObject({
    command: v.literal('delete-history'),
    deletion: v.variant('what', [
      v.strictObject({ what: v.literal('visits'), ids: few(id, 100_000) }),
      v.strictObject({ what: v.literal('site'), site: v.pipe(v.string(), v.maxLength(260)) }),
      v.strictObject({ what: v.literal('since'), since: time }),
      v.strictObject({ what: v.literal('everything') }),
    ]),
    aside: v.exactOptional(few(id, 1000)),
  }),
  v.strictObject({ command: v.literal('delete-aside') }),
  v.strictObject({ command: v.literal('open-history') }),
  v.strictObject({ command: v.literal('begin-import') }),
  v.strictObject({ command: v.literal('import-visits'), import: id, visits: few(v.unknown(), mostImported) }),
  v.strictObject({ command: v.literal('end-import'), import: id, keep: v.boolean() }),
]);

/** Null where it is no such command. */
export function readHistoryCommand(message: unknown): HistoryCommand | null {
  const read = v.safeParse(historyCommand, message);
  return read.success ? read.output : null;
}

const historyAnswer = v.variant('done', [
  v.object({
    done: v.literal(true),
    visits: v.number(),
    known: v.exactOptional(v.number()),
    import: v.exactOptional(v.string()),
    left: v.exactOptional(v.number()),
  }),
  v.object({ done: v.literal(false), problem: v.picklist(historyProblems) }),
]);

/** @throws where it is no such answer: the background is of another version, or gone */
export function readHistoryAnswer(message: unknown): HistoryAnswer {
  return v.parse(historyAnswer, message);
}

const historyFilter = v.object({
  ids: v.exactOptional(v.array(id)),
  text: v.exactOptional(v.string()),
  site: v.exactOptional(v.string()),
  from: v.exactOptional(time),
  until: v.exactOptional(time),
  companies: v.exactOptional(v.array(v.string())),
  jurisdictions: v.exactOptional(v.array(v.string())),
  severities: v.exactOptional(v.array(v.picklist(severities))),
  kinds: v.exactOptional(v.array(v.picklist(identifierKinds))),
});

/** A filter from whatever stands in a page's address. Null where it is none. */
export function readHistoryFilter(value: unknown): HistoryFilter | null {
  const read = v.safeParse(historyFilter, value);
  return read.success ? read.output : null;
}
