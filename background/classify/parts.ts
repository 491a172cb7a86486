import type { Observation } from '../../extension/model/observation.ts';
import type { Place } from '../../extension/model/vocabulary.ts';
import { type Span, utf8 } from './leakage/bytes.ts';
import { headerIn } from './leakage/header.ts';
import { fragmentsOf, withoutFragments } from './voice/sdp.ts';

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

/** Key of a part that is sent in clear with every connectivity check of ICE (RFC 8445, section 7.2.2). */
export const iceFragment = 'ice-ufrag';

/** A query or form with more pairs than this is searched as one text. */
const maxPairs = 500;
const maxSegments = 200;
/** Bytes of one part that are looked at. */
const maxPartLength = 1 << 20;
const maxUrlLength = 1 << 16;
/** Characters of a name that the DNS can know (RFC 1035, 2.3.4). Browsers let a page ask for longer ones. */
const longestHost = 253;

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
    result.host = hostIn(url) ?? hostOfTurn(url);
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
      addBytes(observation.type === 'webtransport' ? 'web-transport' : 'websocket', observation.data, parts);
      break;
    case 'body':
      addBody({ state: 'raw', bytes: observation.bytes, cut: observation.cut }, result);
      break;
    case 'data':
      result.bodyBytes = observation.data.length;
      addBytes('data-channel', observation.data, parts);
      break;
    case 'turn':
      if (observation.username !== null) parts.push({ ...text('turn', 'username', observation.username), alone: true });
      break;
    case 'sdp':
      parts.push(text('sdp', null, withoutFragments(observation.sdp)));
      for (const fragment of fragmentsOf(observation.sdp)) parts.push(value('sdp', iceFragment, utf8(fragment)));
      break;
  }
  for (const one of parts) {
    if (one.end - one.start <= maxPartLength) continue;
    one.end = one.start + maxPartLength;
    result.limitReached = true;
  }
  return result;
}

function part(place: Place, key: string | null, bytes: Uint8Array, start = 0, end = bytes.length): Part {
  return { place, key, name: key, bytes, start, end, alone: false, isValue: false };
}

const text = (place: Place, key: string | null, content: string): Part => part(place, key, utf8(content));

/** A value under a key of its own, or under none. */
function value(place: Place, key: string | null, bytes: Uint8Array, start = 0, end = bytes.length): Part {
  return { place, key, name: key, bytes, start, end, alone: true, isValue: key !== null };
}

function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

/** The host as Earshot writes it; null where the URL has none, or one that nobody can have. */
export function hostIn({ hostname }: URL): string | null {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return host === '' || host.length > longestHost ? null : host;
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

/** An address is ASCII all over, once it is parsed: its parts are stretches of one encoding, and nothing is copied. */
function addUrl({ href, host, hostname, pathname, username, password }: URL, parts: Part[]): void {
  const bytes = utf8(href);
  const hash = href.indexOf('#');
  const hashAt = hash < 0 ? href.length : hash;
  const query = href.indexOf('?');
  const queryAt = query < 0 || query > hashAt ? hashAt : query;
  const pathAt = queryAt - pathname.length;
  if (hostname) {
    const hostAt = pathAt - host.length;
    parts.push(part('url.host', null, bytes, hostAt, hostAt + hostname.length));
    for (const [from, to] of cut(href, '.', hostAt, hostAt + hostname.length)) {
      if (to - from >= 8) parts.push(value('url.host', null, bytes, from, to));
    }
  }
  if (pathname.length > 1) {
    const end = Math.min(queryAt, pathAt + maxUrlLength);
    parts.push(part('url.path', null, bytes, pathAt, end));
    addSegments(href, bytes, pathAt, end, parts);
  }
  if (hashAt > queryAt + 1)
    addPairs('url.query', href, bytes, queryAt + 1, Math.min(hashAt, queryAt + maxUrlLength), parts);
  if (href.length > hashAt + 1) {
    parts.push(value('url.fragment', null, bytes, hashAt + 1, Math.min(href.length, hashAt + maxUrlLength)));
  }
  if (username) parts.push(text('url.host', 'userinfo', `${username}:${password}`));
}

/** Where the pieces of a text between separators begin and end. */
function cut(content: string, separator: string, start: number, end: number, most = maxSegments): [number, number][] {
  const pieces: [number, number][] = [];
  for (let from = start; from <= end && pieces.length < most; ) {
    const next = content.indexOf(separator, from);
    const to = next < 0 || next > end ? end : next;
    pieces.push([from, to]);
    from = to + 1;
  }
  return pieces;
}

/** The segment before one is its name: `/rooms/lotus`. */
function addSegments(content: string, bytes: Uint8Array, start: number, end: number, parts: Part[]): void {
  let before = '';
  for (const [from, to] of cut(content, '/', start, end)) {
    const length = to - from;
    const name = before !== '' && /^[A-Za-z][\w-]{1,30}$/.test(before) ? before.replace(/s$/i, '') : null;
    if (length >= 8 || (length > 0 && name !== null)) {
      const segment = value('url.path', null, bytes, from, to);
      segment.name = name;
      parts.push(segment);
    }
    before = content.slice(from, to);
  }
}

/**
 * `a=1&b=2` and `a=1; b=2`: one part a pair, values left as they were sent.
 *
 * @param content the text whose encoding `bytes` are, a byte for each character
 */
function addPairs(
  place: 'url.query' | 'cookie',
  content: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  parts: Part[],
): void {
  const pairs = cut(content, place === 'cookie' ? ';' : '&', start, end, maxPairs + 1);
  if (pairs.length > maxPairs) {
    parts.push(part(place, null, bytes, start, end));
    return;
  }
  for (const [from, to] of pairs) {
    const equals = content.indexOf('=', from);
    const at = equals < 0 || equals > to ? -1 : equals;
    const key = at < 0 ? null : plainKey(content.slice(from, at));
    const [first, last] = trimmed(content, at < 0 ? from : at + 1, to);
    parts.push(value(place, key, bytes, first, last));
    // A key can be the identifier: `?mei.lin@example.org=1`.
    if (at - from >= 6) parts.push(part(place, null, bytes, from, at));
  }
}

function trimmed(content: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from < to && content.charCodeAt(from) <= 0x20) from++;
  while (to > from && content.charCodeAt(to - 1) <= 0x20) to--;
  return [from, to];
}

