/**
 * Wiring only. Every listener is registered synchronously, so that the browser wakes the background for it; what they
 * hear waits until the open visits are restored. See docs/architecture.md for the way that data takes.
 */
import browser from 'webextension-polyfill';
import type { ReportAnswer } from '../extension/model/popup-protocol.ts';
import type { SiteReport } from '../extension/model/report.ts';
import type { Settings } from '../extension/model/settings.ts';
import type { Visit } from '../extension/model/visit.ts';
import { resolveAddress } from './classify/network/resolve.ts';
import { type Data, loadData } from './data.ts';
import { askForEarlier, askToWatch, hasRelay, listenToRelays } from './observe/relay.ts';
import { listenForProviders, listenToTab } from './observe/requests.ts';
import { listenForTabs, listenToNavigation, pageOf } from './observe/tabs.ts';
import { Batch } from './remember/batch.ts';
import { type Conclusions, conclude } from './remember/history/conclude.ts';
import { History } from './remember/history/history.ts';
import { Identities } from './remember/identities.ts';
import { identityKey } from './remember/keys.ts';
import { loadSecret } from './remember/secret.ts';
import { loadOpenVisits, storeOpenVisits } from './remember/session.ts';
import { changeSettings, listenToSettings, loadSettings } from './remember/settings.ts';
import type { OpenVisit } from './remember/visits.ts';
import { showBadge } from './tell/badge.ts';
import { exportOf } from './tell/export.ts';
import { answerIdentities } from './tell/identities.ts';
import { Popups } from './tell/popup.ts';
import { reportOf } from './tell/report.ts';
import { createSay } from './tell/say.ts';
import { answerSettings } from './tell/settings.ts';
import { Watch } from './watch.ts';

/** Steps that wait for the start; a flood of them is cut. */
const maxWaiting = 10_000;

interface Ready {
  watch: Watch;
  data: Data;
  settings: Settings;
  identities: Identities;
}

let ready: Ready | null = null;
let dropped = 0;
const waiting: ((ready: Ready) => void)[] = [];
const whenReady = (step: (ready: Ready) => void): void => {
  if (ready) step(ready);
  else if (waiting.length < maxWaiting) waiting.push(step);
  else dropped++;
};

const say = createSay((key, values) => browser.i18n.getMessage(key, values), browser.i18n.getUILanguage());
const history = new History();
const session = new Batch<OpenVisit>((opens) =>
  storeOpenVisits(
    opens.filter(({ visit }) => visit.endedAt === null),
    opens.filter(({ visit }) => visit.endedAt !== null).map(({ visit }) => visit.id),
  ),
);
const kept = new Batch<OpenVisit>(async (opens) => {
  const it = ready;
  if (it) await history.keep(visitsOf(opens), (visit) => concludeNow(it, visit));
});
const visitsOf = (opens: OpenVisit[]) => opens.map(({ visit }) => visit);
const badges = new Batch<Visit>(async (visits) => {
  if (!ready) return;
  for (const visit of visits) {
    const report = visit.endedAt === null ? reportNow(ready, visit) : null;
    await showBadge(visit.tabId, report, say);
  }
});

const providerSuffixes = new Set(PROVIDER_DOMAINS);
/** Whether the listener for the providers sees this URL: the same question as its match patterns ask. */
function isProvider(url: string): boolean {
  let host: string;
  try {
    host = new URL(url).hostname;
  } catch {
    return false;
  }
  for (let dot = 0; dot >= 0; dot = host.indexOf('.', dot + 1)) {
    if (providerSuffixes.has(dot === 0 ? host : host.slice(dot + 1))) return true;
  }
  return false;
}
const providerPatterns = PROVIDER_DOMAINS.flatMap((domain) =>
  ['*', 'ws', 'wss'].map((scheme) => `${scheme}://*.${domain}/*`),
);

listenForProviders(providerPatterns, (observation, origin) =>
  whenReady(({ watch }) => watch.observe(observation, origin)),
);
listenForTabs(AUDIO_CHAT_HOSTS, {
  closed: (tabId) => whenReady(({ watch }) => watch.end(tabId, Date.now())),
  audioChat: (tabId, url, at) => whenReady(({ watch }) => watch.audioChat(tabId, url, at)),
});
listenToRelays((said, sender, at) => whenReady(({ watch }) => watch.hear(said, sender, at)));

