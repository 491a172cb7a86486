/**
 * Wiring only. Every listener is registered synchronously, so that the browser wakes the background for it; what they
 * hear waits until the open visits are restored. See docs/architecture.md for the way that data takes.
 */
import './packaged.ts'; // first: it has files read while all that follows is evaluated
import browser from 'webextension-polyfill';
import type { Deletion } from '../extension/model/history.ts';
import { automatic } from '../extension/model/language.ts';
import type { ReportAnswer } from '../extension/model/popup-protocol.ts';
import type { SiteReport } from '../extension/model/report.ts';
import { generalConcern, type Settings } from '../extension/model/settings.ts';
import type { Visit } from '../extension/model/visit.ts';
import { resolveAddress } from './classify/network/resolve.ts';
import { type Data, loadData } from './data.ts';
import { hasAccess, listenToAccess } from './observe/access.ts';
import { askForEarlier, askToWatch, hasRelay, listenToRelays } from './observe/relay.ts';
import { listenForProviders, listenToTab, type Silence } from './observe/requests.ts';
import { listenForTabs, listenToNavigation, pageOf } from './observe/tabs.ts';
import { Batch } from './remember/batch.ts';
import { forgetKept } from './remember/changes.ts';
import { type Conclusions, conclude, type Grounds, underOf } from './remember/history/conclude.ts';
import { isMeantBy } from './remember/history/filter.ts';
import { History } from './remember/history/history.ts';
import { Identities } from './remember/identities.ts';
import { identityKey } from './remember/keys.ts';
import { fingerprintOf, loadSecret } from './remember/secret.ts';
import { lastTidied, loadOpenVisits, storeOpenVisits, storeTidied, storeWorkedOut } from './remember/session.ts';
import { changeSettings, listenToSettings, loadSettings, refreshPolicy } from './remember/settings.ts';
import type { OpenVisit } from './remember/visits.ts';
import { showBadge, showWatching } from './tell/badge.ts';
import { circumstancesNow } from './tell/export/circumstances.ts';
import { exportVisit } from './tell/export/visit.ts';
import { HistoryNews, problemOf } from './tell/history.ts';
import { answerHistory, type Deleted } from './tell/history-commands.ts';
import { answerIdentities } from './tell/identities.ts';
import { newlyGrave } from './tell/notice.ts';
import { isOutOfSight, listenToNotices, notify } from './tell/notify.ts';
import { Popups } from './tell/popup.ts';
import { reportOf } from './tell/report.ts';
import { sayAsBrowser, sayIn } from './tell/say-in.ts';
import { answerSettings } from './tell/settings.ts';
import { welcomeNewcomers } from './tell/welcome.ts';
import { Watch } from './watch.ts';

/** Steps that wait for the start; a flood of them is cut. */
const maxWaiting = 10_000;

interface Ready {
  watch: Watch;
  data: Data;
  settings: Settings;
  /** Whether Earshot may look at sites. */
  access: boolean;
  identities: Identities;
  /** Fingerprint of the install's key. */
  key: string;
}

let ready: Ready | null = null;
let dropped = 0;
const waiting: ((ready: Ready) => void)[] = [];
const whenReady = (step: (ready: Ready) => void): void => {
  if (ready) step(ready);
  else if (waiting.length < maxWaiting) waiting.push(step);
  else dropped++;
};

let say = sayAsBrowser();
const news = new HistoryNews();
const history = new History();
const session = new Batch<OpenVisit>(async (opens) => {
  const going = opens.filter(({ visit }) => visit.endedAt === null);
  const ended = opens.filter(({ visit }) => visit.endedAt !== null);
  await storeOpenVisits(
    going,
    ended.map(({ visit }) => visit.id),
  );
  for (const open of going) await storeWorkedOut(open, ready?.watch.identitiesOf(open));
});
const kept = new Batch<OpenVisit>(async (opens) => {
  const it = ready;
  if (!it?.settings.history.keep) return;
  const visits = opens.map(({ visit }) => visit);
  await history.keep(visits, (visit) => concludeNow(it, visit));
  news.changed();
});
const badges = new Batch<OpenVisit>(async (opens) => {
  if (!ready) return;
  for (const open of opens) {
    const { visit } = open;
    const report = visit.endedAt === null ? reportNow(ready, visit) : null;
    await showBadge(visit.tabId, report, say);
    if (report) await tellOfGrave(ready, open, report);
  }
});

/** Notes grave warnings that are new, and notifies of them where the person wants it and does not see the tab. */
async function tellOfGrave({ settings }: Ready, open: OpenVisit, report: SiteReport): Promise<void> {
  const { visit, noticed = [] } = open;
  const fresh = newlyGrave(report, noticed);
  if (fresh.length === 0) return;
  open.noticed = [...noticed, ...fresh.map(({ rule }) => rule)];
  session.add(open);
  if (!settings.notifications || visit.private !== false || !(await isOutOfSight(visit))) return;
  for (const warning of fresh) await notify(visit, warning, say);
}

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

