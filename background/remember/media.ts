import type { CandidateCounts, Connection, Media, Pair, Socket } from '../../extension/model/media.ts';
import type { Observation } from '../../extension/model/observation.ts';
import type { ProbeEvent, ProbeEventOf } from '../../extension/model/probe-event.ts';
import type { Address } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import type { Time } from '../../extension/model/vocabulary.ts';
import type { Classified } from '../classify/index.ts';
import type { Identity } from '../classify/leakage/identity.ts';
import { parseAddress } from '../classify/network/address.ts';
import { specialRange } from '../classify/network/special.ts';
import { hostIn } from '../classify/parts.ts';
import { hostWithout } from '../classify/readable.ts';
import { candidateOf, candidatesIn, describe, fragmentsOf } from '../classify/voice/sdp.ts';
import { isSound, soundIn } from '../classify/voice/sound.ts';
import { keepFindings } from './findings.ts';
import { relayHost, serverOf, urlOf } from './ice-servers.ts';
import { add, grow, growth, most, noCandidates, noTalk, noTotals, noTraffic, talk } from './media-totals.ts';
import { bytesOf, fromBase64, isCut } from './message-data.ts';
import { learn, missed, type OpenVisit } from './visits.ts';
import type { VoiceNotes } from './voice-notes.ts';

/** What a visit can hold of the voice; what does not fit is a blind spot. A call among twenty people stays below these. */
const limits = {
  connections: 32,
  sockets: 64,
  uploads: 32,
  captures: 16,
  workers: 32,
  spans: 50,
  findings: 60,
  relays: 8,
  types: 16,
  /** Of what is not kept: channels with their last totals, servers that are not asked yet. */
  channels: 128,
};

/** What follows from one event for the rest of the house. */
export interface Taken {
  /** Sent to a host: for the classifier, then recorded with the host. */
  sent: Observation[];
  /** Handed to the other end of a connection: for the classifier, then `keepHanded`. */
  handed: { connection: string; observation: Observation }[];
  /** Addresses to be placed: of the other end of a connection (then `placeEnd`), or of a TURN server. */
  places: ({ ip: string; connection: string } | { ip: string; host: string })[];
}

/**
 * Takes in what the probe of one frame told. Whose it is follows from the frame that sent it alone. Totals are those of
 * the browser and only ever grow, so that what is told twice, or again after the worker's death, counts once.
 *
 * @param at the time of the event, not after now
 */
export function takeIn(open: OpenVisit, frameId: number, event: ProbeEvent, at: Time): Taken {
  const taken: Taken = { sent: [], handed: [], places: [] };
  const { visit } = open;
  visit.lastAt = Math.max(visit.lastAt, at);
  const take = takers[event.what] as Taker<ProbeEvent['what']>;
  take({ open, visit, media: mediaOf(visit), notes: notesOf(open), frameId, at, taken }, event);
  return taken;
}

interface Scene {
  open: OpenVisit;
  visit: Visit;
  media: Media;
  notes: VoiceNotes;
  frameId: number;
  at: Time;
  taken: Taken;
}

type Taker<What extends ProbeEvent['what']> = (scene: Scene, event: ProbeEventOf<What>) => void;

