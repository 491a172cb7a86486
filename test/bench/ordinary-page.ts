import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtExtension } from './built-extension.ts';
import { Chromium, type Session } from './chromium.ts';
import { requestsPerPage, site, thirdParties } from './pages.ts';
import { untilQuiet } from './process-tree.ts';
import { writeReferenceExtensions } from './reference-extensions.ts';
import { type BenchOptions, digits, notMeasured, oneLine, type Row } from './row.ts';
import { median, quantile, shuffler, spread } from './statistics.ts';
import { startWeb, type Web } from './web.ts';

/**
 * What Earshot costs where nobody talks: CPU of the whole browser while it loads an ordinary page, against an
 * extension that may listen and does not (the floor).
 *
 * Differences of a few percent are smaller than what one browser process differs from the next by chance. Hence:
 * each round launches one fresh browser for each subject and keeps them all open; the page is then loaded in one after
 * the other, in a new order each time; ratios are taken between samples of the same round and turn, so that a machine
 * that grows slower touches both sides; and the same is done with two browsers that have no extension at all, whose
 * ratio to each other, which should be 1, is the noise.
 */
const budget = 1.08;
const turnsPerRound = 4;
const loadsPerSample = 3;

/** `asleep` is Earshot again, its worker stopped before each load, as after 30 s of reading on a page. */
type Subject = 'none' | 'none2' | 'floor' | 'earshot' | 'asleep' | 'everything';

interface Sample {
  subject: Subject;
  round: number;
  turn: number;
  cpu: number;
}