const watchingNow = ({ settings, access }: Ready) => (!access ? 'no-access' : settings.paused ? 'paused' : 'watching');

/** What is heard of the pages; nothing of it counts while the person wants nothing to be observed. */
const heard = (step: (watch: Watch) => void) =>
  whenReady((it) => {
    if (watchingNow(it) === 'watching') step(it.watch);
  });
const listen = (): Silence[] => [
  listenForProviders(providerPatterns, (observation, origin) =>
    heard((watch) => watch.observe(observation, origin, 'rtc-provider')),
  ),
  listenForTabs(AUDIO_CHAT_HOSTS, {
    closed: (tabId) => heard((watch) => watch.end(tabId, Date.now())),
    audioChat: (tabId, url, at) => heard((watch) => watch.audioChat(tabId, url, at)),
  }),
  listenToRelays((said, sender, at) => heard((watch) => watch.hear(said, sender, at))),
];
let listening: Silence[] = listen();

const popups = new Popups({
  reportFor: (tabId) => new Promise((answer) => whenReady((it) => answer(reportFor(it, tabId)))),
  exportVisit: async (id, format) => {
    const it = await inHand();
    const open = it.watch.visits.find((visit) => visit.id === id);
    const past = await history.read.visit(id).catch((error: unknown) => {
      if (open) return null;
      throw error;
    });
    const visit = open ? { visit: open, fired: past?.fired ?? [], imported: null } : past;
    if (!visit) return null;
    const { key, settings } = it;
    const concern = format === 'html' ? generalConcern : settings.concern;
    return exportVisit(visit, format, await circumstancesNow(key, settings.language), (one) =>
      reportNow({ ...it, settings: { ...settings, concern } }, one),
    );
  },
});
popups.listen();

welcomeNewcomers();
listenToNotices();
listenToAccess((access) =>
  whenReady((it) => {
    it.access = access;
    popups.allChanged();
    void watchOrRest(it);
  }),
);
answerSettings();
answerIdentities(async () => (await inHand()).identities);
answerHistory({
  delete: (deletion, whole) => inHand().then((it) => deleteHistory(it, deletion, whole)),
  deleteAside: async () => {
    await kept.between(() => history.discardAside());
    news.changed();
    popups.allChanged();
  },
  open: () => history.open(),
  beginImport: () => history.beginImport(Date.now()),
  importVisits: async (by, visits) => {
    const it = await inHand();
    return history.importVisits(by, visits, (visit) => concludeNow(it, visit), Date.now());
  },
  endImport: async (by, keep) => {
    const visits = await history.endImport(by, keep);
    news.changed();
    return visits;
  },
  keeps: async () => (await inHand()).settings.history.keep,
});
listenToSettings((settings) =>
  whenReady((it) => {
    const before = it.settings;
    it.settings = settings;
    void takeUp(it, before);
  }),
);

/** What changed settings change at once. */
async function takeUp(it: Ready, before: Settings): Promise<void> {
  const { settings, watch } = it;
  reports = new WeakMap();
  if (settings.paused !== before.paused) await watchOrRest(it);
  if (settings.language !== before.language) say = await sayIn(settings.language);
  // What was not kept until now is all new.
  if (settings.history.keep && !before.history.keep) for (const visit of watch.visits) forgetKept(visit);
  watch.touchAll();
  popups.allChanged();
  await tidy(it);
}

/** Listens to nothing, or to everything again that Earshot listens to. */
async function watchOrRest(it: Ready): Promise<void> {
  const watching = watchingNow(it);
  for (const silence of listening) silence();
  listening = watching === 'watching' ? listen() : [];
  if (watching !== 'watching') it.watch.endAll(Date.now());
  await showWatching(watching, say);
}

const dayLong = 86_400_000;
/** Milliseconds after which the history is put in order again, while the background comes and goes. */
const tidyEvery = 3_600_000;
/** Milliseconds after the start: what woke the background comes first. */
const tidyAfter = 5000;

/** Puts the history in order: what was cut off is ended, what is too old goes, what was concluded otherwise is renewed. */
async function tidy(it: Ready): Promise<void> {
  const { keep, days } = it.settings.history;
  const open = new Set(it.watch.visits.map(({ id }) => id));
  const now = Date.now();
  try {
    await kept.between(async () => {
      await history.endCutOff(open);
      await history.giveUpImports(now);
      if (!keep) await history.delete({ what: 'everything' });
    });
    const oldest = days === null ? undefined : now - days * dayLong;
    await history.settle(oldest);
    // One step at a time: what is observed meanwhile is to be written, too.
    while (await kept.between(() => history.takeUpAside())) news.changed();
    if (oldest !== undefined) await kept.between(() => history.deleteBefore(oldest, open));
    await storeTidied(now);
    news.changed();
    await history.refresh(underOf(grounds(it)), (visit) => concludeNow(it, visit));
    news.changed();
  } catch {
    // The history cannot be opened: reports say so (`kept.failed`), and the next start tries again.
  }
}