const takers: { [What in ProbeEvent['what']]: Taker<What> } = {
  connection(scene, { connection: id, iceServers, relayOnly }) {
    const { open, notes } = scene;
    const key = keyOf(scene, id);
    const connection = connectionOf(scene, key);
    if (!connection) return;
    connection.relayOnly = relayOnly;
    const servers = iceServers.flatMap(({ urls, username }) => urls.flatMap((url) => serverOf(url, username) ?? []));
    connection.iceServers = servers.map(({ server }) => ({ ...server, host: hostWithout(server.host, open.known) }));
    notes.asking[key] = servers.map(({ server, username }) => ({ url: urlOf(server), username }));
  },
  state(scene, { connection: id, state }) {
    const connection = connectionOf(scene, keyOf(scene, id));
    if (!connection) return;
    const { at } = scene;
    connection.lastAt = at;
    if (state === 'connected') connection.connectedAt ??= at;
    if (state === 'closed' || state === 'failed') connection.closedAt ??= at;
    else connection.closedAt = null;
  },
  description(scene, { connection: id, side, type, sdp, cut }) {
    const key = keyOf(scene, id);
    const connection = connectionOf(scene, key);
    if (!connection || type === 'rollback') return;
    const { open, visit, at, taken } = scene;
    if (cut) missed(visit, { key: 'blindTooMuchVoice' }, null);
    const first = connection[side] === null;
    connection[side] = describe(type, sdp);
    const candidates = candidatesIn(sdp);
    if (first && side === 'remote')
      for (const { type: kind, address } of candidates) count(connection.candidates.remote, kind, address);
    const sent = { url: 'webrtc:', at, type: 'sdp', what: 'sdp' } as const;
    if (side === 'local') {
      for (const { type: kind, address } of candidates) learnOwn(open, kind, address);
      taken.handed.push({ connection: key, observation: { ...sent, sdp } });
      ask(scene, key);
    } else {
      // Of what the other end wrote, only this goes out again: in the name of every connectivity check.
      const names = fragmentsOf(sdp).map((fragment) => `a=ice-ufrag:${fragment}`);
      if (names.length > 0) taken.handed.push({ connection: key, observation: { ...sent, sdp: names.join('\r\n') } });
    }
  },
  candidate(scene, { connection: id, side, candidate: line, server }) {
    const key = keyOf(scene, id);
    const connection = connectionOf(scene, key);
    const candidate = candidateOf(line);
    if (!connection || !candidate) return;
    const { open, taken } = scene;
    count(connection.candidates[side], candidate.type, candidate.address);
    if (side === 'remote') return;
    ask(scene, key);
    if (candidate.type !== 'relay') {
      learnOwn(open, candidate.type, candidate.address);
      return;
    }
    const host = relayHost(connection, server);
    if (host === null) return;
    if (!connection.relays.includes(host) && connection.relays.length < limits.relays) connection.relays.push(host);
    if (parseAddress(candidate.address)) taken.places.push({ ip: candidate.address, host });
  },
  stats(scene, { connection: id, pair, audio, video }) {
    const key = keyOf(scene, id);
    const connection = connectionOf(scene, key);
    if (!connection) return;
    const { at, taken } = scene;
    connection.lastAt = at;
    connection.connectedAt ??= pair === null ? null : at;
    grow(connection.audio, audio);
    grow(connection.video, video);
    if (pair === null) return;
    const { address: ip, ...remote } = pair.remote;
    const { address: own, ...local } = pair.local;
    if (own !== null && local.type !== 'relay') learnOwn(scene.open, local.type, own);
    // Until the new end is placed, nothing is said of where it is: it may be another one than before.
    const before = connection.pair?.remote;
    const same = before?.type === remote.type && before.port === remote.port;
    const address = same ? (before?.address ?? null) : null;
    connection.pair = { local: { ...local, address: null }, remote: { ...remote, address } };
    if (ip !== null && parseAddress(ip)) taken.places.push({ ip, connection: key });
  },
  transform(scene, { connection: id, on, kind }) {
    const connection = id === null ? null : connectionOf(scene, keyOf(scene, id));
    if (!connection || kind !== 'audio') return;
    const { audio } = connection;
    // How many there are of how many, statistics tell.
    if (on === 'sender') audio.sendersTransformed = Math.max(audio.sendersTransformed, 1);
    else audio.receiversTransformed = Math.max(audio.receiversTransformed, 1);
  },
  'data-channel'(scene, { connection: id, channel }) {
    const connection = connectionOf(scene, keyOf(scene, id));
    if (!connection) return;
    connection.channels.opened++;
    const { notes, visit, at } = scene;
    if (Object.keys(notes.channels).length >= limits.channels) missed(visit, { key: 'blindTooMuchVoice' }, null);
    else
      notes.channels[keyOf(scene, channel)] = {
        connection: keyOf(scene, id),
        sent: noTraffic(),
        received: noTraffic(),
        at,
      };
  },
  'data-message'(scene, { channel, data, length }) {
    const known = scene.notes.channels[keyOf(scene, channel)];
    const bytes = bytesOf(data);
    const { visit, at, taken } = scene;
    const channels = known && connectionOf(scene, known.connection)?.channels;
    if (bytes === null || !channels) return;
    channels.looked++;
    if (isCut(data, bytes, length)) missed(visit, { key: 'blindBudget' }, null);
    const observation = { url: 'webrtc:', at, type: 'data', what: 'data', data: bytes } as const;
    taken.handed.push({ connection: known.connection, observation });
  },
  'data-traffic'(scene, { channel, sent, received }) {
    const known = scene.notes.channels[keyOf(scene, channel)];
    const channels = known && connectionOf(scene, known.connection)?.channels;
    if (!known || !channels) return;
    talk(scene.visit, channels.whileTalking, growth(known.sent, sent), known.at, scene.at);
    add(channels.sent, growth(known.sent, sent));
    add(channels.received, growth(known.received, received));
    Object.assign(known, { sent: most(known.sent, sent), received: most(known.received, received), at: scene.at });
  },
  socket(scene, { socket, url }) {
    openSocket(scene, socket, url, 'websocket');
  },
  'socket-message'(scene, { socket, data, length }) {
    takeMessage(scene, 'websocket', socket, data, length);
  },
  'socket-traffic'(scene, { socket, sent, received, open }) {
    takeTraffic(scene, 'websocket', socket, { sent, received, open });
  },
  'web-transport'(scene, { transport, url }) {
    openSocket(scene, transport, url, 'web-transport');
  },
  'web-transport-message'(scene, { transport, data, length }) {
    takeMessage(scene, 'web-transport', transport, data, length);
  },
  'web-transport-traffic'(scene, { transport, sent, open }) {
    takeTraffic(scene, 'web-transport', transport, { sent, received: noTraffic(), open });
  },
  body(scene, { url, type, length, base64, cut, by }) {
    // The page can call anything a URL; browsers send bodies nowhere else.
    if (!/^https?:/i.test(url)) return;
    const bytes = base64 === null ? null : fromBase64(base64);
    const { open, at, taken } = scene;
    takeUpload(open, url, { bytes, type, length: length ?? bytes?.length ?? 0 }, at);
    if (bytes !== null)
      taken.sent.push({ what: 'body', url, at, type: by === 'beacon' ? 'ping' : 'xmlhttprequest', bytes, cut });
  },
  capture(scene, { how, type, live }) {
    const { media, at, frameId } = scene;
    const known = media.captures.find(
      (capture) => capture.how === how && capture.type === type && capture.frame === frameId,
    );
    if (known) known.live = live;
    else if (media.captures.length < limits.captures)
      media.captures.push({ how, type, live, firstAt: at, frame: frameId });
    else missed(scene.visit, { key: 'blindTooMuchVoice' }, null);
  },
  devices({ media }) {
    media.devicesListed = true;
  },
  worker({ media, open, visit, at }, { kind, url }) {
    const host = hostOf(url);
    if (host === null) return;
    const shown = hostWithout(host, open.known);
    if (media.workers.some((worker) => worker.kind === kind && worker.host === shown)) return;
    if (media.workers.length < limits.workers) media.workers.push({ kind, host: shown, firstAt: at });
    else missed(visit, { key: 'blindTooMuchVoice' }, null);
  },
  summarised({ visit }, { events }) {
    missed(visit, { key: 'blindSummarised' }, null, Math.max(1, events));
  },
};

