import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Address, Exposure, Operator, Seat } from '../../extension/model/report.ts';
import type { Certainty } from '../../extension/model/vocabulary.ts';
import { operatorOf } from './destination.ts';
import { reachesThrough } from './law.ts';

/** Member states: the union's own powers reach them too. Treaty on European Union, Art. 52. */
const members = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

const rank: Certainty[] = ['unknown', 'low', 'medium', 'high'];
const weaker = (a: Certainty, b: Certainty): Certainty => (rank.indexOf(a) < rank.indexOf(b) ? a : b);

/**
 * The jurisdictions that reach a destination. One row a jurisdiction and way, the surest where there are several; the
 * union stands beside each of its members. A jurisdiction that the catalogue holds no law for that reaches by this way is
 * there too, with no regimes: unknown is a value. Several seats of a company reach each by itself, so none hides another.
 *
 * How sure each way is:
 *
 * - `operator`: as sure as the seat, who the operator is, and that the host is theirs; the weakest of the three.
 * - `parent`: the same, with the parent's seats; that it is the parent is part of who the operator is.
 * - `network`: as sure as the seats of the company that announces the addresses, where that is another one than the
 *   operator: it runs the machine or carries the traffic. Its parent reaches at one remove, so *medium* at most. A
 *   network that is kept to one country (mainland China's, say) is run from there: *low* for seats elsewhere. Nothing is
 *   said of a network that the catalogue knows no company for.
 * - `server`: *medium* where the address data agree on the country, for they guess it from registrations and
 *   measurements; *low* for each candidate where they do not. An anycast, special or unknown place reaches nobody.
 *
 * What is from general knowledge is *medium* at most, however well known: the catalogue's compiler sees to that.
 *
 * @param attribution how sure it is that the host is the operator's
 */
export function exposuresOf(
  catalogue: Catalogue,
  operator: Operator | null,
  addresses: readonly Address[],
  attribution: Certainty,
): Exposure[] {
  const found = new Map<string, Exposure>();
  const reach = (country: string, through: Exposure['through'], certainty: Certainty) => {
    for (const jurisdiction of members.has(country) ? [country, 'EU'] : [country]) {
      const id = `${through} ${jurisdiction}`;
      const known = found.get(id);
      if (known && rank.indexOf(known.certainty) >= rank.indexOf(certainty)) continue;
      found.set(id, { jurisdiction, through, certainty, regimes: regimesOf(catalogue, jurisdiction, through) });
    }
  };
  const sit = (seats: readonly Seat[], through: Exposure['through'], bound: Certainty) => {
    for (const seat of seats) reach(seat.country, through, weaker(seat.certainty, bound));
  };
  if (operator) {
    const bound = weaker(operator.certainty, attribution);
    sit(operator.seats, 'operator', bound);
    if (operator.parent) sit(operator.parent.seats, 'parent', bound);
  }
  for (const { location, network } of addresses) {
    const carrier = operatorOf(catalogue, network?.operator ?? null);
    if (carrier && carrier.id !== operator?.id) {
      const home = network && catalogue.networks[network.asn]?.country;
      for (const seat of carrier.seats) {
        sit([seat], 'network', home && seat.country !== home ? 'low' : carrier.certainty);
      }
      if (carrier.parent) sit(carrier.parent.seats, 'network', weaker(carrier.certainty, 'medium'));
    }
    if (location.certainty === 'certain' && location.country) reach(location.country, 'server', 'medium');
    if (location.certainty === 'uncertain') for (const country of location.candidates) reach(country, 'server', 'low');
  }
  return [...found.values()];
}

function regimesOf(catalogue: Catalogue, jurisdiction: string, through: Exposure['through']): string[] {
  return Object.values(catalogue.regimes)
    .filter((regime) => regime.jurisdiction === jurisdiction && reachesThrough(regime, through))
    .map((regime) => regime.id);
}
