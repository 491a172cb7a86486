import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtExtension } from './built-extension.ts';
import { Chromium, type Session } from './chromium.ts';
import { isIsolated } from './internet-of-its-own.ts';
import { site, thirdParties } from './pages.ts';
import { treeKinds } from './process-tree.ts';
import { type BenchOptions, digits, notMeasured, oneLine, type Row } from './row.ts';
import { spread } from './statistics.ts';
import { startWeb } from './web.ts';

/**
 * What the background worker needs: time, when it is woken by a request in the middle of a voice visit, and memory.
 *
 * A cold start is cold only when the extension's whole process has gone, as it does in everyday use when the worker
 * dies; a page of the extension that stays open to watch would keep it, and make the start several times faster. So
 * nothing of the extension is open, and the worker itself sets a mark (`performance.mark`) when it has classified the
 * first observation of its life, which is read afterwards. The clock runs from the page's `fetch` to that mark; the
 * browser's start of process and worker and the restored state are in it, and nothing is subtracted. Page and worker
 * are compared by the system's clock, in whole milliseconds.
 */
const budgets = { coldStart: 100, heap: 12 };
const samplesPerRound = 5;
const mark = 'earshot:first-classified';
const voiceHosts = ['webrtc2-ap-web-1.agora.io', 'statscollector-1.agora.io', 'webrtc2-ap-web-2.agora.io'];
const [voiceHost] = voiceHosts as [string, ...string[]];

const names = { coldStart: 'worker cold start to first classified event', heap: 'worker heap, one voice visit' };

export async function benchWorker({ rounds, log }: BenchOptions): Promise<Row[]> {
  if (!existsSync(builtExtension)) {
    const why = 'no dist/chrome; npm run build';
    return [
      notMeasured(names.coldStart, `≤ ${budgets.coldStart} ms`, why),
      notMeasured(names.heap, `≤ ${budgets.heap} MB`, why),
    ];
  }
  log('worker: cold starts, heap');
  const web = await startWeb([site, ...voiceHosts, ...thirdParties]);
  const browser = await Chromium.launch(web.hosts);
  try {
    const id = await browser.loadExtension(builtExtension);
    await sleep(1000);
    await browser.closeExtensionTabs();
    const visit = await openVoiceVisit(browser, id);
    return [await coldStart(browser, id, visit, rounds), await heap(browser, id, visit)];
  } finally {
    await browser.close();
    web.close();
  }
}

interface Visit {
  page: Session;
  /** A page of the extension without any script: it has the extension's APIs, and does nothing of its own. */
  desk: Session;
  tabId: number;
  /** Requests to `voiceHost` that the report counts so far. */
  counted: number;
}

async function openVoiceVisit(browser: Chromium, extensionId: string): Promise<Visit> {
  const page = await browser.openTab();
  await page.load(`https://${site}/blank`);
  const desk = await openDesk(browser, extensionId);
  const tabId = await desk.evaluate<number>(
    `chrome.tabs.query({}).then((tabs) => tabs.find((tab) => tab.url?.startsWith('https://${site}/')).id)`,
  );
  const visit = { page, desk, tabId, counted: 0 };
  await send(visit);
  await reportCounts(visit, voiceHost, visit.counted);
  return visit;
}

async function openDesk(browser: Chromium, extensionId: string): Promise<Session> {
  const desk = await browser.openTab();
  await desk.navigate(`chrome-extension://${extensionId}/manifest.json`);
  return desk;
}

/** The page sends one request to the provider; returns when, by the system's clock. */
function send(visit: Visit): Promise<number> {
  visit.counted += 1;
  return visit.page.evaluate<number>(`(() => {
    const at = Date.now();
    fetch('https://${voiceHost}/api/v2/transpond/webrtc?v=2', { method: 'POST', body: ${JSON.stringify(exampleBody)} });
    return at;
  })()`);
}

/** The kind of body that Agora's SDK sends when it joins. */
const exampleBody = JSON.stringify({
  appid: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
  cname: 'room-7QK2-lotus',
  string_uid: 'user_8842017',
  detail: { 6: 'user_8842017', 11: 'tok_5f0c9b1e77d24a83' },
});

/** Waits for a report in which `host` has at least `count` requests; returns the time at which it came. */
function reportCounts({ desk, tabId }: Visit, host: string, count: number): Promise<number> {
  return desk.evaluate<number>(`new Promise((done, fail) => {
    const port = chrome.runtime.connect({ name: 'popup' });
    let last = 'no answer';
    let again;
    const ask = () => port.postMessage({ ask: 'report', tabId: ${tabId} });
    const giveUp = setTimeout(() => fail(new Error('the report does not count the request: ' + last)), 10000);
    port.onDisconnect.addListener(() => fail(new Error('the worker closed the port')));
    port.onMessage.addListener((message) => {
      if (message.answer !== 'report') return;
      const at = Date.now();
      const seen = message.report?.destinations.find(({ host }) => host === '${host}')?.requests ?? 0;
      last = message.state + ', ' + seen + ' of ${count}';
      clearTimeout(again);
      // Asked again at once and not only told: changes may be told in batches, for the eye's sake.
      if (seen < ${count}) return void (again = setTimeout(ask, 1));
      clearTimeout(giveUp);
      port.disconnect();
      done(at);
    });
    ask();
  })`);
}

