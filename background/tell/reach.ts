import type { Exposure } from '../../extension/model/report.ts';
import type { Country } from '../../extension/model/vocabulary.ts';

/** Exposures by jurisdiction, in the order in which the ways were found; each law that reaches by one of them, once. */
export function byJurisdiction(
  exposures: readonly Exposure[],
): { jurisdiction: Country; ways: Exposure[]; regimes: string[] }[] {
  const groups = new Map<Country, Exposure[]>();
  for (const exposure of exposures) {
    groups.set(exposure.jurisdiction, [...(groups.get(exposure.jurisdiction) ?? []), exposure]);
  }
  return [...groups].map(([jurisdiction, ways]) => ({
    jurisdiction,
    ways,
    // A duty of carriers reaches through the network and not by the other ways.
    regimes: [...new Set(ways.flatMap(({ regimes }) => regimes))],
  }));
}
