import type { Observation } from '../../extension/model/observation.ts';
import type { Phrase } from '../../extension/model/phrase.ts';
import type { Address } from '../../extension/model/report.ts';
import type { Contact, Visit } from '../../extension/model/visit.ts';
import type { Time, VoiceReason } from '../../extension/model/vocabulary.ts';
import type { Classified } from '../classify/index.ts';
import type { Identity } from '../classify/leakage/identity.ts';

/** A visit while it is open, with what must never be kept beyond it. */
export interface OpenVisit {
  visit: Visit;
  /** Readable values learned in this visit. */
  known: Identity[];
  /** Frames of which a microphone is live. */
  microphoneFrames: number[];
}

/** What a visit can hold; what does not fit is counted and said. A real room stays far below these. */
const limits = { contacts: 500, findingsPerContact: 200, addressesPerContact: 32, known: 64, blindSpots: 100 };

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

/** Adds what one observation told. Counts and times; one row for each distinct finding. */
export function record({ visit, known }: OpenVisit, observation: Observation, classified: Classified): void {
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
  if (observation.what === 'failure') contact.failed++;
  contact.bytesSent += bodyBytes;
  if (unread !== null) {
    contact.unreadBodies++;
    missed(visit, { key: 'blindUnreadBody' }, host);
  }
  if (budgetReached) missed(visit, { key: 'blindBudget' }, host);
  if (observation.what === 'earlier') missed(visit, { key: 'blindEarlier' }, host);

  for (const finding of findings) {
    const { kind, digest, place, key, encoding, onTheWire } = finding;
    const id = [kind, digest, place, key ?? '', encoding.join('>'), onTheWire ? 'clear' : ''].join(' ');
    const row = contact.findings[id];
    if (row) {
      row.count++;
      row.lastAt = Math.max(row.lastAt, at);
      if (finding.confidence === 'matched') row.confidence = 'matched';
    } else if (Object.keys(contact.findings).length < limits.findingsPerContact) {
      contact.findings[id] = { ...finding, count: 1, firstAt: at, lastAt: at };
    } else missed(visit, { key: 'blindTooManyFindings' }, host);
  }
  for (const identity of learned) {
    if (known.some(({ kind, value }) => kind === identity.kind && value === identity.value)) continue;
    if (known.length < limits.known) known.push(identity);
    else missed(visit, { key: 'blindTooManyIdentities' }, null);
  }
}

/** Puts an address where its host was contacted. */
export function locate({ visit }: OpenVisit, host: string, address: Address): void {
  const contact = visit.contacts[host];
  if (!contact) return;
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
    open.microphoneFrames = open.microphoneFrames.filter((id) => id !== frameId);
    if (microphone) open.microphoneFrames.push(frameId);
    const state = open.microphoneFrames.length > 0 ? 'on' : 'off';
    if (visit.microphone.state !== state) visit.microphone = { state, since: at };
  }
  visit.peerConnections += peerConnections;
  visit.lastAt = Math.max(visit.lastAt, at);
}

/** Notes something that could not be seen or kept. */
export function missed(visit: Visit, what: Phrase, host: string | null, count = 1): void {
  const id = `${what.key} ${host ?? ''}`;
  const spot = visit.blindSpots[id];
  if (spot) spot.count += count;
  else if (Object.keys(visit.blindSpots).length < limits.blindSpots) visit.blindSpots[id] = { what, host, count };
}

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
    firstAt: at,
    lastAt: at,
    findings: {},
  };
  visit.contacts[host] = contact;
  return contact;
}

function addOnce<T>(list: T[], item: T): void {
  if (!list.includes(item)) list.push(item);
}
