/** Where a value can stand in a request. Serialisers are not the detector's. */
import { encode as encodeCbor } from 'cbor2';
import { pack } from 'msgpackr';
import protobuf from 'protobufjs';
import type { Place } from '../../extension/model/vocabulary.ts';
import { bytesOf } from './coats.ts';
import type { Random } from './random.ts';

/** A request in the shape that `earshot scan` reads. */
export interface MadeRequest {
  id: string;
  identity: string;
  url: string;
  method: string;
  type: string;
  requestHeaders: { name: string; value: string }[];
  requestBody?: { formData?: Record<string, string[]>; raw?: { bytes: string }[] };
  frames?: ({ opcode: 1; data: string } | { opcode: 2; data: string })[];
}

export interface Container {
  name: string;
  place: Place;
  /** What the container adds to a chain. */
  chain: string[];
  /** Takes bytes as they are. */
  binary: boolean;
  /** Null where the value cannot stand there. */
  put(request: MadeRequest, key: string, data: string | Uint8Array, random: Random): MadeRequest | null;
}

const raw = (request: MadeRequest, data: string | Uint8Array): MadeRequest => ({
  ...request,
  requestBody: { raw: [{ bytes: bytesOf(data).toString('base64') }] },
});

/** Characters that a value may have to stand in a URL as it is. */
const plainInUrl = (data: string | Uint8Array): data is string =>
  typeof data === 'string' && /^[\w.~!$'()*,;:@-]+$/.test(data);
/** Query values as many sites write them: hardly anything escaped. */
const plainInQuery = (data: string | Uint8Array): data is string =>
  typeof data === 'string' && /^[\w.~!$'()*,;:@/=%|-]+$/.test(data);

const document = (key: string, data: string, random: Random): Record<string, unknown> => ({
  event: random.pick(['join', 'ping', 'stats', 'view']),
  ts: 1_700_000_000_000 + random.between(0, 1e9),
  seq: random.between(1, 5000),
  payload: { sdk: '4.24.8', list: [random.hex(8), random.between(1, 99)], [key]: data, ok: true },
  session: random.hex(32),
});

const message = (data: string | Uint8Array, random: Random): Uint8Array => {
  const inner = protobuf.Writer.create().uint32(10);
  if (typeof data === 'string') inner.string(data);
  else inner.bytes(data);
  inner.uint32(16).uint32(random.between(1, 500));
  return protobuf.Writer.create()
    .uint32(8)
    .int64(1_700_000_000 + random.between(0, 1e6))
    .uint32(18)
    .string(random.pick(['join', 'subscribe', 'hello']))
    .uint32(26)
    .bytes(inner.finish())
    .finish();
};

export const containers: readonly Container[] = [
  {
    name: 'query',
    place: 'url.query',
    chain: [],
    binary: false,
    put: (request, key, data) =>
      plainInQuery(data) ? { ...request, url: `${request.url}?v=3&${key}=${data}&t=1700000000` } : null,
  },
  {
    name: 'path',
    place: 'url.path',
    chain: [],
    binary: false,
    put: (request, _key, data) =>
      plainInUrl(data) || (typeof data === 'string' && /^[\w.%-]+$/.test(data))
        ? { ...request, url: `${request.url}/v2/in/${data}/ack` }
        : null,
  },
  {
    name: 'fragment',
    place: 'url.fragment',
    chain: [],
    binary: false,
    put: (request, key, data) => (plainInQuery(data) ? { ...request, url: `${request.url}#/${key}=${data}` } : null),
  },
  {
    name: 'header',
    place: 'header',
    chain: [],
    binary: false,
    put: (request, key, data) =>
      typeof data === 'string' && /^[\x20-\x7e]+$/.test(data)
        ? { ...request, requestHeaders: [...request.requestHeaders, { name: `X-${key}`, value: data }] }
        : null,
  },
  {
    name: 'cookie',
    place: 'cookie',
    chain: [],
    binary: false,
    put: (request, key, data) =>
      typeof data === 'string' && /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/.test(data)
        ? {
            ...request,
            requestHeaders: [
              ...request.requestHeaders,
              { name: 'Cookie', value: `theme=dark; ${key}=${data}; lang=de` },
            ],
          }
        : null,
  },
  {
    name: 'referer',
    place: 'referer',
    chain: [],
    binary: false,
    put: (request, key, data) =>
      plainInQuery(data)
        ? {
            ...request,
            requestHeaders: [
              ...request.requestHeaders,
              { name: 'Referer', value: `https://club.example/go?a=1&${key}=${data}` },
            ],
          }
        : null,
  },
  {
    name: 'json body',
    place: 'body',
    chain: ['json'],
    binary: false,
    put: (request, key, data, random) =>
      typeof data === 'string' ? raw(request, JSON.stringify(document(key, data, random))) : null,
  },
  {
    name: 'json in json body',
    place: 'body',
    chain: ['json', 'json'],
    binary: false,
    put: (request, key, data, random) =>
      typeof data === 'string'
        ? raw(request, JSON.stringify({ kind: 'batch', payloads: [JSON.stringify(document(key, data, random)), '{}'] }))
        : null,
  },
  {
    name: 'form fields',
    place: 'body',
    chain: [],
    binary: false,
    put: (request, key, data) =>
      typeof data === 'string'
        ? { ...request, requestBody: { formData: { v: ['2'], [key]: [data], ok: ['true'] } } }
        : null,
  },
  {
    name: 'multipart body',
    place: 'body',
    chain: [],
    binary: true,
    put: (request, key, data) =>
      raw(
        request,
        Buffer.concat([
          Buffer.from(
            `------WebKitFormBoundaryA1\r\nContent-Disposition: form-data; name="v"\r\n\r\n2\r\n------WebKitFormBoundaryA1\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n`,
          ),
          bytesOf(data),
          Buffer.from('\r\n------WebKitFormBoundaryA1--\r\n'),
        ]),
      ),
  },
  {
    name: 'text body',
    place: 'body',
    chain: [],
    binary: false,
    put: (request, key, data) =>
      typeof data === 'string'
        ? raw(request, `[14:00:44:423] <INFO> ${key} is "${data}" after 12 ms\n[14:00:45] done\n`)
        : null,
  },
  {
    name: 'bytes body',
    place: 'body',
    chain: [],
    binary: true,
    put: (request, _key, data) => (typeof data === 'string' ? null : raw(request, data)),
  },
  {
    name: 'protobuf body',
    place: 'body',
    chain: ['protobuf'],
    binary: true,
    put: (request, _key, data, random) => raw(request, message(data, random)),
  },
  {
    name: 'msgpack body',
    place: 'body',
    chain: ['msgpack'],
    binary: true,
    put: (request, key, data, random) =>
      raw(request, pack({ e: random.hex(6), [key]: typeof data === 'string' ? data : Buffer.from(data), n: 12 })),
  },
  {
    name: 'cbor body',
    place: 'body',
    chain: ['cbor'],
    binary: true,
    put: (request, key, data, random) =>
      raw(
        request,
        encodeCbor({ e: random.hex(6), [key]: typeof data === 'string' ? data : new Uint8Array(data), n: [1, 2, 3] }),
      ),
  },
  {
    name: 'text frame',
    place: 'websocket',
    chain: ['json'],
    binary: false,
    put: (request, key, data, random) =>
      typeof data === 'string'
        ? {
            ...request,
            url: 'wss://rtc.vendor.example/ws',
            type: 'websocket',
            frames: [{ opcode: 1, data: JSON.stringify(document(key, data, random)) }],
          }
        : null,
  },
  {
    name: 'engine.io frame',
    place: 'websocket',
    chain: ['json'],
    binary: false,
    put: (request, key, data) =>
      typeof data === 'string'
        ? {
            ...request,
            url: 'wss://rtc.vendor.example/ws',
            type: 'websocket',
            frames: [{ opcode: 1, data: `42${JSON.stringify(['join', { [key]: data }])}` }],
          }
        : null,
  },
  {
    name: 'protobuf frame',
    place: 'websocket',
    chain: ['protobuf'],
    binary: true,
    put: (request, _key, data, random) => ({
      ...request,
      url: 'wss://rtc.vendor.example/ws',
      type: 'websocket',
      frames: [{ opcode: 2, data: Buffer.from(message(data, random)).toString('base64') }],
    }),
  },
];

/** A request to somewhere, with what any request carries. */
export function emptyRequest(random: Random, id: string, identity: string): MadeRequest {
  return {
    id,
    identity,
    url: `https://${random.pick(['collect', 'edge-3', 'api', 'log'])}.${random.pick(['vendor', 'metrics', 'rtcfarm'])}.example${random.pick(['/e', '/v1/track', '/events/messages'])}`,
    method: 'POST',
    type: 'xmlhttprequest',
    requestHeaders: [
      {
        name: 'User-Agent',
        value: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      },
      { name: 'X-Request-Id', value: random.uuid() },
      { name: 'X-Trace', value: random.hex(32) },
    ],
  };
}
