import type { Phrase } from './phrase.ts';
import type {
  Certainty,
  Confidence,
  Country,
  FindingBasis,
  IdentifierKind,
  Place,
  Relation,
  Ring,
  Severity,
  Time,
  VoiceReason,
} from './vocabulary.ts';

/** All that the popup shows for a visit, and all that an export of it contains. Holds no readable identifier. */
export interface SiteReport {
  schema: 1;
  visit: {
    id: string;
    /** Registrable domain of the page, or its host where it has none. */
    site: string;
    startedAt: Time;
    lastAt: Time;
    ended: boolean;
    /** In a private window: shown while it is open, never kept. */
    private: boolean;
    because: VoiceReason[];
    /** Firefox's id of the container that the tab is in, `firefox-container-2`; lacks where it is in none. */
    container?: string;
  };
  microphone: Microphone;
  voice: VoicePath;
  verdict: Verdict;
  warnings: Warning[];
  parties: Party[];
  destinations: Destination[];
  /** Every law that a warning or an exposure of this report names, by regime id. */
  laws: Record<string, Law>;
  /** What Earshot could not read or keep: never passed off as clean. */
  blindSpots: BlindSpot[];
  data: DataState;
}

export interface Microphone {
  /** `not-seen`: no page script asked for it while Earshot watched. */
  state: 'on' | 'off' | 'not-seen';
  since: Time | null;
}

/** How the voice leaves. Concluded by rules; every part can be unknown. */
export interface VoicePath {
  /** Of the leg that carries most of the voice. */
  route: Route;
  /** The weakest of the legs that carry voice. */
  encryption: Encryption;
  peerConnections: number;
  certainty: Certainty;
  /** How this was concluded. */
  basis: Phrase[];
  /** Every way that voice takes, or likely takes; the one that carries most first. Empty where none was seen. */
  legs: VoiceLeg[];
}

export type Route = 'peer-to-peer' | 'media-server' | 'websocket' | 'web-transport' | 'upload' | 'unknown';

/**
 * `end-to-end-seen`: a transform runs on every audio sender; how it keeps its keys was not seen. `peer-to-peer`: DTLS-SRTP
 * between two browsers (RFC 5764), with keys that only the signalling server vouches for. `not-seen`: encrypted on the
 * way at most, so whoever is at the other end hears. `none`: not even on the way.
 */
export type Encryption = 'end-to-end-seen' | 'peer-to-peer' | 'not-seen' | 'none' | 'unknown';

/** One way that voice takes. */
export interface VoiceLeg {
  id: string;
  route: Route;
  encryption: Encryption;
  /** Party at the other end; `peers` for people; null where it is not known. */
  party: string | null;
  /** Host or IP address at the other end; null for people and where it is not known. */
  host: string | null;
  /** Where the other end is. */
  address: Address | null;
  /** Whose TURN server passes it on, where one does: it sees who talks to whom, and when, not what is said. */
  relay: { host: string; party: string | null; transport: 'udp' | 'tcp' | 'tls' | null } | null;
  /** Streams of audio that came from the other end: as many people, at most, as are heard from there. */
  streams: number;
  transport: 'udp' | 'tcp' | 'unknown';
  codecs: string[];
  bytesSent: number;
  bytesReceived: number;
  since: Time;
  /** Null while it is open. */
  until: Time | null;
  certainty: Certainty;
  /** How each of these was concluded. */
  basis: Phrase[];
}

export interface Verdict {
  severity: Severity;
  headline: Phrase;
  details: Phrase[];
}

/** A company (or the site, "your network", the people in the call) and what it learns. One row of the table, one dot on the rings. */
export interface Party {
  /** Operator id, or the registrable domain where the operator is unknown, or `wire`, or `peers`. */
  id: string;
  name: string;
  relation: Relation | 'wire' | 'peers';
  /** Of `peers`: how many voices came from them; null where it was not seen. */
  people?: number | null;
  ring: Ring;
  /** Where it and its parent have their seats; several seats are several entries. */
  countries: Country[];
  voice: 'yes' | 'likely' | 'no' | 'unknown';
  voiceBasis: Phrase;
  learns: Partial<Record<IdentifierKind, Learnt>>;
  /** Whether it sees the address the person connects from. */
  address: boolean;
  severity: Severity;
  hosts: string[];
}

/** In what form an identifier reached a party; the most readable form counts. */
export type Learnt = 'on-the-wire' | 'plain' | 'encoded' | 'hashed';

