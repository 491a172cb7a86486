import browser from 'webextension-polyfill';
import type { SiteReport } from '../../extension/model/report.ts';
import type { Severity } from '../../extension/model/vocabulary.ts';
import type { Say } from './say.ts';

/** White text reads on each of these at 4.5:1 or better. The sign beside the number says the same without colour. */
const colours: Record<Severity, string> = { high: '#b3261e', medium: '#8a5a00', low: '#4d5a6b', info: '#4d5a6b' };
const signs: Record<Severity, string> = { high: '▲', medium: '◆', low: '', info: '' };

/** What the badge says of a report: the number of its gravest warnings, with their sign; empty without warnings. */
export function badgeOf(report: SiteReport): { text: string; colour: string } {
  const { severity } = report.verdict;
  const count = report.warnings.filter((warning) => warning.severity === severity).length;
  const text = count === 0 ? '' : `${signs[severity]}${count > 99 ? '99+' : count}`;
  return { text, colour: colours[severity] };
}

/** Shows a report on its tab's badge, with the verdict as the title; null takes it away. */
export async function showBadge(tabId: number, report: SiteReport | null, say: Say): Promise<void> {
  // Null, not empty: then the tab shows what holds for all of them.
  const { text, colour } = report ? badgeOf(report) : { text: null, colour: colours.info };
  const title = report ? say({ key: 'badgeTitle', values: [report.visit.site, say(report.verdict.headline)] }) : '';
  try {
    await Promise.all([
      browser.action.setBadgeText({ tabId, text }),
      browser.action.setBadgeBackgroundColor({ tabId, color: colour }),
      browser.action.setBadgeTextColor?.({ tabId, color: '#ffffff' }),
      browser.action.setTitle({ tabId, title }),
    ]);
  } catch {
    // The tab has closed in the meantime.
  }
}

/** Says on every tab that nothing is observed, or that it is again. */
export async function showPaused(paused: boolean, say: Say): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ text: paused ? 'II' : '' }),
    browser.action.setBadgeBackgroundColor({ color: colours.info }),
    browser.action.setBadgeTextColor?.({ color: '#ffffff' }),
    browser.action.setTitle({ title: say({ key: paused ? 'badgePaused' : 'actionTitle' }) }),
  ]);
}
