import type { Phrase, PhraseValue } from '../../extension/model/phrase.ts';
import type { Microphone, Party, Verdict, Warning } from '../../extension/model/report.ts';
import type { Assessment } from '../classify/assess.ts';

type Sides = Pick<Assessment, 'parties' | 'voice' | 'warnings'> & { microphone: Microphone };

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

function headlineOf({ parties, voice, warnings, microphone }: Sides): Phrase {
  const hearer = parties.find(({ ring, relation }) => ring === 'hears' && relation !== 'first-party');
  if (hearer) {
    const countries = named(lawful(hearer, warnings));
    const sure = hearer.voice === 'yes' ? '' : 'Likely';
    return countries.length > 0
      ? { key: `verdictHears${sure}`, values: [hearer.name, { list: countries }] }
      : { key: `verdictHears${sure}NoLaw`, values: [hearer.name] };
  }
  const clear = warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  if (clear) return { key: 'verdictWire', values: kindsOf(clear) };
  const told = warnings.find(({ rule }) => rule === 'identifiers-to-company');
  const learner = told && parties.find(({ id }) => id === told.party);
  if (told && learner) return { key: 'verdictIdentifiers', values: [learner.name, ...kindsOf(told)] };
  if (microphone.state === 'on' || voice.peerConnections > 0) return { key: 'verdictVoiceUnknown' };
  return parties.length > 0 ? { key: 'verdictNothingGrave' } : { key: 'verdictNothingYet' };
}

function detailsOf({ parties, voice, warnings }: Sides): Phrase[] {
  const details: Phrase[] = [];
  const hears = parties.some(({ ring }) => ring === 'hears');
  if (hears && voice.encryption === 'unknown') details.push({ key: 'verdictEncryptionUnknown' });
  if (hears && voice.encryption === 'not-seen') details.push({ key: 'verdictNoEndToEnd' });
  const clear = warnings.find(({ rule }) => rule === 'identifiers-on-the-wire');
  if (clear && hears) details.push({ key: 'verdictInClear', values: kindsOf(clear) });
  const told = warnings.filter(({ rule }) => rule === 'identifiers-to-company');
  const learners = parties.filter(({ id }) => told.some(({ party }) => party === id)).map(({ name }) => name);
  if (learners.length > 0) {
    details.push({ key: 'verdictLearners', values: [{ list: learners.slice(0, 3) }], count: learners.length });
  }
  return details;
}

function kindsOf({ title }: Warning): PhraseValue[] {
  const kinds = title.values?.at(-1);
  return kinds === undefined ? [] : [kinds];
}

/** The party's seats whose law bears on what it has. */
function lawful({ id, countries }: Party, warnings: Warning[]): string[] {
  const reached = new Set(
    warnings.filter(({ party }) => party === id).flatMap(({ laws }) => laws.map((law) => law.regime.split('-')[0])),
  );
  return countries.filter((country) => reached.has(country.toLowerCase()));
}

const named = (countries: string[]): PhraseValue[] => countries.map((country) => ({ country }));