/** Keeps what the classifier found in something that was handed to the other end of a connection. */
export function keepHanded(
  open: OpenVisit,
  key: string,
  { findings, learned, budgetReached }: Classified,
  at: Time,
): void {
  const rows = open.visit.media?.connections[key]?.findings;
  if (!rows) return;
  const left = keepFindings(rows, findings, at, () => Object.keys(rows).length < limits.findings);
  if (left > 0) missed(open.visit, { key: 'blindTooManyFindings' }, null, left);
  if (budgetReached) missed(open.visit, { key: 'blindBudget' }, null);
  learn(open, learned);
}

/**
 * Puts the other end of a connection on the map.
 *
 * @param isServer whether it is a server's address, as far as is known now. A person's is cut to its network, so that
 * country and network can be said and nobody can be found by it.
 */
export function placeEnd({ visit }: OpenVisit, key: string, address: Address, isServer: boolean): void {
  const pair = visit.media?.connections[key]?.pair;
  if (pair) pair.remote.address = isServer ? address : { ...address, ip: networkOf(address.ip) };
}

/** `203.0.113.0/24`, `2001:db8:7::/48`; the text itself where it is no address. */
function networkOf(ip: string): string {
  const address = parseAddress(ip);
  if (address === null) return ip;
  if (address.family === 4) return `${address.text.replace(/\d+$/, '0')}/24`;
  const [first, second] = address.words;
  const groups = [first >>> 16, first & 0xffff, second >>> 16].map((group) => group.toString(16));
  return `${groups.join(':').replace(/(?::0)+$/, '')}::/48`;
}

