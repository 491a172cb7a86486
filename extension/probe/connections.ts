import { bounds } from '../model/probe-bounds.ts';
import type { ProbeEventOf } from '../model/probe-event.ts';
import { leaveOut, say, tell } from './channel.ts';
import { said } from './channel-words.ts';
import { onDataChannel } from './data-channels.ts';
import {
  add,
  findIn,
  getter,
  isArray,
  listen,
  NativeWeakRef,
  now,
  own,
  plain,
  prototypeOf,
  sliceOf,
  textOf,
  uncurry,
} from './natives.ts';
import { makeNotes } from './notes.ts';
import { BytesByStream, takeStats } from './stats.ts';
import { onTransform } from './transforms.ts';
import { onTick, startVoice } from './voice.ts';
import { wrapClass, wrapMethod } from './wrap.ts';

/**
 * Peer connections. No reaction is added to a promise that the page gets, and what was set is read back from the
 * connection itself, in the browser's own events. One argument is looked at: Chromium gives a remote description back in
 * words of its own, without `a=ice-lite` and without the writer's name, so the page's text counts as soon as the browser
 * has taken it.
 */

const Native = (Reflect.get(globalThis, 'RTCPeerConnection') as typeof RTCPeerConnection | undefined)?.prototype;
type State = ProbeEventOf<'state'>['state'];

const configurationOf = Native && uncurry(Native.getConfiguration);
const stateOf = getter<State>(Native, 'connectionState');
const localOf = getter<RTCSessionDescription | null>(Native, 'localDescription');
const remoteOf = getter<RTCSessionDescription | null>(Native, 'remoteDescription');
const description = prototypeOf('RTCSessionDescription');
const sdpOf = getter<string>(description, 'sdp');
const typeOf = getter<RTCSdpType>(description, 'type');
const iceEvent = prototypeOf('RTCPeerConnectionIceEvent');
const candidateOf = getter<RTCIceCandidate | null>(iceEvent, 'candidate');
const eventUrlOf = getter<string | null>(iceEvent, 'url');
const candidate = prototypeOf('RTCIceCandidate');
const lineOf = getter<string>(candidate, 'candidate');
const urlOf = getter<string | null>(candidate, 'url');
const channelOf = getter<RTCDataChannel>(prototypeOf('RTCDataChannelEvent'), 'channel');
const deref = uncurry(WeakRef.prototype.deref) as (ref: WeakRef<object>) => object | undefined;

/** Connections that are open at a time and looked after; and the other side's candidates of one that are told. */
const most = { open: 100, candidates: 100 };
/** Ticks between two looks at the statistics of a connection that stands: ten seconds. */
const ticksBetweenStats = 5;

class Connection {
  state: State = 'new';
  local = '';
  remote = '';
  /** What the page gave last for the other side's description. */
  given: { type: unknown; sdp: string } | null = null;
  /** The other side's candidates are to be read, and those that were told. */
  candidatesCame = false;
  candidates: Record<string, true> = { __proto__: null } as unknown as Record<string, true>;
  candidatesTold = 0;
  ticksUntilStats = 0;
  readonly bytes = new BytesByStream();

  constructor(
    readonly id: number,
    readonly ref: WeakRef<object>,
  ) {}
}

const connections = makeNotes<Connection>();
let open: Connection[] = [];
let made = 0;

function connectionOf(target: object): Connection | null {
  const known = connections.of(target);
  if (known) return known;
  // Not a connection: throws before anything is noted.
  stateOf(target);
  startVoice();
  if (open.length >= most.open) open = stillOpen();
  if (made >= bounds.id || open.length >= most.open) {
    leaveOut(0);
    return null;
  }
  const connection = new Connection(++made, new NativeWeakRef(target));
  connections.put(target, connection);
  add(open, connection);
  tellConfiguration(connection, target);
  listen(target, 'connectionstatechange', () => look(connection, target));
  listen(target, 'signalingstatechange', () => tellDescriptions(connection, target));
  listen<RTCPeerConnectionIceEvent>(target, 'icecandidate', (event) => tellCandidate(connection, event));
  listen<RTCDataChannelEvent>(target, 'datachannel', (event) => {
    const channel = channelOf(event);
    if (channel) onDataChannel(channel, connection.id, 'remote');
  });
  return connection;
}

