import type { Catalogue } from '../../../catalogue/catalogue.ts';
import type { Traffic } from '../../../extension/model/media.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type {
  BlindSpot,
  Destination,
  Finding,
  Microphone,
  VoiceLeg,
  VoicePath,
} from '../../../extension/model/report.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import { weakest } from './encryption.ts';
import { endsOf, surroundingsOf } from './ends.ts';
import { isVoiceLike } from './flow.ts';
import { type Hearers, hearersOf } from './hearers.ts';
import { legsOf, type UnseenSockets } from './legs.ts';

/** All that is concluded of the voice of a visit. */
export interface Voice {
  path: VoicePath;
  hearers: Hearers;
  /** The visit's destinations, and the servers that only media reached. */
  destinations: Destination[];
  /** Identifiers that people at the other end were handed. */
  told: Finding[];
  /** What went through sockets and channels and was not looked through. */
  blindSpots: BlindSpot[];
}

/**
 * @param destinations of the visit's requests
 * @param carriers names of contacted services that carry voice for sites
 */
export function voiceOf(
  visit: Visit,
  destinations: readonly Destination[],
  carriers: readonly string[],
  catalogue: Catalogue | null,
): Voice {
  const { microphone, media, peerConnections, site } = visit;
  const talking = isTalking(microphone);
  const unseen = unseenSockets(visit);
  const around = surroundingsOf(Object.values(visit.contacts), catalogue, site);
  const found = media ? legsOf({ media, talking, unseen, around: (others) => ({ ...around, others }) }) : [];
  const ends = endsOf(found, destinations, catalogue, site);
  const { legs } = ends;
  const [main] = legs;
  const basis = [...generalBasis(microphone, peerConnections, carriers), ...workerBasis(visit, legs)];
  const path: VoicePath = main
    ? {
        route: main.route,
        encryption: weakest(legs.map(({ encryption }) => encryption)),
        peerConnections,
        certainty: main.certainty,
        basis,
        legs,
      }
    : {
        route: 'unknown',
        encryption: 'unknown',
        peerConnections,
        certainty: talking && carriers.length > 0 ? 'medium' : 'unknown',
        basis: [...basis, { key: 'basisMediaUnseen' }],
        legs,
      };
  return {
    path,
    hearers: hearersOf(legs, ends.destinations, talking, catalogue),
    destinations: ends.destinations,
    told: ends.told,
    blindSpots: [
      ...unseen.map(({ host, count }) => ({ what: { key: 'blindFrames' }, host, count })),
      ...unread(visit, legs),
    ],
  };
}

/** The page's own code has the sound, a worker runs, and nothing was seen to leave: it may well leave from there. */
function workerBasis({ media }: Visit, legs: readonly VoiceLeg[]): Phrase[] {
  const taken = media !== undefined && media.captures.length > 0 && media.workers.length > 0;
  return taken && legs.length === 0 ? [{ key: 'basisCapturedWorker' }] : [];
}

function generalBasis(microphone: Microphone, peerConnections: number, carriers: readonly string[]): Phrase[] {
  const basis: Phrase[] = [];
  if (microphone.state !== 'not-seen')
    basis.push({ key: microphone.state === 'on' ? 'basisMicrophone' : 'basisMicrophoneWas' });
  if (peerConnections > 0)
    basis.push({ key: 'basisPeerConnections', count: peerConnections, values: [peerConnections] });
  if (carriers.length > 0) basis.push({ key: 'basisProviderContacted', values: [{ list: [...carriers] }] });
  return basis;
}

/**
 * Whether the person's voice can have left: a microphone was seen on in this visit. Peer connections alone prove nothing;
 * pages open them to share files and to recognise browsers.
 */
export function isTalking({ state }: Microphone): boolean {
  return state !== 'not-seen';
}

/** Messages that were counted only. Of a stream that is the voice itself, nothing else was to be expected. */
function unread({ media }: Visit, legs: readonly VoiceLeg[]): BlindSpot[] {
  const voices = new Set(legs.map(({ id }) => id));
  const spots: BlindSpot[] = [];
  const note = (key: string, host: string | null, { texts, binaries }: Traffic, looked: number) => {
    const count = texts + binaries - looked;
    if (count <= 0) return;
    const known = spots.find((spot) => spot.what.key === key && spot.host === host);
    if (known) known.count += count;
    else spots.push({ what: { key }, host, count });
  };
  for (const [id, { kind, host, sent, looked }] of Object.entries(media?.sockets ?? {})) {
    if (!voices.has(id)) note(kind === 'websocket' ? 'blindSomeFrames' : 'blindTransport', host, sent, looked);
  }
  for (const { channels } of Object.values(media?.connections ?? {})) {
    if (!isVoiceLike(channels.whileTalking)) note('blindChannelMessages', null, channels.sent, channels.looked);
  }
  return spots;
}

/** WebSockets that requests showed and the probe did not: in a worker, or in a frame where there was no probe. */
function unseenSockets({ contacts, media }: Visit): UnseenSockets[] {
  return Object.values(contacts).flatMap(({ host, sockets = 0, schemes, firstAt, lastAt }) => {
    const count = sockets - (media?.socketHosts.find((seen) => seen.host === host)?.sockets ?? 0);
    const scheme = schemes.includes('wss') ? 'wss' : 'ws';
    return count > 0 ? [{ host, scheme, count, firstAt, lastAt }] : [];
  });
}
