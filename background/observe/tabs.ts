import browser from 'webextension-polyfill';
import { type FrameDetails, type FrameKey, framesOf, type Place, placeOfFrame } from './frames.ts';
import { siteOfUrl } from './site.ts';

/** A page as the browser shows it, or null where an extension may not look: browser pages, stores, closed tabs. */
export interface PageInfo {
  site: string;
  private: boolean;
  /** The page's own and all within. */
  frames: readonly FrameKey[];
}

/** @returns null also while a tab has not committed its first page */
export async function pageOf(tabId: number): Promise<PageInfo | null> {
  try {
    const [tab, { url, frames }] = await Promise.all([browser.tabs.get(tabId), framesOf(tabId)]);
    // The two answers may be of two pages: the frames' own says whose they are.
    const site = siteOfUrl(url ?? tab.url ?? '');
    return site === null ? null : { site, private: tab.incognito, frames };
  } catch {
    return null;
  }
}

/**
 * Tells when a tab closes and when it shows a known audio-chat site. The browser matches the hosts before it wakes the
 * background. Must be called synchronously when the background starts.
 *
 * @returns takes the listeners away
 */
export function listenForTabs(
  audioChatHosts: string[],
  on: { closed: (tabId: number) => void; audioChat: (tabId: number, url: string, at: number) => void },
): () => void {
  const onRemoved = (tabId: number) => on.closed(tabId);
  const onCommitted = ({ tabId, url, frameId, timeStamp }: Committed) => {
    if (frameId === 0) on.audioChat(tabId, url, timeStamp);
  };
  browser.tabs.onRemoved.addListener(onRemoved);
  browser.webNavigation.onCommitted.addListener(
    onCommitted,
    // `hostSuffix` alone would also match `notclubhouse.com`.
    { url: audioChatHosts.flatMap((host) => [{ hostEquals: host }, { hostSuffix: `.${host}` }]) },
  );
  return () => {
    browser.tabs.onRemoved.removeListener(onRemoved);
    browser.webNavigation.onCommitted.removeListener(onCommitted);
  };
}

interface Committed extends FrameDetails {
  tabId: number;
  url: string;
  timeStamp: number;
}

/**
 * Tells of every page that a tab commits, and every document in a frame of one, while voice visits are open: a visit ends
 * when its tab shows another site.
 * @returns takes the listener away
 */
export function listenToNavigation(on: {
  page: (tabId: number, url: string, place: Place, at: number) => void;
  frame: (tabId: number, frameId: number, place: Place, at: number) => void;
}): () => void {
  const listener = (details: Committed) => {
    const { tabId, url, frameId, documentLifecycle, timeStamp } = details;
    // Chromium may load a page before the person goes there.
    if (documentLifecycle !== undefined && documentLifecycle !== 'active') return;
    const place = placeOfFrame(details);
    if (frameId === 0) on.page(tabId, url, place, timeStamp);
    else on.frame(tabId, frameId, place, timeStamp);
  };
  browser.webNavigation.onCommitted.addListener(listener);
  return () => browser.webNavigation.onCommitted.removeListener(listener);
}
