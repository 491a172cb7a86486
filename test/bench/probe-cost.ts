import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { WebSocketServer } from 'ws';
import { builtExtension } from './built-extension.ts';
import { Chromium, type Session } from './chromium.ts';
import { addressOf } from './internet-of-its-own.ts';
import { writeReferenceExtensions } from './reference-extensions.ts';
import { type BenchOptions, digits, notMeasured, oneLine, type Row } from './row.ts';
import { median, quantile, shuffler, spread } from './statistics.ts';

/**
 * What the probe costs the page's main thread: loops over what it stands in the way of, with and without Earshot, in an
 * ordinary page and in a voice visit. All browsers stay open and take turns in a new order each time; each turn loads the
 * page anew, and ratios are taken within a turn. A second browser without Earshot shows the noise; one whose extension
 * has empty listeners on every request shows what the browser itself takes when anybody listens, as Earshot does in a
 * voice visit: that much no probe can save.
 */
const budget = 1.1;
const turnsPerRound = 4;
const host = 'loops.test';
const sends = 20_000;
const fetches = 500;

type Subject = 'none' | 'none2' | 'listening' | 'earshot';
type Loop = 'ws' | 'dc' | 'fetch';
type Kind = 'voice' | 'ordinary';
const loops: Record<Kind, Loop[]> = { voice: ['ws', 'dc', 'fetch'], ordinary: ['ws', 'fetch'] };
const titles: Record<Loop, string> = {
  ws: `${sends.toLocaleString('en')} ws.send`,
  dc: `${sends.toLocaleString('en')} data channel sends`,
  fetch: `${fetches} fetches`,
};

/** Two ends in one page find each other: at any address of this machine, each by its address and not by a made-up name. */
const callArgs = [
  '--allow-loopback-in-peer-connection',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // The last switch of a name wins, so that those of chromium.ts stand here again.
  '--disable-features=BackForwardCache,Translate,OptimizationHints,MediaRouter,WebRtcHideLocalIpsWithMdns',
];

/** Sends in pieces, as pages do; each loop ends when the other side has everything. */
const page = `<!doctype html><meta charset="utf-8"><title>loops</title><script>
  const nap = (ms) => new Promise((done) => setTimeout(done, ms));
  const text = JSON.stringify({ type: 'update', room: 'room-7QK2', seq: 1, payload: 'x'.repeat(60) });
  const bytes = new Uint8Array(120);
  const until = async (holds) => { while (!holds()) await nap(20); };
  const many = async (channel) => {
    for (let i = 0; i < ${sends}; ) {
      for (const end = i + 500; i < end; i++) channel.send(i % 2 ? text : bytes);
      await nap(0);
    }
  };
  let socket, channel, got = 0;
  globalThis.ready = async (voice) => {
    socket = new WebSocket('wss://' + location.host + '/');
    await new Promise((done) => (socket.onopen = done));
    if (!voice) return;
    // Who may hear the microphone may know all addresses of this machine, and a call needs one.
    for (const track of (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()) track.stop();
    const here = new RTCPeerConnection();
    const there = new RTCPeerConnection();
    const pass = (to) => ({ candidate }) => candidate && to.addIceCandidate(candidate).catch(() => {});
    here.onicecandidate = pass(there);
    there.onicecandidate = pass(here);
    there.ondatachannel = (event) => { event.channel.onmessage = () => { got++; }; };
    channel = here.createDataChannel('loop');
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription);
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription);
    await new Promise((done) => (channel.onopen = done));
  };
  globalThis.run = {
    ws: async () => { const done = new Promise((resolve) => (socket.onmessage = resolve)); await many(socket); await done; },
    dc: async () => { got = 0; await many(channel); await until(() => got >= ${sends}); },
    fetch: async () => { for (let i = 0; i < ${fetches}; i++) await (await fetch('/get?' + i)).text(); },
  };
</script>`;

interface Sample {
  subject: Subject;
  round: number;
  turn: number;
  kind: Kind;
  loop: Loop;
  /** Milliseconds of the main thread's CPU. */
  cpu: number;
}

const nameOf = (kind: Kind, loop: Loop) =>
  `page probe, ${kind === 'voice' ? 'a voice visit' : 'an ordinary page'}: ${titles[loop]}`;

