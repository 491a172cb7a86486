import type { Time } from './vocabulary.ts';

/**
 * One thing that the page sent or opened. A request yields several: its URL and body when it starts, its headers when
 * they are sent, its address when the answer begins. Each stands alone, so that none is lost when the worker dies
 * between two of them.
 */
export type Observation = RequestStarted | HeadersSent | ResponseStarted | RequestFailed | EarlierRequest;

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
  ip: string | null;
}

export interface RequestFailed extends Sent {
  what: 'failure';
  ip: string | null;
  error: string;
}

/** Fetched before the visit was known to be a voice visit: read from Resource Timing, so URL and time only. */
export interface EarlierRequest extends Sent {
  what: 'earlier';
}

/** A request body as far as the browser showed it. `unread` is not `none`. */
export type Body =
  | { state: 'none' }
  | { state: 'form'; fields: Record<string, string[]> }
  | { state: 'raw'; bytes: Uint8Array; cut: boolean }
  | { state: 'unread'; why: string };
