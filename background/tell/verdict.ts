import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';
import type { BlindSpot, Microphone, Party, Verdict, VoiceLeg, Warning } from '../../extension/model/report.ts';
import type { Assessment } from '../classify/assess.ts';
import { peers } from '../classify/party-ids.ts';
import { kindsOf } from '../classify/warnings/evidence.ts';

type Sides = Pick<Assessment, 'parties' | 'voice' | 'warnings'> & { microphone: Microphone; blindSpots: BlindSpot[] };

/**
 * One sentence that says the gravest thing, and up to three that say what goes with it. Never more than was seen:
 * "probably" where it was concluded, "not visible yet" where nothing is known.
 */
export function verdictOf(sides: Sides): Verdict {
  const [gravest] = sides.warnings;
  return {
    severity: gravest?.severity ?? 'info',
    headline: headlineOf(sides),
    details: detailsOf(sides),
  };
}

/** Companies that a sentence can name and still be read. */
const mostNamed = 3;

function headlineOf({ parties, voice, warnings, microphone, blindSpots }: Sides): Phrase {
  if (warnings.some(({ rule }) => rule === 'voice-on-the-wire')) return { key: 'verdictVoiceWire' };
  const hearer = parties.find(({ ring, relation }) => ring === 'hears' && isCompany(relation));
  if (hearer) {
    const countries = named(lawful(hearer, warnings));
    const sure = hearer.voice === 'yes' ? '' : 'Likely';
    return countries.length > 0
      ? { key: `verdictHears${sure}`, values: [hearer.name, { list: countries }] }
      : { key: `verdictHears${sure}NoLaw`, values: [hearer.name] };
  }
  const clear = warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  if (clear) return { key: 'verdictWire', values: [kindsOf(clear.evidence)] };
  const told = warnings.find(({ rule }) => rule === 'identifiers-to-company');
  const learner = told && parties.find(({ id }) => id === told.party);
  if (told && learner) return { key: 'verdictIdentifiers', values: [learner.name, kindsOf(told.evidence)] };
  const site = parties.find(({ relation, voice: hears }) => relation === 'first-party' && hears === 'yes');
  if (site) return { key: 'verdictSiteHears', values: [site.name] };
  const leaving = microphone.state === 'not-seen' ? [] : voice.legs.filter(({ bytesSent }) => bytesSent > 0);
  if (leaving.length > 0 && leaving.every(isSealed)) {
    const direct = leaving.every(({ party }) => party === peers);
    return { key: direct ? 'verdictPeers' : 'verdictEndToEnd' };
  }
  if (microphone.state === 'on') return { key: 'verdictVoiceUnknown' };
  if (voice.peerConnections > 0 && microphone.state === 'not-seen') return { key: 'verdictCallWithoutMicrophone' };
  if (parties.length === 0) return { key: 'verdictNothingYet' };
  const unread = blindSpots.some(({ what }) => what.key === 'blindFrames' || what.key === 'blindUnreadBody');
  return { key: unread ? 'verdictNothingGraveUnread' : 'verdictNothingGrave' };
}

const isCompany = (relation: Sides['parties'][number]['relation']) =>
  relation === 'works-for-site' || relation === 'third-party';

/** Only the people at the other end can open it, as far as was seen. */
function isSealed({ encryption, party, certainty }: VoiceLeg): boolean {
  const sure = certainty === 'high' || certainty === 'medium';
  return encryption === 'end-to-end-seen' || (sure && party === peers && encryption === 'peer-to-peer');
}

function detailsOf({ parties, voice, warnings }: Sides): Phrase[] {
  const details: Phrase[] = [];
  const hears = parties.some(({ ring, relation }) => ring === 'hears' && relation !== 'peers');
  if (hears && voice.encryption === 'unknown') details.push({ key: 'verdictEncryptionUnknown' });
  if (hears && voice.encryption === 'not-seen') details.push({ key: 'verdictNoEndToEnd' });
  if (voice.encryption === 'end-to-end-seen') details.push({ key: 'verdictKeysUnseen' });
  const relays = [...new Set(voice.legs.flatMap(({ relay }) => relay?.host ?? []))];
  if (relays.length > 0) details.push({ key: 'verdictRelay', values: [{ list: relays }] });
  if (warnings.some(({ rule }) => rule === 'address-to-peers')) details.push({ key: 'verdictPeersAddress' });
  const clear = warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  if (clear && hears) details.push({ key: 'verdictInClear', values: [kindsOf(clear.evidence)] });
  const told = warnings.filter(({ rule }) => rule === 'identifiers-to-company');
  const learners = parties.filter(({ id }) => told.some(({ party }) => party === id)).map(({ name }) => name);
  if (learners.length > 0) {
    const more = learners.length - mostNamed;
    const list = [...learners.slice(0, mostNamed), ...(more > 0 ? [{ message: 'others', values: [more] }] : [])];
    details.push({ key: 'verdictLearners', values: [{ list }], count: learners.length });
  }
  return details;
}

/** The party's seats whose law bears on what it has. */
function lawful({ id, countries }: Party, warnings: Warning[]): string[] {
  const reached = new Set(
    warnings.filter(({ party }) => party === id).flatMap(({ laws }) => laws.map((law) => law.regime.split('-')[0])),
  );
  return countries.filter((country) => reached.has(country.toLowerCase()));
}

const named = (countries: string[]): PhraseValue[] => countries.map((country) => ({ country, inSentence: true }));
