import browser from 'webextension-polyfill';
import type { SiteReport } from '../../extension/model/report.ts';
import type { Severity } from '../../extension/model/vocabulary.ts';
import type { Say } from './say.ts';
import { severityKeys, severitySigns } from './say-severity.ts';

/** White text reads on each of these at 4.5:1 or better. The sign beside the number says the same without colour. */
const colours: Record<Severity, string> = { high: '#b3261e', medium: '#8a5a00', low: '#4d5a6b', info: '#4d5a6b' };

/** What the badge says of a report. */
export interface Badge {
  /** The number of the gravest warnings, with their sign; empty without warnings. */
  text: string;
  colour: string;
  /** The same in words, with the verdict. */
  title: string;
}

export function badgeOf(
  { visit, verdict, warnings }: Pick<SiteReport, 'visit' | 'verdict' | 'warnings'>,
  say: Say,
): Badge {
  const { severity, headline } = verdict;
  const count = warnings.filter((warning) => warning.severity === severity).length;
  const told = [visit.site, say(headline)];
  if (count === 0) return { text: '', colour: colours.info, title: say({ key: 'badgeTitle', values: told }) };
  const weight = { message: severityKeys[severity] };
  return {
    text: `${severitySigns[severity]}${count > 99 ? '99+' : count}`,
    colour: colours[severity],
    title: say({ key: 'badgeTitleCounted', values: [...told, count, weight], count }),
  };
}

/** Shows a report on its tab's badge, with the verdict as the title; null: the tab shows what holds for all of them. */
export async function showBadge(tabId: number, report: SiteReport | null, say: Say): Promise<void> {
  try {
    const badge = report ? badgeOf(report, say) : null;
    // A title has no null in Chromium, and an empty one would hide that Earshot is paused.
    const title = badge?.title ?? (await browser.action.getTitle({}));
    await Promise.all([
      browser.action.setBadgeText({ tabId, text: badge?.text ?? null }),
      browser.action.setBadgeBackgroundColor({ tabId, color: badge?.colour ?? colours.info }),
      browser.action.setBadgeTextColor?.({ tabId, color: '#ffffff' }),
      browser.action.setTitle({ tabId, title }),
    ]);
  } catch {
    // The tab has closed in the meantime.
  }
}

/** Whether Earshot watches voice visits; if not, because the person paused it or because it may not look at sites. */
export type Watching = 'watching' | 'paused' | 'no-access';

const unwatched: Record<Watching, { text: string; colour: string; title: string }> = {
  watching: { text: '', colour: colours.info, title: 'actionTitle' },
  paused: { text: 'II', colour: colours.info, title: 'badgePaused' },
  'no-access': { text: '!', colour: colours.high, title: 'badgeNoAccess' },
};

/** Says on every tab that nothing is observed, or that it is again. */
export async function showWatching(watching: Watching, say: Say): Promise<void> {
  const { text, colour, title: key } = unwatched[watching];
  const title = say({ key });
  await Promise.all([
    browser.action.setBadgeText({ text }),
    browser.action.setBadgeBackgroundColor({ color: colour }),
    browser.action.setBadgeTextColor?.({ color: '#ffffff' }),
    browser.action.setTitle({ title }),
  ]);
  // Those that had a visit have a title and a colour of their own.
  const tabs = await browser.tabs.query({});
  const told = tabs.flatMap(({ id: tabId }) =>
    tabId === undefined
      ? []
      : [browser.action.setTitle({ tabId, title }), browser.action.setBadgeBackgroundColor({ tabId, color: colour })],
  );
  await Promise.allSettled(told);
}
