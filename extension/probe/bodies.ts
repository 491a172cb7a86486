import { bounds } from '../model/probe-bounds.ts';
import type { ProbeEventOf } from '../model/probe-event.ts';
import { readStart, sizeOfBlob, typeOfBlob } from './bytes.ts';
import { leaveOut, tell } from './channel.ts';
import { addressOf, getter, now, plain, prototypeOf, textOf } from './natives.ts';
import { makeNotes } from './notes.ts';
import { onTick, voice } from './voice.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/**
 * Bodies that webRequest does not show, looked at in voice visits only. A Blob can be read without anybody noticing: it
 * never changes, and `slice` makes another one. A ReadableStream can not: a reader locks it, `tee` changes when the page
 * is asked for more and copies all of it, and from a stream there is no way to the page's controller. So a stream is
 * told of as unread.
 *
 * Options are looked at only where that runs no script of the page: a body behind a getter stays unread, and webRequest
 * still tells of the request.
 */

type By = ProbeEventOf<'body'>['by'];

const requests = prototypeOf('Request');
const urlOfRequest = getter<string>(requests, 'url');
const methodOfRequest = getter<string>(requests, 'method');
const isLocked = getter<boolean>(prototypeOf('ReadableStream'), 'locked');
/** Firefox sends no streams: it makes a text of them. */
const sendsStreams = requests !== undefined && 'duplex' in requests;
/** What a Request was made with. */
const bodies = makeNotes<object>();

/** Bodies and their bytes that are read at once, and more with each tick. */
const allowed = { atOnce: 40, perTick: 8, bytesAtOnce: 1 << 20, bytesPerTick: 1 << 17 };
const { min: smaller } = Math;
let allowance = allowed.atOnce;
let bytesAllowance: number = allowed.bytesAtOnce;
onTick(() => {
  allowance = smaller(allowance + allowed.perTick, allowed.atOnce);
  bytesAllowance = smaller(bytesAllowance + allowed.bytesPerTick, allowed.bytesAtOnce);
});
function isStream(body: object): boolean {
  if (!sendsStreams) return false;
  try {
    return isLocked(body) !== undefined;
  } catch {
    return false;
  }
}

function onBody(by: By, method: string, url: string, body: unknown): void {
  if (typeof body !== 'object' || body === null || url === '') return;
  const size = sizeOfBlob(body);
  if (size < 0 && !isStream(body)) return;
  if (allowance <= 0) {
    leaveOut(size < 0 ? 0 : size);
    return;
  }
  allowance--;
  const at = now();
  const event = { what: 'body', at, url: textOf(url, bounds.url), method: textOf(method, bounds.method), by } as const;
  if (size < 0) {
    tell({ ...event, from: 'stream', type: '', length: null, base64: null, cut: false });
    return;
  }
  const type = textOf(typeOfBlob(body), bounds.type);
  const told = (base64: string | null) =>
    tell({ ...event, from: 'blob', type, length: size, base64, cut: base64 !== null && size > bounds.body });
  const read = smaller(size, bounds.body);
  if (read > bytesAllowance) {
    told(null);
    return;
  }
  bytesAllowance -= read;
  readStart(body, bounds.body, told);
}

function isRequest(given: unknown): given is object {
  if (typeof given !== 'object' || given === null) return false;
  try {
    return urlOfRequest(given) !== undefined;
  } catch {
    return false;
  }
}

const methodIn = (options: unknown) => {
  const method = plain(options, 'method');
  return typeof method === 'string' ? method : '';
};

wrapClass('Request', (made, args) => {
  if (!voice) return;
  const given = args.length > 0 ? args[0] : undefined;
  const body =
    plain(args.length > 1 ? args[1] : undefined, 'body') ?? (isRequest(given) ? bodies.of(given) : undefined);
  if (typeof body === 'object' && body !== null) bodies.put(made, body);
});
wrapMethod(requests, 'clone', (self, _, clone) => {
  const body = bodies.of(self);
  if (body) bodies.put(clone as object, body);
});
wrapMethod(globalThis, 'fetch', (_, args) => {
  if (voice && args.length > 0) onFetch(args);
});

function onFetch(args: unknown[]): void {
  const given = args[0];
  const options = args.length > 1 ? args[1] : undefined;
  const body = plain(options, 'body') ?? (typeof given === 'object' && given !== null ? bodies.of(given) : undefined);
  // Most requests have none, or one that webRequest shows: they pay for no more than this.
  if (typeof body !== 'object' || body === null) return;
  if (isRequest(given)) {
    onBody('fetch', methodIn(options) || (methodOfRequest(given) ?? ''), urlOfRequest(given) ?? '', body);
  } else onBody('fetch', methodIn(options), addressOf(given), body);
}

interface Opened {
  method: string;
  url: string;
}

const opened = makeNotes<Opened>();
const xhr = prototypeOf('XMLHttpRequest');
wrapMethod(xhr, 'open', (self, args) => {
  if (!voice || args.length < 2) return;
  opened.put(self, { method: typeof args[0] === 'string' ? args[0] : '', url: addressOf(args[1]) });
});
wrapMethod(xhr, 'send', (self, args) => {
  if (!voice || args.length === 0) return;
  const { method, url } = opened.of(self) ?? { method: '', url: '' };
  onBody('xhr', method, url, args[0]);
});
wrapMethod(prototypeOf('Navigator'), 'sendBeacon', (_, args) => {
  if (voice && args.length > 1) onBody('beacon', 'POST', addressOf(args[0]), args[1]);
});
