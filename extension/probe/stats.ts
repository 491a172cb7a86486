import { bounds } from '../model/probe-bounds.ts';
import type { ProbeEventOf } from '../model/probe-event.ts';
import { tell } from './channel.ts';
import { onChannelCount } from './data-channels.ts';
import { add, now, own, prototypeOf, settle, textOf, uncurry } from './natives.ts';
import { endsOf, type Kind } from './transforms.ts';

/**
 * What the browser counts of a connection (W3C, Identifiers for WebRTC's Statistics API). Asking for it takes no part in
 * what the page asks for: every call makes a report of its own.
 */

const getStats = uncurryOf<(self: object) => Promise<RTCStatsReport>>('RTCPeerConnection', 'getStats');
const forEach = uncurryOf<(self: object, visit: (entry: object) => void) => void>('RTCStatsReport', 'forEach');

function uncurryOf<Function_>(name: string, method: string): Function_ | undefined {
  const prototype = prototypeOf(name) as Record<string, () => unknown> | undefined;
  const found = prototype?.[method];
  return found && (uncurry(found) as Function_);
}

type Stats = ProbeEventOf<'stats'>;
type End = NonNullable<Stats['pair']>['local'];
type Media = Stats['audio'];

/** Streams of one connection whose bytes are kept apart: one that ends takes its count out of the browser's report. */
const mostStreams = 500;

type ById<Value> = Record<string, Value | undefined>;
const byId = <Value>(): ById<Value> => ({ __proto__: null }) as unknown as ById<Value>;

/** Bytes of each RTP stream of a connection as last reported, so that their sum never falls. */
export class BytesByStream {
  readonly bytes = byId<number>();
  readonly totals: Record<Kind, { sent: number; received: number }> = {
    audio: { sent: 0, received: 0 },
    video: { sent: 0, received: 0 },
  };
  count = 0;

  put(id: string, kind: Kind, direction: 'sent' | 'received', bytes: number): void {
    const before = this.bytes[id];
    if (before === undefined && this.count++ >= mostStreams) return;
    if (before !== undefined && bytes <= before) return;
    this.bytes[id] = bytes;
    this.totals[kind][direction] += bytes - (before ?? 0);
  }
}

/** Tells of a connection's statistics as soon as the browser has gathered them. */
export function takeStats(connection: object, id: number, bytes: BytesByStream): void {
  if (!getStats) return;
  settle(
    getStats(connection),
    (report) => {
      try {
        tell(read(report, connection, id, bytes));
      } catch {
        // What Earshot cannot see it leaves alone.
      }
    },
    () => {},
  );
}

function read(report: RTCStatsReport, connection: object, id: number, bytes: BytesByStream): Stats {
  const all = byId<object>();
  const media: Record<Kind, Media> = { audio: mediaOf(connection, 'audio'), video: mediaOf(connection, 'video') };
  let selected: string | null = null;
  let succeeded: string | null = null;
  forEach?.(report, (entry) => {
    const entryId = own(entry, 'id');
    if (typeof entryId !== 'string') return;
    all[entryId] = entry;
    const type = own(entry, 'type');
    if (type === 'transport') selected = textIn(entry, 'selectedCandidatePairId') ?? selected;
    if (type === 'candidate-pair' && own(entry, 'state') === 'succeeded') {
      // Firefox has no `transport`, and says which pair it is in the pair.
      if (own(entry, 'selected') === true) selected = entryId;
      if (own(entry, 'nominated') === true) succeeded = entryId;
    }
    if (type === 'data-channel') {
      const messages = numberIn(entry, 'messagesReceived');
      onChannelCount(id, numberIn(entry, 'dataChannelIdentifier'), messages, numberIn(entry, 'bytesReceived'));
    }
  });
  forEach?.(report, (entry) => {
    const type = own(entry, 'type');
    const kind = own(entry, 'kind');
    const sends = type === 'outbound-rtp';
    if (!(sends || type === 'inbound-rtp') || !(kind === 'audio' || kind === 'video')) return;
    const payload = numberIn(entry, sends ? 'bytesSent' : 'bytesReceived');
    const headers = numberIn(entry, sends ? 'headerBytesSent' : 'headerBytesReceived');
    bytes.put(own(entry, 'id') as string, kind, sends ? 'sent' : 'received', payload + headers);
    const codec = all[textIn(entry, 'codecId') ?? ''];
    if (codec) addCodec(media[kind].codecs, `${textIn(codec, 'mimeType') ?? ''}/${numberIn(codec, 'clockRate')}`);
  });
  const pair = all[selected ?? succeeded ?? ''];
  const local = pair && all[textIn(pair, 'localCandidateId') ?? ''];
  const remote = pair && all[textIn(pair, 'remoteCandidateId') ?? ''];
  return {
    what: 'stats',
    connection: id,
    at: now(),
    pair: local && remote ? { local: endOf(local), remote: endOf(remote) } : null,
    audio: withBytes(media.audio, bytes.totals.audio),
    video: withBytes(media.video, bytes.totals.video),
  };
}

const mediaOf = (connection: object, kind: Kind): Media => ({
  sent: 0,
  received: 0,
  codecs: [],
  ...endsOf(connection, kind),
});

function withBytes(media: Media, { sent, received }: { sent: number; received: number }): Media {
  media.sent = sent;
  media.received = received;
  return media;
}

function addCodec(codecs: string[], codec: string): void {
  for (let i = 0; i < codecs.length; i++) if (codecs[i] === codec) return;
  if (codecs.length < bounds.codecs) add(codecs, textOf(codec, bounds.codec));
}

function textIn(entry: object, name: string): string | null {
  const value = own(entry, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberIn(entry: object, name: string): number {
  const value = own(entry, name);
  return typeof value === 'number' && value >= 0 ? value : 0;
}

function endOf(entry: object): End {
  const type = own(entry, 'candidateType');
  const protocol = own(entry, 'protocol');
  const relay = own(entry, 'relayProtocol');
  const address = textIn(entry, 'address') ?? textIn(entry, 'ip');
  const port = own(entry, 'port');
  return {
    type: type === 'host' || type === 'srflx' || type === 'prflx' || type === 'relay' ? type : 'unknown',
    protocol: protocol === 'udp' || protocol === 'tcp' ? protocol : 'unknown',
    relayProtocol: relay === 'udp' || relay === 'tcp' || relay === 'tls' ? relay : null,
    address: address === null ? null : textOf(address, bounds.address),
    port: typeof port === 'number' ? port : null,
  };
}
