import type { Observation, ResponseStarted } from '../../extension/model/observation.ts';
import type { Phrase } from '../../extension/model/phrase.ts';
import type { Address, Tls } from '../../extension/model/report.ts';
import { type Contact, type Visit, visitLimits } from '../../extension/model/visit.ts';
import type { Time, VoiceReason } from '../../extension/model/vocabulary.ts';
import type { Classified, Sight } from '../classify/index.ts';
import type { Identity } from '../classify/leakage/identity.ts';
import { touchContact, touchFinding } from './changes.ts';
import { keepFindings } from './findings.ts';
import { hide } from './hide.ts';
import type { VoiceNotes } from './voice-notes.ts';

/** A visit while it is open, with what must never be kept beyond it. */
export interface OpenVisit {
  visit: Visit;
  /** Readable values learned in this visit. */
  known: Identity[];
  /** Frames of which a microphone is live, and when each last said so. */
  microphoneFrames: { frameId: number; at: Time }[];
  voice?: VoiceNotes;
  /** Rules of grave warnings that were there before: a notification tells of new ones. */
  noticed?: string[];
}

/**
 * Errors of Chromium and Firefox that come before anything of a request is sent. Where TLS fails, Firefox gives no name
 * but a sentence in the person's language.
 */
const beforeSending =
  /^(?!NS_|net::)|BLOCKED_BY|NAME_NOT_RESOLVED|CONNECTION_REFUSED|ADDRESS_(?:UNREACHABLE|INVALID)|INTERNET_DISCONNECTED|CERT_|SSL_|CONNECTION_(?:FAILED|TIMED_OUT)|UNKNOWN_HOST|NET_TIMEOUT|PROXY|SEC_ERROR|MOZILLA_PKIX/i;

/**
 * The browser's own step from http to https on the same host: there was no answer, so there is no address. Behind a proxy
 * there may be none either way.
 */
function isUpgrade({ url, ip, proxy, to }: ResponseStarted): boolean {
  return (
    ip === null && proxy === null && to !== null && url.startsWith('http:') && to === url.replace(/^http:/, 'https:')
  );
}

const limits = { ...visitLimits, known: 64 };

export function openVisit(id: string, tabId: number, site: string, reason: VoiceReason, at: Time): OpenVisit {
  return {
    visit: {
      id,
      tabId,
      site,
      startedAt: at,
      lastAt: at,
      endedAt: null,
      private: null,
      because: [reason],
      microphone: { state: 'not-seen', since: null },
      peerConnections: 0,
      contacts: {},
      blindSpots: {},
    },
    known: [],
    microphoneFrames: [],
  };
}

/** A visit of the same tab, of which nothing has been seen yet. */
export function openAnew({ visit, microphoneFrames }: OpenVisit, id: string, at: Time): OpenVisit {
  const {
    tabId,
    site,
    because: [first = 'rtc-provider', ...others],
    microphone,
  } = visit;
  const fresh = openVisit(id, tabId, site, first, at);
  const { state } = microphone;
  return {
    ...fresh,
    visit: {
      ...fresh.visit,
      private: visit.private,
      ...(visit.container !== undefined && { container: visit.container }),
      because: [first, ...others],
      microphone: { state: state === 'on' ? 'on' : 'not-seen', since: state === 'on' ? at : null },
    },
    microphoneFrames,
  };
}

/** Adds what one observation told. Counts and times; one row for each distinct finding. */
export function record(open: OpenVisit, observation: Observation, classified: Classified): void {
  const { visit } = open;
  const { at } = observation;
  const { host, scheme, stack, findings, learned, bodyBytes, unread, budgetReached } = classified;
  visit.lastAt = Math.max(visit.lastAt, at);
  // A host of that name is possible, a key of that name is not.
  if (host === null || host === '__proto__') {
    missed(visit, { key: 'blindMalformedUrl' }, null);
    return;
  }
  const contact = contactOf(visit, host, at);
  if (!contact) return;
  touchContact(visit, host);
  contact.firstAt = Math.min(contact.firstAt, at);
  contact.lastAt = Math.max(contact.lastAt, at);
  addOnce(contact.schemes, scheme);
  addOnce(contact.types, observation.type);
  if (stack !== null) {
    contact.stacks ??= [];
    addOnce(contact.stacks, stack);
  }
  if (observation.what === 'request') contact.requests++;
  if (observation.what === 'earlier') contact.earlier++;
  if (observation.what === 'failure') {
    contact.failed++;
    if (beforeSending.test(observation.error)) contact.neverLeft++;
  }
  if (observation.what === 'response') {
    if (isUpgrade(observation)) contact.upgraded = true;
    else contact.answered++;
    if (observation.proxy !== null) {
      contact.proxies ??= [];
      addOnce(contact.proxies, observation.proxy);
    }
  }
  if (observation.what === 'connection') encrypt(contact, observation.tls);
  // What goes through it does not show in requests; how many of them the probe saw, the report counts.
  if (observation.what === 'request' && observation.type === 'websocket') contact.sockets = (contact.sockets ?? 0) + 1;
  contact.bytesSent += bodyBytes;
  if (unread !== null) {
    contact.unreadBodies++;
    missed(visit, { key: 'blindUnreadBody' }, host);
  }
  if (budgetReached) missed(visit, { key: 'blindBudget' }, host);
  if (observation.what === 'earlier') missed(visit, { key: 'blindEarlier' }, host);

  addFindings(visit, host, findings, at);
  learn(open, learned);
}

