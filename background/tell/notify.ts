import browser, { type Browser } from 'webextension-polyfill';
import { notifying } from '../../extension/model/access.ts';
import type { Warning } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { noticeId, tabOf } from './notice.ts';
import type { Say } from './say.ts';

/**
 * Shows a notification of a warning. It names the site and what the warning's title names, a company and kinds of
 * identifiers, and never an identifier: it may stay on the screen and in the system's list.
 */
export async function notify(visit: Visit, { rule, title }: Warning, say: Say): Promise<void> {
  const { notifications } = browser as Partial<Browser>;
  if (!notifications || !(await browser.permissions.contains(notifying))) return;
  // The same id again would be the same notification.
  await notifications.create(noticeId(visit, rule), {
    type: 'basic',
    iconUrl: browser.runtime.getURL('icons/icon-128.png'),
    title: say({ key: 'noticeTitle', values: [visit.site] }),
    message: say(title),
  });
}

/**
 * Whether nobody sees what a tab shows: another one is in front of it, its window is minimised, or its page says that the
 * browser does not draw it.
 */
export async function isOutOfSight({ tabId, media }: Visit): Promise<boolean> {
  if (media?.hidden.at(-1)?.until === null) return true;
  try {
    const { active, windowId } = await browser.tabs.get(tabId);
    if (!active || windowId === undefined) return !active;
    // Firefox for Android has no windows.
    const { windows } = browser as Partial<Browser>;
    return (await windows?.get(windowId))?.state === 'minimized';
  } catch {
    return false; // the tab has closed
  }
}

async function showTab(notification: string): Promise<void> {
  const tabId = tabOf(notification);
  if (tabId === null) return;
  await browser.notifications.clear(notification);
  const { windowId } = await browser.tabs.update(tabId, { active: true });
  const { windows } = browser as Partial<Browser>;
  if (windowId !== undefined) await windows?.update(windowId, { focused: true });
}

const onClicked = (notification: string) => void showTab(notification).catch(() => {});

/**
 * A click on a notification leads to its tab. Must be called synchronously at the start; the browser has no such event
 * before it is allowed to notify, so it is asked again whenever a permission comes.
 */
export function listenToNotices(): void {
  const listen = () => {
    const { notifications } = browser as Partial<Browser>;
    if (notifications && !notifications.onClicked.hasListener(onClicked))
      notifications.onClicked.addListener(onClicked);
  };
  browser.permissions.onAdded.addListener(listen);
  listen();
}