async function coldStart(browser: Chromium, extensionId: string, visit: Visit, rounds: number): Promise<Row> {
  const cold: number[] = [];
  await visit.desk.close();
  for (let i = 0; i < rounds * samplesPerRound; i++) {
    // What was seen is written in batches; the worker of a real visit dies idle, with everything written.
    await sleep(1500);
    await browser.stopWorkers();
    if (!(await processGone(browser))) break;
    const sentAt = await send(visit);
    await sleep(1000);
    const markedAt = await readMark(browser, extensionId);
    if (markedAt === null) break;
    cold.push(markedAt - sentAt);
  }
  visit.desk = await openDesk(browser, extensionId);
  // Nothing that was sent while the worker started may be missing.
  await reportCounts(visit, voiceHost, visit.counted);
  if (cold.length < rounds * samplesPerRound) {
    return notMeasured(names.coldStart, `≤ ${budgets.coldStart} ms`, `no "${mark}" in the worker, or it did not end`);
  }
  const { median, q1, q3 } = spread(cold);
  return {
    name: names.coldStart,
    budget: `≤ ${budgets.coldStart} ms`,
    measured: `${digits(median)} ms (IQR ${digits(q1)}–${digits(q3)}, max ${digits(Math.max(...cold))})`,
    how: oneLine(`worker stopped and its process gone in a voice visit; from the page's next request to a provider until
      the worker's mark "${mark}"; ${cold.length} times; nothing subtracted`),
    ok: median <= budgets.coldStart,
  };
}

async function processGone(browser: Chromium): Promise<boolean> {
  for (let i = 0; i < 50; i++) {
    if (!treeKinds(browser.pid).includes('extension')) return true;
    await sleep(100);
  }
  return false;
}

function workerOf(browser: Chromium, extensionId: string): Promise<string | undefined> {
  return browser.targets().then((targets) => {
    const own = (url: string) => url.startsWith(`chrome-extension://${extensionId}/`);
    return targets.find(({ type, url }) => type === 'service_worker' && own(url))?.targetId;
  });
}

/** When the worker that runs now set its mark, by the system's clock; null where it has not, or none runs. */
async function readMark(browser: Chromium, extensionId: string): Promise<number | null> {
  const targetId = await workerOf(browser, extensionId);
  if (targetId === undefined) return null;
  const session = await browser.attach(targetId);
  // Both clocks are read in one go: the worker's own time origin may be off by what the system's clock was adjusted.
  const at = await session.evaluate<number | null>(
    `performance.getEntriesByName('${mark}')[0]
      ? Date.now() - performance.now() + performance.getEntriesByName('${mark}')[0].startTime
      : null`,
  );
  await session.detach();
  return at;
}

const requests = { toProvider: 200, toOthers: 100 };

/** Makes it a visit of some length, collects the garbage, and asks V8 what is left. */
async function heap(browser: Chromium, extensionId: string, visit: Visit): Promise<Row> {
  const others = thirdParties.map((host) => `https://${host}/get/1?u=1`);
  await visit.page.evaluate(`(async () => {
    const post = (host, i) => fetch('https://' + host + '/events?i=' + i, { method: 'POST', body });
    const body = ${JSON.stringify(exampleBody)};
    const hosts = ${JSON.stringify(voiceHosts)};
    const others = ${JSON.stringify(others)};
    for (let i = 0; i < ${requests.toProvider}; i++) await post(hosts[i % hosts.length], i);
    for (let i = 0; i < ${requests.toOthers}; i++) await fetch(others[i % others.length]);
  })()`);
  const share = Math.ceil(requests.toProvider / voiceHosts.length);
  await reportCounts(visit, voiceHost, visit.counted + share);
  await sleep(1500);
  const targetId = await workerOf(browser, extensionId);
  if (targetId === undefined) return notMeasured(names.heap, `≤ ${budgets.heap} MB`, 'the worker was asleep');
  const session = await browser.attach(targetId);
  // Twice: what the first collection frees can hold more that is free by then.
  for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send<HeapUsage>('Runtime.getHeapUsage');
  await session.detach();
  const objects = usage.usedSize / 1e6;
  const buffers = (usage.backingStorageSize ?? 0) / 1e6;
  return {
    name: names.heap,
    budget: `≤ ${budgets.heap} MB`,
    measured: `${digits(objects + buffers)} MB (objects ${digits(objects)}, buffers ${digits(buffers)})`,
    how: oneLine(`Runtime.getHeapUsage in the worker after HeapProfiler.collectGarbage: usedSize and backingStorageSize,
      which holds typed arrays; visit of ${requests.toProvider} requests to ${voiceHosts.length} provider hosts
      and ${requests.toOthers} to ${thirdParties.length} others, at ${isIsolated ? 'public' : 'loopback'} addresses`),
    ok: objects + buffers <= budgets.heap,
  };
}

/** https://chromedevtools.github.io/devtools-protocol/tot/Runtime/#method-getHeapUsage */
interface HeapUsage {
  usedSize: number;
  backingStorageSize?: number;
}