/** Whether a body that went to a URL is recorded sound, or may be; keeps how much of it went where. */
export function takeUpload(
  { visit, known }: OpenVisit,
  url: string,
  { bytes, type, length }: { bytes: Uint8Array | null; type: string; length: number },
  at: Time,
): void {
  // A page that never had the microphone uploads somebody else's sound.
  if (visit.microphone.state === 'not-seen') return;
  const host = hostOf(url);
  if (host === null) return;
  const media = mediaOf(visit);
  const shown = hostWithout(host, known);
  const before = Object.hasOwn(media.uploads, shown) ? media.uploads[shown] : undefined;
  const sound = isSound(type)
    ? (type.split(';')[0] ?? '').trim().toLowerCase()
    : bytes === null
      ? null
      : soundIn(bytes);
  const recording = media.captures.some(({ how }) => how === 'media-recorder');
  const unnamed = type === '' || type === 'application/octet-stream';
  // Further pieces of a recording have no beginning of their own.
  const further = recording && unnamed && isBinary(bytes);
  if (sound === null && !further) return;
  if (!before && Object.keys(media.uploads).length >= limits.uploads) {
    missed(visit, { key: 'blindTooMuchVoice' }, null);
    return;
  }
  const scheme = url.slice(0, url.indexOf(':'));
  const upload = before ?? { host: shown, scheme, requests: 0, bytes: 0, types: [], firstAt: at, lastAt: at };
  upload.requests++;
  upload.bytes += length;
  if (scheme === 'http') upload.scheme = scheme;
  const name = sound ?? '';
  if (!upload.types.includes(name) && upload.types.length < limits.types) upload.types.push(name);
  upload.lastAt = Math.max(upload.lastAt, at);
  media.uploads[shown] = upload;
}

