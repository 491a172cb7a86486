import type { Classified, Sight } from '../../background/classify/index.ts';
import { hear, locate, type OpenVisit, openVisit, record } from '../../background/remember/visits.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { Address } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { type IdentifierKind, identifierKinds, type Time } from '../../extension/model/vocabulary.ts';

/** Visits that nobody made, as the recorder would have left them: for tests, for measuring, and for looking at pages. */

/** A source of numbers below `below`, the same ones for the same seed (Park and Miller, 1988). */
export function numbers(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const providers = [
  'webrtc2-ap-web-1.agora.io',
  'statscollector-1.agora.io',
  'ps.pndsn.com',
  'global.stun.twilio.com',
  'api.daily.co',
  'logservice.agora.io',
  'webrtc.tencent.com',
  'eu.livekit.cloud',
];
const others = ['cdn', 'stats', 'ads', 'pixel', 'fonts', 'img', 'api', 'auth', 'tags', 'chat', 'eu', 'us'];
const countries = ['CN', 'US', 'DE', 'IE', 'JP', 'SG', 'NL', 'FR', 'IN', 'BR'];
const keys = ['user_id', 'uid', 'room', 'channel', 'token', 'session', 'device', 'email', 'name', 'cid', 'peer', 'sid'];
const kinds: readonly IdentifierKind[] = identifierKinds.filter((kind) => kind !== 'ip-address');
const minute = 60_000;

export const digest = (value: number): string => (value + 2 ** 40).toString(16).padStart(32, '0').slice(-32);

export function sight(kind: IdentifierKind, value: number, key: string, place: Sight['place'] = 'body'): Sight {
  const masked = `${kind.slice(0, 2)}••••${value % 100}`;
  const found = { kind, masked, digest: digest(value), place, key, encoding: ['json'] };
  return { ...found, confidence: 'named', basis: 'key', firstParty: false, onTheWire: false };
}

export function classified(host: string, findings: Sight[], changes: Partial<Classified> = {}): Classified {
  const nothing = { stack: null, learned: [], notes: [], unread: null, budgetReached: false };
  return {
    host,
    scheme: 'https',
    findings,
    identities: {} as Classified['identities'],
    bodyBytes: 300,
    ...nothing,
    ...changes,
  };
}

export const requestAt = (host: string, at: Time): Observation => ({
  what: 'request',
  url: `https://${host}/`,
  at,
  type: 'xmlhttprequest',
  method: 'POST',
  body: { state: 'none' },
});

export function addressIn(number: number): Address {
  const country = countries[number % countries.length] ?? 'US';
  const ip = `203.0.${(number >> 8) % 256}.${number % 256}`;
  const network = { asn: 64_500 + (number % 50), name: `Network ${number % 50}`, operator: null };
  return { ip, network, location: { country, certainty: 'certain', candidates: [], note: null } };
}

export interface Made {
  /** Sites among which the visits are spread. */
  sites: number;
  contacts: number;
  findings: number;
  /** Begin of the first visit, and milliseconds from one to the next. */
  from: Time;
  apart: number;
}

/** The `number`th visit of a history: ended, with as many hosts and findings as wanted. The same each time. */
export function madeVisit(number: number, { sites, contacts, findings, from, apart }: Made): Visit {
  const next = numbers(number);
  const site = `voice-${next(sites)}.example`;
  const at = from + number * apart;
  const open = openVisit(`made-${String(number).padStart(8, '0')}`, 1, site, 'rtc-provider', at);
  const { visit } = open;
  visit.private = false;
  hear(open, 0, { microphone: true, peerConnections: 1 }, at + 1000);
  const hosts = Array.from({ length: contacts }, (_, index) => {
    if (index === 0) return site;
    const provider = index < 4 ? providers[next(providers.length)] : undefined;
    return provider ?? `${others[next(others.length)]}.company-${next(400)}.example`;
  });
  for (let index = 0; index < findings; index++) {
    const host = hosts[index % hosts.length] ?? site;
    const kind = kinds[next(kinds.length)] ?? 'user-id';
    const found = sight(kind, number * findings + index, keys[index % keys.length] ?? 'id');
    record(open, requestAt(host, at + next(40) * minute), classified(host, [found]));
  }
  for (const host of hosts.slice(findings)) record(open, requestAt(host, at), classified(host, []));
  for (const host of Object.keys(visit.contacts)) locate(open, host, addressIn(next(60_000)));
  return ended(open);
}

function ended({ visit }: OpenVisit): Visit {
  visit.endedAt = visit.lastAt;
  visit.microphone = { state: 'off', since: visit.lastAt };
  return visit;
}
