import type { Catalogue } from '../../../catalogue/catalogue.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Destination, Party, VoiceLeg } from '../../../extension/model/report.ts';
import { peers, wire } from '../party-ids.ts';
import { partyNameOf } from '../party-name.ts';

/** What the voice path says of one party. */
export interface Hears {
  voice: Party['voice'];
  voiceBasis: Phrase;
}

export interface Hearers {
  /** By party id; who is not there was not seen on the way of the voice. */
  parties: Map<string, Hears>;
  /** Voice was seen to leave. */
  talks: boolean;
  /** All voice that was seen went elsewhere than to who is not among `parties`, and it is known to whom. */
  settled: boolean;
  /** Host of a media server of which nobody knows whose it is. */
  unknownServer: string | null;
}

const order: readonly Party['voice'][] = ['no', 'unknown', 'likely', 'yes'];

/**
 * Who can hear, by where the voice was seen to go. Never more than was seen: a server hears what nothing encrypts but the
 * way to it; a transform, or another person's browser at the other end, and it does not.
 *
 * @param talking a microphone was on in the visit: else it is not the person's voice
 */
export function hearersOf(
  legs: readonly VoiceLeg[],
  destinations: readonly Destination[],
  talking: boolean,
  catalogue: Catalogue | null,
): Hearers {
  const parties = new Map<string, Hears>();
  const leaving = talking ? legs.filter(leaves) : [];
  const note = (party: string, hears: Hears) => {
    const before = parties.get(party);
    if (!before || order.indexOf(hears.voice) > order.indexOf(before.voice)) parties.set(party, hears);
  };
  for (const leg of leaving) {
    const { party, host } = leg;
    if (party === null) continue;
    const end = destinations.find((destination) => destination.party === party);
    note(party, hearsOf(leg, party, end === undefined ? (host ?? party) : partyNameOf(end, catalogue)));
  }
  for (const { relay } of leaving) {
    if (relay?.party != null)
      note(relay.party, { voice: 'no', voiceBasis: { key: 'voiceRelayBasis', values: [relay.host] } });
  }
  const clear = leaving.find(({ encryption, certainty }) => encryption === 'none' && isSure(certainty));
  if (clear) note(wire, { voice: 'yes', voiceBasis: { key: 'basisVoiceInClear' } });
  const open = leaving.filter((leg) => !isSettled(leg, destinations));
  return {
    parties,
    talks: leaving.length > 0,
    settled: leaving.length > 0 && open.length === 0,
    unknownServer: open.find(({ route, host }) => route === 'media-server' && host !== null)?.host ?? null,
  };
}

/** Whether voice goes out on this leg. A worker's socket shows no bytes. */
function leaves({ bytesSent, route }: VoiceLeg): boolean {
  return bytesSent > 0 || (route !== 'peer-to-peer' && route !== 'media-server' && route !== 'unknown');
}

function hearsOf({ encryption, certainty, basis, route, bytesSent }: VoiceLeg, party: string, name: string): Hears {
  // What nobody saw leave, or not for sure to there, is concluded at most.
  const concluded = bytesSent === 0 || !isSure(certainty);
  if (party === peers) {
    return concluded
      ? { voice: 'likely', voiceBasis: { key: 'voicePeersLikelyBasis' } }
      : { voice: 'yes', voiceBasis: { key: 'voicePeersBasis' } };
  }
  if (encryption === 'end-to-end-seen') return { voice: 'no', voiceBasis: { key: 'voiceTransformBasis' } };
  if (route === 'unknown' || encryption === 'unknown')
    return { voice: 'unknown', voiceBasis: basis[0] ?? { key: 'basisEndUnknown' } };
  const values = [name];
  if (concluded) return { voice: 'likely', voiceBasis: { key: 'voiceLikelySentBasis', values } };
  const key = route === 'media-server' ? 'voiceServerBasis' : 'voiceSentBasis';
  return { voice: 'yes', voiceBasis: { key, values } };
}

const isSure = (certainty: VoiceLeg['certainty']) => certainty === 'high' || certainty === 'medium';

/** Whether it is known who is at the other end, or that whoever is there cannot hear. */
function isSettled(
  { encryption, certainty, party, route, bytesSent }: VoiceLeg,
  destinations: readonly Destination[],
): boolean {
  if (encryption === 'end-to-end-seen') return true;
  if (!isSure(certainty) || bytesSent === 0) return false;
  if (party === peers) return true;
  if (party === null || route === 'unknown') return false;
  const ends = destinations.filter((destination) => destination.party === party);
  // An address of which nothing else is known can be any company's.
  return ends.some(({ operator, registrableDomain }) => operator !== null || registrableDomain !== null);
}
