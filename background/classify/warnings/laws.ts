import type { Catalogue, RegimeFact } from '../../../catalogue/catalogue.ts';
import type { Exposure, Warning } from '../../../extension/model/report.ts';
import type { Certainty } from '../../../extension/model/vocabulary.ts';
import { isForeignToUnion } from '../concern.ts';
import { isHeavy, type LawPoints, rankOf } from '../law.ts';
import type { Law, Reached } from './circumstances.ts';

/** What a law must be able to obtain to bear on what reached the party. */
const obtains: Record<Reached, RegExp | null> = {
  voice: /content|real-time/,
  identifiers: /metadata|subscriber|stored/,
  contact: /metadata|subscriber|stored/,
  address: /metadata|subscriber|stored/,
  // It reached nobody new, as far as was seen.
  connection: null,
  microphone: null,
};

function bearsOn(regime: RegimeFact, reached: Reached): boolean {
  const wanted = obtains[reached];
  if (wanted === null) return false;
  return regime.properties['anyAssistance'] === 'yes' || wanted.test(regime.properties['compels'] ?? '');
}

const certainties: Certainty[] = ['unknown', 'low', 'medium', 'high'];
export const isSure = (certainty: Certainty) => certainty === 'high' || certainty === 'medium';

/** The laws that reach the party and can obtain what it has; each once, by its surest way, heaviest first. */
export function lawsFor(
  reached: Reached,
  exposures: Exposure[],
  catalogue: Catalogue | null,
  points: readonly LawPoints[],
): Warning['laws'] {
  if (!catalogue) return [];
  const laws = new Map<string, Warning['laws'][number]>();
  const ways: Exposure['through'][] = ['operator', 'parent', 'network', 'server'];
  for (const through of ways) {
    for (const exposure of exposures) {
      if (exposure.through !== through) continue;
      const { certainty } = exposure;
      for (const id of exposure.regimes) {
        const regime = catalogue.regimes[id];
        const known = laws.get(id);
        if (!regime || !bearsOn(regime, reached)) continue;
        if (!known || certainties.indexOf(certainty) > certainties.indexOf(known.certainty)) {
          laws.set(id, { regime: id, through, certainty });
        }
      }
    }
  }
  const rank = (id: string) => {
    const regime = catalogue.regimes[id];
    return regime ? rankOf(regime, points) : 0;
  };
  return [...laws.values()].sort((a, b) => rank(b.regime) - rank(a.regime) || (a.regime < b.regime ? -1 : 1));
}

/** A reach that is itself uncertain is shown, but does not make a finding graver. */
export function weigh(laws: Warning['laws'], catalogue: Catalogue | null, points: readonly LawPoints[]): Law {
  const sure = laws.filter(({ certainty }) => isSure(certainty));
  const facts = sure.flatMap(({ regime }) => catalogue?.regimes[regime] ?? []);
  return facts.some((fact) => isHeavy(fact, points)) ? 'heavy' : facts.length > 0 ? 'other' : 'none';
}

/**
 * The shields of the Union against orders from beyond it, where a law from beyond it bears: those in force that hold
 * outside the Union in full. What guards other things (retention within the Union, data that are not personal) would
 * only sound like protection here.
 */
export function shieldsFor(laws: Warning['laws'], catalogue: Catalogue | null): string[] {
  const regimes = catalogue?.regimes ?? {};
  if (!laws.some(({ regime }) => isForeignToUnion(regimes[regime]?.jurisdiction ?? 'EU'))) return [];
  return Object.values(regimes)
    .filter(
      ({ jurisdiction, role, inForce, properties }) =>
        jurisdiction === 'EU' && role === 'shield' && inForce === 'yes' && properties['reachesAbroad'] === 'yes',
    )
    .map(({ id }) => id);
}
