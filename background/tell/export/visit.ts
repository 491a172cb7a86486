import type { KeptVisit } from '../../../extension/model/history.ts';
import type { ExportAnswer } from '../../../extension/model/popup-protocol.ts';
import type { SiteReport } from '../../../extension/model/report.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import { exportableOf } from './exported.ts';
import { htmlOf } from './html/html.ts';
import { jsonOf } from './json.ts';
import { exportName, mediaTypes } from './name.ts';
import type { ExportCircumstances } from './stream.ts';

/** One visit as a file, open or past: small enough to be one text. */
export async function exportVisit(
  kept: KeptVisit,
  format: 'json' | 'html',
  { at, version, key, language }: ExportCircumstances,
  concluding: (visit: Visit) => SiteReport,
): Promise<Omit<ExportAnswer, 'answer' | 'format'>> {
  const scope = { what: 'visit', site: kept.visit.site } as const;
  const { data } = concluding(kept.visit);
  const head = { exportedAt: at.toISOString(), by: { name: 'Earshot' as const, version }, scope, data };
  const visits = only(exportableOf(kept, key, concluding));
  let text = '';
  for await (const chunk of format === 'json' ? jsonOf(head, visits) : htmlOf(head, visits, language)) text += chunk;
  return { name: exportName(scope, format, at), type: mediaTypes[format], text };
}

async function* only<T>(one: T): AsyncGenerator<T> {
  yield one;
}
