import type { RelaySaid } from '../extension/model/messages.ts';
import type { Observation } from '../extension/model/observation.ts';
import type { ProbeEvent } from '../extension/model/probe-event.ts';
import type { Address } from '../extension/model/report.ts';
import type { Time } from '../extension/model/vocabulary.ts';
import type { Classified } from './classify/index.ts';
import type { IdentitySet, WorkedOut } from './classify/leakage/identities.ts';
import { hearVoice, type Intake } from './hear-voice.ts';
import { LookAgain } from './look-again.ts';
import { type Circumstances, LookFor } from './look-for.ts';
import { Bodies } from './remember/bodies.ts';
import { takeHidden, takeUpload } from './remember/media.ts';
import { because, hear, locate, missed, type OpenVisit, record } from './remember/visits.ts';

/** What the recorder needs of the rooms around it. */
export interface Desk extends Circumstances {
  resolve(ip: string): Promise<Address>;
  /** A visit has changed. */
  changed(open: OpenVisit): void;
}

/** Requests of a tab that are remembered by URL, so that Resource Timing does not tell of them once more. */
const maxSeen = 300;
/** Milliseconds by which the clocks of webRequest and of Resource Timing can differ about one request. */
const clockDifference = 2000;

/** What happens to an observation that is of a visit: it is classified, looked at again when more is known, and kept. */
export class Recorder {
  readonly #bodies = new Bodies();
  /** Requests that were listened to, by tab. */
  readonly #seen = new Map<number, { url: string; at: Time }[]>();
  readonly #lookFor: LookFor;
  readonly #again: LookAgain;
  readonly #intake: Intake;

  constructor(
    private readonly desk: Desk,
    private readonly now: () => Time,
  ) {
    this.#lookFor = new LookFor(desk);
    this.#again = new LookAgain(
      () => desk.declared(),
      (open, observation) => this.#lookFor.classify(open, observation),
      (open) => desk.changed(open),
    );
    this.#intake = {
      catalogue: desk.catalogue,
      bodies: this.#bodies,
      record: (open, observation) => this.record(open, observation),
      classifyHanded: (open, connection, observation) => this.#classifyNew(open, observation, connection),
      resolve: (ip) => desk.resolve(ip),
      changed: (open) => desk.changed(open),
    };
  }

  /** @param done what an earlier life of the background had worked out for the visit */
  resume(open: OpenVisit, done: WorkedOut): void {
    this.#lookFor.resume(open, done);
  }

  /** What is looked for in a visit, once it was made ready. */
  identitiesOf(open: OpenVisit): IdentitySet | undefined {
    return this.#lookFor.identitiesOf(open);
  }

  /** @returns the host that it went to, as the visit names it */
  record(open: OpenVisit, observation: Observation): string | null {
    const { tabId } = open.visit;
    let isRead = false;
    if (observation.what === 'request') {
      const { url, at, body } = observation;
      if (body.state !== 'none') isRead = this.#bodies.requested(tabId, url, at, body.state !== 'unread');
      // What the probe has read has been looked at; the request still counts.
      if (body.state === 'raw' && !isRead) {
        takeUpload(open, url, { bytes: body.bytes, type: '', length: body.bytes.length }, at);
      }
      const seen = this.#seen.get(open.visit.tabId) ?? [];
      seen.push({ url: observation.url, at: observation.at });
      if (seen.length > maxSeen) seen.shift();
      this.#seen.set(open.visit.tabId, seen);
    }
    const classified = this.#classifyNew(open, observation);
    record(open, observation, isRead ? { ...classified, unread: null } : classified);
    const ip = 'ip' in observation ? observation.ip : null;
    const { host } = classified;
    this.#again.whenMoreIsKnown(open);
    if (ip !== null && host !== null && !open.visit.contacts[host]?.addresses.some((address) => address.ip === ip)) {
      void this.desk.resolve(ip).then((address) => {
        locate(open, host, address);
        this.desk.changed(open);
      });
    }
    this.desk.changed(open);
    return host;
  }

  /** What the page fetched before it was listened to, by its relay's word. */
  recordEarlier(open: OpenVisit, { entries, more }: RelaySaid & { say: 'earlier' }): void {
    for (const { url, at, type } of entries) {
      // What was listened to has been seen itself, with its body.
      if (this.#hasSeen(open.visit.tabId, url, at)) continue;
      this.record(open, { what: 'earlier', url, at: Math.min(at, this.now()), type });
    }
    if (more > 0) missed(open.visit, { key: 'blindTooManyEarlier' }, null, more);
  }

  /** What a frame has open, by its relay's word. */
  recordState(open: OpenVisit, said: RelaySaid & { say: 'state' }, frameId: number, at: Time): void {
    if (said.microphone === true) because(open, 'microphone');
    if (said.peerConnections > 0) because(open, 'peer-connection');
    hear(open, frameId, said, at);
    takeHidden(open.visit, said.hidden, at);
    this.desk.changed(open);
  }

  /** The probe of a frame has seen something of the voice. */
  recordVoice(open: OpenVisit, events: readonly ProbeEvent[], frameId: number, at: Time): void {
    for (const event of events) hearVoice(open, frameId, event, Math.min(event.at, at), this.#intake);
    this.#again.whenMoreIsKnown(open);
    this.desk.changed(open);
  }

  /** The person has declared something, or taken it back: it holds for the open visits at once. */
  declaredAnew(visits: readonly OpenVisit[]): void {
    this.#lookFor.declaredAnew(visits);
    for (const open of visits) this.#again.whenMoreIsKnown(open);
  }

  /** Nothing is looked at again of a visit that has ended, or is to be forgotten. */
  forget(open: OpenVisit): void {
    this.#seen.delete(open.visit.tabId);
    this.#again.forget(open);
  }

  #hasSeen(tabId: number, url: string, at: Time): boolean {
    return (this.#seen.get(tabId) ?? []).some((it) => it.url === url && Math.abs(it.at - at) < clockDifference);
  }

  #classifyNew(open: OpenVisit, observation: Observation, connection: string | null = null): Classified {
    this.#again.keep(open, observation, connection);
    return this.#lookFor.classify(open, observation);
  }
}
