import type { Observation } from '../../extension/model/observation.ts';
import type { Place } from '../../extension/model/vocabulary.ts';

/** A place of an observation that can carry identifiers, with the key or header name where there is one. */
export interface Part {
  place: Place;
  key: string | null;
  text: string;
}

export interface Parts {
  /** Null where the URL cannot be parsed; its text is then searched as a path. */
  host: string | null;
  /** `http`, `https`, `ws`, `wss` …, or an empty string. */
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
/** Characters of one part, and of all parts together, that are looked at. */
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
  const parts: Part[] = [];
  const result: Parts = { host: null, scheme: '', parts, bodyBytes: 0, unread: null, limitReached: false };
  const url = parseUrl(observation.url);
  if (url) {
    result.host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '') || null;
    result.scheme = url.protocol.slice(0, -1);
  }
  if (observation.what === 'request' || observation.what === 'earlier') {
    if (observation.url.length > maxUrlLength) result.limitReached = true;
    if (url) addUrl(url, parts);
    else parts.push({ place: 'url.path', key: null, text: observation.url.slice(0, maxUrlLength) });
  }
  if (observation.what === 'request') addBody(observation.body, result);
  if (observation.what === 'headers') {
    for (const { name, value } of observation.headers.slice(0, maxPairs)) addHeader(name.toLowerCase(), value, parts);
  }
  for (const part of parts) {
    if (part.text.length <= maxPartLength) continue;
    part.text = part.text.slice(0, maxPartLength);
    result.limitReached = true;
  }
  return result;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function addUrl(url: URL, parts: Part[]): void {
  parts.push({ place: 'url.host', key: null, text: url.hostname });
  if (url.pathname.length > 1) parts.push({ place: 'url.path', key: null, text: url.pathname.slice(0, maxUrlLength) });
  if (url.search.length > 1) addPairs('url.query', url.search.slice(1, maxUrlLength), '&', parts);
  if (url.hash.length > 1) parts.push({ place: 'url.fragment', key: null, text: url.hash.slice(1, maxUrlLength) });
  const user = url.username && `${url.username}:${url.password}`;
  if (user) parts.push({ place: 'url.host', key: 'userinfo', text: user });
}

/** `a=1&b=2` and `a=1; b=2`: one part a pair, values left as they were sent. */
function addPairs(place: Place, text: string, separator: string, parts: Part[]): void {
  const pairs = text.split(separator, maxPairs + 1);
  if (pairs.length > maxPairs) {
    parts.push({ place, key: null, text });
    return;
  }
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 0) parts.push({ place, key: null, text: pair.trim() });
    else parts.push({ place, key: plainKey(pair.slice(0, at)), text: pair.slice(at + 1).trim() });
  }
}

function plainKey(key: string): string {
  try {
    return decodeURIComponent(key.trim());
  } catch {
    return key.trim();
  }
}

function addHeader(name: string, value: string, parts: Part[]): void {
  if (name === 'cookie') addPairs('cookie', value, ';', parts);
  else if (name === 'referer') parts.push({ place: 'referer', key: null, text: value });
  else if (!silentHeaders.has(name) && !/^(sec-(?!websocket-protocol)|access-control-|if-)/.test(name)) {
    parts.push({ place: 'header', key: name, text: value });
  }
}

function addBody(body: Extract<Observation, { what: 'request' }>['body'], result: Parts): void {
  if (body.state === 'unread') result.unread = body.why;
  if (body.state === 'form') {
    const pairs = Object.entries(body.fields).flatMap(([key, values]) => values.map((text) => ({ key, text })));
    if (pairs.length > maxPairs) {
      const text = pairs.map(({ key, text }) => `${key}=${text}`).join('&');
      result.parts.push({ place: 'body', key: null, text });
      result.limitReached ||= text.length > maxPartLength;
    } else for (const { key, text } of pairs) result.parts.push({ place: 'body', key, text });
    for (const { key, text } of pairs) result.bodyBytes += key.length + text.length;
  }
  if (body.state === 'raw' && body.bytes.length > 0) {
    result.bodyBytes = body.bytes.length;
    result.limitReached ||= body.cut;
    result.parts.push({ place: 'body', key: null, text: new TextDecoder().decode(body.bytes) });
  }
}
