import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RelaySaid } from '../extension/model/messages.ts';
import type { Observation } from '../extension/model/observation.ts';
import type { ProbeEvent } from '../extension/model/probe-event.ts';
import type { Address } from '../extension/model/report.ts';
import type { Visit } from '../extension/model/visit.ts';
import type { Time, VoiceReason } from '../extension/model/vocabulary.ts';
import { relationOf } from './classify/destination.ts';
import { type Classified, classifyObservation } from './classify/index.ts';
import { compileIdentities, type IdentitySet, type WorkedOut } from './classify/leakage/identities.ts';
import type { Identity } from './classify/leakage/identity.ts';
import { onlyShown } from './classify/parties.ts';
import { FramesOfVisit } from './frames-of-visit.ts';
import { hearVoice, type Intake, reasonIn } from './hear-voice.ts';
import { LookAgain } from './look-again.ts';
import { isNowhere, type Place } from './observe/frames.ts';
import type { Sender } from './observe/relay.ts';
import type { Origin, Silence } from './observe/requests.ts';
import { siteOfUrl } from './observe/site.ts';
import type { PageInfo } from './observe/tabs.ts';
import { Bodies } from './remember/bodies.ts';
import { endMedia, leaveFrame, takeHidden, takeUpload } from './remember/media.ts';
import type { Resumed } from './remember/session.ts';
import {
  because,
  hear,
  leavePage,
  locate,
  missed,
  type OpenVisit,
  openAnew,
  openVisit,
  record,
} from './remember/visits.ts';

/** What the watch needs of the rooms around it. */
export interface Rooms {
  catalogue: Catalogue | null;
  secret: Uint8Array;
  /** What the person has declared, as it is now. The same array as before where nothing has changed. */
  declared(): readonly Identity[];
  pageOf(tabId: number): Promise<PageInfo | null>;
  askForEarlier(tabId: number, after: Time, before: Time): void;
  /** Tells all relays of a tab that it is a voice visit, or no longer. */
  askToWatch(tabId: number, on: boolean): void;
  /** Listens to one tab; null: to what carries no tab. */
  listenToTab(tabId: number | null): Silence;
  listenToNavigation(): Silence;
  resolve(ip: string): Promise<Address>;
  /** A visit has begun, changed or ended. */
  changed(open: OpenVisit): void;
}

/** Things of one tab that wait until the browser has said what page it shows. */
const maxWaiting = 2000;
/** Milliseconds that a request may take which was under way when the visit began. */
const underWay = 3000;
/** Requests of a tab that are remembered by URL, so that Resource Timing does not tell of them once more. */
const maxSeen = 300;
/** Milliseconds by which the clocks of webRequest and of Resource Timing can differ about one request. */
const clockDifference = 2000;
/** Milliseconds after which a page that was committed has a relay to be spoken to. */
const relayComes = 1000;

/** Notes of values that may turn out to be identifiers, for one visit. */
const maxNotes = 5000;

/** Something that was heard in a tab, before it is known to be of the visit. */
interface Heard {
  place: Place;
  at: Time;
  /** Said by a page's relay: of what the tab shows now, and not of what is still on its way. */
  said: boolean;
  /** Why the tab is a voice visit, if this is of the page that it shows; null: no reason by itself. */
  begins: VoiceReason | null;
  /** What it tells the visit. */
  step(open: OpenVisit): void;
}

/**
 * Life of a visit. It *begins* when a tab shows a known audio-chat site, contacts an RTC provider, opens a microphone or
 * makes a peer connection; from that moment the tab is listened to in full, and what came before is asked of its relay.
 * It *ends* when the tab shows another site or closes; then the listeners go. The worker may die at any moment in
 * between: `resume` takes up what `storage.session` kept, and what was missed is asked of the relay again.
 *
 * A visit that has just begun is *doubted* until the browser has said what page the tab shows: what began it may be the
 * last word of the page before. Nobody is told of it until then, and it is dropped where nothing remains that begins it.
 */
