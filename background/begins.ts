import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RelaySaid } from '../extension/model/messages.ts';
import type { Observation } from '../extension/model/observation.ts';
import type { VoiceReason } from '../extension/model/vocabulary.ts';
import { relationOf } from './classify/destination.ts';
import { onlyShown } from './classify/parties.ts';
import { siteOfUrl } from './observe/site.ts';

/** Why what a frame's relay has said makes its tab a voice visit, or null. */
export function reasonIn(said: RelaySaid): VoiceReason | null {
  switch (said.say) {
    case 'earlier':
      return null;
    case 'state':
      if (said.microphone === true) return 'microphone';
      return said.peerConnections > 0 ? 'peer-connection' : null;
    case 'seen':
      if (said.events.some(({ what }) => what === 'capture')) return 'microphone';
      return said.events.some(({ what }) => what === 'connection') ? 'peer-connection' : null;
  }
}

/**
 * Whether a request to a provider makes its tab a voice visit: not a script or picture alone, which a page about the
 * provider shows as well, and not the provider's own site.
 *
 * @param initiator origin or URL of who sent it, or null
 */
export function isVoiceContact(
  { url, type }: Observation,
  initiator: string | null,
  catalogue: Catalogue | null,
): boolean {
  const site = initiator === null ? null : siteOfUrl(initiator);
  const to = siteOfUrl(url.replace(/^ws/, 'http'));
  // A navigation is the person's step to another page, not something that a page sent.
  if (type === 'main_frame' || onlyShown.has(type) || to === null) return false;
  return site === null || relationOf(catalogue, site, new URL(url).hostname, false) !== 'first-party';
}
