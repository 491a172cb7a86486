import * as v from 'valibot';
import { bounds } from './probe-bounds.ts';

/*
 * What the probe of one frame saw of voice, as its relay tells the background. The page is hostile: every text and number
 * has a bound here, ids count up within a frame, and who sent it is the browser's word alone. Times are milliseconds
 * since the Unix epoch.
 */

const count = v.pipe(v.number(), v.finite(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(bounds.id));
const at = v.pipe(v.number(), v.finite());
const name = v.pipe(v.string(), v.maxLength(bounds.name));
const url = v.pipe(v.string(), v.maxLength(bounds.url));
const side = v.picklist(['local', 'remote']);
const base64 = (bytes: number) => v.pipe(v.string(), v.maxLength(Math.ceil(bytes / 3) * 4));

const iceServer = v.strictObject({
  urls: v.pipe(v.array(name), v.maxLength(bounds.serverUrls)),
  /** Null for a STUN server. */
  username: v.nullable(name),
});

/** One end of the candidate pair that carries the media (RFC 8445). */
const candidateEnd = v.strictObject({
  type: v.picklist(['host', 'srflx', 'prflx', 'relay', 'unknown']),
  protocol: v.picklist(['udp', 'tcp', 'unknown']),
  /** Between browser and TURN server, where this end is a relay. */
  relayProtocol: v.nullable(v.picklist(['udp', 'tcp', 'tls'])),
  /** An IP address, or a `.local` name; null where the browser hides it. */
  address: v.nullable(v.pipe(v.string(), v.maxLength(bounds.address))),
  port: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
});

/** Totals since the connection was made, RTP payload and headers, in bytes. */
const mediaTotals = v.strictObject({
  sent: count,
  received: count,
  codecs: v.pipe(v.array(v.pipe(v.string(), v.maxLength(bounds.codec))), v.maxLength(bounds.codecs)),
  /** Senders that send and receivers that receive, as negotiated, and how many of them have an encoded transform. */
  senders: count,
  sendersTransformed: count,
  receivers: count,
  receiversTransformed: count,
});

/**
 * Messages and bytes in one direction since the channel was opened; what it received is counted from the moment that the
 * frame belongs to a voice visit. A text counts its UTF-16 code units, which are its bytes where it is ASCII: to count
 * the others exactly would cost the page time with every message. What a busy data channel received is the browser's count
 * of bytes, and told as of the kind that most of its first messages were.
 */
const traffic = v.strictObject({ texts: count, textBytes: count, binaries: count, binaryBytes: count });

const message = {
  at,
  /** The whole message's length, as in `traffic`; what is here may be less. */
  length: count,
  data: v.variant('as', [
    v.strictObject({ as: v.literal('text'), text: v.pipe(v.string(), v.maxLength(bounds.message)) }),
    v.strictObject({ as: v.literal('bytes'), base64: base64(bounds.message) }),
    /** Not looked at: the frame's budget for contents was used up, or it could not be read. */
    v.strictObject({ as: v.literal('unread') }),
  ]),
};

export const probeEvent = v.variant('what', [
  /** An RTCPeerConnection was made, or given another configuration. */
  v.strictObject({
    what: v.literal('connection'),
    connection: id,
    at,
    iceServers: v.pipe(v.array(iceServer), v.maxLength(bounds.servers)),
    /** `iceTransportPolicy` is `relay`. */
    relayOnly: v.boolean(),
    /** Chromium's `encodedInsertableStreams`: the page may encrypt frames itself. */
    insertable: v.boolean(),
  }),
  v.strictObject({
    what: v.literal('state'),
    connection: id,
    at,
    state: v.picklist(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
  }),
  v.strictObject({
    what: v.literal('description'),
    connection: id,
    at,
    side,
    type: v.picklist(['offer', 'answer', 'pranswer', 'rollback']),
    sdp: v.pipe(v.string(), v.maxLength(bounds.sdp)),
    cut: v.boolean(),
  }),
  /** An ICE candidate as an SDP line, `candidate:…` (RFC 8839): gathered here (`local`) or told by the other side. */
  v.strictObject({
    what: v.literal('candidate'),
    connection: id,
    at,
    side,
    candidate: v.pipe(v.string(), v.maxLength(bounds.candidate)),
    /** STUN or TURN server that it came from, where the browser says so. */
    server: v.nullable(name),
  }),
  /** From `getStats`: soon after the connection stands, then at a low rate. */
  v.strictObject({
    what: v.literal('stats'),
    connection: id,
    at,
    pair: v.nullable(v.strictObject({ local: candidateEnd, remote: candidateEnd })),
    audio: mediaTotals,
    video: mediaTotals,
  }),
  v.strictObject({
    what: v.literal('transform'),
    connection: v.nullable(id),
    at,
    on: v.picklist(['sender', 'receiver']),
    kind: v.picklist(['audio', 'video', 'unknown']),
    how: v.picklist(['script-transform', 'encoded-streams']),
  }),
  v.strictObject({
    what: v.literal('data-channel'),
    channel: id,
    connection: id,
    at,
    label: name,
    protocol: name,
    /** `remote`: the other side opened it. */
    by: side,
  }),
  v.strictObject({ what: v.literal('data-message'), channel: id, ...message }),
  v.strictObject({
    what: v.literal('data-traffic'),
    channel: id,
    at,
    sent: traffic,
    received: traffic,
    open: v.boolean(),
  }),
  v.strictObject({
    what: v.literal('socket'),
    socket: id,
    at,
    url,
    protocols: v.pipe(v.array(name), v.maxLength(bounds.protocols)),
  }),
  /** What the page sent through a WebSocket. What it received is counted, never read. */
  v.strictObject({ what: v.literal('socket-message'), socket: id, ...message }),
  v.strictObject({
    what: v.literal('socket-traffic'),
    socket: id,
    at,
    sent: traffic,
    received: traffic,
    open: v.boolean(),
  }),
  v.strictObject({ what: v.literal('web-transport'), transport: id, at, url }),
  /** What the page wrote into a session's datagrams and streams, one write after the other. */
  v.strictObject({ what: v.literal('web-transport-message'), transport: id, ...message }),
  v.strictObject({
    what: v.literal('web-transport-traffic'),
    transport: id,
    at,
    /** Writes; a stream that the page joined to one of the session's is one more, of no bytes. What comes in is not seen. */
    sent: traffic,
    open: v.boolean(),
  }),
  /** A body that webRequest does not show: a Blob or a stream. */
  v.strictObject({
    what: v.literal('body'),
    at,
    url,
    method: v.pipe(v.string(), v.maxLength(bounds.method)),
    by: v.picklist(['fetch', 'xhr', 'beacon']),
    from: v.picklist(['blob', 'stream']),
    /** As the page says it; empty where it does not. */
    type: v.pipe(v.string(), v.maxLength(bounds.type)),
    /** Null where it is not known, as of a stream. */
    length: v.nullable(count),
    /** Null where it could not be read. */
    base64: v.nullable(base64(bounds.body)),
    /** Only the beginning is here. */
    cut: v.boolean(),
  }),
  /** Something takes the microphone's sound into the page's own code: a way for it to leave other than by WebRTC. */
  v.strictObject({
    what: v.literal('capture'),
    at,
    how: v.picklist(['media-recorder', 'audio-worklet', 'script-processor', 'track-processor']),
    /** Of a MediaRecorder. */
    type: v.nullable(v.pipe(v.string(), v.maxLength(bounds.type))),
    live: v.boolean(),
  }),
  v.strictObject({ what: v.literal('devices'), at }),
  /** A worker was started. What it sends, the probe does not see. */
  v.strictObject({ what: v.literal('worker'), at, kind: v.picklist(['dedicated', 'shared']), url }),
  /** More happened than the frame's budget of events or bytes allows: these many were counted and not told. */
  v.strictObject({ what: v.literal('summarised'), at, events: count, bytes: count }),
]);
export type ProbeEvent = v.InferOutput<typeof probeEvent>;
export type ProbeEventOf<What extends ProbeEvent['what']> = Extract<ProbeEvent, { what: What }>;
