import {
  type HistoryAnswer,
  type HistoryCommand,
  type KeptVisit,
  mostImported,
} from '../../../extension/model/history.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import type { Time } from '../../../extension/model/vocabulary.ts';
import { seenOf } from '../export/exported.ts';
import { ImportProblem } from './problem.ts';
import { readExport } from './read.ts';
import type { ReadVisit } from './restore.ts';

/** What an import asks of the history that it goes into. */
export interface ImportInto {
  /** A visit that is there; null where it is not. */
  kept(id: string): Promise<KeptVisit | null>;
  /** Tells the background to change the history. */
  command(command: HistoryCommand): Promise<HistoryAnswer>;
  /** Fingerprint of the install's key. */
  key: string;
  /** Visits in which nothing has happened since then are deleted before long; null where all are kept. */
  keptSince: Time | null;
}

/** How many visits … */
export interface Imported {
  /** … were taken in; */
  visits: number;
  /** … were there already, just so; */
  known: number;
  /** … were there already with something else in them, and stayed as they were; */
  different: number;
  /** … of those taken in have digests under the key of another install. */
  foreign: number;
  /** … of those taken in are older than visits are kept. */
  old: number;
}

/** Findings that are told to the background at once: a message has bounds. */
const mostFindings = 5000;

/**
 * Takes an export into the history, all of it or nothing.
 *
 * @param signal ends the import with its reason; nothing of it is kept then
 * @throws ImportProblem where the file or the history refuses; the signal's reason
 */
export async function importExport(
  chunks: AsyncIterable<Uint8Array>,
  into: ImportInto,
  signal?: AbortSignal,
): Promise<Imported> {
  signal?.throwIfAborted();
  const begun = await told(into, { command: 'begin-import' });
  const by = begun.import ?? '';
  const result: Imported = { visits: 0, known: 0, different: 0, foreign: 0, old: 0 };
  try {
    let batch: KeptVisit[] = [];
    let findings = 0;
    const send = async () => {
      if (batch.length === 0) return;
      const answer = await told(into, { command: 'import-visits', import: by, visits: batch });
      result.known += answer.known ?? 0;
      batch = [];
      findings = 0;
    };
    for await (const one of readExport(chunks)) {
      signal?.throwIfAborted();
      const { id } = one.kept.visit;
      const there = batch.find(({ visit }) => visit.id === id) ?? (await into.kept(id));
      if (there) {
        if (isSame(there, one, into.key)) result.known++;
        else result.different++;
        continue;
      }
      const foreign = one.key !== into.key;
      if (foreign) result.foreign++;
      if (into.keptSince !== null && one.kept.visit.lastAt < into.keptSince) result.old++;
      batch.push({ ...one.kept, imported: foreign ? { at: 0, by, key: one.key } : null });
      for (const contact of Object.values(one.kept.visit.contacts)) findings += Object.keys(contact.findings).length;
      if (batch.length >= mostImported || findings >= mostFindings) await send();
    }
    await send();
    signal?.throwIfAborted();
    result.visits = (await told(into, { command: 'end-import', import: by, keep: true })).visits;
    return result;
  } catch (error) {
    // What made it fail is what the person should hear of; an import that is not ended is removed in time.
    await into.command({ command: 'end-import', import: by, keep: false }).catch(() => {});
    throw error;
  }
}

async function told(into: ImportInto, command: HistoryCommand): Promise<Extract<HistoryAnswer, { done: true }>> {
  const answer = await into.command(command);
  if (!answer.done) throw new ImportProblem(problems[answer.problem], null);
  return answer;
}

const problems: Record<Extract<HistoryAnswer, { done: false }>['problem'], Phrase> = {
  'not-stored': { key: 'importNotStored' },
  'not-a-visit': { key: 'importNoExport' },
  'no-such-import': { key: 'importNotStored' },
  'history-off': { key: 'importHistoryOff' },
};

/** Whether the same was seen. An import ends visits that were open when they were exported. */
function isSame({ visit, imported }: KeptVisit, { key, kept }: ReadVisit, ownKey: string): boolean {
  const textOf = (one: Visit) => {
    const seen = seenOf(one);
    return JSON.stringify(inOrder({ ...seen, endedAt: seen.endedAt ?? seen.lastAt }));
  };
  return (imported?.key ?? ownKey) === key && textOf(visit) === textOf(kept.visit);
}

/** The order of an object's members says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, inOrder(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