/** Adds what was found in something that went to a host of the visit. */
export function addFindings(visit: Visit, host: string, findings: readonly Sight[], at: Time): void {
  const contact = Object.hasOwn(visit.contacts, host) ? visit.contacts[host] : undefined;
  if (!contact) return;
  const fits = () =>
    Object.keys(contact.findings).length < limits.findingsPerContact && countFindings(visit) < limits.findings;
  const touch = (id: string) => touchFinding(visit, host, id);
  const left = keepFindings(contact.findings, findings, at, fits, touch);
  if (left > 0) missed(visit, { key: 'blindTooManyFindings' }, host, left);
}

/** Of more ways than fit, those count that are worth a warning. */
function encrypt(contact: Contact, tls: Tls): void {
  contact.tls ??= [];
  const known = contact.tls.some(
    ({ version, cipher, weak, certificate }) =>
      version === tls.version && cipher === tls.cipher && weak === tls.weak && certificate === tls.certificate,
  );
  if (known) return;
  if (contact.tls.length >= limits.tlsPerContact) {
    const harmless = contact.tls.findIndex(({ weak, certificate }) => !weak && certificate !== 'nobody');
    if (harmless < 0) return;
    contact.tls.splice(harmless, 1);
  }
  contact.tls.push(tls);
}

/** Values to look for from now on; a host that bears one is named without it. */
export function learn({ visit, known }: OpenVisit, learned: readonly Identity[]): void {
  for (const identity of learned) {
    if (known.some(({ kind, value }) => kind === identity.kind && value === identity.value)) continue;
    hide(visit, identity);
    if (known.length < limits.known) known.push(identity);
    else missed(visit, { key: 'blindTooManyIdentities' }, null);
  }
}

/** What the browser did not show of a body, the probe has seen after all. */
export function takeBackUnread({ visit }: OpenVisit, host: string): void {
  const contact = Object.hasOwn(visit.contacts, host) ? visit.contacts[host] : undefined;
  if (!contact || contact.unreadBodies === 0) return;
  contact.unreadBodies--;
  const id = spotId({ key: 'blindUnreadBody' }, host);
  const spot = visit.blindSpots[id];
  if (spot && --spot.count === 0) delete visit.blindSpots[id];
}

/** Puts an address where its host was contacted. */
export function locate({ visit }: OpenVisit, host: string, address: Address): void {
  const contact = visit.contacts[host];
  if (!contact) return;
  touchContact(visit, host);
  const known = contact.addresses.findIndex(({ ip }) => ip === address.ip);
  if (known >= 0) contact.addresses[known] = address;
  else if (contact.addresses.length < limits.addressesPerContact) contact.addresses.push(address);
  else missed(visit, { key: 'blindTooManyAddresses' }, host);
}

/** What a frame's relay said of microphone and peer connections. */
export function hear(
  open: OpenVisit,
  frameId: number,
  { microphone, peerConnections }: { microphone: boolean | null; peerConnections: number },
  at: Time,
): void {
  const { visit } = open;
  if (microphone !== null) {
    open.microphoneFrames = open.microphoneFrames.filter((frame) => frame.frameId !== frameId);
    if (microphone) open.microphoneFrames.push({ frameId, at });
  }
  settleMicrophone(open, at);
  visit.peerConnections += peerConnections;
  visit.lastAt = Math.max(visit.lastAt, at);
}

/** Every relay speaks three times a minute at most, and once a minute where the browser slows a hidden tab's timers. */
const silence = 150_000;

/** A frame with a live microphone that has not been heard of for long is gone: frames leave without a word. */
function settleMicrophone(open: OpenVisit, at: Time): void {
  const { visit } = open;
  open.microphoneFrames = open.microphoneFrames.filter((frame) => at - frame.at < silence);
  const on = open.microphoneFrames.length > 0;
  if (on && visit.microphone.state !== 'on') visit.microphone = { state: 'on', since: at };
  if (!on && visit.microphone.state === 'on') visit.microphone = { state: 'off', since: at };
}

/** The tab shows another page of the site: every frame with a microphone went with the old one. */
export function leavePage(open: OpenVisit, at: Time): void {
  open.microphoneFrames = [];
  settleMicrophone(open, at);
}

/** Notes something that could not be seen or kept. */
export function missed(visit: Visit, what: Phrase, host: string | null, count = 1): void {
  const id = spotId(what, host);
  const spot = visit.blindSpots[id];
  if (spot) spot.count += count;
  else if (Object.keys(visit.blindSpots).length < limits.blindSpots) visit.blindSpots[id] = { what, host, count };
}

const spotId = ({ key }: Phrase, host: string | null): string => `${key} ${host ?? ''}`;

export function because({ visit }: OpenVisit, reason: VoiceReason): void {
  addOnce(visit.because, reason);
}

function contactOf(visit: Visit, host: string, at: Time): Contact | null {
  const known = Object.hasOwn(visit.contacts, host) ? visit.contacts[host] : undefined;
  if (known) return known;
  if (Object.keys(visit.contacts).length >= limits.contacts) {
    missed(visit, { key: 'blindTooManyHosts' }, null);
    return null;
  }
  const contact: Contact = {
    host,
    schemes: [],
    types: [],
    stacks: [],
    addresses: [],
    requests: 0,
    earlier: 0,
    failed: 0,
    bytesSent: 0,
    unreadBodies: 0,
    answered: 0,
    neverLeft: 0,
    upgraded: false,
    firstAt: at,
    lastAt: at,
    findings: {},
  };
  visit.contacts[host] = contact;
  return contact;
}

function countFindings({ contacts }: Visit): number {
  return Object.values(contacts).reduce((sum, { findings }) => sum + Object.keys(findings).length, 0);
}

function addOnce<T>(list: T[], item: T): void {
  if (!list.includes(item)) list.push(item);
}
