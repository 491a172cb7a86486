import type { Catalogue, RegimeFact } from '../../catalogue/catalogue.ts';
import type { Address, Exposure, Operator, Seat } from '../../extension/model/report.ts';
import type { Certainty } from '../../extension/model/vocabulary.ts';

/** Member states: the union's own powers reach them too. Treaty on European Union, Art. 52. */
const members = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

const rank: Certainty[] = ['unknown', 'low', 'medium', 'high'];
const weaker = (a: Certainty, b: Certainty): Certainty => (rank.indexOf(a) < rank.indexOf(b) ? a : b);

/** Whether a regime can compel anybody: a power or a duty, in force at least in part. */
export function canCompel(regime: RegimeFact): boolean {
  return (
    (regime.role === 'power' || regime.role === 'duty') && (regime.inForce === 'yes' || regime.inForce === 'partly')
  );
}

/**
 * The jurisdictions that reach a destination: where the server stands, whose network it is on, where the operator and
 * its parent have their seats. One row a jurisdiction and way; the surest where there are several. A jurisdiction that
 * the catalogue holds no law for is there too, with no regimes: unknown is a value.
 */
export function exposuresOf(
  catalogue: Catalogue,
  operator: Operator | null,
  addresses: readonly Address[],
): Exposure[] {
  const found = new Map<string, Exposure>();
  const reach = (country: string, through: Exposure['through'], certainty: Certainty) => {
    for (const jurisdiction of members.has(country) ? [country, 'EU'] : [country]) {
      const id = `${through} ${jurisdiction}`;
      const known = found.get(id);
      if (known && rank.indexOf(known.certainty) >= rank.indexOf(certainty)) continue;
      found.set(id, { jurisdiction, through, certainty, regimes: regimesOf(catalogue, jurisdiction) });
    }
  };
  const sit = (seats: readonly Seat[], through: Exposure['through'], bound: Certainty) => {
    for (const seat of seats) reach(seat.country, through, weaker(seat.certainty, bound));
  };
  if (operator) {
    sit(operator.seats, 'operator', operator.certainty);
    if (operator.parent) sit(operator.parent.seats, 'parent', operator.certainty);
  }
  for (const { location, network } of addresses) {
    if (location.certainty === 'certain' && location.country) reach(location.country, 'server', 'medium');
    if (location.certainty === 'uncertain') for (const country of location.candidates) reach(country, 'server', 'low');
    const carrier = network?.operator ? catalogue.operators[network.operator] : undefined;
    if (carrier && network?.operator !== operator?.id) sit(carrier.seats, 'network', carrier.certainty);
  }
  return [...found.values()];
}

function regimesOf(catalogue: Catalogue, jurisdiction: string): string[] {
  return Object.values(catalogue.regimes)
    .filter((regime) => regime.jurisdiction === jurisdiction && canCompel(regime))
    .map((regime) => regime.id);
}
