/** Requests as `earshot scan` reads them: webRequest's shape, one JSON object a line; docs/cli.md shows it. */
import * as v from 'valibot';
import type { Body, Observation } from '../extension/model/observation.ts';
import { type IdentifierKind, identifierKinds } from '../extension/model/vocabulary.ts';

const header = v.object({ name: v.string(), value: v.optional(v.string(), '') });

const requestSchema = v.object({
  id: v.union([v.string(), v.number()]),
  identity: v.string(),
  url: v.string(),
  method: v.optional(v.string(), 'GET'),
  type: v.optional(v.string(), 'other'),
  requestHeaders: v.optional(v.nullable(v.array(header)), []),
  requestBody: v.optional(
    v.nullable(
      v.object({
        formData: v.optional(v.nullable(v.record(v.string(), v.union([v.array(v.string()), v.string()])))),
        raw: v.optional(v.nullable(v.array(v.object({ bytes: v.optional(v.string()) })))),
      }),
    ),
  ),
  frames: v.optional(v.nullable(v.array(v.object({ opcode: v.picklist([1, 2]), data: v.string() })))),
});

/** A request with its parts decoded: bytes are bytes. */
export interface ScannedRequest {
  id: string | number;
  /** Key in the identities file. */
  identity: string;
  url: string;
  method: string;
  type: string;
  headers: { name: string; value: string }[];
  body: Body;
  frames: { opcode: 1 | 2; data: Uint8Array }[];
}

/** @throws with what is wrong with the line */
export function readRequest(line: string): ScannedRequest {
  const { requestHeaders, requestBody, frames, ...request } = v.parse(requestSchema, JSON.parse(line));
  return {
    ...request,
    headers: requestHeaders ?? [],
    body: bodyOf(requestBody?.formData, requestBody?.raw),
    frames: (frames ?? []).map(({ opcode, data }) => ({
      opcode,
      data: bytesOf(data, opcode === 1 ? 'utf8' : 'base64'),
    })),
  };
}

function bodyOf(
  formData: Record<string, string | string[]> | null | undefined,
  raw: readonly { bytes?: string | undefined }[] | null | undefined,
): Body {
  if (formData) {
    const fields = Object.entries(formData).map(([key, values]) => [
      key,
      typeof values === 'string' ? [values] : values,
    ]);
    return { state: 'form', fields: Object.fromEntries(fields) as Record<string, string[]> };
  }
  if (!raw || raw.length === 0) return { state: 'none' };
  return {
    state: 'raw',
    bytes: new Uint8Array(Buffer.concat(raw.map(({ bytes }) => bytesOf(bytes ?? '', 'base64')))),
    cut: false,
  };
}

const bytesOf = (text: string, encoding: BufferEncoding): Uint8Array => new Uint8Array(Buffer.from(text, encoding));

/** What the extension would have observed of it. */
export function observationsOf({ url, method, type, headers, body, frames }: ScannedRequest): Observation[] {
  const sent = { url, at: 0, type };
  return [
    { ...sent, what: 'request', method, body },
    ...(headers.length > 0 ? [{ ...sent, what: 'headers' as const, headers }] : []),
    ...frames.map((frame) => ({ ...sent, what: 'frame' as const, ...frame })),
  ];
}

/** Whose identifiers are looked for. */
export interface ScannedIdentity {
  /** Domains that belong to whom the person deals with. */
  firstParty: string[];
  page: string | null;
  identifiers: { name: string; kind: IdentifierKind; value: string }[];
}

const identitiesSchema = v.record(
  v.string(),
  v.object({
    firstParty: v.optional(v.array(v.string()), []),
    page: v.optional(v.nullable(v.string()), null),
    identifiers: v.array(v.object({ name: v.string(), kind: v.picklist(identifierKinds), value: v.string() })),
  }),
);

/** @throws with what is wrong with the file's text */
export function readIdentities(text: string): Map<string, ScannedIdentity> {
  return new Map(Object.entries(v.parse(identitiesSchema, JSON.parse(text))));
}
