import * as v from 'valibot';
import { fired, installKey, visit } from '../../../extension/model/kept-visit.ts';
import type { ExportHead } from './exported.ts';
import { exportFormat, exportVersion } from './exported.ts';
import { conclusion, dataState, law } from './report-schema.ts';

/**
 * The form of an export, once for everybody: docs/export.schema.json is made from it, and what is imported is held
 * against it.
 */

/** What of a visit is taken into a history; everything else follows from it. */
export const takenIn = { key: installKey, visit, fired: v.pipe(v.array(fired), v.maxLength(500)) };

const scope: v.GenericSchema<unknown, ExportHead['scope']> = v.variant('what', [
  v.object({ what: v.literal('visit'), site: v.string() }),
  v.object({ what: v.literal('site'), site: v.string() }),
  v.object({ what: v.literal('selection') }),
  v.object({ what: v.literal('everything') }),
]);

/** What tells that this program can read the file; checked before anything else is. */
export const formatEntries = { format: v.literal(exportFormat), version: v.literal(exportVersion) };

export const headEntries = {
  exportedAt: v.pipe(v.string(), v.isoTimestamp()),
  by: v.object({ name: v.literal('Earshot'), version: v.string() }),
  scope,
  data: dataState,
};

/** A whole JSON export. */
export const exportDocument = v.object({
  ...formatEntries,
  ...headEntries,
  visits: v.array(v.object({ ...takenIn, report: conclusion })),
  /** Every law that a report of this export names, by regime id. */
  laws: v.record(v.string(), law),
});
