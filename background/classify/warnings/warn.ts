import type { Catalogue } from '../../../catalogue/catalogue.ts';
import type { Destination, Finding, Party, VoicePath, Warning } from '../../../extension/model/report.ts';
import type { Concern } from '../../../extension/model/settings.ts';
import type { Visit } from '../../../extension/model/visit.ts';
import { severities } from '../../../extension/model/vocabulary.ts';
import { isPicked, lacksAdequacy, pointsOf, showsShields } from '../concern.ts';
import { isThisMachine } from '../destination.ts';
import { peers } from '../party-ids.ts';
import { isSure, lawsFor, shieldsFor, weigh } from './laws.ts';
import { rules } from './rules.ts';
import { severityOf } from './severity.ts';

/** All that warnings follow from. */
export interface Sides {
  visit: Visit;
  parties: readonly Party[];
  destinations: readonly Destination[];
  voice: VoicePath;
  /** Identifiers that people in the call were handed. */
  told: readonly Finding[];
}

/**
 * Everything that is to be warned of, gravest first; among equals in the order of the rules, so that what the verdict
 * says stands before what goes with it, and then what came oftener.
 *
 * @param concern what weighs more for the person
 */
export function warningsFor(
  { visit, parties, destinations, voice, told }: Sides,
  catalogue: Catalogue | null,
  concern: Concern,
): Warning[] {
  const warnings: Warning[] = [];
  const points = pointsOf(concern);
  for (const party of parties) {
    // What never left told nobody anything, and what stays on the person's own computer tells no company.
    const own = destinations.filter(
      ({ party: of, reached, host }) => of === party.id && reached && !isThisMachine(host),
    );
    if (own.length === 0 && party.relation !== 'peers') continue;
    const legs = voice.legs.filter((leg) => leg.party === party.id);
    const places = party.id === peers ? [{ host: '', schemes: [], findings: [...told] }] : own;
    const reaching = own.flatMap(({ exposures }) => exposures.filter(({ certainty }) => isSure(certainty)));
    const picked = [...new Set(reaching.map(({ jurisdiction }) => jurisdiction))].filter((it) => isPicked(concern, it));
    for (const rule of rules) {
      const draft = rule.draft({ party, destinations: own, places, legs, visit, catalogue, picked });
      if (!draft) continue;
      const { reached, to, hosts: about, ...rest } = draft;
      const named = new Set(about ?? rest.evidence.map(({ host }) => host));
      // Another server of the same company, somewhere else, did not get what this warning is about.
      const concerned = named.size > 0 ? own.filter(({ host }) => named.has(host)) : own;
      const exposures = concerned.flatMap((destination) => destination.exposures);
      const laws = lawsFor(reached, exposures, catalogue, points);
      const law = weigh(laws, catalogue, points);
      const sure = exposures.filter(({ certainty }) => isSure(certainty));
      const noAdequacy = sure.some(({ through, jurisdiction }) => through !== 'network' && lacksAdequacy(jurisdiction));
      const severity = severityOf(
        { reached, to, law, picked: sure.some(({ jurisdiction }) => picked.includes(jurisdiction)), noAdequacy },
        concern,
      );
      if (severity === null) continue;
      const shields = showsShields(concern) ? shieldsFor(laws, catalogue) : [];
      const hosts = concerned.map(({ host }) => host);
      warnings.push({
        rule: rule.id,
        severity,
        party: party.id,
        hosts: [...new Set(hosts)],
        laws,
        ...(shields.length > 0 && { shields }),
        ...rest,
      });
    }
  }
  const rank = ({ rule }: Warning) => rules.findIndex(({ id }) => id === rule);
  return warnings.sort(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity) || rank(a) - rank(b) || b.count - a.count,
  );
}
