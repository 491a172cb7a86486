import type { WebRequest } from 'webextension-polyfill';
import type { Body } from '../../extension/model/observation.ts';

/** Bytes of one body that are looked at. A larger one is cut, and the report says so. */
export const maxBody = 1 << 20;

/**
 * What the browser shows of a request's body. Chromium gives `error` for blobs and streams: that is "not readable", not
 * "empty". Files show by name only.
 */
export function bodyOf(requestBody: WebRequest.OnBeforeRequestDetailsTypeRequestBodyType | null | undefined): Body {
  if (!requestBody) return { state: 'none' };
  if (requestBody.error) return { state: 'unread', why: requestBody.error };
  if (requestBody.formData) return { state: 'form', fields: fieldsOf(requestBody.formData) };
  const raw = requestBody.raw ?? [];
  if (raw.length === 0) return { state: 'none' };
  const chunks: Uint8Array[] = [];
  let length = 0;
  let cut = false;
  let files = 0;
  for (const { bytes, file } of raw) {
    if (file !== undefined) files++;
    if (!(bytes instanceof ArrayBuffer)) continue;
    const rest = maxBody - length;
    if (bytes.byteLength > rest) cut = true;
    if (rest <= 0) break;
    const chunk = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, rest));
    chunks.push(chunk);
    length += chunk.length;
  }
  if (length === 0 && files > 0) return { state: 'unread', why: 'file' };
  return { state: 'raw', bytes: joined(chunks, length), cut };
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Firefox gives lists of strings, Chromium may give bytes for a value that is not text. */
function fieldsOf(formData: Record<string, unknown>): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  let length = 0;
  for (const [key, values] of Object.entries(formData)) {
    if (!Array.isArray(values)) continue;
    const texts = values.map((value) =>
      value instanceof ArrayBuffer ? new TextDecoder().decode(value) : String(value),
    );
    fields[key] = texts;
    length += texts.reduce((sum, text) => sum + text.length, key.length);
    if (length > maxBody) break;
  }
  return fields;
}
