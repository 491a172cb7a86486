import type { Finding, Party, VoicePath } from '../../extension/model/report.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { formOf, learn, nobody } from './parties.ts';
import { peers } from './party-ids.ts';
import type { Voice } from './voice/index.ts';

/**
 * Adds the people in the call, where voice was seen to go to them or to come from them: with what they hear, what they
 * were handed, and whether they learn from which address the person connects.
 */
export function addPeers(parties: Party[], visit: Visit, { path, hearers, told }: Voice): void {
  const direct = path.legs.filter(({ party }) => party === peers);
  const heard = path.legs.filter(({ party, streams }) => party !== peers && streams > 0);
  if (direct.length === 0 && heard.length === 0) return;
  const party: Party = { ...nobody, id: peers, name: '', relation: 'peers', learns: {}, hosts: [] };
  const inRoom = { voice: hearers.talks ? 'likely' : 'unknown', voiceBasis: { key: 'voiceRoomBasis' } } as const;
  Object.assign(party, hearers.parties.get(peers) ?? inRoom);
  if (party.voice !== 'unknown') party.ring = 'hears';
  party.people = peopleIn(path.legs);
  party.address = tellsAddress(visit, direct);
  for (const finding of told) learn(party, finding, formOf(finding));
  parties.push(party);
}

/** What people at the other end were handed: in data channels, and with the session description. */
export function handedToPeers({ media }: Pick<Visit, 'media'>, { legs }: Pick<VoicePath, 'legs'>): Finding[] {
  const direct = legs.filter(({ party }) => party === peers);
  return direct.flatMap(({ id }) => Object.values(media?.connections[id]?.findings ?? {}));
}

/** One person at the other end of each connection to a browser; voices from a server, where it does not mix them. */
function peopleIn(legs: Voice['path']['legs']): number | null {
  const open = legs.some(({ until }) => until === null) ? legs.filter(({ until }) => until === null) : legs;
  const direct = open.filter(({ party }) => party === peers).length;
  const streams = open.reduce((sum, { party, streams }) => sum + (party === peers ? 0 : streams), 0);
  // A server that sends one stream may have mixed any number of people into it.
  return streams === 1 ? null : direct + streams || null;
}

/**
 * Whether people at the other end were told where the person connects from: by the packets themselves, or by candidates
 * that were handed over although a relay was used in the end.
 */
function tellsAddress({ media }: Visit, direct: Voice['path']['legs']): boolean {
  return direct.some(({ id }) => {
    const connection = media?.connections[id];
    if (!connection || connection.relayOnly) return false;
    const { host, mdns, srflx } = connection.candidates.local;
    return connection.pair?.local.type !== 'relay' || host > mdns || srflx > 0;
  });
}
