import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Body, Observation } from '../../extension/model/observation.ts';
import type { IdentifierKind } from '../../extension/model/vocabulary.ts';

/** Real SDK traffic, recorded in Chromium against a local server; see test/recordings/README.md. */
export interface Recording {
  sdk: string;
  version: string;
  planted: Record<string, string>;
  requests: RecordedRequest[];
  websockets: { url: string; where?: Where[] }[];
}

export interface RecordedRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  bodyEncoding: string;
  where?: Where[];
}

/** Where the recorder found a planted value: `url.query.uuid`, `header.authorization`, `body`, `frame[0]`. */
export interface Where {
  identifier: string;
  encoding: string;
  place: string;
}

/** What the planted values are. */
export const plantedKinds: Record<string, IdentifierKind> = {
  room: 'room-id',
  userId: 'user-id',
  displayName: 'display-name',
  email: 'email',
  token: 'token',
  jwt: 'token',
};

const folder = join(import.meta.dirname, '../recordings');

export function recordings(): Recording[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording);
}

/** A recorded request as the browser would have told of it: start with body, then headers. */
export function observationsOf(request: RecordedRequest): Observation[] {
  const { url, method, headers, body } = request;
  const sent = { url, at: 0, type: /^wss?:/.test(url) ? 'websocket' : 'xmlhttprequest' };
  const raw: Body =
    body === '' ? { state: 'none' } : { state: 'raw', bytes: new TextEncoder().encode(body), cut: false };
  return [
    { ...sent, what: 'request', method, body: raw },
    { ...sent, what: 'headers', headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
  ];
}