function stillOpen(): Connection[] {
  const still: Connection[] = [];
  for (let i = 0; i < open.length; i++) {
    const connection = open[i] as Connection;
    if (connection.state !== 'closed') add(still, connection);
  }
  return still;
}

function tellConfiguration({ id }: Connection, target: object): void {
  const configuration = configurationOf?.(target as RTCPeerConnection);
  if (!configuration) return;
  const servers = own(configuration, 'iceServers');
  const iceServers: ProbeEventOf<'connection'>['iceServers'] = [];
  if (isArray(servers)) {
    for (let i = 0; i < servers.length && i < bounds.servers; i++) {
      const given = own(servers[i], 'urls');
      const username = own(servers[i], 'username');
      const urls: string[] = [];
      if (typeof given === 'string') add(urls, textOf(given, bounds.name));
      else if (isArray(given)) {
        for (let j = 0; j < given.length && j < bounds.serverUrls; j++) add(urls, textOf(given[j], bounds.name));
      }
      // Chromium says '' where there is none.
      const named = typeof username === 'string' && username !== '';
      add(iceServers, { urls, username: named ? textOf(username, bounds.name) : null });
    }
  }
  tell({
    what: 'connection',
    connection: id,
    at: now(),
    iceServers,
    relayOnly: own(configuration, 'iceTransportPolicy') === 'relay',
    insertable: own(configuration, 'encodedInsertableStreams') === true,
  });
}

function tellDescriptions(connection: Connection, target: object): void {
  connection.local = tellDescription(connection, 'local', localOf(target), connection.local);
  connection.remote = tellDescription(connection, 'remote', remoteOf(target), connection.remote);
}

/** Only what can be read without running script of the page: of a description of the browser's, or plain properties. */
function noteGiven(connection: Connection, given: unknown): void {
  if (typeof given !== 'object' || given === null) return;
  let sdp = plain(given, 'sdp');
  let type = plain(given, 'type');
  try {
    sdp ??= sdpOf(given);
    type ??= typeOf(given);
  } catch {
    // It is no description of the browser's.
  }
  if (typeof sdp === 'string') connection.given = { type, sdp };
}

/** Number and version of the session (`o=`, RFC 8866 section 5.2): what a browser keeps of a description. */
function sessionOf(sdp: string): string {
  const line = findIn(sdp, '\no=', 0);
  const from = line < 0 ? -1 : findIn(sdp, ' ', line);
  const to = from < 0 ? -1 : findIn(sdp, ' IN ', from);
  return to < 0 ? '' : sliceOf(sdp, from, to);
}

/**
 * What tells one description from another. The browser counts up the version in `o=` (RFC 8829 section 5.2.2), and adds
 * candidates to what it describes later on; what the other side wrote is its own affair.
 */
const versionOf = (sdp: string, side: 'local' | 'remote') =>
  side === 'local' ? sliceOf(sdp, 0, findIn(sdp, '\ns=', 0)) : sdp;

/** @returns the version that has been told */
function tellDescription(
  { id, given }: Connection,
  side: 'local' | 'remote',
  from: RTCSessionDescription | null | undefined,
  told: string,
): string {
  let sdp = from ? (sdpOf(from) ?? '') : '';
  const type = from ? typeOf(from) : undefined;
  if (side === 'remote' && given && given.type === type && sessionOf(given.sdp) === sessionOf(sdp)) sdp = given.sdp;
  const version = versionOf(sdp, side);
  if (sdp === '' || version === told || type === undefined) return told;
  tell({
    what: 'description',
    connection: id,
    at: now(),
    side,
    type,
    sdp: textOf(sdp, bounds.sdp),
    cut: sdp.length > bounds.sdp,
  });
  return version;
}

