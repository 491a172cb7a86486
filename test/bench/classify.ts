import { fileURLToPath } from 'node:url';
import type { Context } from '../../background/classify/index.ts';
import type { Identity } from '../../background/classify/leakage/identity.ts';
import { compileCatalogue } from '../../catalogue/compile.ts';
import { readCatalogueFiles } from '../../catalogue/read.ts';
import { plantedKinds } from '../support/recordings.ts';
import { hostileRequests, requestsOfSize } from './made-requests.ts';
import { plantedValues, type RecordedRequest, recordedRequests } from './recorded-requests.ts';
import { type BenchOptions, digits, oneLine, type Row } from './row.ts';
import { shippedClassifier } from './shipped-classifier.ts';
import { median, quantile, shuffler } from './statistics.ts';

type Shipped = Awaited<ReturnType<typeof shippedClassifier>>;

/**
 * How long the classifier, bundled as it ships, takes for one request. It is pure, so it is timed by itself, in Node, whose V8 is a near
 * relative of the browser's: the observations of a request (its start with URL and body, its headers) one after the
 * other, with the whole catalogue and ten identities to look for.
 */
const budgets = { p50: 0.1, p99: 8, megabyte: 60, hostile: 250 };
const passesPerRound = 60;
const warmUpPasses = 20;

function contextOfAVoiceVisit({ compileIdentities }: Shipped): Context {
  const planted = Object.entries(plantedValues()).map(([name, value]): Identity => {
    return { kind: plantedKinds[name] ?? 'unknown', value, basis: 'declared' };
  });
  const learned = Array.from({ length: 10 }, (_, i): Identity => {
    return { kind: 'device-id', value: `7e3f90c1-5b2a-4d8e-9f00-0000000000${i + 10}`, basis: 'learned' };
  });
  const known = [...planted, ...learned].slice(0, 10);
  return {
    catalogue: compileCatalogue(readCatalogueFiles(fileURLToPath(new URL('../../catalogue', import.meta.url)))),
    site: 'app.clubtest.example',
    known,
    identities: compileIdentities(known),
    secret: new Uint8Array(32).fill(7),
  };
}

export async function benchClassify({ rounds, log }: BenchOptions): Promise<Row[]> {
  const shipped = await shippedClassifier();
  const { classifyObservation } = shipped;
  const context = contextOfAVoiceVisit(shipped);
  const time = ({ observations }: RecordedRequest): number => {
    const began = performance.now();
    for (const observation of observations) classifyObservation(observation, context);
    return performance.now() - began;
  };
  log('classify: requests up to 64 KB');
  const small = smallRequests(time, rounds);
  log('classify: 1 MB bodies, hostile inputs');
  return [...small, largeBodies(time, rounds), hostile(time, rounds)];
}

type Timer = (request: RecordedRequest) => number;

function smallRequests(time: Timer, rounds: number): Row[] {
  const recorded = recordedRequests();
  const made = [1, 4, 16, 64].flatMap((kilobytes) => requestsOfSize(kilobytes << 10));
  const shuffle = shuffler(1);
  const pass = (requests: readonly RecordedRequest[]) => shuffle(requests).map(time);
  // A worker that has just been woken has compiled nothing yet; its first requests are dearer.
  const cold = pass(recorded);
  for (let i = 0; i < warmUpPasses; i++) pass([...recorded, ...made]);
  const passes = Array.from({ length: rounds * passesPerRound }, () => ({ real: pass(recorded), made: pass(made) }));
  const real = passes.flatMap((one) => one.real);
  const all = [...real, ...passes.flatMap((one) => one.made)];
  const p50 = quantile(real, 0.5);
  const p99 = quantile(all, 0.99);
  return [
    {
      name: 'one request ≤ 64 KB classified, p50',
      budget: `≤ ${budgets.p50 * 1000} µs`,
      measured: `${digits(p50 * 1000)} µs`,
      how: oneLine(`${recorded.length} recorded requests of real SDKs (URL, headers, body) × ${passes.length} passes in
        shuffled order, in Node; first pass, nothing compiled: ${digits(median(cold) * 1000)} µs`),
      ok: p50 <= budgets.p50,
    },
    {
      name: 'one request ≤ 64 KB classified, p99',
      budget: `≤ ${budgets.p99} ms`,
      measured: `${digits(p99)} ms`,
      how: oneLine(`the same and ${made.length} made ones of 1, 4, 16 and 64 KB in six forms; recorded ones alone:
        ${digits(quantile(real, 0.99))} ms; slowest: ${digits(Math.max(...all))} ms`),
      ok: p99 <= budgets.p99,
    },
  ];
}

function largeBodies(time: Timer, rounds: number): Row {
  const timed = requestsOfSize(1 << 20).map((request) => {
    return { name: request.name, ms: median(Array.from({ length: rounds * 3 }, () => time(request))) };
  });
  return slowest('a 1 MB body classified', budgets.megabyte, timed, `median of ${rounds * 3} for each form`);
}

function hostile(time: Timer, rounds: number): Row {
  const timed = hostileRequests().map((request) => {
    // The worst time counts: a page can choose the moment.
    return { name: request.name, ms: Math.max(...Array.from({ length: rounds }, () => time(request))) };
  });
  return slowest('any adversarial input', budgets.hostile, timed, `slowest of ${rounds} for each of ${timed.length}`);
}

/** A row for the slowest of several inputs; names the next slowest too, where the next improvement would be. */
function slowest(name: string, budget: number, timed: { name: string; ms: number }[], how: string): Row {
  const [worst, ...next] = timed
    .sort((a, b) => b.ms - a.ms)
    .map((one) => ({ ...one, text: `${one.name} ${digits(one.ms)} ms` }));
  return {
    name,
    budget: `≤ ${budget} ms`,
    measured: worst ? `${digits(worst.ms)} ms (${worst.name})` : '',
    how: `${how}; then ${next
      .slice(0, 4)
      .map(({ text }) => text)
      .join(', ')}`,
    ok: worst ? worst.ms <= budget : null,
  };
}
