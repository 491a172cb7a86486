import type { Connection, Media, Socket, Upload } from '../../../extension/model/media.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { VoiceLeg } from '../../../extension/model/report.ts';
import type { Certainty } from '../../../extension/model/vocabulary.ts';
import { encryptionOf, encryptionTo } from './encryption.ts';
import { flowCertainty, isVoiceLike, isVoiceLikeByBytes } from './flow.ts';
import { routeOf, type Surroundings } from './route.ts';

/** A leg before it is known whose the other end is. */
export type Leg = Omit<VoiceLeg, 'party' | 'relay'> & {
  /** Of the connection it was concluded from; null for sockets and uploads. */
  connection: Connection | null;
  relay: { host: string; transport: 'udp' | 'tcp' | 'tls' | null } | null;
};

/** A host with WebSockets that requests showed and the probe did not see. */
export interface UnseenSockets {
  host: string;
  scheme: string;
  count: number;
  firstAt: number;
  lastAt: number;
}

export interface Seen {
  media: Media;
  /** A microphone was on in the visit. */
  talking: boolean;
  unseen: readonly UnseenSockets[];
  around(others: readonly Connection[]): Surroundings;
}

/** Every way that voice takes, or likely takes, most bytes first. */
export function legsOf({ media, talking, unseen, around }: Seen): Leg[] {
  const connections = Object.values(media.connections);
  const surroundings = around(connections);
  const captured = media.captures.length > 0;
  const legs = Object.entries(media.connections).flatMap(([id, it]) => callLeg(id, it, surroundings, captured) ?? []);
  const calls = legs.some(({ bytesSent }) => bytesSent > 0);
  if (talking) {
    for (const [id, socket] of Object.entries(media.sockets)) legs.push(...socketLeg(id, socket, captured, calls));
    for (const upload of Object.values(media.uploads)) legs.push(uploadLeg(upload));
    // Where the voice was seen to leave another way, a worker's socket says nothing.
    const seen = legs.some(({ bytesSent, certainty }) => bytesSent > 0 && certainty !== 'low');
    if (!seen && media.workers.length > 0) for (const socket of unseen) legs.push(workerLeg(socket, captured));
  }
  return legs.sort((a, b) => b.bytesSent - a.bytesSent || b.bytesReceived - a.bytesReceived || (a.id < b.id ? -1 : 1));
}

/** Null for a connection that carries no voice: one for files or video alone, or one that never stood. */
function callLeg(id: string, connection: Connection, around: Surroundings, captured: boolean): Leg | null {
  const { audio, channels, pair, remote } = connection;
  const called = audio.sent > 0 || audio.received > 0;
  const spoken = !called && isVoiceLike(channels.whileTalking);
  if (!called && !spoken) return null;
  const concluded = routeOf(connection, around);
  const { encryption, basis } = encryptionOf(connection, concluded.route);
  const address = pair && pair.remote.type !== 'relay' ? pair.remote.address : null;
  const isServer = concluded.route === 'media-server';
  return {
    id,
    connection,
    route: concluded.route,
    // A data channel has no encoded transform; what the page did to the bytes before, nobody saw.
    encryption: spoken && encryption === 'end-to-end-seen' ? 'unknown' : encryption,
    host: isServer && address !== null ? (around.hostAt(address.ip) ?? address.ip) : null,
    address,
    relay: relayOf(connection),
    // Sources without a name can be seats that nobody has taken yet.
    streams: remote?.named ? remote.audioStreams : Math.min(1, remote?.audioStreams ?? 0),
    transport: pair?.local.protocol ?? 'unknown',
    codecs: audio.codecs,
    bytesSent: called ? audio.sent : channels.sent.binaryBytes,
    bytesReceived: called ? audio.received : channels.received.binaryBytes,
    since: connection.connectedAt ?? connection.openedAt,
    until: connection.closedAt,
    certainty: spoken ? weaker(concluded.certainty, flowCertainty(false, captured, false)) : concluded.certainty,
    basis: [
      ...(spoken ? [{ key: 'basisVoiceInChannel' }] : []),
      ...concluded.basis,
      ...basis,
      ...relayBasis(connection),
    ],
  };
}

