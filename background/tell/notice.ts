import type { SiteReport, Warning } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';

/** What is to be notified of. Pure. */

/** The grave warnings of a report under rules that were not noticed before, each rule once. */
export function newlyGrave({ warnings }: SiteReport, noticed: readonly string[]): Warning[] {
  const rules = new Set(noticed);
  return warnings.filter(({ severity, rule }) => {
    if (severity !== 'high' || rules.has(rule)) return false;
    rules.add(rule);
    return true;
  });
}

/** Tells tab, visit and rule apart, so that none is shown twice, and leads back to the tab. */
export function noticeId({ tabId, id }: Pick<Visit, 'tabId' | 'id'>, rule: string): string {
  return `tab-${tabId} ${id} ${rule}`;
}

/** The tab of a notification, by its id; null where it is none of these. */
export function tabOf(notification: string): number | null {
  const [, tab] = /^tab-(\d+) /.exec(notification) ?? [];
  return tab === undefined ? null : Number(tab);
}