function plainKey(key: string): string {
  const bare = key.trim();
  if (!bare.includes('%')) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function addHeader(name: string, content: string, parts: Part[]): void {
  if (name === 'cookie') addCookies(content, parts);
  else if (name === 'referer') addReferer(content, parts);
  else if (!silentHeaders.has(name) && !/^(sec-(?!websocket-protocol)|access-control-|if-)/.test(name)) {
    parts.push(value('header', name, utf8(content)));
  }
}

/** RFC 6265 section 4.2.1. */
function addCookies(content: string, parts: Part[]): void {
  const bytes = utf8(content);
  if (bytes.length === content.length) addPairs('cookie', content, bytes, 0, content.length, parts);
  // Characters beyond ASCII are not allowed, but browsers send them. One code for one byte keeps the positions.
  else {
    const raw = String.fromCharCode(...bytes.subarray(0, maxUrlLength));
    addPairs('cookie', raw, bytes, 0, raw.length, parts);
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
  for (const one of inner) {
    one.place = 'referer';
    parts.push(one);
  }
}

/** A text that stands before other bytes is a part of its own: together they look like bytes. */
function addBytes(
  place: 'body' | 'websocket' | 'web-transport' | 'data-channel',
  bytes: Uint8Array,
  parts: Part[],
): void {
  let from = 0;
  for (let headers = 0; headers < maxSegments; headers++) {
    const header = headerIn(bytes, from);
    if (!header) break;
    parts.push(value(place, null, bytes, header.start, header.end));
    from = header.end;
  }
  parts.push(value(place, null, bytes, from));
}

function addBody(body: Extract<Observation, { what: 'request' }>['body'], result: Parts): void {
  if (body.state === 'unread') result.unread = body.why;
  if (body.state === 'form') {
    const pairs = Object.entries(body.fields).flatMap(([key, values]) => values.map((content) => ({ key, content })));
    if (pairs.length > maxPairs) {
      result.parts.push(text('body', null, pairs.map(({ key, content }) => `${key}=${content}`).join('&')));
    } else {
      for (const { key, content } of pairs) {
        result.parts.push(value('body', key, utf8(content)));
        if (key.length >= 6) result.parts.push(text('body', null, key));
      }
    }
    for (const { key, content } of pairs) result.bodyBytes += key.length + content.length;
  }
  if (body.state === 'raw' && body.bytes.length > 0) {
    result.bodyBytes = body.bytes.length;
    result.limitReached ||= body.cut;
    addBytes('body', body.bytes, result.parts);
  }
}
