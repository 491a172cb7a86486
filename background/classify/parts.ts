import type { Observation } from '../../extension/model/observation.ts';
import type { Place } from '../../extension/model/vocabulary.ts';
import { type Span, utf8, wholeOf } from './leakage/bytes.ts';

/** A place of an observation that can carry identifiers. */
export interface Part extends Span {
  place: Place;
  /** Key or header name, where there is one. */
  key: string | null;
  /** What says what the value means: the key, or the segment before one of a path. */
  name: string | null;
  /** All of a value: coats that nothing announces are looked for in these only. */
  alone: boolean;
  /** The key is this value's own. */
  isValue: boolean;
}

export interface Parts {
  /** Null where the URL cannot be parsed; its text is then searched as a path. */
  host: string | null;
  /** `http`, `https`, `ws`, `wss`, `turn` …, or an empty string. */
  scheme: string;
  parts: Part[];
  /** Bytes of the body that were looked at. */
  bodyBytes: number;
  /** Why the body could not be read, or null. */
  unread: string | null;
  /** Something was longer or more than the limits below allow. */
  limitReached: boolean;
}

/** A query or form with more pairs than this is searched as one text. */
const maxPairs = 500;
const maxSegments = 200;
/** Bytes of one part that are looked at. */
const maxPartLength = 1 << 20;
const maxUrlLength = 1 << 16;

/** Headers in which browsers say nothing about the person that every request would not also say. */
const silentHeaders = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'host',
  'origin',
  'pragma',
  'te',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
]);

/**
 * Cuts an observation into the places that can carry identifiers. Never throws: what cannot be parsed is kept as text.
 */
export function partsOf(observation: Observation): Parts {
  const result: Parts = { host: null, scheme: '', parts: [], bodyBytes: 0, unread: null, limitReached: false };
  const { parts } = result;
  const url = parseUrl(observation.url);
  if (url) {
    result.host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '') || hostOfTurn(url);
    result.scheme = url.protocol.slice(0, -1);
  }
  switch (observation.what) {
    case 'request':
    case 'earlier':
      result.limitReached = observation.url.length > maxUrlLength;
      if (url) addUrl(url, parts);
      else parts.push(text('url.path', null, observation.url.slice(0, maxUrlLength)));
      if (observation.what === 'request') addBody(observation.body, result);
      break;
    case 'headers':
      for (const { name, value } of observation.headers.slice(0, maxPairs)) addHeader(name.toLowerCase(), value, parts);
      break;
    case 'frame':
      result.bodyBytes = observation.data.length;
      parts.push({ ...part('websocket', null, observation.data), alone: true });
      break;
    case 'turn':
      parts.push({ ...text('turn', 'username', observation.username), alone: true });
      break;
    case 'sdp':
      parts.push(text('sdp', null, observation.sdp));
      break;
  }
  for (const part of parts) {
    if (part.end <= maxPartLength) continue;
    part.end = maxPartLength;
    result.limitReached = true;
  }
  return result;
}

function part(place: Place, key: string | null, bytes: Uint8Array): Part {
  return { place, key, name: key, ...wholeOf(bytes), alone: false, isValue: false };
}

const text = (place: Place, key: string | null, value: string): Part => part(place, key, utf8(value));
/** A value under a key of its own. */
const value = (place: Place, key: string | null, content: string): Part => ({
  ...text(place, key, content),
  alone: true,
  isValue: key !== null,
});

function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/** `turn:host:port?transport=udp` (RFC 7065) has no slashes, and so no host in the eyes of URL parsers. */
function hostOfTurn({ protocol, pathname }: URL): string | null {
  if (!/^(?:turns?|stuns?):$/.test(protocol)) return null;
  return (
    /^(?:\[([\da-fA-F:.]+)\]|([^:?/]+))/
      .exec(pathname)
      ?.slice(1)
      .find((host) => host !== undefined)
      ?.toLowerCase() ?? null
  );
}