export async function benchOrdinaryPage({ rounds, log }: BenchOptions): Promise<Row[]> {
  const name = 'an ordinary page (no voice): CPU, Earshot ÷ floor';
  if (!existsSync(builtExtension)) return [notMeasured(name, `≤ ${budget}`, 'no dist/chrome; npm run build')];
  const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-'));
  const web = await startWeb([site, ...thirdParties]);
  try {
    const references = await writeReferenceExtensions(folder);
    const earshot = { earshot: builtExtension, asleep: builtExtension };
    const paths: Record<Subject, string | null> = { none: null, none2: null, ...earshot, ...references };
    const samples: Sample[] = [];
    const shuffle = shuffler(20260101);
    for (let round = 0; round < rounds; round++) {
      log(`ordinary page: round ${round + 1} of ${rounds}`);
      samples.push(...(await oneRound(round, paths, web, shuffle, log)));
    }
    return rows(name, samples, rounds);
  } finally {
    web.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function oneRound(
  round: number,
  paths: Record<Subject, string | null>,
  web: Web,
  shuffle: ReturnType<typeof shuffler>,
  log: BenchOptions['log'],
): Promise<Sample[]> {
  const browsers: { subject: Subject; browser: Chromium; tab: Session }[] = [];
  const samples: Sample[] = [];
  try {
    const launched = (Object.keys(paths) as Subject[]).map(async (subject) => {
      const browser = await Chromium.launch(web.hosts);
      const path = paths[subject];
      if (path) await browser.loadExtension(path);
      browsers.push({ subject, browser, tab: await browser.openTab() });
    });
    // All are waited for, so that none is left running when another does not start.
    for (const result of await Promise.allSettled(launched)) if (result.status === 'rejected') throw result.reason;
    // Welcome pages open a moment after the installation.
    await sleep(1000);
    for (const { browser } of browsers) await untilQuiet(browser.pid, 500, 20_000);
    // The first turn heats caches and connections, and is thrown away.
    for (let turn = -1; turn < turnsPerRound; turn++) {
      for (const { subject, browser, tab } of shuffle(browsers)) {
        await browser.closeExtensionTabs();
        const { cpu, flaw } = await sample(browser, tab, web, subject === 'asleep');
        if (flaw) log(`  ${subject}, turn ${turn}: ${flaw}; dropped`);
        else if (turn >= 0) samples.push({ subject, round, turn, cpu });
      }
    }
    return samples;
  } finally {
    for (const { browser } of browsers) await browser.close();
  }
}

/** CPU milliseconds from a resting browser, through the page loads, to a resting browser. */
async function sample(
  browser: Chromium,
  tab: Session,
  web: Web,
  stopWorker: boolean,
): Promise<{ cpu: number; flaw: string | null }> {
  const before = await untilQuiet(browser.pid, 300, 5000);
  await web.served();
  const failures: string[] = [];
  for (let i = 0; i < loadsPerSample; i++) {
    if (stopWorker) await browser.stopWorkers();
    failures.push(...(await tab.load(`https://${site}/ordinary`)).failures);
  }
  const after = await untilQuiet(browser.pid, 700, 10_000);
  // Less work is not a lower cost: a sample counts only with all of its requests.
  const served = await web.served();
  const flaw =
    served !== loadsPerSample * requestsPerPage
      ? `${served} requests served (${failures[0]})`
      : before.quiet && after.quiet
        ? null
        : 'the browser never came to rest';
  return { cpu: after.cpu - before.cpu, flaw };
}

/** Ratios of one subject to another, sample by sample of the same round and turn. */
function ratios(samples: readonly Sample[], of: Subject, to: Subject): { all: number[]; byRound: number[] } {
  const other = new Map(samples.filter((s) => s.subject === to).map((s) => [`${s.round}.${s.turn}`, s.cpu]));
  const pairs = samples.flatMap((s) => {
    const cpu = other.get(`${s.round}.${s.turn}`);
    return s.subject === of && cpu ? [{ round: s.round, ratio: s.cpu / cpu }] : [];
  });
  const rounds = [...new Set(pairs.map((pair) => pair.round))];
  return {
    all: pairs.map((pair) => pair.ratio),
    byRound: rounds.map((round) => median(pairs.filter((pair) => pair.round === round).map((pair) => pair.ratio))),
  };
}

function rows(name: string, samples: readonly Sample[], rounds: number): Row[] {
  const ratio = (of: Subject, to: Subject) => {
    const { all, byRound } = ratios(samples, of, to);
    const { median: middle, q1, q3 } = spread(all);
    const range = `rounds ${quantile(byRound, 0).toFixed(2)}–${quantile(byRound, 1).toFixed(2)}`;
    return { middle, text: `${middle.toFixed(2)} (IQR ${q1.toFixed(2)}–${q3.toFixed(2)}, ${range})` };
  };
  const cpu = (subject: Subject) => {
    const { median: middle, q1, q3 } = spread(samples.filter((s) => s.subject === subject).map((s) => s.cpu));
    return `${digits(middle)} ms (IQR ${digits(q1)}–${digits(q3)})`;
  };
  const verdict = ratio('earshot', 'floor');
  const control = ratio('none2', 'none');
  const noise = Math.abs(control.middle - 1);
  const method =
    oneLine(`whole browser's CPU from /proc for ${loadsPerSample} loads of a page with ${requestsPerPage} third-party
    requests, until it rests; ${rounds} rounds × ${turnsPerRound} turns, interleaved, paired`);
  const compare = (title: string, of: Subject, to: Subject): Row => ({
    name: `  for comparison: ${title}`,
    budget: '',
    measured: ratio(of, to).text,
    how: `${of}: ${cpu(of)}; ${to}: ${cpu(to)}`,
    ok: null,
  });
  return [
    {
      name,
      budget: `≤ ${budget}`,
      measured: `${verdict.text}; control ${control.middle.toFixed(2)}`,
      how: `${method}. Control: two browsers without extension`,
      // Noise as large as the margin says nothing, in either direction.
      ok: noise < budget - 1 ? verdict.middle <= budget : null,
    },
    compare('no extension, a second time ÷ no extension (noise)', 'none2', 'none'),
    compare('Earshot, its worker stopped before each load ÷ floor', 'asleep', 'floor'),
    compare('the floor ÷ no extension', 'floor', 'none'),
    compare('Earshot ÷ no extension', 'earshot', 'none'),
    compare('empty listeners on everything ÷ no extension', 'everything', 'none'),
    compare('empty listeners on everything ÷ floor', 'everything', 'floor'),
  ];
}
