import type { CandidateCounts, MediaTotals, Talk, Traffic } from '../../extension/model/media.ts';
import type { Visit } from '../../extension/model/visit.ts';
import type { Time } from '../../extension/model/vocabulary.ts';

/** Codecs of one connection that are kept. */
const mostCodecs = 16;

export const noTraffic = (): Traffic => ({ texts: 0, textBytes: 0, binaries: 0, binaryBytes: 0 });
export const noTotals = (): MediaTotals => ({
  sent: 0,
  received: 0,
  codecs: [],
  senders: 0,
  sendersTransformed: 0,
  receivers: 0,
  receiversTransformed: 0,
});
export const noCandidates = (): CandidateCounts => ({ host: 0, mdns: 0, srflx: 0, prflx: 0, relay: 0 });
export const noTalk = (): Talk => ({ binaries: 0, binaryBytes: 0, span: 0 });

/** Takes over totals that only ever grow, and how many there are of what now. */
export function grow(totals: MediaTotals, now: MediaTotals): void {
  totals.sent = Math.max(totals.sent, now.sent);
  totals.received = Math.max(totals.received, now.received);
  for (const codec of now.codecs) {
    if (!totals.codecs.includes(codec) && totals.codecs.length < mostCodecs) totals.codecs.push(codec);
  }
  const { senders, sendersTransformed, receivers, receiversTransformed } = now;
  Object.assign(totals, { senders, sendersTransformed, receivers, receiversTransformed });
}

type Counted = keyof Traffic;
const counted: readonly Counted[] = ['texts', 'textBytes', 'binaries', 'binaryBytes'];
const each = (make: (field: Counted) => number): Traffic =>
  Object.fromEntries(counted.map((field) => [field, make(field)])) as unknown as Traffic;

export const growth = (before: Traffic, now: Traffic): Traffic =>
  each((field) => Math.max(0, now[field] - before[field]));
export const most = (before: Traffic, now: Traffic): Traffic => each((field) => Math.max(before[field], now[field]));

export function add(totals: Traffic, more: Traffic): void {
  for (const field of counted) totals[field] += more[field];
}

/** Only what was certainly sent while the microphone was on: it was on when the span began, and is on now. */
export function talk(
  { microphone }: Visit,
  talked: Talk,
  { binaries, binaryBytes }: Traffic,
  from: Time,
  until: Time,
): void {
  const on = microphone.state === 'on' && (microphone.since ?? until) <= from;
  if (!on || binaryBytes === 0 || until <= from) return;
  talked.binaries += binaries;
  talked.binaryBytes += binaryBytes;
  talked.span += until - from;
}
