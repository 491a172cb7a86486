import * as v from 'valibot';
import type { FiredWarning, KeptVisit } from './history.ts';
import type { Capture, Connection, Media, Socket, Upload } from './media.ts';
import type { Phrase, PhraseValue } from './phrase.ts';
import type { Address, Finding, Microphone, ProxyKind, Tls } from './report.ts';
import { presets } from './settings.ts';
import { type Contact, type Visit, visitLimits } from './visit.ts';
import {
  certainties,
  confidences,
  findingBases,
  identifierKinds,
  places,
  severities,
  type VoiceReason,
} from './vocabulary.ts';

/**
 * The form of a visit that comes from a file. Whoever wrote the file may have meant ill: every text and list has a
 * bound, and a name that would be more than a name to a program is refused.
 */

const text = (most = 300) => v.pipe(v.string(), v.maxLength(most));
/** A host, as browsers write it: in ASCII, but for the dots of a value that it bore. Others could turn a sentence round. */
const ofHost = /^[\x20-\x7e•]*$/;
const name = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(300),
  v.regex(ofHost),
  v.check((it) => it !== '__proto__'),
);
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
/** To the end of the year 9999: later ones have no form of four digits, and much later ones are no date. */
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(253_402_300_799_999));
const list = <const T extends v.GenericSchema>(one: T, most = 100) => v.pipe(v.array(one), v.maxLength(most));
const record = <const T extends v.GenericSchema>(one: T, most: number) =>
  v.pipe(
    v.record(text(1000), one),
    v.check((it) => Object.keys(it).length <= most && !Object.hasOwn(it, '__proto__')),
  );

const phraseValue: v.GenericSchema<unknown, PhraseValue> = v.union([
  text(1000),
  v.number(),
  v.object({ country: text(8), inSentence: v.exactOptional(v.literal(true)) }),
  v.object({ seconds: v.pipe(count, v.maxValue(1e9)) }),
  v.object({ message: text(80), values: v.exactOptional(v.lazy(() => list(phraseValue, 20))) }),
  v.object({ list: v.lazy(() => list(phraseValue, 500)) }),
]);

export const phrase: v.GenericSchema<unknown, Phrase> = v.object({
  key: text(80),
  values: v.exactOptional(list(phraseValue, 20)),
  count: v.exactOptional(v.number()),
});

export const address: v.GenericSchema<unknown, Address> = v.object({
  ip: text(80),
  network: v.nullable(v.object({ asn: count, name: text(), operator: v.nullable(text()) })),
  location: v.object({
    country: v.nullable(text(8)),
    certainty: v.picklist(['certain', 'uncertain', 'anycast', 'special', 'unknown']),
    candidates: list(text(8)),
    note: v.nullable(text()),
  }),
});

/** Of a found value: 32 hex digits, see `Finding`. */
export const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

export const finding: v.GenericSchema<unknown, Finding> = v.object({
  kind: v.picklist(identifierKinds),
  masked: text(500),
  digest,
  place: v.picklist(places),
  key: v.nullable(text(1000)),
  encoding: list(text(40), 40),
  confidence: v.picklist(confidences),
  basis: v.picklist(findingBases),
  firstParty: v.boolean(),
  onTheWire: v.boolean(),
  count,
  firstAt: time,
  lastAt: time,
});

export const tls: v.GenericSchema<unknown, Tls> = v.object({
  version: text(40),
  cipher: text(80),
  weak: v.boolean(),
  certificate: v.picklist(['public', 'added', 'nobody']),
});

const proxyKinds = ['http', 'socks', 'other'] as const;
export const proxies: v.GenericSchema<unknown, ProxyKind[]> = list(v.picklist(proxyKinds), proxyKinds.length);

export const container = v.pipe(v.string(), v.regex(/^firefox-container-\d{1,10}$/));

const findings = record(finding, visitLimits.findingsPerContact);

export const contact: v.GenericSchema<unknown, Contact> = v.object({
  host: name,
  schemes: list(text(40)),
  types: list(text(40)),
  stacks: v.exactOptional(list(text(80))),
  addresses: list(address, visitLimits.addressesPerContact),
  tls: v.exactOptional(list(tls, visitLimits.tlsPerContact)),
  proxies: v.exactOptional(proxies),
  requests: count,
  earlier: count,
  failed: count,
  bytesSent: count,
  unreadBodies: count,
  sockets: v.exactOptional(count),
  answered: count,
  neverLeft: count,
  upgraded: v.boolean(),
  firstAt: time,
  lastAt: time,
  findings,
});

const traffic = v.object({ texts: count, textBytes: count, binaries: count, binaryBytes: count });
const talk = v.object({ binaries: count, binaryBytes: count, span: count });
const transport = v.picklist(['udp', 'tcp', 'unknown']);

const candidateEnd = v.object({
  type: v.picklist(['host', 'srflx', 'prflx', 'relay', 'unknown']),
  protocol: transport,
  relayProtocol: v.nullable(v.picklist(['udp', 'tcp', 'tls'])),
  address: v.nullable(address),
  port: v.nullable(count),
});

const candidates = v.object({ host: count, mdns: count, srflx: count, prflx: count, relay: count });

const description = v.object({
  type: v.picklist(['offer', 'answer', 'pranswer', 'rollback']),
  iceLite: v.boolean(),
  setup: v.nullable(v.picklist(['actpass', 'active', 'passive'])),
  audio: v.object({ sections: count, sending: count, receiving: count }),
  audioStreams: count,
  named: v.boolean(),
  fingerprint: v.boolean(),
  agent: v.nullable(text()),
});