function addUrl(url: URL, parts: Part[]): void {
  const { hostname, pathname, search, hash, username, password } = url;
  if (hostname) {
    parts.push(text('url.host', null, hostname));
    for (const label of hostname.split('.')) if (label.length >= 8) parts.push(value('url.host', null, label));
  }
  if (pathname.length > 1) {
    const path = pathname.slice(0, maxUrlLength);
    parts.push(text('url.path', null, path));
    addSegments(path, parts);
  }
  if (search.length > 1) addPairs('url.query', search.slice(1, maxUrlLength), '&', parts);
  if (hash.length > 1) parts.push(value('url.fragment', null, hash.slice(1, maxUrlLength)));
  if (username) parts.push(text('url.host', 'userinfo', `${username}:${password}`));
}

/** The segment before one is its name: `/rooms/lotus`. */
function addSegments(path: string, parts: Part[]): void {
  const segments = path.split('/', maxSegments);
  for (const [i, segment] of segments.entries()) {
    const before = segments[i - 1] ?? '';
    if (segment.length < (before ? 1 : 8)) continue;
    const name = /^[A-Za-z][\w-]{1,30}$/.test(before) ? before.replace(/s$/i, '') : null;
    if (segment.length >= 8 || name !== null) parts.push({ ...value('url.path', null, segment), name });
  }
}

/** `a=1&b=2` and `a=1; b=2`: one part a pair, values left as they were sent. */
function addPairs(place: Place, pairs: string, separator: string, parts: Part[]): void {
  const list = pairs.split(separator, maxPairs + 1);
  if (list.length > maxPairs) {
    parts.push(text(place, null, pairs));
    return;
  }
  for (const pair of list) {
    const at = pair.indexOf('=');
    if (at < 0) parts.push(value(place, null, pair.trim()));
    else {
      parts.push(value(place, plainKey(pair.slice(0, at)), pair.slice(at + 1).trim()));
      // A key can be the identifier: `?mei.lin@example.org=1`.
      if (at >= 6) parts.push(text(place, null, pair.slice(0, at)));
    }
  }
}

function plainKey(key: string): string {
  try {
    return decodeURIComponent(key.trim());
  } catch {
    return key.trim();
  }
}

function addHeader(name: string, content: string, parts: Part[]): void {
  if (name === 'cookie') addPairs('cookie', content, ';', parts);
  else if (name === 'referer') addReferer(content, parts);
  else if (!silentHeaders.has(name) && !/^(sec-(?!websocket-protocol)|access-control-|if-)/.test(name)) {
    parts.push(value('header', name, content));
  }
}

/** The page's address: its parts, each at the place `referer`. */
function addReferer(content: string, parts: Part[]): void {
  const url = content.length <= maxUrlLength ? parseUrl(content) : null;
  if (!url) {
    parts.push(text('referer', null, content));
    return;
  }
  const inner: Part[] = [];
  addUrl(url, inner);
  for (const part of inner) parts.push({ ...part, place: 'referer' });
}

function addBody(body: Extract<Observation, { what: 'request' }>['body'], result: Parts): void {
  if (body.state === 'unread') result.unread = body.why;
  if (body.state === 'form') {
    const pairs = Object.entries(body.fields).flatMap(([key, values]) => values.map((content) => ({ key, content })));
    if (pairs.length > maxPairs) {
      result.parts.push(text('body', null, pairs.map(({ key, content }) => `${key}=${content}`).join('&')));
    } else {
      for (const { key, content } of pairs) {
        result.parts.push(value('body', key, content));
        if (key.length >= 6) result.parts.push(text('body', null, key));
      }
    }
    for (const { key, content } of pairs) result.bodyBytes += key.length + content.length;
  }
  if (body.state === 'raw' && body.bytes.length > 0) {
    result.bodyBytes = body.bytes.length;
    result.limitReached ||= body.cut;
    result.parts.push({ ...part('body', null, body.bytes), alone: true });
  }
}
