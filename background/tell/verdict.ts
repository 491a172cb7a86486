import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';
import type { BlindSpot, Microphone, Party, Verdict, Warning } from '../../extension/model/report.ts';
import type { Assessment } from '../classify/assess.ts';
import { kindsOf } from '../classify/warnings/rules.ts';

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
  const hearer = parties.find(({ ring, relation }) => ring === 'hears' && relation !== 'first-party');
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
  if (microphone.state === 'on') return { key: 'verdictVoiceUnknown' };
  if (voice.peerConnections > 0 && microphone.state === 'not-seen') return { key: 'verdictCallWithoutMicrophone' };
  if (parties.length === 0) return { key: 'verdictNothingYet' };
  const unread = blindSpots.some(({ what }) => what.key === 'blindFrames' || what.key === 'blindUnreadBody');
  return { key: unread ? 'verdictNothingGraveUnread' : 'verdictNothingGrave' };
}

function detailsOf({ parties, voice, warnings }: Sides): Phrase[] {
  const details: Phrase[] = [];
  const hears = parties.some(({ ring }) => ring === 'hears');
  if (hears && voice.encryption === 'unknown') details.push({ key: 'verdictEncryptionUnknown' });
  if (hears && voice.encryption === 'not-seen') details.push({ key: 'verdictNoEndToEnd' });
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

const named = (countries: string[]): PhraseValue[] => countries.map((country) => ({ country }));
