import type { FiredWarning } from '../../../extension/model/history.ts';
import type {
  Address,
  Destination,
  Exposure,
  Finding,
  Party,
  Seat,
  VoiceLeg,
} from '../../../extension/model/report.ts';
import type { Contact } from '../../../extension/model/visit.ts';
import type { Time } from '../../../extension/model/vocabulary.ts';
import { peers } from '../../classify/party-ids.ts';
import { type ExportedVisit, type ExportHead, exportFormat, exportVersion } from './exported.ts';
import type { Row, RowOf } from './row-schema.ts';

/** Rows of one visit, its own first: what is in a row of it belongs to the last visit above. */
export function* rowsOf({ key, visit, fired, report }: ExportedVisit): Generator<Row> {
  const about = { visit: visit.id, site: visit.site, digestKey: key };
  const parties = new Map(report.parties.map((party) => [party.id, party]));
  yield visitRow(about, visit, report);
  for (const warning of fired) yield warningRow(about, warning);
  for (const leg of report.voice.legs) yield legRow(about, leg, parties);
  for (const { what, host, count } of Object.values(visit.blindSpots)) {
    const { key: message, ...values } = what;
    yield { row: 'blind-spot', ...about, what: message, host, count, rest: restOf(values) };
  }
  const concluded = new Map(report.destinations.map((destination) => [destination.host, destination]));
  for (const contact of Object.values(visit.contacts)) {
    const destination = concluded.get(contact.host);
    if (!destination) continue;
    const host = ofHost(destination, parties);
    const { findings, ...seen } = contact;
    yield destinationRow({ ...about, ...host }, seen, destination);
    // Both in the order in which they were found.
    for (const [at, found] of Object.values(findings).entries()) {
      const finding = destination.findings[at];
      if (finding) yield findingRow({ ...about, ...host }, found, finding);
    }
  }
  for (const destination of report.destinations) {
    if (Object.hasOwn(visit.contacts, destination.host)) continue;
    yield destinationRow({ ...about, ...ofHost(destination, parties) }, ofMedia(destination), destination);
  }
  for (const { id, server, findings } of handedOver({ visit, report })) {
    const host = server ? ofHost(server, parties) : people;
    for (const finding of findings) {
      yield findingRow({ ...about, ...host }, { ...finding, connection: id }, finding);
    }
  }
}

/**
 * What was handed over a connection, and to which server; null: to people. The visit's own row holds it too, which is
 * where an import takes it from.
 */
function handedOver({ visit, report }: Pick<ExportedVisit, 'visit' | 'report'>) {
  const servers = new Map(report.destinations.map((destination) => [destination.host, destination]));
  const ends = new Map(report.voice.legs.map((leg) => [leg.id, leg.party === peers ? null : hostOf(leg)]));
  return Object.entries(visit.media?.connections ?? {}).map(([id, { findings }]) => ({
    id,
    server: servers.get(ends.get(id) ?? '') ?? null,
    findings: Object.values(findings),
  }));
}

const hostOf = ({ host, address }: VoiceLeg) => host ?? address?.ip ?? null;

/** A server that only the way of the voice showed. The mark says that no contact of the visit stands behind it. */
function ofMedia(destination: Destination): DestinationColumns & { addresses: Address[]; ofMedia: true } {
  const { host, types, requests, earlier, failed, unreadBodies, bytesSent, firstAt, lastAt, addresses } = destination;
  const counts = { requests, earlier, failed, unreadBodies, bytesSent };
  return { host, types, ...counts, firstAt: Math.round(firstAt), lastAt: Math.round(lastAt), addresses, ofMedia: true };
}

const people = {
  host: null,
  party: peers,
  partyName: peers,
  relation: 'peers' as const,
  service: null,
  role: null,
  software: null,
  operator: null,
  operatorCountries: [],
  parent: null,
  parentCountries: [],
  ...placesOf([]),
  ...jurisdictionsOf([]),
};

export function headRow({ exportedAt, by, scope, data }: ExportHead): RowOf<'export'> {
  return {
    row: 'export',
    format: exportFormat,
    version: exportVersion,
    exportedAt,
    catalogue: data.catalogue?.date ?? null,
    networkData: data.networks?.date ?? null,
    rest: JSON.stringify({ by, scope, data }),
  };
}

type AboutVisit = Pick<RowOf<'visit'>, 'visit' | 'site' | 'digestKey'>;
type AboutHost = Omit<ReturnType<typeof ofHost>, 'host' | 'relation'>;

