import { type RecordedRequest, requestOf } from './recorded-requests.ts';

/** Requests of a given size, as they are sent in kind, and requests that a hostile page would make up. */

const host = 'https://statscollector-1.agora.io';
const bytes = (text: string) => new TextEncoder().encode(text);
const post = (name: string, text: string) => requestOf(name, `${host}/events/messages`, bytes(text));
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Hexadecimal digits that do not repeat and are the same in each run. */
function digitsOf(length: number): string {
  let state = 1;
  let out = '';
  while (out.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out += state.toString(16).padStart(8, '0');
  }
  return out.slice(0, length);
}

/** Pieces made by `make` until the text is `size` characters long. */
function fill(size: number, separator: string, make: (i: number) => string): string {
  const pieces: string[] = [];
  for (let length = 0, i = 0; length < size; i++) {
    const piece = make(i);
    pieces.push(piece);
    length += piece.length + separator.length;
  }
  return pieces.join(separator);
}

/** `size` bytes of body in each form that telemetry takes. */
export function requestsOfSize(size: number): RecordedRequest[] {
  const id = (i: number) => digitsOf(32 * ((i % 7) + 1)).slice(-32);
  const event = (i: number) =>
    JSON.stringify({ seq: i, uid: `user_${i}`, sid: id(i), type: 'io.Session', rtt: i % 40 });
  const events = fill(size, ',', event);
  const name = (form: string) => `${form}, ${size >> 10} KB`;
  return [
    post(name('JSON'), `[${events.slice(0, events.lastIndexOf('}') + 1)}]`),
    post(name('JSON in JSON'), JSON.stringify({ payloads: fill(size * 0.8, '\n', event).split('\n') })),
    post(
      name('form'),
      fill(size, '&', (i) => `field${i}=${id(i)}`),
    ),
    post(name('base64'), base64(`[${fill(size * 0.72, ',', event)}]`)),
    post(name('multipart'), multipart(fill(size * 0.9, '\n', id).split('\n'))),
    post(
      name('plain text'),
      fill(size, ' ', (i) => `word${i} ${i % 9 ? 'and' : 'user_8842017'}`),
    ),
  ];
}

function multipart(values: readonly string[]): string {
  const parts = values.map((value, i) => `--cut\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\n${value}\r\n`);
  return `${parts.join('')}--cut--\r\n`;
}

const megabyte = 1 << 20;

function nested(times: number, wrap: (text: string) => string, limit = megabyte): string {
  let text = '{"uid":"user_8842017"}';
  for (let i = 0; i < times && text.length < limit; i++) text = wrap(text);
  return text;
}

/**
 * What makes parsers slow: nesting, expansion, near misses of every pattern, and more of everything than anybody
 * sends. Each name says the trick.
 */
export function hostileRequests(): RecordedRequest[] {
  const deep = 200_000;
  return [
    post('JSON arrays, 200,000 deep', '['.repeat(deep) + ']'.repeat(deep)),
    post('JSON objects, 200,000 deep', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`),
    post('JSON arrays never closed', '['.repeat(megabyte)),
    post(
      'JSON in JSON until 1 MB',
      nested(40, (text) => JSON.stringify({ data: text })),
    ),
    post(
      'JSON in JSON, 8 deep, wide',
      nested(8, (text) => JSON.stringify([text, text, text]), megabyte / 3),
    ),
    post('NDJSON with a broken last line', `${fill(megabyte, '\n', (i) => `{"uid":${i}}`)}\n{`),
    post('percent encoded until 1 MB', nested(40, encodeURIComponent)),
    post('percent encoded percent signs', `%${'25'.repeat(megabyte / 2)}`),
    post('broken percent sequences', '%E0%A4%'.repeat(megabyte / 7)),
    post('base64 in base64 until 1 MB', nested(40, base64)),
    post('one run of 1 MB that looks like base64', digitsOf(megabyte)),
    post(
      'many short base64 runs',
      fill(megabyte, ' ', (i) => base64(`{"uid":"user_${i}"}`)),
    ),
    post('many JWT heads', 'eyJhbGciOiJIUzI1NiJ9.'.repeat(megabyte / 21)),
    post(
      'JWTs that hold JWTs',
      nested(20, (text) => `${base64('{"alg":"none"}')}.${base64(text)}.x`),
    ),
    post('1 MB of ids in JSON', `[${fill(megabyte, ',', (i) => `{"uid":"user_${i}"}`)}]`),
    post('1 MB of one id', 'user_8842017 '.repeat(megabyte / 13)),
    post('1 MB of near misses of an id', 'user_884201'.repeat(megabyte / 11)),
    post('1 MB of ids run together', 'user_8842017'.repeat(megabyte / 12)),
    post('JSON with 100,000 keys', `{${fill(megabyte, ',', (i) => `"k${i}":${i}`)}}`),
    post('form with 250,000 pairs', 'a=b&'.repeat(megabyte / 4)),
    post('form that breaks in the end', `${'a=b&'.repeat(megabyte / 4)} `),
    post('equals signs', '='.repeat(megabyte)),
    post('multipart with 1 MB of boundaries', `--b\r\n${'--b'.repeat(megabyte / 3)}`),
    post('multipart whose names never end', `--b\r\n${'name="'.repeat(megabyte / 6)}`),
    post('NUL bytes', '\0'.repeat(megabyte)),
    post(
      'every kind of coat in turn',
      nested(12, (text) => `d=${encodeURIComponent(base64(JSON.stringify({ text })))}`),
    ),
    requestOf('URL of 1 MB', `${host}/${'a/'.repeat(megabyte / 2)}`, null, { method: 'GET' }),
    requestOf('10,000 parameters', `${host}/?${fill(150_000, '&', (i) => `uid${i}=user_${i}`)}`, null),
    requestOf(
      '10,000 form fields',
      host,
      Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [`uid${i}`, [`${i}`]])),
    ),
    requestOf('malformed URL', `https://[${'%'.repeat(60_000)}`, null),
    requestOf('10,000 cookies', host, null, { headers: { cookie: fill(150_000, '; ', (i) => `uid${i}=user_${i}`) } }),
  ];
}
