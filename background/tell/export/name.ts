import type { ExportScope } from './exported.ts';

export const exportFormats = ['json', 'ndjson', 'csv', 'html'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const mediaTypes: Record<ExportFormat, string> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  html: 'text/html',
};

/**
 * `earshot-2026-11-22-1631-rooms.example.ndjson`: sorts by date, names scope and format. What no file system wants in a
 * name is a `_`; hosts are at most 253 characters, names of files at most 255 bytes.
 *
 * @param at in UTC, as all times in an export
 */
export function exportName(scope: ExportScope, format: ExportFormat, at: Date): string {
  const stamp = at.toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  const subject =
    scope.what === 'visit'
      ? `${fileSafe(scope.site)}-visit`
      : scope.what === 'site'
        ? fileSafe(scope.site)
        : scope.what === 'selection'
          ? 'selection'
          : 'history';
  return `earshot-${stamp}-${subject}.${format}`;
}

const fileSafe = (site: string) => site.replace(/[^\w.-]/g, '_').slice(0, 200);
