import type { Phrase } from '../../extension/model/phrase.ts';
import type { Microphone, VoicePath } from '../../extension/model/report.ts';

/** What is known of the voice of a visit. */
export interface VoiceEvidence {
  microphone: Microphone;
  peerConnections: number;
  /** Names of contacted services that carry voice for sites. */
  carriers: string[];
}

/**
 * What can be said of the way the voice takes from requests, microphone and the existence of peer connections alone.
 * The media path itself does not show in requests, so its route and its encryption stay unknown; that a provider
 * carries the voice is concluded from the company it keeps, and said to be so.
 */
export function voicePathOf({ microphone, peerConnections, carriers }: VoiceEvidence): VoicePath {
  const basis: Phrase[] = [];
  if (microphone.state !== 'not-seen')
    basis.push({ key: microphone.state === 'on' ? 'basisMicrophone' : 'basisMicrophoneWas' });
  if (peerConnections > 0)
    basis.push({ key: 'basisPeerConnections', count: peerConnections, values: [peerConnections] });
  if (carriers.length > 0) basis.push({ key: 'basisProviderContacted', values: [{ list: carriers }] });
  basis.push({ key: 'basisMediaUnseen' });
  return {
    route: 'unknown',
    encryption: 'unknown',
    peerConnections,
    certainty: isTalking(microphone) && carriers.length > 0 ? 'medium' : 'unknown',
    basis,
    legs: [],
  };
}

/**
 * Whether the person's voice can have left: a microphone was seen on in this visit. Peer connections alone prove nothing;
 * pages open them to share files and to recognise browsers.
 */
export function isTalking({ state }: Microphone): boolean {
  return state !== 'not-seen';
}