export class Watch {
  readonly #open = new Map<number, OpenVisit>();
  readonly #listening = new Map<number | null, Silence>();
  readonly #frames = new Map<number, FramesOfVisit>();
  /** What waits for the browser to say what page a tab shows, and which frames are in it. */
  readonly #waiting = new Map<number, Heard[]>();
  readonly #doubted = new Map<number, 'new' | 'resumed'>();
  /** Whether the page of a visit has a service worker, whose requests carry no tab. */
  readonly #controlled = new Set<number>();
  readonly #bodies = new Bodies();
  #marked = false;
  readonly #seen = new Map<number, { url: string; at: Time }[]>();
  /** What the detector made ready or noted for a visit. Lost with the worker, and then made anew. */
  readonly #ready = new WeakMap<OpenVisit, { identities: IdentitySet; notes: Set<string> }>();
  /** What an earlier life of the background had worked out for a visit that is yet to be made ready. */
  readonly #done = new WeakMap<OpenVisit, WorkedOut>();
  /** What the person has declared, made ready once for all visits: that is the dear part of it. */
  #declared: IdentitySet | undefined;
  #navigation: Silence | null = null;
  readonly #again: LookAgain;
  readonly #intake: Intake;

  constructor(
    private readonly rooms: Rooms,
    private readonly now: () => Time = Date.now,
  ) {
    this.#again = new LookAgain(
      () => rooms.declared(),
      (open, observation) => this.#classify(open, observation),
      (open) => rooms.changed(open),
    );
    this.#intake = {
      catalogue: rooms.catalogue,
      bodies: this.#bodies,
      record: (open, observation) => this.#record(open, observation),
      classifyHanded: (open, connection, observation) => this.#classifyNew(open, observation, connection),
      resolve: (ip) => rooms.resolve(ip),
      changed: (open) => rooms.changed(open),
    };
  }

  /**
   * Takes up the visits that were open when the worker died. Their tabs are listened to at once; those that have moved
   * on in the meantime are ended as soon as the browser has said so.
   */
  resume(stored: readonly Resumed[]): void {
    for (const { open, done } of stored) {
      const { tabId } = open.visit;
      this.#done.set(open, done);
      this.#open.set(tabId, open);
      this.#listen(tabId);
      this.#doubted.set(tabId, 'resumed');
      this.#askForPage(tabId);
    }
  }

  visitOf(tabId: number): Visit | null {
    return this.#doubted.get(tabId) === 'new' ? null : (this.#open.get(tabId)?.visit ?? null);
  }

  /** What is looked for in a visit, once it was made ready. */
  identitiesOf(open: OpenVisit): IdentitySet | undefined {
    return this.#ready.get(open)?.identities;
  }

  get visits(): Visit[] {
    return this.#known.map(({ visit }) => visit);
  }

  /** The visits that somebody may be told of. */
  get #known(): OpenVisit[] {
    return [...this.#open.values()].filter(({ visit }) => this.#doubted.get(visit.tabId) !== 'new');
  }

  /**
   * A request, or a part of one.
   *
   * @param reason why its tab is a voice visit; null: no reason by itself
   */
  observe(observation: Observation, origin: Origin, reason: VoiceReason | null = null): void {
    const { tabId, initiator, place, container } = origin;
    if (tabId < 0) {
      for (const open of this.#startedWorker(origin)) this.#record(open, observation);
      return;
    }
    if (isNowhere(place)) {
      const visit = this.visitOf(tabId);
      if (visit && observation.what === 'request') missed(visit, { key: 'blindUnattributed' }, null);
      return;
    }
    const begins = reason !== null && this.#begins(observation, initiator);
    this.#take(tabId, {
      place,
      at: observation.at,
      said: false,
      begins: begins ? reason : null,
      step: (open) => {
        if (container !== null) open.visit.container = container;
        this.#record(open, observation);
      },
    });
  }

  /**
   * Whether a request to a provider makes its tab a voice visit: not a script or picture alone, which a page about the
   * provider shows as well, and not the provider's own site.
   */
  #begins({ url, type }: Observation, initiator: string | null): boolean {
    const { catalogue } = this.rooms;
    const site = initiator === null ? null : siteOfUrl(initiator);
    const to = siteOfUrl(url.replace(/^ws/, 'http'));
    if (onlyShown.has(type) || to === null) return false;
    return site === null || relationOf(catalogue, site, new URL(url).hostname, false) !== 'first-party';
  }

  /**
   * The visits of the site that started a worker, whose requests carry no tab: those in the same container, and with such
   * a worker. In Chromium the requests of a frame that has gone carry no tab either. Where the browser does not say
   * whether it was in a private window, and one of these visits is, nothing of it may come into one that is kept.
   */
  #startedWorker({ initiator, container, private: isPrivate }: Origin): OpenVisit[] {
    const site = initiator === null ? null : siteOfUrl(initiator);
    const visits = this.#known.filter(
      ({ visit }) =>
        visit.site === site &&
        (visit.container ?? null) === container &&
        (this.#controlled.has(visit.tabId) || visit.media?.workers.some(({ kind }) => kind === 'shared')),
    );
    if (isPrivate !== null) return visits.filter(({ visit }) => visit.private === isPrivate);
    const unkept = visits.filter(({ visit }) => visit.private !== false);
    return unkept.length > 0 ? unkept : visits;
  }

  /** A tab shows a page of a known audio-chat site. */
  audioChat(tabId: number, url: string, at: Time): void {
    const site = siteOfUrl(url);
    if (site === null) return;
    const open = this.#open.get(tabId);
    if (open && open.visit.site !== site) this.end(tabId, at);
    this.#take(tabId, {
      place: { page: site, frame: null, parent: null },
      at,
      said: true,
      begins: 'audio-chat-site',
      step: (open) => because(open, 'audio-chat-site'),
    });
  }

  /** A frame's relay has spoken. */
  hear(said: RelaySaid, { tabId, frameId, place, private: isPrivate }: Sender, at: Time): void {
    const { begins, step } = this.#saidIn(said, frameId, at);
    this.#take(tabId, {
      place,
      at,
      said: true,
      begins,
      step: (open) => {
        open.visit.private ??= isPrivate;
        step(open);
      },
    });
  }

  #saidIn(said: RelaySaid, frameId: number, at: Time): Pick<Heard, 'begins' | 'step'> {
    switch (said.say) {
      case 'earlier':
        return {
          begins: null,
          step: (open) => {
            for (const { url, at, type } of said.entries) {
              // What was listened to has been seen itself, with its body.
              if (this.#hasSeen(open.visit.tabId, url, at)) continue;
              this.#record(open, { what: 'earlier', url, at: Math.min(at, this.now()), type });
            }
            if (said.more > 0) missed(open.visit, { key: 'blindTooManyEarlier' }, null, said.more);
          },
        };
      case 'seen':
        return { begins: reasonIn(said.events), step: (open) => this.#hearSeen(open, said.events, frameId, at) };
      case 'state': {
        const { microphone, peerConnections } = said;
        const begins = microphone === true ? 'microphone' : peerConnections > 0 ? 'peer-connection' : null;
        return { begins, step: (open) => this.#hearState(open, said, frameId, at) };
      }
    }
  }

  #hearState(open: OpenVisit, said: RelaySaid & { say: 'state' }, frameId: number, at: Time): void {
    if (said.microphone === true) because(open, 'microphone');
    if (said.peerConnections > 0) because(open, 'peer-connection');
    if (said.controlled) this.#listenToWorkers(open.visit.tabId);
    hear(open, frameId, said, at);
    takeHidden(open.visit, said.hidden, at);
    this.rooms.changed(open);
  }

  /** The probe of a frame has seen something of the voice. */
  #hearSeen(open: OpenVisit, events: readonly ProbeEvent[], frameId: number, at: Time): void {
    for (const event of events) hearVoice(open, frameId, event, Math.min(event.at, at), this.#intake);
    this.#again.whenMoreIsKnown(open);
    this.rooms.changed(open);
  }

  /** A tab has committed a page. Another site ends its visit; another page of the same site does not. */
  committed(tabId: number, url: string, { frame }: Place, at: Time): void {
    const open = this.#open.get(tabId);
    if (!open) return;
    if (siteOfUrl(url) !== open.visit.site) {
      this.end(tabId, at);
      return;
    }
    this.#framesOf(tabId).committed(frame);
    leavePage(open, at);
    leaveFrame(open, null, at);
    takeHidden(open.visit, false, at);
    this.#askNewcomers(tabId);
    this.#changed(open);
  }

  /** A frame within a visit's page has committed a document: what the one before had open has gone with it. */
  committedFrame(tabId: number, frameId: number, place: Place, at: Time): void {
    const open = this.#open.get(tabId);
    if (!open) return;
    this.#framesOf(tabId).committedFrame(place);
    leaveFrame(open, frameId, at);
    this.#askNewcomers(tabId);
    this.#changed(open);
  }

  /** The relay of a page that was just committed is not there yet. */
  #askNewcomers(tabId: number): void {
    this.rooms.askToWatch(tabId, true);
    setTimeout(() => {
      if (this.#open.has(tabId)) this.rooms.askToWatch(tabId, true);
    }, relayComes);
  }

  /** Things that were heard and could not be taken in, before there was a visit to say so. */
  flooded(count: number): void {
    for (const open of this.#open.values()) {
      missed(open.visit, { key: 'blindFlood' }, null, count);
      this.#changed(open);
    }
  }

  /** The person has declared something, or taken it back: it holds for the open visits at once. */
  declaredAnew(): void {
    for (const open of this.#open.values()) {
      const ready = this.#ready.get(open);
      if (ready) ready.identities = compileIdentities(this.#lookedFor(open), ready.identities);
      this.#again.whenMoreIsKnown(open);
    }
    // Without an open visit nothing may be left of what was taken back.
    this.#declared = this.#declared && compileIdentities(this.rooms.declared(), this.#declared);
  }

  end(tabId: number, at: Time): void {
    const open = this.#open.get(tabId);
    if (!open) return;
    this.#open.delete(tabId);
    this.#waiting.delete(tabId);
    this.#frames.delete(tabId);
    this.#seen.delete(tabId);
    open.visit.endedAt = Math.max(at, open.visit.startedAt);
    endMedia(open.visit, open.visit.endedAt);
    this.rooms.askToWatch(tabId, false);
    if (open.visit.microphone.state === 'on') open.visit.microphone = { state: 'off', since: open.visit.endedAt };
    open.known = [];
    this.#again.forget(open);
    delete open.voice;
    this.#silence(tabId);
    this.#changed(open);
    this.#doubted.delete(tabId);
  }

  /** The person wants nothing to be observed: every visit ends, and nothing listens to a tab any more. */
  endAll(at: Time): void {
    for (const tabId of [...this.#open.keys()]) this.end(tabId, at);
  }

  /**
   * Forgets all that was seen of some visits: they begin anew, under another id. What is known of the tab at this moment
   * stays: its site, why it is listened to, whether the microphone is on.
   *
   * @returns what is to be written no more
   */
  forget(which: (visit: Visit) => boolean): OpenVisit[] {
    const gone = this.#known.filter(({ visit }) => which(visit));
    for (const old of gone) {
      const { tabId } = old.visit;
      const fresh = openAnew(old, crypto.randomUUID(), this.now());
      this.#open.set(tabId, fresh);
      this.#seen.delete(tabId);
      this.#again.forget(old);
      for (const heard of this.#waiting.get(tabId) ?? []) heard.step = () => {};
      this.rooms.changed(fresh);
    }
    return gone;
  }

  /** What is concluded from the open visits may be another now. */
  touchAll(): void {
    for (const open of this.#known) this.rooms.changed(open);
  }

  #changed(open: OpenVisit): void {
    if (this.#doubted.get(open.visit.tabId) !== 'new') this.rooms.changed(open);
  }

  #framesOf(tabId: number): FramesOfVisit {
    const known = this.#frames.get(tabId) ?? new FramesOfVisit();
    this.#frames.set(tabId, known);
    return known;
  }

  /** Gives what was heard in a tab to its visit, or to nobody. May begin a visit, and may have to wait for the browser. */
  #take(tabId: number, heard: Heard): void {
    const { place, said, begins, at } = heard;
    let open = this.#open.get(tabId);
    if (!open) {
      if (begins === null) return;
      open = this.#begin(tabId, place.page ?? '', begins, at);
    }
    let waiting = this.#waiting.get(tabId);
    if (!waiting) {
      const isOurs = this.#framesOf(tabId).has(place, open.visit.site, said);
      if (isOurs === true) heard.step(open);
      if (isOurs !== null) return;
      waiting = this.#askForPage(tabId);
    }
    if (waiting.length < maxWaiting) waiting.push(heard);
    else missed(open.visit, { key: 'blindFlood' }, null);
  }

  /** @returns what waits for the answer from now on */
  #askForPage(tabId: number): Heard[] {
    const waiting: Heard[] = [];
    this.#waiting.set(tabId, waiting);
    void this.rooms.pageOf(tabId).then((page) => {
      const open = this.#open.get(tabId);
      if (open && this.#waiting.get(tabId) === waiting) this.#settle(open, waiting, page);
    });
    return waiting;
  }

  /** The browser has said what page a tab shows: of what has waited for it, what is of the visit goes its way. */
  #settle(open: OpenVisit, waiting: readonly Heard[], page: PageInfo | null): void {
    const { visit } = open;
    const { tabId, lastAt } = visit;
    const doubt = this.#doubted.get(tabId);
    this.#waiting.delete(tabId);
    if (doubt === 'resumed' && page?.site !== visit.site) {
      this.end(tabId, lastAt);
      for (const heard of waiting) this.#take(tabId, heard);
      return;
    }
    const site = doubt === 'new' ? (page?.site ?? visit.site) : visit.site;
    const frames = this.#framesOf(tabId);
    if (page?.site === site) frames.are(page.frames);
    const ours = waiting.filter(({ place, said }) => {
      const isOurs = frames.has(place, site, said);
      if (isOurs === null) frames.isElsewhere(place);
      return isOurs;
    });
    if (doubt === 'new') {
      const first = ours.find(({ begins }) => begins !== null);
      if (!first?.begins) {
        this.end(tabId, lastAt);
        return;
      }
      Object.assign(visit, { site, because: [first.begins], startedAt: first.at, lastAt: first.at });
    }
    this.#doubted.delete(tabId);
    if (page?.site === site) visit.private = page.private;
    if (doubt === 'resumed') {
      this.rooms.askToWatch(tabId, true);
      this.#askForEarlier(open, lastAt, this.now());
    }
    for (const { step } of ours) step(open);
    this.rooms.changed(open);
  }

  #begin(tabId: number, site: string, reason: VoiceReason, at: Time): OpenVisit {
    const open = openVisit(crypto.randomUUID(), tabId, site, reason, at);
    this.#open.set(tabId, open);
    this.#doubted.set(tabId, 'new');
    this.#listen(tabId);
    this.rooms.askToWatch(tabId, true);
    this.#askForPage(tabId);
    this.#askForEarlier(open, 0, at);
    return open;
  }

  /** Asks twice: what was under way the first time shows in Resource Timing when it is done. */
  #askForEarlier(open: OpenVisit, after: Time, before: Time): void {
    const { tabId } = open.visit;
    this.rooms.askForEarlier(tabId, after, before);
    setTimeout(() => {
      if (this.#open.get(tabId) === open) this.rooms.askForEarlier(tabId, after, before);
    }, underWay);
  }

  /** For `npm run bench`: when this worker had classified its first observation. */
  #markFirst(): void {
    if (this.#marked) return;
    this.#marked = true;
    performance.mark('earshot:first-classified');
  }

  #hasSeen(tabId: number, url: string, at: Time): boolean {
    return (this.#seen.get(tabId) ?? []).some((it) => it.url === url && Math.abs(it.at - at) < clockDifference);
  }

  /** @returns the host that it went to, as the visit names it */
  #record(open: OpenVisit, observation: Observation): string | null {
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
      void this.rooms.resolve(ip).then((address) => {
        locate(open, host, address);
        this.rooms.changed(open);
      });
    }
    this.rooms.changed(open);
    return host;
  }

  #classifyNew(open: OpenVisit, observation: Observation, connection: string | null = null): Classified {
    this.#again.keep(open, observation, connection);
    return this.#classify(open, observation);
  }

  #classify(open: OpenVisit, observation: Observation): Classified {
    const { catalogue, secret } = this.rooms;
    const ready = this.#ready.get(open);
    const classified = classifyObservation(observation, {
      catalogue,
      secret,
      site: open.visit.site,
      known: this.#lookedFor(open),
      identities: ready?.identities ?? this.#takeUp(open),
      noted: ready?.notes ?? new Set(),
    });
    this.#keepReady(open, classified);
    this.#markFirst();
    return classified;
  }

  /**
   * What is looked for in a visit: what the person has declared, as it is at this moment, and what the visit has shown.
   * What is both is the person's own.
   */
  #lookedFor({ known }: OpenVisit): readonly Identity[] {
    const declared = this.rooms.declared();
    if (declared.length === 0 && this.#declared === undefined) return known;
    this.#declared = compileIdentities(declared, this.#declared);
    const isDeclared = ({ kind, value }: Identity) =>
      declared.some((one) => one.kind === kind && one.value.toLowerCase() === value.toLowerCase());
    return [...declared, ...known.filter((learned) => !isDeclared(learned))];
  }

  /** What was made ready before the background died, or what is for all visits. */
  #takeUp(open: OpenVisit): IdentitySet | undefined {
    const done = this.#done.get(open);
    this.#done.delete(open);
    return done ? compileIdentities(this.#lookedFor(open), this.#declared, done) : this.#declared;
  }

  #keepReady(open: OpenVisit, { identities, notes: fresh }: Classified): void {
    const notes = this.#ready.get(open)?.notes ?? new Set();
    for (const note of fresh) if (notes.size < maxNotes) notes.add(note);
    this.#ready.set(open, { identities, notes });
  }

  #listen(tabId: number): void {
    if (!this.#listening.has(tabId)) this.#listening.set(tabId, this.rooms.listenToTab(tabId));
    this.#navigation ??= this.rooms.listenToNavigation();
  }

  /** Requests without a tab can only be heard by hearing everything: only while a page with a service worker talks. */
  #listenToWorkers(tabId: number): void {
    this.#controlled.add(tabId);
    if (!this.#listening.has(null)) this.#listening.set(null, this.rooms.listenToTab(null));
  }

  #silence(tabId: number): void {
    this.#controlled.delete(tabId);
    const gone: (number | null)[] = this.#controlled.size === 0 ? [tabId, null] : [tabId];
    for (const key of gone) {
      this.#listening.get(key)?.();
      this.#listening.delete(key);
    }
    if (this.#open.size > 0) return;
    this.#navigation?.();
    this.#navigation = null;
  }
}
