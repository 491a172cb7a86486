import type { Destination, Finding, Party, SiteReport } from '../../../extension/model/report.ts';
import { laws } from './laws.ts';

/** Site reports for tests and pictures: made up, but of the shape and size of real ones. */

const noon = Date.UTC(2026, 10, 22, 12, 0, 0);
/** Milliseconds, so many minutes after the visit began. */
export const minutes = (count: number): number => noon + count * 60_000;

export function report(changes: Partial<SiteReport> = {}): SiteReport {
  return {
    schema: 1,
    visit: {
      id: 'visit-1',
      site: 'rooms.example',
      startedAt: noon,
      lastAt: minutes(12),
      ended: false,
      private: false,
      because: ['rtc-provider', 'microphone'],
    },
    microphone: { state: 'on', since: noon },
    voice: {
      route: 'media-server',
      encryption: 'not-seen',
      peerConnections: 1,
      certainty: 'medium',
      basis: [
        { key: 'basisProviderContacted', values: [{ list: ['Agora'] }] },
        { key: 'basisMicrophone' },
        { key: 'basisMediaUnseen' },
      ],
      legs: [],
    },
    verdict: { severity: 'info', headline: { key: 'verdictNothingGrave' }, details: [] },
    warnings: [],
    parties: [],
    destinations: [],
    laws,
    blindSpots: [],
    data: {
      catalogue: { date: '2026-11-22' },
      networks: {
        date: '2026-06-01',
        sources: [
          { name: 'DB-IP', licence: 'CC-BY-4.0', link: 'https://db-ip.com' },
          { name: 'RouteViews', licence: 'CC-BY-4.0', link: 'https://www.routeviews.org' },
        ],
      },
      problems: [],
    },
    ...changes,
  };
}

export function party(changes: Partial<Party> & { id: string }): Party {
  return {
    name: changes.id,
    relation: 'third-party',
    ring: 'contacted',
    countries: [],
    voice: 'no',
    voiceBasis: { key: 'voiceNotSeenBasis' },
    learns: {},
    address: true,
    severity: 'info',
    hosts: [],
    ...changes,
  };
}

export function destination(changes: Partial<Destination> & { host: string }): Destination {
  return {
    registrableDomain: changes.host.split('.').slice(-2).join('.'),
    party: changes.host.split('.').slice(-2).join('.'),
    relation: 'third-party',
    service: null,
    stack: null,
    operator: null,
    addresses: [],
    exposures: [],
    findings: [],
    requests: 1,
    bytesSent: 0,
    failed: 0,
    reached: true,
    unreadBodies: 0,
    schemes: ['https'],
    types: ['xmlhttprequest'],
    earlier: 0,
    firstAt: minutes(1),
    lastAt: minutes(1),
    ...changes,
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    kind: 'user-id',
    masked: '88••••17',
    digest: '0f2a'.repeat(8),
    place: 'url.query',
    key: 'uid',
    encoding: [],
    confidence: 'matched',
    basis: 'learned',
    firstParty: false,
    onTheWire: false,
    count: 1,
    firstAt: minutes(1),
    lastAt: minutes(1),
    ...changes,
  };
}
