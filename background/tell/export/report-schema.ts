import * as v from 'valibot';
import {
  address,
  because,
  container,
  finding,
  microphone,
  phrase,
  proxies,
  tls,
} from '../../../extension/model/kept-visit.ts';
import type {
  BlindSpot,
  DataState,
  Destination,
  Exposure,
  Law,
  Operator,
  Party,
  Seat,
  VoiceLeg,
  VoicePath,
  Warning,
} from '../../../extension/model/report.ts';
import { certainties, identifierKinds, severities } from '../../../extension/model/vocabulary.ts';
import type { Conclusion } from './exported.ts';

/** The form of what an export concludes. It is read by others, never taken into a history. */

const text = v.string();
const count = v.number();
const time = v.number();
const country = v.string();
const texts = v.array(text);
const phrases = v.array(phrase);
const certainty = v.picklist(certainties);
const severity = v.picklist(severities);
const relations = ['first-party', 'works-for-site', 'third-party'] as const;
const through = v.picklist(['server', 'network', 'operator', 'parent']);
const wellKnown = v.exactOptional(v.literal(true));

export const routes = ['peer-to-peer', 'media-server', 'websocket', 'web-transport', 'upload', 'unknown'] as const;
export const encryptions = ['end-to-end-seen', 'peer-to-peer', 'not-seen', 'none', 'unknown'] as const;

const leg: v.GenericSchema<unknown, VoiceLeg> = v.object({
  id: text,
  route: v.picklist(routes),
  encryption: v.picklist(encryptions),
  party: v.nullable(text),
  host: v.nullable(text),
  address: v.nullable(address),
  relay: v.nullable(
    v.object({ host: text, party: v.nullable(text), transport: v.nullable(v.picklist(['udp', 'tcp', 'tls'])) }),
  ),
  streams: count,
  transport: v.picklist(['udp', 'tcp', 'unknown']),
  codecs: texts,
  bytesSent: count,
  bytesReceived: count,
  since: time,
  until: v.nullable(time),
  certainty,
  basis: phrases,
});

const voice: v.GenericSchema<unknown, VoicePath> = v.object({
  route: v.picklist(routes),
  encryption: v.picklist(encryptions),
  peerConnections: count,
  certainty,
  basis: phrases,
  legs: v.array(leg),
});

const notes = v.exactOptional(v.array(v.object({ what: phrase, sources: texts })));

const evidence = v.object({ host: text, scheme: text, finding });

const warning: v.GenericSchema<unknown, Warning> = v.object({
  rule: text,
  severity,
  title: phrase,
  detail: phrase,
  party: text,
  hosts: texts,
  count,
  evidence: v.array(evidence),
  laws: v.array(v.object({ regime: text, through, certainty })),
  shields: v.exactOptional(texts),
  notes,
  advice: phrases,
  basis: phrases,
});

const learnt = v.exactOptional(v.picklist(['on-the-wire', 'plain', 'encoded', 'hashed']));

const party: v.GenericSchema<unknown, Party> = v.object({
  id: text,
  name: text,
  relation: v.picklist([...relations, 'wire', 'peers']),
  ring: v.picklist(['hears', 'knows', 'contacted']),
  countries: v.array(country),
  voice: v.picklist(['yes', 'likely', 'no', 'unknown']),
  voiceBasis: phrase,
  learns: v.object(v.entriesFromList(identifierKinds, learnt)),
  address: v.boolean(),
  severity,
  people: v.exactOptional(v.nullable(count)),
  notes,
  hosts: texts,
});

const seat: v.GenericSchema<unknown, Seat> = v.object({
  country,
  note: v.nullable(text),
  certainty,
  wellKnown,
  source: text,
});
const seats = v.array(seat);

const operator: v.GenericSchema<unknown, Operator> = v.object({
  id: text,
  name: text,
  seats,
  parent: v.nullable(v.object({ id: text, name: text, seats })),
  certainty,
  wellKnown,
  source: text,
});

const exposure: v.GenericSchema<unknown, Exposure> = v.object({
  jurisdiction: country,
  through,
  certainty,
  regimes: texts,
});

const destination: v.GenericSchema<unknown, Destination> = v.object({
  host: text,
  registrableDomain: v.nullable(text),
  party: text,
  relation: v.picklist(relations),
  service: v.nullable(
    v.object({ id: text, name: text, role: text, since: v.nullable(text), certainty, wellKnown, source: text }),
  ),
  stack: v.nullable(v.object({ id: text, name: text, role: text, source: text })),
  operator: v.nullable(operator),
  addresses: v.array(address),
  tls: v.exactOptional(v.array(tls)),
  proxies: v.exactOptional(proxies),
  exposures: v.array(exposure),
  findings: v.array(finding),
  requests: count,
  bytesSent: count,
  failed: count,
  reached: v.boolean(),
  unreadBodies: count,
  schemes: texts,
  types: texts,
  earlier: count,
  firstAt: time,
  lastAt: time,
});

const blindSpot: v.GenericSchema<unknown, BlindSpot> = v.object({ what: phrase, host: v.nullable(text), count });

export const conclusion: v.GenericSchema<unknown, Conclusion> = v.object({
  schema: v.literal(1),
  visit: v.object({
    id: text,
    site: text,
    startedAt: time,
    lastAt: time,
    ended: v.boolean(),
    private: v.boolean(),
    because,
    container: v.exactOptional(container),
  }),
  microphone,
  voice,
  verdict: v.object({ severity, headline: phrase, details: phrases }),
  warnings: v.array(warning),
  parties: v.array(party),
  destinations: v.array(destination),
  blindSpots: v.array(blindSpot),
});

export const law: v.GenericSchema<unknown, Law> = v.object({
  id: text,
  jurisdiction: country,
  name: text,
  originalName: v.nullable(text),
  articles: texts,
  year: text,
  plain: text,
  status: text,
  role: text,
  inForce: v.picklist(['yes', 'partly', 'no', 'unknown']),
  binds: v.exactOptional(v.literal('carriers')),
  properties: v.record(text, text),
  certainty,
  sources: texts,
  checked: v.object({ date: text, depth: text, note: v.nullable(text) }),
  caution: v.nullable(text),
  counterView: v.nullable(text),
});

export const dataState: v.GenericSchema<unknown, DataState> = v.object({
  catalogue: v.nullable(v.object({ date: text })),
  networks: v.nullable(v.object({ date: text, sources: v.array(v.object({ name: text, licence: text, link: text })) })),
  problems: phrases,
});
