import type { Media } from './media.ts';
import type { Phrase } from './phrase.ts';
import type { Address, Finding, Microphone, ProxyKind, Tls } from './report.ts';
import type { Time, VoiceReason } from './vocabulary.ts';

/**
 * What is remembered of a visit: one site in one tab from navigation until it leaves. Holds what was seen, masked, and
 * no conclusion: service, operator, law and warnings are worked out anew whenever it is shown.
 */
export interface Visit {
  id: string;
  tabId: number;
  site: string;
  startedAt: Time;
  lastAt: Time;
  endedAt: Time | null;
  /** Null until the browser has said whether the window is private: until then nothing is kept. */
  private: boolean | null;
  because: VoiceReason[];
  /** Firefox's id of the container that the tab is in; lacks where it is in none, or none is known. */
  container?: string;
  microphone: Microphone;
  peerConnections: number;
  /** What the probe saw of the voice. Older visits lack it. */
  media?: Media;
  contacts: Record<string, Contact>;
  blindSpots: Record<string, { what: Phrase; host: string | null; count: number }>;
}

/** A host as seen from a visit. */
export interface Contact {
  host: string;
  schemes: string[];
  types: string[];
  /** Keys of self-hosted stacks recognised there, in the order in which they were seen. Older visits lack it. */
  stacks?: string[];
  addresses: Address[];
  /** How connections to it were encrypted, each way once. Older visits lack it, and those of Chromium. */
  tls?: Tls[];
  /** Kinds of proxies that it was reached through. Older visits lack it, and those of Chromium. */
  proxies?: ProxyKind[];
  requests: number;
  earlier: number;
  failed: number;
  bytesSent: number;
  unreadBodies: number;
  /** Answers that came, of whatever kind. */
  answered: number;
  /** Requests that never left, as far as the browser says: blocked, host unknown, connection refused. */
  neverLeft: number;
  /** WebSockets that requests showed; some of them the probe does not see. Older visits lack it. */
  sockets?: number;
  /** The browser turned http into https before anything was sent (HSTS). */
  upgraded: boolean;
  firstAt: Time;
  lastAt: Time;
  findings: Record<string, Finding>;
}

/**
 * What a visit can hold; what does not fit is counted and said. A real room stays far below these. At all of them at
 * once, a visit stays under a megabyte.
 */
export const visitLimits = {
  contacts: 500,
  findings: 2000,
  findingsPerContact: 200,
  addressesPerContact: 32,
  tlsPerContact: 8,
  blindSpots: 100,
} as const;
