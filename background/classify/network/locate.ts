/** From what the data says about an address to what may be said about its place. */
import type { NetworkFact } from '../../../catalogue/catalogue.ts';
import type { Location } from '../../../extension/model/report.ts';
import type { SpecialRange } from './special.ts';
import type { NetworkAnswer } from './table.ts';

/** What is known of an address before the rules: its special range, the data's answer, or why there is neither. */
export type Known = { special: SpecialRange } | { answer: NetworkAnswer } | { unknown: string };

/**
 * The place of an address, by these rules in this order:
 *
 * 1. A special range has no place.
 * 2. An anycast network has no country: the same address answers in many.
 * 3. A network whose country the catalogue knows is there, whatever the data says (registrations hide it).
 * 4. Where the two sources disagree, the primary's country is given as *uncertain*, both are candidates.
 * 5. An address that only the second source knows is *uncertain*; so is every country when a part of the data could not
 *    be read, for the missing part might have said anycast.
 *
 * `fact` is the catalogue's entry for the AS number of the answer.
 */
export function locate(known: Known, fact: NetworkFact | null): Location {
  if ('special' in known) return { country: null, certainty: 'special', candidates: [], note: known.special };
  if ('unknown' in known) return nowhere(known.unknown);
  if (fact?.anycast) return { country: null, certainty: 'anycast', candidates: [], note: null };
  if (fact?.country) return { country: fact.country, certainty: 'certain', candidates: [fact.country], note: null };
  const { country, second, problem } = known.answer;
  const candidates = [country, second].filter((candidate) => candidate !== null);
  const [first] = candidates;
  if (!first) return nowhere(problem ?? 'not in the address data');
  return { country: first, certainty: second || problem ? 'uncertain' : 'certain', candidates, note: problem };
}

function nowhere(note: string): Location {
  return { country: null, certainty: 'unknown', candidates: [], note };
}
