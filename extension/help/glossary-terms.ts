import { lawProperties } from '../model/settings.ts';
import { confidenceKeys, learntKeys, propertyKeys, propertyWhatKeys, relationKeys } from '../ui/terms.ts';

export interface Term {
  /** Stands in the address of the page, so that others can point to it: never changed. */
  id: string;
  /** Messages that name and explain it. */
  term: string;
  what: string;
}

/** The words of a report as the trade uses them, by what they are about. */
export const glossary: readonly { title: string; terms: readonly Term[] }[] = [
  {
    title: 'glossaryVoice',
    terms: [
      { id: 'webrtc', term: 'termWebrtc', what: 'termWebrtcWhat' },
      { id: 'media-server', term: 'termMediaServer', what: 'termMediaServerWhat' },
      { id: 'peer-to-peer', term: 'termPeerToPeer', what: 'termPeerToPeerWhat' },
      { id: 'relay', term: 'termRelay', what: 'termRelayWhat' },
      { id: 'stun', term: 'termStun', what: 'termStunWhat' },
      { id: 'ice-candidate', term: 'termIce', what: 'termIceWhat' },
      { id: 'signalling', term: 'termSignalling', what: 'termSignallingWhat' },
      { id: 'sdp', term: 'termSdp', what: 'termSdpWhat' },
      { id: 'websocket', term: 'termWebSocket', what: 'termWebSocketWhat' },
      { id: 'data-channel', term: 'termDataChannel', what: 'termDataChannelWhat' },
      { id: 'on-the-way', term: 'termOnTheWay', what: 'termOnTheWayWhat' },
      { id: 'end-to-end', term: 'termEndToEnd', what: 'termEndToEndWhat' },
    ],
  },
  {
    title: 'glossaryParties',
    terms: [
      { id: 'party', term: 'termParty', what: 'termPartyWhat' },
      { id: 'destination', term: 'termDestination', what: 'termDestinationWhat' },
      { id: 'works-for-site', term: relationKeys['works-for-site'], what: 'termWorksForSite' },
      { id: 'third-party', term: relationKeys['third-party'], what: 'termThirdParty' },
      { id: 'operator', term: 'termOperator', what: 'termOperatorWhat' },
      { id: 'network', term: 'termNetwork', what: 'termNetworkWhat' },
      { id: 'anycast', term: 'termAnycast', what: 'termAnycastWhat' },
    ],
  },
  {
    title: 'glossaryIdentifiers',
    terms: [
      { id: 'identifier', term: 'termIdentifier', what: 'termIdentifierWhat' },
      { id: 'token', term: 'termToken', what: 'termTokenWhat' },
      { id: 'in-clear', term: learntKeys['on-the-wire'], what: 'termInClearWhat' },
      { id: 'plain', term: learntKeys.plain, what: 'termPlainWhat' },
      { id: 'encoded', term: learntKeys.encoded, what: 'termEncodedWhat' },
      { id: 'hash', term: learntKeys.hashed, what: 'termHashWhat' },
      { id: 'masked', term: 'termMasked', what: 'termMaskedWhat' },
    ],
  },
  {
    title: 'glossaryLaws',
    terms: [
      { id: 'jurisdiction', term: 'termJurisdiction', what: 'termJurisdictionWhat' },
      ...lawProperties.map((property) => ({
        id: `law-${property}`,
        term: propertyKeys[property],
        what: propertyWhatKeys[property],
      })),
    ],
  },
  {
    title: 'glossaryDoubt',
    terms: [
      { id: 'badge', term: 'termBadge', what: 'termBadgeWhat' },
      { id: 'severity', term: 'termSeverity', what: 'termSeverityWhat' },
      { id: 'matched', term: confidenceKeys.matched, what: 'termMatched' },
      { id: 'named', term: confidenceKeys.named, what: 'termNamed' },
      { id: 'inferred', term: confidenceKeys.inferred, what: 'termInferred' },
      { id: 'certainty', term: 'termCertainty', what: 'termCertaintyWhat' },
      { id: 'likely', term: 'termLikely', what: 'termLikelyWhat' },
      { id: 'blind-spot', term: 'termBlindSpot', what: 'termBlindSpotWhat' },
    ],
  },
];
