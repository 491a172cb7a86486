import type { RelaySaid } from '../extension/model/messages.ts';
import type { Observation } from '../extension/model/observation.ts';
import type { Visit } from '../extension/model/visit.ts';
import type { Time, VoiceReason } from '../extension/model/vocabulary.ts';
import { isVoiceContact, reasonIn } from './begins.ts';
import type { IdentitySet } from './classify/leakage/identities.ts';
import { FramesOfVisit } from './frames-of-visit.ts';
import { type Ears, Listening } from './listening.ts';
import { isNowhere, type Place } from './observe/frames.ts';
import type { Sender } from './observe/relay.ts';
import type { Origin } from './observe/requests.ts';
import { siteOfUrl } from './observe/site.ts';
import type { PageInfo } from './observe/tabs.ts';
import { type Desk, Recorder } from './recorder.ts';
import { endMedia, leaveFrame, takeHidden } from './remember/media.ts';
import type { Resumed } from './remember/session.ts';
import { because, leavePage, missed, type OpenVisit, openAnew, openVisit } from './remember/visits.ts';
import { visitsOfWorker } from './workers-of-visits.ts';

/** What the watch needs of the rooms around it. */
export interface Rooms extends Ears, Desk {
  pageOf(tabId: number): Promise<PageInfo | null>;
  askForEarlier(tabId: number, after: Time, before: Time): void;
  /** Tells all relays of a tab that it is a voice visit, or no longer. */
  askToWatch(tabId: number, on: boolean): void;
  /** A visit has begun, changed or ended. */
  changed(open: OpenVisit): void;
}

/** Things of one tab that wait until the browser has said what page it shows. */
const maxWaiting = 2000;
/** Milliseconds that a request may take which was under way when the visit began. */
const underWay = 3000;
/** Milliseconds after which a page that was committed has a relay to be spoken to. */
const relayComes = 1000;

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
  readonly #frames = new Map<number, FramesOfVisit>();
  /** What waits for the browser to say what page a tab shows, and which frames are in it. */
  readonly #waiting = new Map<number, Heard[]>();
  readonly #doubted = new Map<number, 'new' | 'resumed'>();
  readonly #listening: Listening;
  readonly #recorder: Recorder;

  constructor(
    private readonly rooms: Rooms,
    private readonly now: () => Time = Date.now,
  ) {
    this.#listening = new Listening(rooms);
    this.#recorder = new Recorder(rooms, now);
  }

  /**
   * Takes up the visits that were open when the worker died. Their tabs are listened to at once; those that have moved
   * on in the meantime are ended as soon as the browser has said so.
   */
  resume(stored: readonly Resumed[]): void {
    for (const { open, done } of stored) {
      const { tabId } = open.visit;
      this.#recorder.resume(open, done);
      this.#open.set(tabId, open);
      this.#listening.begin(tabId);
      this.#doubted.set(tabId, 'resumed');
      this.#askForPage(tabId);
    }
  }

  visitOf(tabId: number): Visit | null {
    return this.#doubted.get(tabId) === 'new' ? null : (this.#open.get(tabId)?.visit ?? null);
  }

  /** What is looked for in a visit, once it was made ready. */
  identitiesOf(open: OpenVisit): IdentitySet | undefined {
    return this.#recorder.identitiesOf(open);
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
      const isControlled = (tab: number) => this.#listening.hasWorker(tab);
      for (const open of visitsOfWorker(origin, this.#known, isControlled)) this.#recorder.record(open, observation);
      return;
    }
    if (isNowhere(place)) {
      const visit = this.visitOf(tabId);
      const isSent = observation.what === 'request' && observation.type !== 'main_frame';
      if (visit && isSent) missed(visit, { key: 'blindUnattributed' }, null);
      return;
    }
    // Of a visit that has begun for certain nothing begins any more.
    const mayBegin = reason !== null && (!this.#open.has(tabId) || this.#doubted.has(tabId));
    const begins = mayBegin && isVoiceContact(observation, initiator, this.rooms.catalogue);
    this.#take(tabId, {
      place,
      at: observation.at,
      said: false,
      begins: begins ? reason : null,
      step: (open) => {
        if (container !== null) open.visit.container = container;
        this.#recorder.record(open, observation);
      },
    });
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
    this.#take(tabId, {
      place,
      at,
      said: true,
      begins: reasonIn(said),
      step: (open) => {
        open.visit.private ??= isPrivate;
        this.#step(open, said, frameId, at);
      },
    });
  }

  #step(open: OpenVisit, said: RelaySaid, frameId: number, at: Time): void {
    switch (said.say) {
      case 'earlier':
        this.#recorder.recordEarlier(open, said);
        break;
      case 'seen':
        this.#recorder.recordVoice(open, said.events, frameId, at);
        break;
      case 'state':
        if (said.controlled) this.#listening.beginWorkers(open.visit.tabId);
        this.#recorder.recordState(open, said, frameId, at);
    }
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
    this.#recorder.declaredAnew([...this.#open.values()]);
  }

  end(tabId: number, at: Time): void {
    const open = this.#open.get(tabId);
    if (!open) return;
    this.#open.delete(tabId);
    this.#waiting.delete(tabId);
    this.#frames.delete(tabId);
    open.visit.endedAt = Math.max(at, open.visit.startedAt);
    endMedia(open.visit, open.visit.endedAt);
    this.rooms.askToWatch(tabId, false);
    if (open.visit.microphone.state === 'on') open.visit.microphone = { state: 'off', since: open.visit.endedAt };
    open.known = [];
    this.#recorder.forget(open);
    delete open.voice;
    this.#listening.end(tabId);
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
      this.#recorder.forget(old);
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
    this.#listening.begin(tabId);
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
}
