import browser from 'webextension-polyfill';
import { siteOf } from '../classify/destination.ts';

/** A page as the browser shows it, or null where an extension may not look: browser pages, stores, closed tabs. */
export interface PageInfo {
  site: string;
  private: boolean;
}

/** @returns null also while a tab has not committed its first page */
export async function pageOf(tabId: number): Promise<PageInfo | null> {
  try {
    const tab = await browser.tabs.get(tabId);
    const site = siteOfUrl(tab.url ?? '');
    return site === null ? null : { site, private: tab.incognito };
  } catch {
    return null;
  }
}

/** Site of a web page's URL; null for what is not a web page. */
export function siteOfUrl(url: string): string | null {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? siteOf(hostname.replace(/\.$/, '')) : null;
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

interface Committed {
  tabId: number;
  url: string;
  frameId: number;
  timeStamp: number;
}

/**
 * Tells of every page that a tab commits, and every document in a frame of one, while voice visits are open: a visit ends
 * when its tab shows another site.
 * @returns takes the listener away
 */
export function listenToNavigation(on: {
  page: (tabId: number, url: string, at: number) => void;
  frame: (tabId: number, frameId: number, at: number) => void;
}): () => void {
  const listener = ({ tabId, url, frameId, timeStamp }: Committed) => {
    if (frameId === 0) on.page(tabId, url, timeStamp);
    else on.frame(tabId, frameId, timeStamp);
  };
  browser.webNavigation.onCommitted.addListener(listener);
  return () => browser.webNavigation.onCommitted.removeListener(listener);
}
