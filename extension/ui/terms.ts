import type { Exposure, Learnt, Party, VoicePath } from '../model/report.ts';
import type { LawProperty, Preset } from '../model/settings.ts';
import type { Certainty, Confidence, IdentifierKind, Place, Relation, Ring } from '../model/vocabulary.ts';

export { severityKeys } from '../../background/tell/say-severity.ts';

/** Which message names each word of the vocabulary. Spelt out, so that a search for a key finds where it is used. */
export const kindKeys: Record<IdentifierKind, string> = {
  'user-id': 'kindUserId',
  'room-id': 'kindRoomId',
  'display-name': 'kindDisplayName',
  email: 'kindEmail',
  phone: 'kindPhone',
  token: 'kindToken',
  'device-id': 'kindDeviceId',
  'ip-address': 'kindIpAddress',
  unknown: 'kindUnknown',
};

export const placeKeys: Record<Place, string> = {
  'url.host': 'placeUrlHost',
  'url.path': 'placeUrlPath',
  'url.query': 'placeUrlQuery',
  'url.fragment': 'placeUrlFragment',
  referer: 'placeReferer',
  cookie: 'placeCookie',
  header: 'placeHeader',
  body: 'placeBody',
  websocket: 'placeWebsocket',
  'web-transport': 'placeWebTransport',
  'data-channel': 'placeDataChannel',
  turn: 'placeTurn',
  sdp: 'placeSdp',
};

export const certaintyKeys: Record<Certainty, string> = {
  high: 'certaintyHigh',
  medium: 'certaintyMedium',
  low: 'certaintyLow',
  unknown: 'certaintyUnknown',
};

/** How sure a fact is, in words of its own for what is beyond doubt for the trade and was not read again. */
export function certaintyOf({ certainty, wellKnown }: { certainty: Certainty; wellKnown?: true }): string {
  return wellKnown ? 'certaintyWellKnown' : certaintyKeys[certainty];
}

export const confidenceKeys: Record<Confidence, string> = {
  matched: 'confidenceMatched',
  named: 'confidenceNamed',
  inferred: 'confidenceInferred',
};

export const relationKeys: Record<Relation | 'wire' | 'peers', string> = {
  'first-party': 'relationFirstParty',
  'works-for-site': 'relationWorksForSite',
  'third-party': 'relationThirdParty',
  wire: 'relationWire',
  peers: 'relationPeers',
};

export const throughKeys: Record<Exposure['through'], string> = {
  server: 'throughServer',
  network: 'throughNetwork',
  operator: 'throughOperator',
  parent: 'throughParent',
};

export const learntKeys: Record<Learnt, string> = {
  'on-the-wire': 'learntOnTheWire',
  plain: 'learntPlain',
  encoded: 'learntEncoded',
  hashed: 'learntHashed',
};

/** What each of these means. */
export const learntHintKeys: Record<Learnt, string> = {
  'on-the-wire': 'learntOnTheWireHint',
  plain: 'learntPlainHint',
  encoded: 'learntEncodedHint',
  hashed: 'learntHashedHint',
};

export const voiceKeys: Record<Party['voice'], string> = {
  yes: 'voiceYes',
  likely: 'voiceLikely',
  no: 'voiceNo',
  unknown: 'voiceUnknown',
};

export const ringKeys: Record<Ring, string> = {
  hears: 'ringHears',
  knows: 'ringKnows',
  contacted: 'ringContacted',
};

/** The words of a report that lead to their entry on the page of help, by its id there: which message names each. */
export const explainedTerms = {
  severity: 'termSeverity',
  identifier: 'termIdentifier',
  token: 'termToken',
  encoded: 'learntEncoded',
  jurisdiction: 'termJurisdiction',
  'works-for-site': relationKeys['works-for-site'],
  'third-party': relationKeys['third-party'],
  operator: 'termOperator',
  anycast: 'termAnycast',
  likely: 'termLikely',
  certainty: 'termCertainty',
  'blind-spot': 'termBlindSpot',
  relay: 'termRelay',
  'media-server': 'termMediaServer',
  'peer-to-peer': 'termPeerToPeer',
  websocket: 'termWebSocket',
  'end-to-end': 'termEndToEnd',
} as const satisfies Record<string, string>;

export type ExplainedTerm = keyof typeof explainedTerms;

export const routeKeys: Record<VoicePath['route'], string> = {
  'peer-to-peer': 'routePeerToPeer',
  'media-server': 'routeMediaServer',
  websocket: 'routeWebsocket',
  'web-transport': 'routeWebTransport',
  upload: 'routeUpload',
  unknown: 'routeUnknown',
};

export const encryptionKeys: Record<VoicePath['encryption'], string> = {
  'end-to-end-seen': 'encryptionEndToEndSeen',
  'peer-to-peer': 'encryptionPeerToPeer',
  'not-seen': 'encryptionNotSeen',
  none: 'encryptionNone',
  unknown: 'encryptionUnknown',
};

export const checkDepthKeys: Record<string, string> = {
  text: 'lawDepthText',
  summary: 'lawDepthSummary',
  existence: 'lawDepthExistence',
  'earlier-pass': 'lawDepthEarlierPass',
  none: 'lawDepthNone',
};

export const presetKeys: Record<Preset, string> = {
  general: 'presetGeneral',
  'direct-access': 'presetDirectAccess',
  'eu-resident': 'presetEuResident',
  journalist: 'presetJournalist',
  company: 'presetCompany',
  own: 'presetOwn',
};

export const propertyKeys: Record<LawProperty, string> = {
  anyAssistance: 'propertyAnyAssistance',
  directAccess: 'propertyDirectAccess',
  priorJudge: 'propertyNoPriorJudge',
  secrecy: 'propertySecrecy',
  decryptionOrCapability: 'propertyDecryption',
  reachesAbroad: 'propertyReachesAbroad',
  dataRetention: 'propertyRetention',
  localisation: 'propertyLocalisation',
};

export const propertyWhatKeys: Record<LawProperty, string> = {
  anyAssistance: 'propertyAnyAssistanceWhat',
  directAccess: 'propertyDirectAccessWhat',
  priorJudge: 'propertyNoPriorJudgeWhat',
  secrecy: 'propertySecrecyWhat',
  decryptionOrCapability: 'propertyDecryptionWhat',
  reachesAbroad: 'propertyReachesAbroadWhat',
  dataRetention: 'propertyRetentionWhat',
  localisation: 'propertyLocalisationWhat',
};