const certainties: readonly Certainty[] = ['unknown', 'low', 'medium', 'high'];
const weaker = (a: Certainty, b: Certainty) => (certainties.indexOf(a) < certainties.indexOf(b) ? a : b);

/** The TURN server between, where there is one. Only the configuration names it: the browser tells the peer's relay. */
function relayOf({ pair, relays, iceServers }: Connection): Leg['relay'] {
  if (pair?.local.type !== 'relay') return null;
  const [host] = turnHosts({ relays, iceServers });
  return host === undefined ? null : { host, transport: pair.local.relayProtocol };
}

function turnHosts({ relays, iceServers }: Pick<Connection, 'relays' | 'iceServers'>): string[] {
  if (relays.length > 0) return relays;
  const configured = iceServers.filter(({ scheme }) => scheme === 'turn' || scheme === 'turns').map(({ host }) => host);
  return [...new Set(configured)];
}

function relayBasis(connection: Connection): Phrase[] {
  if (connection.pair?.local.type !== 'relay') return [];
  const hosts = turnHosts(connection);
  if (hosts.length === 0) return [{ key: 'basisRelayUnknown' }];
  return hosts.length === 1
    ? [{ key: 'basisRelay', values: [{ list: hosts }] }]
    : [{ key: 'basisRelayOneOf', values: [{ list: hosts.slice(0, 3) }] }];
}

function socketLeg(id: string, socket: Socket, captured: boolean, calls: boolean): Leg[] {
  const { kind, host, scheme, sent, received, sound, whileTalking } = socket;
  const transport = kind === 'web-transport';
  const flows = transport ? isVoiceLikeByBytes(whileTalking) : isVoiceLike(whileTalking);
  if (!flows && sound === null) return [];
  const { encryption, basis } = encryptionTo(scheme);
  const certainty = flowCertainty(sound !== null, captured, calls);
  return [
    {
      ...noCall,
      id,
      route: transport ? 'web-transport' : 'websocket',
      encryption,
      host,
      bytesSent: sent.binaryBytes,
      bytesReceived: received.binaryBytes,
      transport: transport ? 'udp' : 'tcp',
      since: socket.openedAt,
      until: socket.closedAt,
      certainty,
      basis: [
        sound === null ? rateOf(whileTalking) : { key: 'basisSoundInSocket', values: [sound] },
        ...(captured ? [{ key: 'basisCaptured' }] : []),
        ...basis,
      ],
    },
  ];
}

function rateOf({ binaries, binaryBytes, span }: Socket['whileTalking']): Phrase {
  const kilobits = Math.round((binaryBytes * 8) / span);
  const messages = Math.round((binaries * 1000) / span);
  // A stream that the browser itself fills is one message, however much goes through it.
  if (messages === 0) return { key: 'basisVoiceRateBytes', values: [kilobits] };
  return { key: 'basisVoiceRate', values: [messages, kilobits] };
}

function uploadLeg({ host, scheme, bytes, types, firstAt, lastAt }: Upload): Leg {
  const named = types.filter((type) => type !== '');
  const { encryption, basis } = encryptionTo(scheme);
  return {
    ...noCall,
    id: `upload ${host}`,
    route: 'upload',
    encryption,
    host,
    bytesSent: bytes,
    transport: 'unknown',
    since: firstAt,
    until: lastAt,
    certainty: named.length > 0 ? 'high' : 'low',
    basis: [
      named.length > 0 ? { key: 'basisUpload', values: [{ list: named }] } : { key: 'basisUploadUnknown' },
      ...basis,
    ],
  };
}

function workerLeg({ host, scheme, firstAt }: UnseenSockets, captured: boolean): Leg {
  const { encryption, basis } = encryptionTo(scheme);
  return {
    ...noCall,
    id: `worker ${host}`,
    route: 'websocket',
    encryption,
    host,
    transport: 'tcp',
    since: firstAt,
    until: null,
    certainty: captured ? 'medium' : 'low',
    basis: [{ key: 'basisWorkerSocket', values: [host] }, ...(captured ? [{ key: 'basisCaptured' }] : []), ...basis],
  };
}

const noCall = {
  connection: null,
  address: null,
  relay: null,
  streams: 0,
  codecs: [],
  bytesSent: 0,
  bytesReceived: 0,
} satisfies Partial<Leg>;
