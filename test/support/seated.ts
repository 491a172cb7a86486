import { reportOf } from '../../background/tell/report.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Finding, SiteReport } from '../../extension/model/report.ts';
import type { Concern } from '../../extension/model/settings.ts';
import type { Visit } from '../../extension/model/visit.ts';
import type { Country } from '../../extension/model/vocabulary.ts';

/** Visits to made-up companies, one in each of the wanted countries, and nothing else about them known. */

const hostIn = (country: Country) => `${country.toLowerCase()}.seats.example`;
const idIn = (country: Country) => `seat-${country.toLowerCase()}`;

/** The catalogue with a voice provider `seat-cn` at `cn.seats.example` for China, and so on. */
export function seated(catalogue: Catalogue, countries: readonly Country[]): Catalogue {
  const made = structuredClone({ ...catalogue, regimes: {}, jurisdictions: {} });
  for (const country of countries) {
    const id = idIn(country);
    const fact = { certainty: 'high', source: 'test' } as const;
    made.operators[id] = {
      name: id,
      seats: [{ country, note: null, ...fact }],
      parent: null,
      note: null,
      ...fact,
    };
    made.services[id] = { name: id, kind: 'rtc-provider', operator: id, backend: null, note: null };
    made.domains[hostIn(country)] = { service: id, role: 'signalling', operator: id, voice: true, ...fact };
  }
  return { ...made, regimes: catalogue.regimes, jurisdictions: catalogue.jurisdictions };
}

const seen: Finding = {
  kind: 'room-id',
  masked: 'ro••••us',
  digest: '0f2a'.repeat(8),
  place: 'body',
  key: 'room',
  encoding: ['json'],
  confidence: 'matched',
  basis: 'learned',
  firstParty: false,
  onTheWire: false,
  count: 1,
  firstAt: 1,
  lastAt: 1,
};

interface Told {
  /** Whether the microphone was on: then the provider likely carries the voice. */
  talking?: boolean;
  /** Whether the room's id went there. */
  told?: boolean;
  onTheWire?: boolean;
}

/** A visit that contacted the company of each of these countries. */
export function contactedVisit(
  countries: readonly Country[],
  { talking = true, told = true, onTheWire = false }: Told = {},
): Visit {
  const contacts: Visit['contacts'] = {};
  for (const country of countries) {
    const host = hostIn(country);
    contacts[host] = {
      host,
      schemes: [onTheWire ? 'http' : 'https'],
      types: ['xmlhttprequest'],
      addresses: [],
      requests: 1,
      earlier: 0,
      failed: 0,
      bytesSent: 0,
      unreadBodies: 0,
      answered: 1,
      neverLeft: 0,
      upgraded: false,
      firstAt: 1,
      lastAt: 1,
      findings: told ? { one: { ...seen, onTheWire } } : {},
    };
  }
  return {
    id: 'visit',
    tabId: 1,
    site: 'rooms.example',
    startedAt: 1,
    lastAt: 1,
    endedAt: null,
    private: false,
    because: ['rtc-provider'],
    microphone: { state: talking ? 'on' : 'not-seen', since: talking ? 1 : null },
    peerConnections: talking ? 1 : 0,
    contacts,
    blindSpots: {},
  };
}

export function reportUnder(concern: Concern, visit: Visit, catalogue: Catalogue): SiteReport {
  return reportOf(visit, catalogue, { catalogue: null, networks: null, problems: [] }, concern);
}