export async function benchProbeCost({ rounds, log }: BenchOptions): Promise<Row[]> {
  if (!existsSync(builtExtension)) {
    return [notMeasured('page probe: send loops', `≤ ${budget}`, 'no dist/chrome; npm run build')];
  }
  const server = await serve();
  const samples: Sample[] = [];
  const shuffle = shuffler(20260202);
  const folder = await mkdtemp(join(tmpdir(), 'earshot-bench-'));
  try {
    const { everything } = await writeReferenceExtensions(folder);
    for (let round = 0; round < rounds; round++) {
      log(`probe cost: round ${round + 1} of ${rounds}`);
      const browsers: { subject: Subject; browser: Chromium; tab: Session }[] = [];
      try {
        for (const subject of ['none', 'none2', 'listening', 'earshot'] as const) {
          const browser = await Chromium.launch({ [host]: server.address }, callArgs);
          browsers.push({ subject, browser, tab: await browser.openTab() });
          if (subject === 'earshot') await browser.loadExtension(builtExtension);
          if (subject === 'listening') await browser.loadExtension(everything);
        }
        await sleep(1500);
        // The first turn heats everything up, and is thrown away.
        for (let turn = -1; turn < turnsPerRound; turn++) {
          for (const { subject, tab } of shuffle(browsers)) {
            for (const kind of ['voice', 'ordinary'] as const) {
              for (const { loop, cpu } of await measure(tab, kind)) {
                if (turn >= 0) samples.push({ subject, round, turn, kind, loop, cpu });
              }
            }
          }
        }
      } finally {
        for (const { browser } of browsers) await browser.close();
      }
    }
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
  return (['voice', 'ordinary'] as const).flatMap((kind) => loops[kind].map((loop) => rowOf(samples, kind, loop)));
}

async function measure(tab: Session, kind: Kind): Promise<{ loop: Loop; cpu: number }[]> {
  await tab.navigate(`https://${host}/`);
  await tab.evaluate(`(async () => { while (!globalThis.run) await new Promise((done) => setTimeout(done, 5)); })()`);
  await tab.evaluate(`ready(${kind === 'voice'})`);
  // What Earshot does when a visit begins is no part of a loop.
  await sleep(500);
  const results: { loop: Loop; cpu: number }[] = [];
  for (const loop of loops[kind]) {
    const before = await threadTime(tab);
    await tab.evaluate(`run.${loop}()`);
    // For what comes after the last message, of the page and of the probe.
    await sleep(600);
    results.push({ loop, cpu: (await threadTime(tab)) - before });
  }
  return results;
}

/** https://chromedevtools.github.io/devtools-protocol/tot/Performance/#method-getMetrics */
async function threadTime(tab: Session): Promise<number> {
  await tab.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = await tab.send<{ metrics: { name: string; value: number }[] }>('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'ThreadTime');
  if (!found) throw new Error('Chromium says no ThreadTime');
  return found.value * 1000;
}

function rowOf(all: readonly Sample[], kind: Kind, loop: Loop): Row {
  const samples = all.filter((sample) => sample.kind === kind && sample.loop === loop);
  const of = (subject: Subject) => samples.filter((sample) => sample.subject === subject);
  const other = new Map(of('none').map((sample) => [`${sample.round}.${sample.turn}`, sample.cpu]));
  const ratios = (subject: Subject) =>
    of(subject).flatMap(({ round, turn, cpu }) => {
      const without = other.get(`${round}.${turn}`);
      return without ? [cpu / without] : [];
    });
  const earshot = spread(ratios('earshot'));
  const control = median(ratios('none2'));
  const listening = median(ratios('listening'));
  const cpu = (subject: Subject) =>
    digits(
      quantile(
        of(subject).map((sample) => sample.cpu),
        0.5,
      ),
    );
  return {
    name: nameOf(kind, loop),
    budget: `≤ ${budget}`,
    measured: `${earshot.median.toFixed(2)} (IQR ${earshot.q1.toFixed(2)}–${earshot.q3.toFixed(2)}); control ${control.toFixed(2)}`,
    how: oneLine(`main thread's CPU (ThreadTime), Earshot ÷ none: ${cpu('earshot')} ÷ ${cpu('none')} ms; messages of 100 to
      120 bytes, half texts; ${ratios('earshot').length} turns, interleaved, paired. Control: two browsers without extension.
      Empty listeners on every request, without a probe: ${listening.toFixed(2)}`),
    ok: Math.abs(control - 1) < budget - 1 ? earshot.median <= budget : null,
  };
}

/** A server of the page, its fetches and its socket, which answers when it has got all messages. */
async function serve(): Promise<{ address: string; close(): void }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'bench' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  const server = createServer({ key, cert }, (request, response) => {
    const isPage = request.url === '/';
    response.writeHead(200, { 'content-type': isPage ? 'text/html' : 'application/json', 'cache-control': 'no-store' });
    response.end(isPage ? page : '{"ok":1}');
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    let got = 0;
    socket.on('message', () => {
      if (++got % sends === 0) socket.send('all');
    });
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  const address = addressOf(0);
  await new Promise<void>((listening) => server.listen(0, address, listening));
  return {
    address: `${address}:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