/** A host seen from the visit. */
export interface Destination {
  host: string;
  registrableDomain: string | null;
  party: string;
  relation: Relation;
  service: {
    id: string;
    name: string;
    role: string;
    since: string | null;
    certainty: Certainty;
    wellKnown?: true;
    source: string;
  } | null;
  /**
   * Self-hosted software, recognised by the shape of the requests. Who runs it does not follow from it: the site where
   * the host is its own, else whoever has the host's registrable domain.
   */
  stack: { id: string; name: string; role: string; source: string } | null;
  operator: Operator | null;
  addresses: Address[];
  /** How the connections to it were encrypted, each way once. Lacks where the browser does not tell (Chromium). */
  tls?: Tls[];
  /** Kinds of proxies that it was reached through. Lacks where there was none, or the browser does not tell (Chromium). */
  proxies?: ProxyKind[];
  exposures: Exposure[];
  findings: Finding[];
  requests: number;
  /** Bytes of request bodies that were readable. */
  bytesSent: number;
  failed: number;
  /** False where every request failed before it left, as far as the browser says: then nobody there learnt anything. */
  reached: boolean;
  /** Requests whose body the browser did not show. */
  unreadBodies: number;
  /** `http`, `https`, `ws`, `wss`: what it was contacted by. */
  schemes: string[];
  types: string[];
  /** Requests known from the page's Resource Timing only: address and time, no headers, no body. */
  earlier: number;
  firstAt: Time;
  lastAt: Time;
}

/** How a connection was encrypted (RFC 8446, RFC 5246), as the browser says. */
export interface Tls {
  /** As the browser names it: `TLSv1.3`. */
  version: string;
  /** IANA's name of the cipher suite. */
  cipher: string;
  /** The version is older than 1.2 (RFC 8996), or the browser itself calls the cipher weak or broken. */
  weak: boolean;
  /**
   * Who vouches for the server: an authority that comes with the browser, one that was added to browser or system, or
   * nobody that the browser trusts, and an exception was made.
   */
  certificate: 'public' | 'added' | 'nobody';
}

/** `http`: the browser names a host and the proxy does the rest. `other`: a kind that Earshot does not know. */
export type ProxyKind = 'http' | 'socks' | 'other';

export interface Operator {
  id: string;
  name: string;
  seats: Seat[];
  parent: { id: string; name: string; seats: Seat[] } | null;
  certainty: Certainty;
  /** Beyond doubt for the trade, but not read again for the catalogue; `certainty` is then medium. */
  wellKnown?: true;
  source: string;
}

/** A seat of a company. A company with two seats has two of these. */
export interface Seat {
  country: Country;
  /** What the seat is, where there is more than one, or until when the fact holds. */
  note: string | null;
  certainty: Certainty;
  /** As for the operator. */
  wellKnown?: true;
  source: string;
}

export interface Address {
  ip: string;
  network: { asn: number; name: string; operator: string | null } | null;
  location: Location;
}

export interface Location {
  country: Country | null;
  certainty: 'certain' | 'uncertain' | 'anycast' | 'special' | 'unknown';
  candidates: Country[];
  /** For `special`: which range (loopback, private, link-local …). For `unknown`: why. */
  note: string | null;
}

/** A jurisdiction that reaches a destination. */
export interface Exposure {
  jurisdiction: Country;
  through: 'server' | 'network' | 'operator' | 'parent';
  certainty: Certainty;
  /** Ids of powers and duties in force. */
  regimes: string[];
}

/** One identifier at one place of one destination, however often it was sent. */
export interface Finding {
  kind: IdentifierKind;
  masked: string;
  /** HMAC-SHA-256 of the value under the install's own key, hex, cut to 32 digits. */
  digest: string;
  place: Place;
  key: string | null;
  /** Coats from the outermost in: `json`, `base64`, `jwt` …; empty for plain. */
  encoding: string[];
  confidence: Confidence;
  basis: FindingBasis;
  firstParty: boolean;
  /** Left without transport encryption. */
  onTheWire: boolean;
  count: number;
  firstAt: Time;
  lastAt: Time;
}

export interface Warning {
  rule: string;
  severity: Severity;
  title: Phrase;
  detail: Phrase;
  party: string;
  hosts: string[];
  count: number;
  evidence: Evidence[];
  /** Laws that bear on this warning, heaviest first. */
  laws: { regime: string; through: Exposure['through']; certainty: Certainty }[];
  /** Ids of laws that stand in the way of those, where the person's concern asks for them. */
  shields?: string[];
  advice: Phrase[];
  /** How Earshot knows. */
  basis: Phrase[];
  /** What else is good to know of it, each with its public sources. */
  notes?: { what: Phrase; sources: string[] }[];
}

export interface Evidence {
  /** Empty for people in the call. */
  host: string;
  scheme: string;
  finding: Finding;
}

/** One regime as shown: the catalogue's entry, joined with its jurisdiction. */
export interface Law {
  id: string;
  jurisdiction: Country;
  name: string;
  originalName: string | null;
  articles: string[];
  year: string;
  plain: string;
  status: string;
  role: string;
  inForce: 'yes' | 'partly' | 'no' | 'unknown';
  /** `carriers`: telecommunications carriers only, and nobody else who carries voice. */
  binds?: 'carriers';
  properties: Record<string, string>;
  certainty: Certainty;
  sources: string[];
  checked: { date: string; depth: string; note: string | null };
  caution: string | null;
  counterView: string | null;
}

export interface BlindSpot {
  what: Phrase;
  host: string | null;
  count: number;
}

export interface DataState {
  catalogue: { date: string } | null;
  networks: { date: string; sources: { name: string; licence: string; link: string }[] } | null;
  problems: Phrase[];
}
