/** The words that every room of the house shares. One name for one thing; see docs/architecture.md. */

/** What an identifier names. `unknown`: a stable value under a telling key whose meaning was not established. */
export const identifierKinds = [
  'user-id',
  'room-id',
  'display-name',
  'email',
  'phone',
  'token',
  'device-id',
  'ip-address',
  'unknown',
] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** A place of an observation that can carry identifiers. */
export const places = [
  'url.host',
  'url.path',
  'url.query',
  'url.fragment',
  'referer',
  'cookie',
  'header',
  'body',
  'websocket',
  'web-transport',
  'data-channel',
  'turn',
  'sdp',
] as const;
export type Place = (typeof places)[number];

/** How sure a fact or a conclusion is. */
export const certainties = ['high', 'medium', 'low', 'unknown'] as const;
export type Certainty = (typeof certainties)[number];

/**
 * How a leak was recognised: `matched`, a known value was there; `named`, the service's own key says so;
 * `inferred`, a general key name and the shape of the value suggest it.
 */
export const confidences = ['matched', 'named', 'inferred'] as const;
export type Confidence = (typeof confidences)[number];

/** Where the knowledge of a found value came from: the person, the page, or the key that it stood under. */
export const findingBases = ['declared', 'learned', 'key'] as const;
export type FindingBasis = (typeof findingBases)[number];

/** Ordered: a later one weighs more. */
export const severities = ['info', 'low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** ISO 3166-1 alpha-2 code, or `EU` where a law is the union's. */
export type Country = string;

/** Whom a destination stands with, seen from the site that the person visits. */
export type Relation = 'first-party' | 'works-for-site' | 'third-party';

/** Why a visit counts as a voice visit. */
export type VoiceReason = 'audio-chat-site' | 'rtc-provider' | 'microphone' | 'peer-connection';

/** Position in the house: who hears, who knows who you are, who was merely contacted. */
export type Ring = 'hears' | 'knows' | 'contacted';

/** Milliseconds since the Unix epoch. */
export type Time = number;
