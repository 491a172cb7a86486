import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { DataState, Law, SiteReport } from '../../extension/model/report.ts';
import { type Concern, generalConcern } from '../../extension/model/settings.ts';
import type { Visit } from '../../extension/model/visit.ts';
import { severities } from '../../extension/model/vocabulary.ts';
import { assess } from '../classify/assess.ts';
import { verdictOf } from './verdict.ts';

/** All that the popup shows for a visit and that an export of it holds. Pure. */
export function reportOf(
  visit: Visit,
  catalogue: Catalogue | null,
  data: DataState,
  concern: Concern = generalConcern,
): SiteReport {
  const { destinations, parties, voice, warnings, blindSpots: implied } = assess(visit, catalogue, concern);
  const blindSpots = [...Object.values(visit.blindSpots), ...implied];
  const rings = ['hears', 'knows', 'contacted'];
  return {
    schema: 1,
    visit: {
      id: visit.id,
      site: visit.site,
      startedAt: visit.startedAt,
      lastAt: visit.lastAt,
      ended: visit.endedAt !== null,
      private: visit.private === true,
      because: visit.because,
      ...(visit.container !== undefined && { container: visit.container }),
    },
    microphone: visit.microphone,
    voice,
    verdict: verdictOf({ parties, voice, warnings, microphone: visit.microphone, blindSpots }),
    warnings,
    parties: parties.sort(
      (a, b) =>
        rings.indexOf(a.ring) - rings.indexOf(b.ring) ||
        severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
        b.hosts.length - a.hosts.length,
    ),
    destinations: destinations.sort((a, b) => a.firstAt - b.firstAt || (a.host < b.host ? -1 : 1)),
    laws: lawsOf(
      [
        ...destinations.flatMap(({ exposures }) => exposures.flatMap(({ regimes }) => regimes)),
        ...warnings.flatMap(({ shields = [] }) => shields),
      ],
      catalogue,
    ),
    blindSpots,
    data,
  };
}

function lawsOf(ids: string[], catalogue: Catalogue | null): Record<string, Law> {
  const laws: Record<string, Law> = {};
  for (const id of [...new Set(ids)].sort()) {
    const regime = catalogue?.regimes[id];
    if (regime) laws[id] = regime;
  }
  return laws;
}
