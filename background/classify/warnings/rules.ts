import type { Catalogue } from '../../../catalogue/catalogue.ts';
import type { Phrase } from '../../../extension/model/phrase.ts';
import type { Destination, Party, VoiceLeg, Warning } from '../../../extension/model/report.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import type { Country, IdentifierKind } from '../../../extension/model/vocabulary.ts';
import { tlsName } from '../connection.ts';
import { carrierOf } from '../parties.ts';
import type { Reached, To } from './circumstances.ts';
import { basisOf, clearBasis, evidenceOf, iceScheme, kindsOf, type Place, total } from './evidence.ts';
import { isSure } from './laws.ts';
import { voiceprint } from './voiceprint.ts';

/** What a rule looks at: one party, the destinations that are its own, and the ways by which voice reaches it. */
export interface Case {
  party: Party;
  destinations: Destination[];
  /** Where identifiers reached it: its destinations; of the people in the call, what they were handed. */
  places: Place[];
  legs: VoiceLeg[];
  visit: Visit;
  catalogue: Catalogue | null;
  /** Jurisdictions that the person has picked and that reach the party with some certainty. */
  picked: Country[];
}

type Draft = Pick<Warning, 'title' | 'detail' | 'count' | 'evidence' | 'advice' | 'basis' | 'notes'> & {
  reached: Reached;
  to: To;
  /** The hosts that it is about, where evidence does not name them; else all of the party's. */
  hosts?: string[];
};

interface Rule {
  id: string;
  /** What it watches for, as docs/warnings.md says it. */
  about: string;
  /** Null where the rule has nothing to say of this party. */
  draft(it: Case): Draft | null;
}

/** Only what a peer connection asked for its addresses. */
const isIceServer = ({ types }: Destination) => types.length > 0 && types.every((type) => type === 'ice');

/** Roles of services that no call needs, as the catalogue names them. */
export const needless: ReadonlySet<string> = new Set([
  'A/B testing',
  'advertising',
  'analytics',
  'attribution',
  'consent',
  'data broker',
  'marketing messages',
  'product analytics',
  'session replay',
  'tag manager',
]);

const isNeedless = (destinations: readonly Destination[]) =>
  destinations.every(({ service }) => service && needless.has(service.role));

/** What no call needs can be kept from it without harm to the call; to block anything else may end it. */
const blocking = (destinations: readonly Destination[]): Phrase[] =>
  isNeedless(destinations) ? [{ key: 'adviceBlocker' }] : [];

/** What can be said of why a company learns it: never more than the catalogue knows. */
function detailOf({ relation }: Party, destinations: Destination[]): string {
  if (relation === 'works-for-site') return 'warnIdentifiersProviderDetail';
  if (isNeedless(destinations)) return 'warnIdentifiersThirdDetail';
  const known = destinations.some(({ operator }) => operator !== null);
  return known ? 'warnIdentifiersOtherDetail' : 'warnIdentifiersUnknownDetail';
}

/**
 * Each rule is about one thing that reached one party. The severity is the table's, see `severity.ts`. Among warnings of
 * the same severity they stand in this order.
 */
