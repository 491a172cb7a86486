import type { Browser, Runtime } from 'webextension-polyfill';
import type { RelaySaid, RelaySays, WatchAsk } from '../../extension/model/messages.ts';
import { readRelay } from '../../extension/model/messages.ts';
import type { ProbeEvent, ProbeEventOf } from '../../extension/model/probe-event.ts';
import type { TestBrowser, TestPage } from './browser.ts';

/** In the pages of the extension, where some of the functions below run. */
declare const chrome: Browser;

type Heard = { message: RelaySays; tab: number };

/** What the relays of a tab have said, as it comes, before the rest of the extension makes anything of it. */
export interface Hearing {
  /** Everything said so far, validated as the background does. */
  said(): Promise<RelaySaid[]>;
  events(): Promise<ProbeEvent[]>;
  /** The events of one kind, once they are as wanted; fails with all events. */
  until<What extends ProbeEvent['what']>(
    what: What,
    wanted: (events: ProbeEventOf<What>[]) => boolean,
    ms?: number,
  ): Promise<ProbeEventOf<What>[]>;
  /** What the background does when a tab becomes a voice visit, or is none any more. */
  watch(on: boolean): Promise<void>;
}

/** Begins to listen; what came before is not heard. */
export async function hearIn(earshot: TestBrowser, page: TestPage): Promise<Hearing> {
  await earshot.inExtension(() => {
    const own = globalThis as { heard?: Heard[] };
    if (own.heard) return;
    const heard: Heard[] = [];
    own.heard = heard;
    chrome.runtime.onMessage.addListener((message: unknown, { tab }: Runtime.MessageSender) => {
      heard.push({ message: message as RelaySays, tab: tab?.id ?? -1 });
      return undefined;
    });
  }, null);
  const tab = await earshot.tabIdOf(page);
  const said = async () => {
    const heard = await earshot.inExtension((tab) => {
      const { heard } = globalThis as unknown as { heard: Heard[] };
      return heard.filter((one) => one.tab === tab).map(({ message }) => message);
    }, tab);
    return heard.map((message) => readRelay(message, 0)).filter((read) => read !== null);
  };
  const events = async () => (await said()).flatMap((one) => (one.say === 'seen' ? one.events : []));
  return {
    said,
    events,
    async until(what, wanted, ms = 20_000) {
      const end = Date.now() + ms;
      for (;;) {
        const all = await events();
        const found = all.filter((event) => event.what === what) as ProbeEventOf<typeof what>[];
        if (wanted(found)) return found;
        if (Date.now() > end) {
          throw new Error(`No such ${what}: ${JSON.stringify(await said()).slice(-4000)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    watch: (on) =>
      earshot.inExtension(
        async (ask) => void (await chrome.tabs.sendMessage(ask.tab, { ask: 'watch', on: ask.on } satisfies WatchAsk)),
        { tab, on },
      ),
  };
}
