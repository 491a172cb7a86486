import type { ProxyKind, Tls } from './report.ts';
import type { Time } from './vocabulary.ts';

/**
 * One thing that the page sent or opened. A request yields several: its URL and body when it starts, its headers when
 * they are sent, its address when the answer begins. Each stands alone, so that none is lost when the worker dies
 * between two of them.
 */
export type Observation =
  | RequestStarted
  | HeadersSent
  | ResponseStarted
  | ConnectionSeen
  | RequestFailed
  | EarlierRequest
  | FrameSent
  | BodySeen
  | DataSent
  | IceServerAsked
  | SdpSent;

interface Sent {
  url: string;
  at: Time;
  /** The browser's name for the kind of request: `xmlhttprequest`, `websocket`, `ping` … */
  type: string;
}

export interface RequestStarted extends Sent {
  what: 'request';
  method: string;
  body: Body;
}

export interface HeadersSent extends Sent {
  what: 'headers';
  headers: { name: string; value: string }[];
}

export interface ResponseStarted extends Sent {
  what: 'response';
  /** The server's; null where the browser does not know it, as behind most proxies. */
  ip: string | null;
  /** What it was reached through; null also where the browser does not tell (Chromium). */
  proxy: ProxyKind | null;
  /** Where it redirects to, or null. Without an address, the browser itself redirected, and nothing had been sent. */
  to: string | null;
}

/** By what connection an answer came. Firefox only. */
export interface ConnectionSeen extends Sent {
  what: 'connection';
  tls: Tls;
}

export interface RequestFailed extends Sent {
  what: 'failure';
  /** As for a response. */
  ip: string | null;
  error: string;
}

/** Fetched before the visit was known to be a voice visit: read from Resource Timing, so URL and time only. */
export interface EarlierRequest extends Sent {
  what: 'earlier';
}

/** What the page sent through a WebSocket, or wrote into a WebTransport session (`type` is `webtransport`). */
export interface FrameSent extends Sent {
  what: 'frame';
  /** RFC 6455 section 5.2: 1 for text, 2 for bytes, as all of WebTransport is. */
  opcode: 1 | 2;
  /** A text message as UTF-8. */
  data: Uint8Array;
}

/** A body that the browser did not show with its request: a Blob or a stream. */
export interface BodySeen extends Sent {
  what: 'body';
  bytes: Uint8Array;
  cut: boolean;
}

/** A message that the page sent through a data channel; `url` names no host, for who is at the other end is not known here. */
export interface DataSent extends Sent {
  what: 'data';
  data: Uint8Array;
}

/**
 * A STUN or TURN server that a peer connection of the page asks for its addresses: `url` is `turn:host:port` (RFC 7065).
 * A user name goes there as it is; null for STUN.
 */
export interface IceServerAsked extends Sent {
  what: 'turn';
  username: string | null;
}

/** A session description that the page made (RFC 8866), or lines of one; `url` names no host. */
export interface SdpSent extends Sent {
  what: 'sdp';
  sdp: string;
}

/** A request body as far as the browser showed it. `unread` is not `none`. */
export type Body =
  | { state: 'none' }
  | { state: 'form'; fields: Record<string, string[]> }
  | { state: 'raw'; bytes: Uint8Array; cut: boolean }
  | { state: 'unread'; why: string };