export const rules: readonly Rule[] = [
  {
    id: 'voice-on-the-wire',
    about: 'The voice, or a recording of it, left without encryption: over `ws:` or `http:`.',
    draft({ party, legs }) {
      const clear = legs.filter(({ encryption, certainty }) => encryption === 'none' && isSure(certainty));
      if (clear.length === 0) return null;
      return {
        reached: 'voice',
        to: 'wire',
        title: { key: 'warnVoiceInClearTitle', values: [party.name] },
        detail: { key: 'warnVoiceInClearDetail' },
        count: 1,
        evidence: [],
        hosts: hostsOf(clear),
        advice: [{ key: 'adviceLeaveRoom' }, { key: 'adviceVpn' }, { key: 'adviceTellSite' }],
        basis: once(clear.flatMap(({ basis }) => basis)),
      };
    },
  },
  {
    id: 'identifiers-on-the-wire',
    about:
      'Identifiers left without encryption: over `http:` or `ws:`, as the user name for a TURN server over `turn:`, or in the name of an ICE check.',
    draft({ party, places }) {
      const evidence = evidenceOf(places, (finding) => finding.onTheWire);
      if (evidence.length === 0) return null;
      const byRequest = evidence.some(({ scheme }) => !iceScheme(scheme));
      return {
        reached: 'identifiers',
        to: 'wire',
        title:
          party.relation === 'peers'
            ? { key: 'warnInClearPeersTitle', values: [kindsOf(evidence)] }
            : { key: 'warnInClearTitle', values: [kindsOf(evidence), party.name] },
        // Who is with whom is told by the room; of anything else, only that it can be read.
        detail: {
          key: evidence.some(({ finding }) => finding.kind === 'room-id')
            ? 'warnInClearDetail'
            : 'warnInClearReadDetail',
        },
        count: total(evidence),
        evidence,
        advice: [
          { key: 'adviceLeaveRoom' },
          { key: 'adviceVpn' },
          { key: byRequest ? 'adviceTellSite' : 'adviceTellSiteTurn' },
        ],
        basis: [...clearBasis(evidence), ...basisOf(evidence)],
      };
    },
  },
  {
    id: 'voice-through-provider',
    about: 'A company other than the site carries the voice and can hear it, or likely does.',
    draft({ party, destinations, legs, catalogue }) {
      const { relation, voice } = party;
      if (!isCompany(relation) || (voice !== 'yes' && voice !== 'likely')) return null;
      const carried = legs.filter(({ encryption }) => encryption === 'not-seen' || encryption === 'none');
      return {
        reached: 'voice',
        to: relation,
        title: { key: party.voice === 'yes' ? 'warnVoiceTitle' : 'warnVoiceLikelyTitle', values: [party.name] },
        detail: { key: 'warnVoiceDetail' },
        count: 1,
        evidence: [],
        hosts:
          carried.length > 0
            ? hostsOf(carried)
            : destinations.filter((it) => carrierOf(it, catalogue) !== null).map(({ host }) => host),
        advice: [{ key: 'adviceOtherApp' }],
        basis: once([party.voiceBasis, ...carried.flatMap(({ basis }) => basis)]),
        notes: [voiceprint],
      };
    },
  },
  {
    id: 'identifiers-to-company',
    about: 'A company other than the site learnt identifiers, and the page did not send them as the company’s own.',
    draft({ party, destinations, places }) {
      if (!isCompany(party.relation)) return null;
      const evidence = evidenceOf(places, (finding) => !finding.firstParty);
      if (evidence.length === 0) return null;
      return {
        reached: 'identifiers',
        to: party.relation,
        title: { key: 'warnIdentifiersTitle', values: [party.name, kindsOf(evidence)] },
        detail: { key: detailOf(party, destinations), values: [party.name] },
        count: total(evidence),
        evidence,
        advice: [...blocking(destinations), { key: 'advicePseudonym' }, { key: 'adviceAskSite' }],
        basis: basisOf(evidence),
      };
    },
  },
  {
    id: 'identifiers-to-peers',
    about:
      'People in the call were handed an e-mail address, a phone number, a device id or a token. That they learn a name or the room is what a call is for.',
    draft({ party, places }) {
      if (party.relation !== 'peers') return null;
      const evidence = evidenceOf(places, ({ kind }) => privateKinds.has(kind));
      if (evidence.length === 0) return null;
      return {
        reached: 'identifiers',
        to: 'peers',
        title: { key: 'warnIdentifiersPeersTitle', values: [kindsOf(evidence)] },
        detail: { key: 'warnIdentifiersPeersDetail' },
        count: total(evidence),
        evidence,
        advice: [{ key: 'advicePseudonym' }],
        basis: basisOf(evidence),
      };
    },
  },
  {
    id: 'address-to-peers',
    about:
      'People in the call learn the address that the person connects from: the call goes straight to them, or addresses were handed over before it went through a relay.',
    draft({ party, legs }) {
      if (party.relation !== 'peers' || !party.address) return null;
      const direct = legs.some(({ relay }) => relay === null);
      return {
        reached: 'address',
        to: 'peers',
        title: { key: 'warnAddressPeersTitle' },
        detail: { key: 'warnAddressPeersDetail' },
        count: 1,
        evidence: [],
        advice: [{ key: 'adviceVpnPeers' }, { key: 'adviceRelayOnly' }],
        basis: [{ key: direct ? 'basisDirect' : 'basisCandidatesTold' }],
      };
    },
  },
  {
    id: 'stun-to-third-party',
    about: 'A company that does not work for the site was asked by the call (STUN, TURN) from which address it comes.',
    draft({ party, destinations }) {
      const asked = destinations.filter(isIceServer);
      // Where more than that is known of it, it is warned of for more.
      if (party.relation !== 'third-party' || party.ring !== 'contacted' || asked.length === 0) return null;
      return {
        reached: 'address',
        to: 'third-party',
        title: { key: 'warnStunTitle', values: [party.name] },
        detail: { key: 'warnStunDetail' },
        count: asked.length,
        evidence: [],
        hosts: asked.map(({ host }) => host),
        advice: [{ key: 'adviceVpnAddress' }],
        basis: [{ key: 'basisIceServer' }],
      };
    },
  },
  {
    id: 'certificate-not-trusted',
    about:
      'The browser does not trust the certificate of a host, and an exception lets it pass. Known in Firefox only.',
    draft({ party, destinations }) {
      const unvouched = destinations.filter(({ tls }) => tls?.some(({ certificate }) => certificate === 'nobody'));
      if (unvouched.length === 0) return null;
      return {
        reached: 'connection',
        to: companyOf(party),
        title: { key: 'warnCertificateTitle', values: [party.name] },
        detail: { key: 'warnCertificateDetail' },
        count: unvouched.length,
        evidence: [],
        hosts: unvouched.map(({ host }) => host),
        advice: [{ key: 'adviceLeaveRoom' }, { key: 'adviceCertificate' }],
        basis: [{ key: 'basisSecurityInfo' }],
      };
    },
  },
  {
    id: 'weak-encryption',
    about:
      'The connection to a host was encrypted with TLS older than 1.2 (RFC 8996), or with a cipher that the browser itself calls weak. Known in Firefox only, which by itself refuses both.',
    draft({ party, destinations }) {
      const weak = destinations.flatMap(({ host, tls = [] }) =>
        tls.filter((it) => it.weak).map((it) => ({ host, it })),
      );
      const [first] = weak;
      if (!first) return null;
      return {
        reached: 'connection',
        to: companyOf(party),
        title: { key: 'warnWeakTlsTitle', values: [party.name] },
        detail: { key: 'warnWeakTlsDetail', values: [tlsName(first.it)] },
        count: weak.length,
        evidence: [],
        hosts: weak.map(({ host }) => host),
        advice: [{ key: 'adviceLeaveRoom' }, { key: 'adviceTellSiteTls' }],
        basis: [{ key: 'basisSecurityInfo' }],
      };
    },
  },
  {
    id: 'microphone-while-hidden',
    about: 'The microphone was on while the tab was out of sight, for ten seconds or more.',
    draft({ party, visit }) {
      if (party.relation !== 'first-party') return null;
      const spans = visit.media?.hidden ?? [];
      const last = visit.endedAt ?? visit.lastAt;
      const seconds = Math.round(
        spans.reduce((sum, { from, until }) => sum + Math.max(0, (until ?? last) - from), 0) / 1000,
      );
      if (seconds < leastHidden) return null;
      return {
        reached: 'microphone',
        to: 'works-for-site',
        title: { key: 'warnHiddenTitle' },
        detail: { key: 'warnHiddenDetail', values: [party.name, { seconds }] },
        count: spans.length,
        evidence: [],
        advice: [{ key: 'adviceMute' }],
        basis: [{ key: 'basisHidden' }],
      };
    },
  },
  {
    id: 'contact',
    about:
      'A company other than the site was contacted and learnt nothing but the address that the person connects from.',
    draft({ party, destinations }) {
      const { relation, ring } = party;
      if (!isCompany(relation) || ring !== 'contacted' || destinations.every(isIceServer)) return null;
      const requests = destinations.reduce((sum, it) => sum + it.requests + it.earlier, 0);
      return {
        reached: 'contact',
        to: relation,
        title: { key: 'warnContactTitle', values: [party.name] },
        detail: { key: 'warnContactDetail' },
        count: Math.max(1, requests),
        evidence: [],
        advice: [...blocking(destinations), { key: 'adviceVpnAddress' }],
        basis: [{ key: requests > 0 ? 'basisRequestsSeen' : 'basisMediaSeen' }],
      };
    },
  },
  {
    id: 'site-in-picked-country',
    about:
      'A country that the person has picked reaches the site itself. Else the site is not warned of for what it learns.',
    draft({ party, picked }) {
      if (party.relation !== 'first-party' || picked.length === 0) return null;
      const hears = party.voice === 'yes' || party.voice === 'likely';
      const knows = Object.keys(party.learns).some((kind) => kind !== 'ip-address');
      return {
        reached: hears ? 'voice' : knows ? 'identifiers' : 'contact',
        to: 'works-for-site',
        title: { key: 'warnPickedTitle', values: [party.name, { list: picked.map((country) => ({ country })) }] },
        detail: { key: 'warnPickedDetail' },
        count: 1,
        evidence: [],
        advice: [{ key: 'adviceOtherApp' }],
        basis: [{ key: 'basisPicked' }],
      };
    },
  },
];

/** Seconds for which nobody is warned: a look into another tab. */
const leastHidden = 10;

/** What people in a call need not be told. */
const privateKinds: ReadonlySet<IdentifierKind> = new Set(['email', 'phone', 'device-id', 'token']);

function isCompany(relation: Party['relation']): relation is 'works-for-site' | 'third-party' {
  return relation === 'works-for-site' || relation === 'third-party';
}

/** The site counts as one that works for itself. */
const companyOf = ({ relation }: Party): To => (relation === 'third-party' ? relation : 'works-for-site');

const hostsOf = (legs: readonly VoiceLeg[]): string[] => [...new Set(legs.flatMap(({ host }) => host ?? []))];

/** Each sentence once. */
function once(phrases: readonly Phrase[]): Phrase[] {
  return [...new Map(phrases.map((phrase) => [JSON.stringify(phrase), phrase])).values()];
}
