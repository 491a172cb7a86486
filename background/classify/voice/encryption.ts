import type { Connection } from '../../../extension/model/media.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Encryption, Route } from '../../../extension/model/report.ts';

export interface EncryptionConclusion {
  encryption: Encryption;
  basis: Phrase[];
}

/**
 * Who can open what goes through a peer connection. WebRTC always encrypts as far as the other end (DTLS-SRTP, RFC 8827
 * section 6.5): a person, or the operator's server. Beyond that counts only a transform on every sender of audio.
 */
export function encryptionOf({ audio }: Connection, route: Route): EncryptionConclusion {
  const { senders, sendersTransformed } = audio;
  if (senders > 0 && sendersTransformed >= senders) {
    return { encryption: 'end-to-end-seen', basis: [{ key: 'basisTransform' }] };
  }
  const some: Phrase[] = sendersTransformed > 0 ? [{ key: 'basisTransformSome' }] : [];
  if (route === 'peer-to-peer') return { encryption: 'peer-to-peer', basis: [...some, { key: 'basisDtlsPeers' }] };
  if (route === 'media-server') return { encryption: 'not-seen', basis: [...some, { key: 'basisDtlsServer' }] };
  return { encryption: 'unknown', basis: some };
}

/** The same for what the page sends to a host by itself: a WebSocket, WebTransport, an upload. */
export function encryptionTo(scheme: string): EncryptionConclusion {
  return scheme === 'ws' || scheme === 'http'
    ? { encryption: 'none', basis: [{ key: 'basisVoiceInClear' }] }
    : { encryption: 'not-seen', basis: [{ key: 'basisVoiceToHost' }] };
}

/** From the weakest on; of several ways that the voice takes, the weakest counts. */
const strengths: readonly Encryption[] = ['none', 'not-seen', 'unknown', 'peer-to-peer', 'end-to-end-seen'];

export function weakest(of: readonly Encryption[]): Encryption {
  return strengths.find((strength) => of.includes(strength)) ?? 'unknown';
}
