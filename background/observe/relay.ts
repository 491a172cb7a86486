import browser, { type Runtime } from 'webextension-polyfill';
import {
  type PresenceAsk,
  type RelayAsk,
  type RelaySaid,
  readRelay,
  type WatchAsk,
} from '../../extension/model/messages.ts';
import { type Place, placeOfSender } from './frames.ts';
import { siteOfUrl } from './site.ts';

/** Who sent a message, by the browser's word. */
export interface Sender {
  tabId: number;
  frameId: number;
  place: Place;
  /** Of the page that the tab showed. */
  site: string;
  private: boolean;
}

/**
 * Messages of the relays, validated here and nowhere before: a relay only bounds them, for it stands in every frame. A
 * message that is none is dropped, and of a batch the events that do not fit, which are counted. Must be called synchronously when the
 * background starts.
 *
 * @returns takes the listener away
 */
export function listenToRelays(onSaid: (said: RelaySaid, sender: Sender, at: number) => void): () => void {
  const listener = (message: unknown, sender: Runtime.MessageSender) => {
    const { id, tab, frameId = 0 } = sender;
    const site = siteOfUrl(tab?.url ?? '');
    if (id !== browser.runtime.id || tab?.id === undefined || site === null) return undefined;
    const place = placeOfSender(sender, site);
    if (place === null) return undefined;
    const at = Date.now();
    const said = readRelay(message, at);
    if (said) onSaid(said, { tabId: tab.id, frameId, place, site, private: tab.incognito }, at);
    return undefined;
  };
  browser.runtime.onMessage.addListener(listener);
  return () => browser.runtime.onMessage.removeListener(listener);
}

/** Asks all frames of a tab what they fetched in a span of time. They answer by messages; frames without a relay do not. */
export function askForEarlier(tabId: number, after: number, before: number): void {
  const ask: RelayAsk = { ask: 'earlier', after, before };
  browser.tabs.sendMessage(tabId, ask).catch(() => undefined);
}

/** Tells all frames of a tab that it is a voice visit from now on, or no longer. */
export function askToWatch(tabId: number, on: boolean): void {
  const ask: WatchAsk = { ask: 'watch', on };
  browser.tabs.sendMessage(tabId, ask).catch(() => undefined);
}

/** Whether the tab's page has a relay. A page that was open before the extension was has none. */
export async function hasRelay(tabId: number): Promise<boolean> {
  const ask: PresenceAsk = { ask: 'there' };
  try {
    return (await browser.tabs.sendMessage(tabId, ask, { frameId: 0 })) === true;
  } catch {
    return false;
  }
}