async function tidyIfDue(it: Ready): Promise<void> {
  const last = await lastTidied().catch(() => null);
  if (last === null || Math.abs(Date.now() - last) > tidyEvery) await tidy(it);
}

/**
 * Deletes visits from memory and disk, in this order, and lets nothing that is under way write them again.
 *
 * @param whole names of databases that were put aside and are to go as a whole
 */
async function deleteHistory({ watch }: Ready, deletion: Deletion, whole: readonly string[]): Promise<Deleted> {
  const isMeant = isMeantBy(deletion);
  const gone = watch.forget(isMeant);
  const open = gone.map(({ visit }) => visit.id);
  session.drop(gone);
  kept.drop(gone);
  const deleted = kept.between(() => history.delete(deletion, open, whole));
  await session.between(() => storeOpenVisits([], open));
  const ids = new Set(await deleted);
  const aside = await history.settle();
  for (const visit of aside.gone) if (isMeant(visit)) ids.add(visit.id);
  news.changed();
  popups.allChanged();
  return { visits: ids.size, left: aside.left };
}

const inHand = () => new Promise<Ready>((answer) => whenReady(answer));

const version = () => browser.runtime.getManifest().version;

/** Reports of open visits, until something in them changes: badge, popup and history ask for the same one. */
let reports = new WeakMap<Visit, SiteReport>();

/** The report of a visit, past or open, under what the person has set now. */
function reportNow({ data, settings, identities }: Ready, visit: Visit): SiteReport {
  const state = data.state();
  const { unreadable } = identities;
  if (session.failed || kept.failed) state.problems.push({ key: 'problemStorage' });
  if (unreadable > 0) state.problems.push({ key: 'problemIdentities', values: [unreadable], count: unreadable });
  state.problems.push(...history.aside.map(problemOf));
  const report = reports.get(visit) ?? reportOf(visit, data.catalogue, state, settings.concern);
  reports.set(visit, report);
  return { ...report, data: state };
}

const grounds = ({ data, settings }: Ready): Grounds => ({
  catalogue: data.catalogue,
  concern: settings.concern,
  version: version(),
});

const concludeNow = (it: Ready, visit: Visit): Conclusions => conclude(visit, grounds(it), reportNow(it, visit));

async function reportFor(it: Ready, tabId: number): Promise<Pick<ReportAnswer, 'state' | 'report'>> {
  if (!(await hasAccess())) return { state: 'no-permission', report: null };
  if (it.settings.paused) return { state: 'paused', report: null };
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
  const [data, secret, resumed, settings, access] = await Promise.all([
    loadData(),
    // A disk that cannot be read must not end all watching: a key for this life of the worker, and no visits to take up.
    loadSecret().catch(() => crypto.getRandomValues(new Uint8Array(32))),
    loadOpenVisits().catch(() => []),
    loadSettings().then(async (stored) => {
      await identities.load(stored.identities);
      if (stored.language !== automatic) say = await sayIn(stored.language);
      return stored;
    }),
    hasAccess(),
  ]);
  const watch: Watch = new Watch({
    catalogue: data.catalogue,
    secret,
    declared: () => identities.declared,
    pageOf,
    askForEarlier,
    askToWatch,
    listenToTab: (tabId) =>
      listenToTab(tabId, isProvider, (observation, origin) => heard((watch) => watch.observe(observation, origin))),
    listenToNavigation: () =>
      listenToNavigation({
        page: (tabId, url, place, at) => heard((watch) => watch.committed(tabId, url, place, at)),
        frame: (tabId, frameId, place, at) => heard((watch) => watch.committedFrame(tabId, frameId, place, at)),
      }),
    resolve: (ip) => resolveAddress(ip, data.networks, data.catalogue?.networks ?? {}),
    changed: (visit) => {
      reports.delete(visit.visit);
      session.add(visit);
      kept.add(visit);
      badges.add(visit);
      popups.changed(visit.visit.tabId);
    },
  });
  const it: Ready = { watch, data, settings, access, identities, key: await fingerprintOf(secret) };
  ready = it;
  watch.resume(resumed);
  // Whatever the browser did with the badges while nobody was there to say so.
  for (const { open } of resumed) badges.add(open);
  if (watchingNow(it) !== 'watching') void watchOrRest(it);
  for (const step of waiting.splice(0)) step(it);
  if (dropped > 0) watch.flooded(dropped);
  void refreshPolicy().catch(() => {});
  setTimeout(() => void tidyIfDue(it), tidyAfter);
}

void start();