function visitRow(about: AboutVisit, visit: ExportedVisit['visit'], report: ExportedVisit['report']): Row {
  const { id, site, startedAt, lastAt, endedAt, because, peerConnections, contacts, blindSpots, ...rest } = visit;
  const { voice, verdict, parties, destinations, warnings } = report;
  return {
    row: 'visit',
    ...about,
    startedAt: iso(startedAt),
    lastAt: iso(lastAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    because,
    microphone: visit.microphone.state,
    peerConnections,
    route: voice.route,
    encryption: voice.encryption,
    certainty: voice.certainty,
    severity: verdict.severity,
    parties: parties.length,
    destinations: destinations.length,
    findings: [...destinations, ...handedOver({ visit, report }).filter(({ server }) => server === null)].reduce(
      (sum, { findings }) => sum + findings.length,
      0,
    ),
    warnings: warnings.length,
    rest: restOf(rest),
  };
}

function warningRow(about: AboutVisit, warning: FiredWarning): Row {
  const { rule, severity, party, hosts, kinds, count, at, catalogue, preset, ...rest } = warning;
  return {
    row: 'warning',
    ...about,
    rule,
    severity,
    party,
    hosts,
    kinds,
    laws: [...new Set(warning.laws.map(({ regime }) => regime))],
    count,
    firstAt: iso(at),
    catalogue,
    concern: preset,
    rest: restOf(rest),
  };
}

function legRow(about: AboutVisit, leg: VoiceLeg, parties: ReadonlyMap<string, Party>): Row {
  const { host, party, address, relay, route, encryption, certainty, streams, transport, codecs } = leg;
  return {
    row: 'leg',
    ...about,
    host,
    party,
    partyName: party === null ? null : (parties.get(party)?.name ?? party),
    ...placesOf(address ? [address] : []),
    route,
    encryption,
    certainty,
    relayHost: relay?.host ?? null,
    relayParty: relay?.party ?? null,
    streams,
    transport,
    codecs,
    bytesSent: leg.bytesSent,
    bytesReceived: leg.bytesReceived,
    firstAt: iso(leg.since),
    lastAt: leg.until === null ? null : iso(leg.until),
  };
}

function ofHost(destination: Destination, parties: ReadonlyMap<string, Party>) {
  const { host, party, relation, service, stack, operator, addresses, exposures } = destination;
  return {
    host,
    party,
    partyName: parties.get(party)?.name ?? party,
    relation,
    service: service?.name ?? null,
    role: service?.role ?? null,
    software: stack?.name ?? null,
    operator: operator?.name ?? null,
    operatorCountries: countriesOf(operator?.seats ?? []),
    parent: operator?.parent?.name ?? null,
    parentCountries: countriesOf(operator?.parent?.seats ?? []),
    ...placesOf(addresses),
    ...jurisdictionsOf(exposures),
  };
}

type DestinationColumns = Pick<
  Contact,
  'host' | 'types' | 'requests' | 'earlier' | 'failed' | 'unreadBodies' | 'bytesSent' | 'firstAt' | 'lastAt'
>;

/** @param seen what has no column of its own is kept in `rest` */
function destinationRow(
  about: AboutVisit & ReturnType<typeof ofHost>,
  seen: DestinationColumns,
  destination: Destination,
): Row {
  const { host, types, requests, earlier, failed, unreadBodies, bytesSent, firstAt, lastAt, ...rest } = seen;
  return {
    row: 'destination',
    ...about,
    schemes: destination.schemes,
    types,
    requests,
    earlier,
    failed,
    unreadBodies,
    bytesSent,
    reached: destination.reached,
    findings: destination.findings.length,
    firstAt: iso(firstAt),
    lastAt: iso(lastAt),
    rest: restOf(rest),
  };
}

/**
 * @param seen as it was found, with the connection that it went over, if any
 * @param concluded as it counts: what the browser itself turned into https was on no wire
 */
function findingRow(
  about: AboutVisit & AboutHost & Pick<RowOf<'finding'>, 'host' | 'relation'>,
  seen: Finding & { connection?: string },
  concluded: Finding,
): Row {
  const { connection, firstAt, lastAt, ...columns } = seen;
  return {
    row: 'finding',
    ...about,
    ...columns,
    onTheWire: concluded.onTheWire,
    firstAt: iso(firstAt),
    lastAt: iso(lastAt),
    rest: restOf({
      ...(connection !== undefined && { connection }),
      ...(seen.onTheWire !== concluded.onTheWire && { onTheWire: seen.onTheWire }),
    }),
  };
}

const countriesOf = (seats: readonly Seat[]) => [...new Set(seats.map(({ country }) => country))];

/** Where the sources of the address data differ, all that they say. */
function placesOf(addresses: readonly Address[]) {
  return {
    addresses: addresses.map(({ ip }) => ip),
    networks: [...new Set(addresses.flatMap(({ network }) => (network ? `AS${network.asn} ${network.name}` : [])))],
    serverCountries: [...new Set(addresses.flatMap(({ location }) => location.country ?? location.candidates))],
    serverCertainty: [...new Set(addresses.map(({ location }) => location.certainty))],
  };
}

/** Those that are at least fairly certain, and those that are not. */
function jurisdictionsOf(exposures: readonly Exposure[]) {
  const sure = exposures.filter(({ certainty }) => certainty === 'high' || certainty === 'medium');
  const jurisdictions = [...new Set(sure.map(({ jurisdiction }) => jurisdiction))];
  const all = [...new Set(exposures.map(({ jurisdiction }) => jurisdiction))];
  return { jurisdictions, doubtfulJurisdictions: all.filter((one) => !jurisdictions.includes(one)) };
}

const iso = (time: Time) => new Date(time).toISOString();

const restOf = (rest: object) => (Object.keys(rest).length === 0 ? null : JSON.stringify(rest));
