import type { Connection } from '../../../extension/model/media.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Address, Route } from '../../../extension/model/report.ts';
import type { Certainty } from '../../../extension/model/vocabulary.ts';
import { agentByKey } from './agents.ts';

/** What is known besides the connection itself. */
export interface Surroundings {
  /** Host of the visit at this address, or null. */
  hostAt(ip: string): string | null;
  /** Company that the visit is in touch with and that announces this address; or null. */
  carrierOf(address: Address): string | null;
  /** The other peer connections of the visit. */
  others: readonly Connection[];
}

export interface RouteConclusion {
  route: Extract<Route, 'peer-to-peer' | 'media-server' | 'unknown'>;
  certainty: Certainty;
  basis: Phrase[];
}

/** One thing that speaks for what is at the other end, and how much it says by itself. */
interface Sign {
  for: 'peer-to-peer' | 'media-server';
  weight: 1 | 2 | 3;
  basis: Phrase;
}

/**
 * Whether the other end of a peer connection is another person's browser or a media server. WebRTC does not say; each
 * sign has a weight (3 proves it, 2 makes it likely, 1 suggests it), and what speaks for the other answer counts against
 * it. Without signs, and where they all but hold each other up, the answer is *unknown*.
 */
export function routeOf(connection: Connection, around: Surroundings): RouteConclusion {
  const signs = signsOf(connection, around);
  const sum = (route: Sign['for']) => signs.reduce((all, sign) => all + (sign.for === route ? sign.weight : 0), 0);
  const [server, peer] = [sum('media-server'), sum('peer-to-peer')];
  const lead = Math.abs(server - peer);
  const route = server > peer ? 'media-server' : 'peer-to-peer';
  if (lead === 0 || (server > 0 && peer > 0 && lead === 1)) {
    const basis = signs.length === 0 ? [{ key: 'basisEndUnknown' }] : signs.map(({ basis }) => basis);
    return { route: 'unknown', certainty: 'unknown', basis };
  }
  const own = signs.filter((sign) => sign.for === route);
  const proof = own.some(({ weight }) => weight === 3);
  const certainty: Certainty = lead >= 3 && (proof || lead >= 4) ? 'high' : lead >= 2 ? 'medium' : 'low';
  return { route, certainty, basis: signs.map(({ basis }) => basis) };
}

function signsOf(connection: Connection, around: Surroundings): Sign[] {
  const { remote, candidates, pair } = connection;
  const signs: Sign[] = [];
  const server = (weight: Sign['weight'], key: string, ...values: string[]) =>
    signs.push({ for: 'media-server', weight, basis: phrase(key, values) });
  const peer = (weight: Sign['weight'], key: string, ...values: string[]) =>
    signs.push({ for: 'peer-to-peer', weight, basis: phrase(key, values) });

  if (remote?.iceLite) server(3, 'basisIceLite');
  const agent = agentByKey(remote?.agent ?? null);
  if (agent?.is === 'server') server(3, 'basisServerAgent', agent.name);
  if (agent?.is === 'library') server(2, 'basisLibraryAgent', agent.name);
  if (agent?.is === 'browser') peer(2, 'basisBrowserAgent', agent.name);
  if (agent?.is === 'browser-code') peer(1, 'basisBrowserAgent', agent.name);
  // Browsers answer as the active end (RFC 9429, 5.3.1); who answers passively has a public address to be called at.
  if (remote?.type === 'answer' && remote.setup === 'passive') server(2, 'basisPassive');
  if (remote && remote.audioStreams > 1) server(remote.audioStreams > 2 ? 2 : 1, 'basisSeveralStreams');
  // Only browsers hide host candidates behind mDNS names (RFC 8828).
  if (candidates.remote.mdns > 0) peer(3, 'basisMdns');
  if (candidates.remote.srflx > 0 || pair?.remote.type === 'srflx') peer(2, 'basisBehindNat');
  if (candidates.remote.relay > 0 || pair?.remote.type === 'relay') peer(2, 'basisPeerRelay');
  if (isOneWay(connection) && around.others.some((other) => other !== connection && complements(connection, other))) {
    server(2, 'basisSplitDirections');
  }
  const { address = null, type } = pair?.remote ?? { type: 'unknown' };
  if (address !== null && type !== 'relay') {
    const host = ownHost(connection, around.hostAt(address.ip));
    const carrier = around.carrierOf(address);
    const { certainty, note } = address.location;
    if (host !== null) server(3, 'basisSameAddress', host);
    else if (carrier !== null) server(2, 'basisCarrierNetwork', carrier);
    else if (certainty === 'special' && homes.has(note ?? '')) peer(1, 'basisPrivateAddress');
    // Behind a router a browser's own address is private; over IPv6 it need not be.
    else if (type === 'host' && certainty !== 'special') server(address.ip.includes(':') ? 1 : 2, 'basisPublicHost');
  }
  return signs;
}

/** Not the machine of the connection's TURN server: there people's packets come from, too. */
function ownHost({ iceServers }: Connection, host: string | null): string | null {
  return iceServers.some((server) => server.host === host && server.scheme.startsWith('turn')) ? null : host;
}

/** Ranges in which people's own machines are, see network/special.ts. */
const homes: ReadonlySet<string> = new Set(['private', 'link-local', 'unique-local', 'carrier-nat']);

/** Sends without receiving, or the other way round: who talks to one person does both over one connection. */
function isOneWay(connection: Connection): boolean {
  return directionOf(connection) === 'out' || directionOf(connection) === 'in';
}

function directionOf({ local, remote }: Connection): 'out' | 'in' | 'both' | 'none' {
  const out = (local?.audio.sending ?? 0) > 0 && (remote?.audio.receiving ?? 0) > 0;
  const into = (remote?.audio.sending ?? 0) > 0 && (local?.audio.receiving ?? 0) > 0;
  return out && into ? 'both' : out ? 'out' : into ? 'in' : 'none';
}

function complements(one: Connection, other: Connection): boolean {
  const [mine, theirs] = [directionOf(one), directionOf(other)];
  return (mine === 'out' && theirs === 'in') || (mine === 'in' && theirs === 'out');
}

function phrase(key: string, values: string[]): Phrase {
  return values.length === 0 ? { key } : { key, values };
}
