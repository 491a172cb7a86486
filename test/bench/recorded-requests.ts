import { gzipSync } from 'node:zlib';
import type { Body, Observation } from '../../extension/model/observation.ts';
import { recordings } from '../support/recordings.ts';

/** One request as the classifier meets it: its URL and body when it starts, its headers when they are sent. */
export interface RecordedRequest {
  /** Where it comes from, for the report. */
  name: string;
  observations: Observation[];
}

/** Real requests of real SDKs, from `test/recordings`. */
export function recordedRequests(): RecordedRequest[] {
  return recordings().flatMap(({ sdk, requests }) =>
    requests.map(({ url, method, headers, body, bodyEncoding }) => {
      const bytes = body ? bytesOf(body, bodyEncoding) : null;
      return requestOf(`${sdk} ${new URL(url).pathname}`, url, bytes, { method, headers });
    }),
  );
}

/** `gzip+utf8`: compressed on the way, recorded as what was inside. */
function bytesOf(body: string, encoding: string): Uint8Array {
  return new Uint8Array(encoding === 'gzip+utf8' ? gzipSync(body) : Buffer.from(body, encoding as BufferEncoding));
}

/** The values planted in the recordings, by kind of the recording (`room`, `userId`, `email` …). */
export function plantedValues(): Record<string, string> {
  return Object.assign({}, ...recordings().map(({ planted }) => planted)) as Record<string, string>;
}

/** A request made up of a URL and a raw body, or of a form's fields. */
export function requestOf(
  name: string,
  url: string,
  body: Uint8Array | Record<string, string[]> | null,
  { method = 'POST', type = 'xmlhttprequest', headers = {} as Record<string, string> } = {},
): RecordedRequest {
  const at = 1_767_225_600_000;
  const list = Object.entries(headers).map(([header, value]) => ({ name: header, value }));
  return {
    name,
    observations: [
      { what: 'request', url, at, type, method, body: bodyOf(body) },
      { what: 'headers', url, at, type, headers: list },
    ],
  };
}

function bodyOf(body: Uint8Array | Record<string, string[]> | null): Body {
  if (body === null) return { state: 'none' };
  return body instanceof Uint8Array ? { state: 'raw', bytes: body, cut: false } : { state: 'form', fields: body };
}