function tellCandidate({ id }: Connection, event: RTCPeerConnectionIceEvent): void {
  const gathered = candidateOf(event);
  const line = gathered ? (lineOf(gathered) ?? '') : '';
  if (!gathered || line === '') return;
  const server = urlOf(gathered) ?? eventUrlOf(event) ?? '';
  tell({
    what: 'candidate',
    connection: id,
    at: now(),
    side: 'local',
    candidate: textOf(line, bounds.candidate),
    server: server === '' ? null : textOf(server, bounds.name),
  });
}

const candidateStart = '\na=candidate:';

/** The other side's candidates stand in its description, however the page came by them. */
function tellRemoteCandidates(connection: Connection, target: object): void {
  const remote = remoteOf(target);
  const sdp = remote ? (sdpOf(remote) ?? '') : '';
  if (sdp.length > bounds.sdp) return;
  let at = findIn(sdp, candidateStart, 0);
  while (at >= 0 && connection.candidatesTold < most.candidates) {
    const from = at + '\na='.length;
    const end = findIn(sdp, '\r', from);
    const line = textOf(sliceOf(sdp, from, end < 0 ? sdp.length : end), bounds.candidate);
    if (!connection.candidates[line]) {
      connection.candidates[line] = true;
      connection.candidatesTold++;
      tell({ what: 'candidate', connection: connection.id, at: now(), side: 'remote', candidate: line, server: null });
    }
    at = findIn(sdp, candidateStart, from);
  }
}

/** Looks at all of a connection that may have changed. */
function look(connection: Connection, target: object): void {
  const state = stateOf(target) ?? 'new';
  if (connection.candidatesCame) {
    connection.candidatesCame = false;
    tellRemoteCandidates(connection, target);
  }
  if (state === connection.state) return;
  connection.state = state;
  connection.ticksUntilStats = 0;
  tell({ what: 'state', connection: connection.id, at: now(), state });
}

wrapClass(
  'RTCPeerConnection',
  (target) => {
    say(said.connectionMade);
    connectionOf(target);
  },
  'webkitRTCPeerConnection',
);
wrapMethod(Native, 'setConfiguration', (self) => {
  const connection = connectionOf(self);
  if (connection) tellConfiguration(connection, self);
});
wrapMethod(Native, 'setRemoteDescription', (self, args) => {
  const connection = connectionOf(self);
  if (connection && args.length > 0) noteGiven(connection, args[0]);
});
wrapMethod(Native, 'addIceCandidate', (self) => {
  const connection = connectionOf(self);
  if (connection) connection.candidatesCame = true;
});
wrapMethod(Native, 'createDataChannel', (self, _, channel) => {
  const connection = connectionOf(self);
  if (connection) onDataChannel(channel as object, connection.id, 'local');
});
wrapMethod(Native, 'close', (self) => {
  const connection = connectionOf(self);
  // The browser dispatches no event for it.
  if (connection) look(connection, self);
});

onTransform((holds, event) => {
  for (let i = 0; i < open.length; i++) {
    const connection = open[i] as Connection;
    const target = deref(connection.ref);
    if (target && holds(target)) event.connection = connection.id;
  }
  tell(event);
});

onTick(() => {
  for (let i = 0; i < open.length; i++) {
    const connection = open[i] as Connection;
    const target = deref(connection.ref);
    if (target) look(connection, target);
    else if (connection.state !== 'closed') {
      connection.state = 'closed';
      tell({ what: 'state', connection: connection.id, at: now(), state: 'closed' });
    }
    if (!target || connection.state !== 'connected' || connection.ticksUntilStats-- > 0) continue;
    connection.ticksUntilStats = ticksBetweenStats - 1;
    takeStats(target, connection.id, connection.bytes);
  }
  open = stillOpen();
});
