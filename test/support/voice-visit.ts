import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyObservation } from '../../background/classify/index.ts';
import { resolveAddress } from '../../background/classify/network/resolve.ts';
import { hearVoice, type Intake } from '../../background/hear-voice.ts';
import { Bodies } from '../../background/remember/bodies.ts';
import { endMedia, leaveFrame, takeHidden, takeUpload } from '../../background/remember/media.ts';
import { noTotals } from '../../background/remember/media-totals.ts';
import { hear, type OpenVisit, openVisit, record } from '../../background/remember/visits.ts';
import { reportOf } from '../../background/tell/report.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { ProbeEvent, ProbeEventOf } from '../../extension/model/probe-event.ts';
import type { Address, SiteReport } from '../../extension/model/report.ts';
import { generalConcern } from '../../extension/model/settings.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { shippedCatalogue } from './catalogue.ts';

/** A session between two ends as it was recorded; see test/recordings/media/README.md. */
export interface RecordedCall {
  from: string;
  offer: string;
  answer: string;
  candidates: { offerer: string[]; answerer: string[]; hidden: string[] };
  stats: Pick<ProbeEventOf<'stats'>, 'pair'> & { audio: { sent: number; received: number } };
}

export function recordedCall(name: string): RecordedCall {
  const file = join(import.meta.dirname, '../recordings/media', `${name}.json`);
  const { candidates, ...call } = JSON.parse(readFileSync(file, 'utf8')) as Omit<RecordedCall, 'candidates'> &
    Partial<RecordedCall>;
  return { ...call, candidates: { offerer: [], answerer: [], hidden: [], ...candidates } };
}

const start = 1_000_000;

/** A voice visit without a browser: requests and the probe's events go the way that they go in the background. */
export class VoiceVisit {
  readonly open: OpenVisit;
  readonly catalogue: Catalogue;
  now: number;
  readonly #intake: Intake;
  readonly #waiting: Promise<unknown>[] = [];
  readonly #noted = new Set<string>();

  /** @param places where addresses are that are not in a special range */
  constructor(
    site = 'rooms.example',
    private readonly places: Record<string, Partial<Address>> = {},
    now = start,
  ) {
    this.now = now;
    const catalogue = shippedCatalogue();
    this.open = openVisit('visit', 1, site, 'peer-connection', now);
    this.open.visit.private = false;
    this.catalogue = catalogue;
    this.#intake = {
      catalogue,
      bodies: new Bodies(),
      record: (open, observation) => this.#record(open, observation),
      classifyHanded: (_open, _connection, observation) => this.#classify(observation),
      resolve: (ip) => {
        const resolved = this.#resolve(ip);
        this.#waiting.push(resolved);
        return resolved;
      },
      changed: () => {},
    };
  }

  /** The microphone goes on or off; the tab is in view or not. */
  microphone(on: boolean, hidden = false): this {
    hear(this.open, 0, { microphone: on, peerConnections: 0 }, this.now);
    takeHidden(this.open.visit, hidden, this.now);
    return this;
  }

  request(observation: Observation, ip: string | null = null): this {
    this.#record(this.open, observation);
    const { url, at, type } = observation;
    if (ip !== null) {
      this.#record(this.open, { what: 'response', url, at, type, ip, proxy: null, to: null });
      const { hostname } = new URL(url);
      const contact = this.open.visit.contacts[hostname];
      this.#waiting.push(this.#resolve(ip).then((address) => contact?.addresses.push(address)));
    }
    return this;
  }

  /** What the probe of a frame saw; time goes on by as many milliseconds before each. */
  seen(events: Told[], { frameId = 0, every = 0 } = {}): this {
    for (const event of events) {
      this.now += every;
      hearVoice(this.open, frameId, { at: this.now, ...event } as ProbeEvent, this.now, this.#intake);
    }
    return this;
  }

  /** The browser has told of a request whose body it does not show, as it does in another listener. */
  tellOfRequest(url: string): this {
    this.#intake.bodies.requested(1, url, this.now, false);
    return this;
  }

  /** The page goes, and another of the same site comes. */
  leave(): this {
    leaveFrame(this.open, null, this.now);
    return this;
  }

  end(): this {
    this.open.visit.endedAt = this.now;
    endMedia(this.open.visit, this.now);
    return this;
  }

  /** The visit, once all of its addresses are looked up. */
  async settled(): Promise<Visit> {
    await Promise.all(this.#waiting);
    await new Promise((resolve) => setImmediate(resolve));
    return this.open.visit;
  }

  async report(): Promise<SiteReport> {
    const visit = await this.settled();
    const data = { catalogue: null, networks: null, problems: [] };
    return reportOf(visit, this.catalogue, data, generalConcern);
  }

  async #resolve(ip: string): Promise<Address> {
    return { ...(await resolveAddress(ip, null, {})), ...this.places[ip] };
  }

  #record(open: OpenVisit, observation: Observation): string | null {
    if (observation.what === 'request' && observation.body.state === 'raw') {
      const { bytes } = observation.body;
      takeUpload(open, observation.url, { bytes, type: '', length: bytes.length }, observation.at);
    }
    const classified = this.#classify(observation);
    record(open, observation, classified);
    return classified.host;
  }

  #classify(observation: Observation) {
    const { site } = this.open.visit;
    const classified = classifyObservation(observation, {
      catalogue: this.catalogue,
      site,
      known: this.open.known,
      noted: this.#noted,
      secret: new Uint8Array(32).fill(7),
    });
    for (const note of classified.notes) this.#noted.add(note);
    return classified;
  }
}

/** An event without its time. */
export type Told = ProbeEvent extends infer Event ? (Event extends ProbeEvent ? Omit<Event, 'at'> : never) : never;

/** The events of a recorded call, as the probe of the offering page tells them. */
export function eventsOf(
  { offer, answer, candidates, stats }: RecordedCall,
  {
    connection = 1,
    iceServers = [] as ProbeEventOf<'connection'>['iceServers'],
    transformed = 0,
    relayOnly = false,
  } = {},
): Told[] {
  const audio = { ...noTotals(), ...stats.audio, codecs: ['audio/opus'], senders: 1, receivers: 1 };
  const own = candidates.offerer.map((candidate) => ({ side: 'local' as const, candidate }));
  const theirs = candidates.answerer.map((candidate) => ({ side: 'remote' as const, candidate }));
  return [
    { what: 'connection', connection, iceServers, relayOnly, insertable: false },
    { what: 'description', connection, side: 'local', type: 'offer', sdp: offer, cut: false },
    { what: 'description', connection, side: 'remote', type: 'answer', sdp: answer, cut: false },
    ...[...own, ...theirs].map((told): Told => ({ what: 'candidate', connection, ...told, server: null })),
    { what: 'state', connection, state: 'connected' },
    {
      what: 'stats',
      connection,
      pair: stats.pair,
      audio: { ...audio, sendersTransformed: transformed },
      video: noTotals(),
    },
  ];
}