/** Packed text is no sound: gzip (RFC 1952), zlib (RFC 1950). */
function isBinary(bytes: Uint8Array | null): boolean {
  if (bytes === null || bytes.length < 64) return false;
  if ((bytes[0] === 0x1f && bytes[1] === 0x8b) || bytes[0] === 0x78) return false;
  return bytes.subarray(0, 256).some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

/** The microphone is on and the tab is out of sight, or no longer both. */
export function takeHidden(visit: Visit, hidden: boolean, at: Time): void {
  const on = hidden && visit.microphone.state === 'on';
  const last = visit.media?.hidden.at(-1);
  if (!on) {
    if (last?.until === null) last.until = Math.max(at, last.from);
    return;
  }
  if (last?.until === null) return;
  const { hidden: spans } = mediaOf(visit);
  if (spans.length < limits.spans) spans.push({ from: at, until: null });
  else missed(visit, { key: 'blindTooMuchVoice' }, null);
}

/**
 * The page of a frame has gone, with its connections, sockets and whatever it recorded: the next page there begins to
 * count anew.
 *
 * @param frameId null: of all frames
 */
export function leaveFrame(open: OpenVisit, frameId: number | null, at: Time): void {
  const { media } = open.visit;
  if (!media) return;
  const notes = notesOf(open);
  const gone = (key: string) => !key.includes('~') && (frameId === null || key.startsWith(`${frameId}.`));
  const suffix = `~${++notes.gone}`;
  for (const part of [media.connections, media.sockets] as Record<string, Connection | Socket>[]) {
    for (const [key, it] of Object.entries(part)) {
      if (!gone(key)) continue;
      it.closedAt ??= at;
      delete part[key];
      part[key + suffix] = it;
    }
  }
  for (const part of [notes.asking, notes.channels, notes.urls] as Record<string, unknown>[]) {
    for (const key of Object.keys(part)) if (gone(key)) delete part[key];
  }
  for (const capture of media.captures) if (frameId === null || capture.frame === frameId) capture.live = false;
}

/** The visit has ended: nothing of it is open. */
export function endMedia(visit: Visit, at: Time): void {
  takeHidden(visit, false, at);
  const { media } = visit;
  if (!media) return;
  for (const it of [...Object.values(media.connections), ...Object.values(media.sockets)]) it.closedAt ??= at;
  for (const capture of media.captures) capture.live = false;
}

function mediaOf(visit: Visit): Media {
  visit.media ??= {
    connections: {},
    sockets: {},
    socketHosts: [],
    uploads: {},
    captures: [],
    workers: [],
    devicesListed: false,
    hidden: [],
  };
  return visit.media;
}

function notesOf(open: OpenVisit): VoiceNotes {
  open.voice ??= { asking: {}, channels: {}, urls: {}, gone: 0 };
  return open.voice;
}

const keyOf = ({ frameId }: Scene, id: number): string => `${frameId}.${id}`;
const socketKey = ({ frameId }: Scene, kind: Socket['kind'], id: number): string =>
  `${frameId}.${kind === 'websocket' ? '' : 't'}${id}`;

/** The connection of that name, made where there is none; null where there is no room. */
function connectionOf({ media, visit, notes, at }: Scene, key: string): Connection | null {
  const known = media.connections[key];
  if (known) return known;
  const all = Object.entries(media.connections);
  if (all.length >= limits.connections) {
    // A page must not hide its call behind connections that never carried anything.
    const [idle] = all.find(([, it]) => it.audio.sent + it.audio.received + it.channels.sent.binaryBytes === 0) ?? [];
    missed(visit, { key: 'blindTooMuchVoice' }, null);
    if (idle === undefined) return null;
    delete media.connections[idle];
    delete notes.asking[idle];
  }
  const connection: Connection = {
    openedAt: at,
    connectedAt: null,
    closedAt: null,
    lastAt: at,
    iceServers: [],
    relayOnly: false,
    local: null,
    remote: null,
    candidates: { local: noCandidates(), remote: noCandidates() },
    pair: null,
    audio: noTotals(),
    video: noTotals(),
    relays: [],
    channels: { opened: 0, sent: noTraffic(), received: noTraffic(), looked: 0, whileTalking: noTalk() },
    findings: {},
  };
  media.connections[key] = connection;
  return connection;
}

function openSocket(scene: Scene, id: number, url: string, kind: Socket['kind']): void {
  const { media, notes, open, visit, at } = scene;
  const key = socketKey(scene, kind, id);
  const host = hostOf(url);
  if (host === null || media.sockets[key]) return;
  const shown = hostWithout(host, open.known);
  if (kind === 'websocket') countSocket(media, shown);
  const all = Object.entries(media.sockets);
  if (all.length >= limits.sockets) {
    const [idle] = all.find(([, it]) => it.closedAt !== null && it.whileTalking.binaries === 0) ?? [];
    missed(visit, { key: 'blindTooMuchVoice' }, null);
    if (idle === undefined) return;
    delete media.sockets[idle];
    delete notes.urls[idle];
  }
  notes.urls[key] = url;
  media.sockets[key] = {
    kind,
    host: shown,
    scheme: url.slice(0, url.indexOf(':')).toLowerCase(),
    openedAt: at,
    closedAt: null,
    lastAt: at,
    sent: noTraffic(),
    received: noTraffic(),
    looked: 0,
    whileTalking: noTalk(),
    sound: null,
  };
}

/** Something that the page sent through a socket, for the classifier. */
function takeMessage(
  scene: Scene,
  kind: Socket['kind'],
  id: number,
  data: ProbeEventOf<'socket-message'>['data'],
  length: number,
): void {
  const key = socketKey(scene, kind, id);
  const socket = scene.media.sockets[key];
  const url = scene.notes.urls[key];
  const bytes = bytesOf(data);
  if (!socket || url === undefined || bytes === null) return;
  const { visit, at, taken } = scene;
  socket.looked++;
  if (isCut(data, bytes, length)) missed(visit, { key: 'blindBudget' }, socket.host);
  if (data.as === 'bytes') socket.sound ??= soundIn(bytes);
  const type = kind === 'websocket' ? 'websocket' : 'webtransport';
  taken.sent.push({ what: 'frame', url, at, type, opcode: data.as === 'text' ? 1 : 2, data: bytes });
}

function takeTraffic(
  scene: Scene,
  kind: Socket['kind'],
  id: number,
  { sent, received, open }: Pick<ProbeEventOf<'socket-traffic'>, 'sent' | 'received' | 'open'>,
): void {
  const socket = scene.media.sockets[socketKey(scene, kind, id)];
  if (!socket) return;
  talk(scene.visit, socket.whileTalking, growth(socket.sent, sent), socket.lastAt, scene.at);
  Object.assign(socket, { sent: most(socket.sent, sent), received: most(socket.received, received) });
  settle(socket, open, scene.at);
}

/** Also those that are not kept: which sockets nobody saw follows from their number. */
function countSocket({ socketHosts }: Media, host: string): void {
  const known = socketHosts.find((it) => it.host === host);
  if (known) known.sockets++;
  else if (socketHosts.length < limits.sockets) socketHosts.push({ host, sockets: 1 });
}

function settle(socket: Socket, open: boolean, at: Time): void {
  socket.lastAt = Math.max(socket.lastAt, at);
  if (!open) socket.closedAt ??= at;
}

/** Gathering has begun: the browser asks every STUN and TURN server of the connection, by name where it has one. */
function ask({ notes, taken, at }: Scene, key: string): void {
  for (const { url, username } of notes.asking[key] ?? [])
    taken.sent.push({ what: 'turn', url, at, type: 'ice', username });
  delete notes.asking[key];
}

function count(counts: CandidateCounts, type: keyof CandidateCounts | 'unknown', address: string): void {
  if (type === 'unknown' || type === 'mdns') return;
  counts[type]++;
  if (type === 'host' && address.endsWith('.local')) counts.mdns++;
}

/** An address of the person's own: looked for from now on, wherever it goes. */
function learnOwn(open: OpenVisit, type: Pair['local']['type'], text: string): void {
  if (type === 'relay' || type === 'unknown') return;
  const address = parseAddress(text);
  const special = address && specialRange(address);
  // Everybody has these.
  if (!address || special === 'loopback' || special === 'unspecified' || special === 'this-network') return;
  const identity: Identity = { kind: 'ip-address', value: address.text, basis: 'learned' };
  learn(open, [identity]);
}

function hostOf(url: string): string | null {
  try {
    const host = hostIn(new URL(url));
    return host === '__proto__' ? null : host;
  } catch {
    return null;
  }
}
