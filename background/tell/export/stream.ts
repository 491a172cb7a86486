import type { HistoryFilter, VisitRow } from '../../../extension/model/history.ts';
import { generalConcern } from '../../../extension/model/settings.ts';
import type { HistoryView } from '../history.ts';
import { csvOf } from './csv.ts';
import { type Exportable, type ExportHead, type ExportScope, exportableOf } from './exported.ts';
import { htmlOf } from './html/html.ts';
import type { Language } from './html/words.ts';
import { jsonOf } from './json.ts';
import { type ExportFormat, exportName, mediaTypes } from './name.ts';
import { ndjsonOf } from './ndjson.ts';

/** A file that is being written. */
export interface ExportFile {
  name: string;
  /** Media type. */
  type: string;
  /** Its text in pieces, each made when it is asked for. Can be read once. */
  chunks: AsyncGenerator<string>;
}

export interface ExportTask {
  format: ExportFormat;
  /** What it is of, for name and head of the file; `filter` says which visits these are. */
  scope: ExportScope;
  filter: HistoryFilter;
}

/** What an export has to know of the install and the moment. */
export interface ExportCircumstances {
  /** When it is made. */
  at: Date;
  /** Of the extension. */
  version: string;
  /** Fingerprint of the install's key. */
  key: string;
  /** In which a report for people is written. */
  language: Language;
}

export interface ExportSteps {
  /** Ends the writing with the signal's reason, between two visits. */
  signal?: AbortSignal;
  /** Visits that are written, of all; called before the first and after each. */
  progress?: (done: number, of: number) => void;
}

type Source = Pick<HistoryView, 'visits' | 'kept' | 'reportOf' | 'dataState'>;

/** An export of the history, whatever its size: no more than a few visits are ever in memory. */
export function exportOf(
  source: Source,
  { format, scope, filter }: ExportTask,
  circumstances: ExportCircumstances,
  steps: ExportSteps = {},
): ExportFile {
  const { at, version, key, language } = circumstances;
  const head: ExportHead = {
    exportedAt: at.toISOString(),
    by: { name: 'Earshot', version },
    scope,
    data: source.dataState,
  };
  return {
    name: exportName(scope, format, at),
    type: mediaTypes[format],
    chunks: writtenAs(format, head, exportables(source, filter, format, key, steps), language),
  };
}

/** @param visits as `concernOf` wants them for this format */
export function writtenAs(
  format: ExportFormat,
  head: ExportHead,
  visits: AsyncIterable<Exportable>,
  language: Language,
): AsyncGenerator<string> {
  if (format === 'json') return jsonOf(head, visits);
  if (format === 'ndjson') return ndjsonOf(head, visits);
  if (format === 'csv') return csvOf(head, visits);
  return htmlOf(head, visits, language);
}

/** A report for people is handed on: what the person is concerned about does not show in it. */
export const concernOf = (format: ExportFormat) => (format === 'html' ? generalConcern : undefined);

async function* exportables(
  source: Source,
  filter: HistoryFilter,
  format: ExportFormat,
  key: string,
  { signal, progress }: ExportSteps,
): AsyncGenerator<Exportable> {
  signal?.throwIfAborted();
  const rows: VisitRow[] = await source.visits(filter);
  progress?.(0, rows.length);
  let done = 0;
  for await (const kept of source.kept(rows)) {
    signal?.throwIfAborted();
    yield exportableOf(kept, key, (visit) => source.reportOf({ visit }, concernOf(format)));
    progress?.(++done, rows.length);
  }
  signal?.throwIfAborted();
}
