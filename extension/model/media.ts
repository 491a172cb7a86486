import type { Address, Finding } from './report.ts';
import type { Time } from './vocabulary.ts';

/**
 * What was seen of the way the voice takes: the part of a visit that requests do not show. Holds no conclusion, no text
 * of a message and no readable address of a person; what follows from it is worked out by classify/voice whenever it is
 * shown. Everything is bounded (remember/media.ts); ids are `<frame>.<number>`, with `~<n>` behind them where the page of
 * that frame has gone.
 */
export interface Media {
  connections: Record<string, Connection>;
  sockets: Record<string, Socket>;
  /** How many WebSockets the probe saw to each host, those that are not kept included. */
  socketHosts: { host: string; sockets: number }[];
  uploads: Record<string, Upload>;
  captures: Capture[];
  /** Workers that the page started, by kind and host. */
  workers: { kind: 'dedicated' | 'shared'; host: string; firstAt: Time }[];
  /** `enumerateDevices` was called: labels and ids of the person's devices were in the page's hands. */
  devicesListed: boolean;
  /** Spans in which the microphone was on while the tab was hidden; the last may be open (`until` null). */
  hidden: { from: Time; until: Time | null }[];
}

export interface Connection {
  openedAt: Time;
  connectedAt: Time | null;
  closedAt: Time | null;
  lastAt: Time;
  iceServers: IceServer[];
  relayOnly: boolean;
  local: Description | null;
  remote: Description | null;
  candidates: { local: CandidateCounts; remote: CandidateCounts };
  pair: Pair | null;
  audio: MediaTotals;
  video: MediaTotals;
  /** TURN servers that gave it an address to relay from. Firefox does not say which did. */
  relays: string[];
  /** Of the data channels opened on it. */
  channels: { opened: number; sent: Traffic; received: Traffic; looked: number; whileTalking: Talk };
  /** Identifiers in what was handed to the other side: data channel messages and session descriptions. */
  findings: Record<string, Finding>;
}

export interface IceServer {
  scheme: 'stun' | 'stuns' | 'turn' | 'turns';
  host: string;
  port: number | null;
  transport: 'udp' | 'tcp' | null;
  /** Whether a user name goes with it. Its identifiers are findings of the host's contact. */
  named: boolean;
}

/** What a session description (RFC 8866) says of the end that wrote it. */
export interface Description {
  type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  /** `a=ice-lite` (RFC 8445 section 2.5): a server with a public address. Browsers never say so. */
  iceLite: boolean;
  setup: 'actpass' | 'active' | 'passive' | null;
  /** Media sections of audio, and those whose direction lets their writer send. */
  audio: { sections: number; sending: number; receiving: number };
  /** Distinct streams (`a=msid`) that the writer sends audio in; where it names none, its sources (SSRCs). */
  audioStreams: number;
  /** Whether they were named: sources are also set aside for people who are not there yet. */
  named: boolean;
  /** DTLS-SRTP (`a=fingerprint`, RFC 8122). */
  fingerprint: boolean;
  /** Who wrote it, where its shape says so: a key of classify/voice/agents.ts (`chromium`, `firefox`, `janus` …). */
  agent: string | null;
}

export interface CandidateCounts {
  host: number;
  /** Host candidates under a `.local` name (RFC 8828): the address itself is hidden. */
  mdns: number;
  srflx: number;
  prflx: number;
  relay: number;
}

export interface Pair {
  local: CandidateEnd;
  remote: CandidateEnd;
}

export interface CandidateEnd {
  type: 'host' | 'srflx' | 'prflx' | 'relay' | 'unknown';
  protocol: 'udp' | 'tcp' | 'unknown';
  relayProtocol: 'udp' | 'tcp' | 'tls' | null;
  /**
   * Where it is. The own end has none. The other end's IP address is whole only where it is a server's; a person's is
   * cut to its network (`203.0.113.0/24`, `2001:db8::/48`), with country and network still right.
   */
  address: Address | null;
  port: number | null;
}

export interface MediaTotals {
  /** Bytes since the connection was made. */
  sent: number;
  received: number;
  codecs: string[];
  senders: number;
  sendersTransformed: number;
  receivers: number;
  receiversTransformed: number;
}

export interface Traffic {
  texts: number;
  textBytes: number;
  binaries: number;
  binaryBytes: number;
}

/** A WebSocket or a WebTransport session that the probe saw. Its identifiers are findings of the host's contact. */
export interface Socket {
  kind: 'websocket' | 'web-transport';
  host: string;
  scheme: string;
  openedAt: Time;
  closedAt: Time | null;
  lastAt: Time;
  sent: Traffic;
  received: Traffic;
  /** Of `sent`: messages that were looked at. */
  looked: number;
  whileTalking: Talk;
  /** Media type of recorded sound that a message began with; null where none was seen. */
  sound: string | null;
}

/**
 * Of what was sent: binary messages and bytes while the microphone was on, and over how many milliseconds they came.
 * Of WebTransport a message is what the page wrote at once.
 */
export interface Talk {
  binaries: number;
  binaryBytes: number;
  span: number;
}

/** Bodies of sound, or of unknown bytes, that went to a host while something captured the microphone. By host. */
export interface Upload {
  host: string;
  scheme: string;
  requests: number;
  bytes: number;
  /** Media types as the page named them. */
  types: string[];
  firstAt: Time;
  lastAt: Time;
}

export interface Capture {
  how: 'media-recorder' | 'audio-worklet' | 'script-processor' | 'track-processor';
  type: string | null;
  live: boolean;
  firstAt: Time;
  /** Frame that captures. */
  frame: number;
}