const totals = v.object({
  sent: count,
  received: count,
  codecs: list(text(80)),
  senders: count,
  sendersTransformed: count,
  receivers: count,
  receiversTransformed: count,
});

const connection: v.GenericSchema<unknown, Connection> = v.object({
  openedAt: time,
  connectedAt: v.nullable(time),
  closedAt: v.nullable(time),
  lastAt: time,
  iceServers: list(
    v.object({
      scheme: v.picklist(['stun', 'stuns', 'turn', 'turns']),
      host: name,
      port: v.nullable(count),
      transport: v.nullable(v.picklist(['udp', 'tcp'])),
      named: v.boolean(),
    }),
  ),
  relayOnly: v.boolean(),
  local: v.nullable(description),
  remote: v.nullable(description),
  candidates: v.object({ local: candidates, remote: candidates }),
  pair: v.nullable(v.object({ local: candidateEnd, remote: candidateEnd })),
  audio: totals,
  video: totals,
  relays: list(name, 1000),
  channels: v.object({ opened: count, sent: traffic, received: traffic, looked: count, whileTalking: talk }),
  findings,
});

const socket: v.GenericSchema<unknown, Socket> = v.object({
  kind: v.picklist(['websocket', 'web-transport']),
  host: name,
  scheme: text(40),
  openedAt: time,
  closedAt: v.nullable(time),
  lastAt: time,
  sent: traffic,
  received: traffic,
  looked: count,
  whileTalking: talk,
  sound: v.nullable(text()),
});

const upload: v.GenericSchema<unknown, Upload> = v.object({
  host: name,
  scheme: text(40),
  requests: count,
  bytes: count,
  types: list(text()),
  firstAt: time,
  lastAt: time,
});

const capture: v.GenericSchema<unknown, Capture> = v.object({
  how: v.picklist(['media-recorder', 'audio-worklet', 'script-processor', 'track-processor']),
  type: v.nullable(text()),
  live: v.boolean(),
  firstAt: time,
  frame: count,
});

const media: v.GenericSchema<unknown, Media> = v.object({
  connections: record(connection, 1000),
  sockets: record(socket, 1000),
  socketHosts: list(v.object({ host: name, sockets: count }), 1000),
  uploads: record(upload, 1000),
  captures: list(capture, 1000),
  workers: list(v.object({ kind: v.picklist(['dedicated', 'shared']), host: text(), firstAt: time }), 1000),
  devicesListed: v.boolean(),
  hidden: list(v.object({ from: time, until: v.nullable(time) }), 10_000),
});

export const microphone: v.GenericSchema<unknown, Microphone> = v.object({
  state: v.picklist(['on', 'off', 'not-seen']),
  since: v.nullable(time),
});

const reasons = ['audio-chat-site', 'rtc-provider', 'microphone', 'peer-connection'] as const;
export const because: v.GenericSchema<unknown, VoiceReason[]> = list(v.picklist(reasons), reasons.length);

/** A visit as it was seen; that its tab is gone and that it was not private goes without saying. */
export const visit: v.GenericSchema<unknown, Visit> = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/)),
    site: v.pipe(text(260), v.regex(ofHost)),
    startedAt: time,
    lastAt: time,
    endedAt: v.nullable(time),
    because,
    container: v.exactOptional(container),
    microphone,
    peerConnections: count,
    media: v.exactOptional(media),
    contacts: record(contact, visitLimits.contacts),
    blindSpots: record(v.object({ what: phrase, host: v.nullable(text()), count }), visitLimits.blindSpots),
  }),
  v.check(({ contacts }) => Object.entries(contacts).every(([host, one]) => one.host === host)),
  v.transform((it): Visit => ({ ...it, tabId: -1, private: false })),
);

export const fired: v.GenericSchema<unknown, FiredWarning> = v.object({
  rule: text(80),
  severity: v.picklist(severities),
  title: phrase,
  detail: phrase,
  party: name,
  hosts: list(text(), visitLimits.contacts),
  count,
  laws: list(
    v.object({
      regime: text(120),
      through: v.picklist(['server', 'network', 'operator', 'parent']),
      certainty: v.picklist(certainties),
    }),
    500,
  ),
  shields: v.exactOptional(list(text(120), 500)),
  notes: v.exactOptional(list(v.object({ what: phrase, sources: list(text(1000), 20) }), 20)),
  advice: list(phrase),
  basis: list(phrase),
  kinds: list(v.picklist(identifierKinds)),
  at: time,
  catalogue: v.nullable(text(40)),
  preset: v.picklist(presets),
});

/** Fingerprint of an install's key: 16 hex digits, see background/remember/secret.ts. */
export const installKey = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/** A visit of an import. When it was imported before, and by what, is not asked for. */
const importable: v.GenericSchema<unknown, KeptVisit> = v.object({
  visit,
  fired: list(fired, visitLimits.contacts),
  imported: v.optional(v.nullable(v.object({ at: time, by: text(), key: v.exactOptional(installKey) })), null),
});

/** @returns the visit, or where in it and why it has not the right form: `visit.contacts.a.example.requests: …` */
export function readKeptVisit(value: unknown): { kept: KeptVisit } | { wrong: string } {
  const read = v.safeParse(importable, value, { abortEarly: true });
  if (read.success) return { kept: read.output };
  const [issue] = read.issues;
  return { wrong: `${v.getDotPath(issue) ?? ''}: ${issue.message}` };
}
