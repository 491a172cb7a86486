/** HTTP Archives (http://www.softwareishard.com/blog/har-12-spec), as browsers and mitmproxy write them. */
import * as v from 'valibot';
import type { Body } from '../extension/model/observation.ts';
import type { ScannedRequest } from './requests.ts';

const entrySchema = v.object({
  _resourceType: v.optional(v.string()),
  request: v.object({
    url: v.string(),
    method: v.string(),
    headers: v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []),
    postData: v.optional(
      v.nullable(
        v.object({
          text: v.optional(v.string()),
          encoding: v.optional(v.string()),
          params: v.optional(v.array(v.object({ name: v.string(), value: v.optional(v.string(), '') }))),
        }),
      ),
    ),
  }),
  /** Chromium's and mitmproxy's extension for WebSockets. */
  _webSocketMessages: v.optional(
    v.nullable(
      v.array(
        v.object({ type: v.optional(v.string()), opcode: v.optional(v.number(), 1), data: v.optional(v.string(), '') }),
      ),
    ),
  ),
});

type PostData = v.InferOutput<typeof entrySchema>['request']['postData'];

/** @throws with what is wrong with the entry */
export function readEntry(text: string, number: number, identity: string): ScannedRequest {
  const { request, _resourceType, _webSocketMessages } = v.parse(entrySchema, JSON.parse(text));
  const sent = (_webSocketMessages ?? []).filter(({ type }) => type !== 'receive');
  return {
    id: String(number),
    identity,
    url: request.url,
    method: request.method,
    type: _resourceType ?? 'other',
    // HTTP/2's own fields repeat what the URL says.
    headers: request.headers.filter(({ name }) => !name.startsWith(':')),
    body: bodyOf(request.postData),
    frames: sent.map(({ opcode, data }) => ({
      opcode: opcode === 2 ? 2 : 1,
      data: new Uint8Array(Buffer.from(data, opcode === 2 ? 'base64' : 'utf8')),
    })),
  };
}

function bodyOf(postData: PostData): Body {
  if (!postData) return { state: 'none' };
  const { text, encoding, params } = postData;
  if (text)
    return {
      state: 'raw',
      bytes: new Uint8Array(Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')),
      cut: false,
    };
  if (!params || params.length === 0) return { state: 'none' };
  const fields: Record<string, string[]> = Object.create(null);
  for (const { name, value } of params) {
    fields[name] ??= [];
    fields[name].push(value);
  }
  return { state: 'form', fields };
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * The entries of an archive, one after the other, as the text of each. Only one is in memory at a time, so that an
 * archive of any size can be read.
 *
 * @param chunks the file's bytes
 */
export async function* entriesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Depth of the members of `entries`, once its bracket has been seen. */
  let entriesDepth = -1;
  let lastString: number[] = [];
  let entry: Uint8Array[] | null = null;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        else if (lastString.length < 10) lastString.push(byte);
        continue;
      }
      if (byte === quote) {
        inString = true;
        lastString = [];
      } else if (byte === 0x7b || byte === 0x5b) {
        if (entriesDepth < 0 && byte === 0x5b && String.fromCharCode(...lastString) === 'entries')
          entriesDepth = depth + 1;
        if (depth === entriesDepth && byte === 0x7b) {
          entry = [];
          from = at;
        }
        depth++;
      } else if (byte === 0x7d || byte === 0x5d) {
        depth--;
        if (entry && depth === entriesDepth) {
          entry.push(chunk.subarray(from, at + 1));
          yield Buffer.concat(entry).toString('utf8');
          entry = null;
        }
        if (depth < entriesDepth) entriesDepth = Number.POSITIVE_INFINITY;
      }
    }
    entry?.push(chunk.slice(from));
  }
}
