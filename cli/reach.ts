/** Places and reach in words, for every command. */
import { byJurisdiction } from '../background/tell/reach.ts';
import type { Exposure, Location } from '../extension/model/report.ts';
import type { Country } from '../extension/model/vocabulary.ts';
import { countryName, word } from './words.ts';

/** Where an address is, with what makes it uncertain. */
export function placeText(location: Location): string {
  return placeTexts[location.certainty](location);
}

const placeTexts: Record<Location['certainty'], (location: Location) => string> = {
  certain: ({ country }) => `${country === null ? '' : countryName(country)}, as far as address data tell`,
  uncertain: ({ candidates, note }) =>
    `${candidates.map(countryName).join(' or ')} · ${note ?? 'the sources of the address data differ'}`,
  anycast: () => 'no country: one address answers from many places (anycast)',
  special: ({ note }) => `no country: special range (${note})`,
  unknown: ({ note }) => `not known: ${note}`,
};

/** Exposures by jurisdiction, each way with its certainty. */
export function reachedBy(exposures: readonly Exposure[]): { jurisdiction: Country; how: string; regimes: string[] }[] {
  return byJurisdiction(exposures).map(({ jurisdiction, ways, regimes }) => ({
    jurisdiction,
    how: ways
      .map(({ through, certainty }) => `${word('through', through)} (${word('certainty', certainty)})`)
      .join(', '),
    regimes,
  }));
}
