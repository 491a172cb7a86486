import type { SiteReport } from '../../extension/model/report.ts';

/** A file to be saved: documented in docs/export.md. */
export interface ExportFile {
  name: string;
  text: string;
}

/**
 * Reports as JSON: one visit's, or the whole history's. Masked values and digests as in the reports; file names sort by
 * date.
 *
 * @param at when the export is made
 * @param version of the extension
 */
export function exportOf(
  scope: 'visit' | 'history',
  reports: readonly SiteReport[],
  at: Date,
  version: string,
): ExportFile {
  const stamp = at.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  const [first] = reports;
  const subject = scope === 'visit' && first ? first.visit.site.replace(/[^\w.-]/g, '_') : 'history';
  const document = {
    format: scope === 'visit' ? 'earshot-report' : 'earshot-history',
    version: 1,
    exportedAt: at.toISOString(),
    by: { name: 'Earshot', version },
    ...(scope === 'visit' ? { report: first ?? null } : { reports }),
  };
  return { name: `earshot-${stamp}-${subject}.json`, text: `${JSON.stringify(document, null, 2)}\n` };
}