const popups = new Popups({
  reportFor: (tabId) => new Promise((answer) => whenReady((it) => answer(reportFor(it, tabId)))),
  exportVisit: (id) =>
    new Promise((answer, refuse) =>
      whenReady((it) => {
        const open = it.watch.visits.find((visit) => visit.id === id);
        Promise.resolve(open ?? history.read.visit(id).then((past) => past?.visit)).then(
          (visit) => answer(visit ? exportOf('visit', [reportNow(it, visit)], new Date(), version()) : null),
          refuse,
        );
      }),
    ),
  exportHistory: async () => {
    await kept.flush();
    const visits: Visit[] = [];
    for await (const { visit } of history.read.whole()) visits.push(visit);
    return new Promise((answer) =>
      whenReady((it) => {
        const reports = visits.map((visit) => reportNow(it, visit));
        answer(exportOf('history', reports, new Date(), version()));
      }),
    );
  },
});
popups.listen();

answerSettings();
answerIdentities(() => new Promise((answer) => whenReady(({ identities }) => answer(identities))));
listenToSettings((settings) =>
  whenReady((it) => {
    it.settings = settings;
    for (const visit of it.watch.visits) {
      badges.add(visit);
      popups.changed(visit.tabId);
    }
  }),
);

const version = () => browser.runtime.getManifest().version;

/** The report of a visit, past or open, under what the person has set now. */
function reportNow({ data, settings, identities }: Ready, visit: Visit): SiteReport {
  const state = data.state();
  const { unreadable } = identities;
  if (session.failed || kept.failed) state.problems.push({ key: 'problemStorage' });
  if (unreadable > 0) state.problems.push({ key: 'problemIdentities', values: [unreadable], count: unreadable });
  return reportOf(visit, data.catalogue, state, settings.concern);
}

function concludeNow({ data, settings }: Ready, visit: Visit): Conclusions {
  return conclude(visit, { catalogue: data.catalogue, concern: settings.concern, version: version() });
}

async function reportFor(it: Ready, tabId: number): Promise<Pick<ReportAnswer, 'state' | 'report'>> {
  if (!(await browser.permissions.contains({ origins: ['<all_urls>'] })))
    return { state: 'no-permission', report: null };
  const visit = it.watch.visitOf(tabId);
  if (visit) return { state: 'voice', report: reportNow(it, visit) };
  if (!(await pageOf(tabId))) return { state: 'not-a-page', report: null };
  return { state: (await hasRelay(tabId)) ? 'no-voice' : 'unwatched', report: null };
}

async function start(): Promise<void> {
  const identities = new Identities({
    key: identityKey,
    change: changeSettings,
    changed: () => ready?.watch.declaredAnew(),
  });
  const [data, secret, open, settings] = await Promise.all([
    loadData(),
    // A disk that cannot be read must not end all watching: a key for this life of the worker, and no visits to take up.
    loadSecret().catch(() => crypto.getRandomValues(new Uint8Array(32))),
    loadOpenVisits().catch(() => []),
    loadSettings().then(async (stored) => {
      await identities.load(stored.identities);
      return stored;
    }),
  ]);
  const watch: Watch = new Watch({
    catalogue: data.catalogue,
    secret,
    declared: () => identities.declared,
    pageOf,
    askForEarlier,
    askToWatch,
    listenToTab: (tabId) =>
      listenToTab(tabId, isProvider, (observation, origin) => whenReady((it) => it.watch.observe(observation, origin))),
    listenToNavigation: () =>
      listenToNavigation({
        page: (tabId, url, at) => whenReady((it) => it.watch.committed(tabId, url, at)),
        frame: (tabId, frameId, at) => whenReady((it) => it.watch.committedFrame(tabId, frameId, at)),
      }),
    resolve: (ip) => resolveAddress(ip, data.networks, data.catalogue?.networks ?? {}),
    changed: (visit) => {
      session.add(visit);
      kept.add(visit);
      badges.add(visit.visit);
      popups.changed(visit.visit.tabId);
    },
  });
  ready = { watch, data, settings, identities };
  watch.resume(open);
  for (const step of waiting.splice(0)) step(ready);
  if (dropped > 0) watch.flooded(dropped);
}

void start();
