import { containerNumber, noAddress, proxyRemarks, tlsName, tlsRemarks } from '../background/tell/say-connection.ts';
import { lawDoubt, lawName } from '../background/tell/say-law.ts';
import { severitySigns } from '../background/tell/say-severity.ts';
import type { Phrase } from '../extension/model/phrase.ts';
import type { Destination, SiteReport, Warning } from '../extension/model/report.ts';
import { placeText, reachedBy } from './reach.ts';
import { countryName, say, word } from './words.ts';

/** A report for people at a terminal: verdict, warnings with their laws, who learns what, every destination. */
export function renderReport(report: SiteReport): string {
  const { visit, verdict, warnings, parties, destinations, blindSpots } = report;
  const lines = [
    '',
    [visit.site, ...(visit.container === undefined ? [] : [containerText(visit.container)])].join(' · '),
    `${severitySigns[verdict.severity]} ${say(verdict.headline)}`,
    ...verdict.details.map((detail) => `  ${say(detail)}`),
    '',
    ...voiceLines(report),
    '',
    say({ key: 'warningsTitle', values: [warnings.length] }),
    ...warnings.flatMap((warning) => warningLines(warning, report)),
    '',
    say({ key: 'learnsTitle' }),
    ...parties.map(({ name, relation, people = null, voice, learns, countries }) => {
      const named = `${name}${countries.length > 0 ? ` – ${countries.map(countryName).join(', ')}` : ''}`;
      const who = relation === 'wire' ? say({ key: 'partyWire' }) : relation === 'peers' ? peopleText(people) : named;
      const what = Object.entries(learns).map(([kind, form]) => `${word('kind', kind)}: ${word('learnt', form)}`);
      return `  ${who} · ${say({ key: 'columnVoice' })}: ${word('voice', voice)}${what.length > 0 ? ` · ${what.join(', ')}` : ''}`;
    }),
    '',
    say({ key: 'destinationsTitle', count: destinations.length, values: [destinations.length] }),
    ...destinations.flatMap(destinationLines),
  ];
  if (blindSpots.length > 0) {
    lines.push('', say({ key: 'blindSpotsTitle' }));
    for (const { what, host, count } of blindSpots) lines.push(`  ${host ? `${host}: ` : ''}${say(what)} (${count}×)`);
  }
  return lines.join('\n');
}

const containerText = (id: string): string => say({ key: 'containerVisit', values: [containerNumber(id)] });

/** The ways that the voice takes, each with how that is known. */
function voiceLines({ voice, parties }: SiteReport): string[] {
  const { route, encryption, legs, basis } = voice;
  const how = (phrases: readonly Phrase[]) => phrases.map((phrase) => `    ${say(phrase)}`);
  if (legs.length === 0) return [`${word('route', route)} · ${word('encryption', encryption)}`, ...how(basis)];
  return legs.flatMap((leg) => {
    const party = parties.find(({ id }) => id === leg.party);
    const who = party?.relation === 'peers' ? peopleText(party.people ?? null) : party?.name;
    const to = [who, leg.host, leg.address && `${leg.address.ip}: ${placeText(leg.address.location)}`];
    const relay = leg.relay && `${say({ key: 'legRelay' })} ${leg.relay.host}`;
    const bytes = say({ key: 'legBytes', values: [`${leg.bytesSent} B`, `${leg.bytesReceived} B`] });
    return [
      `${word('route', leg.route)} · ${word('encryption', leg.encryption)} · ${say({ key: 'legCertainty', values: [word('certainty', leg.certainty)] })}`,
      `  ${[...new Set(to), relay, bytes].filter(Boolean).join(' · ')}`,
      ...how(leg.basis),
    ];
  });
}

function peopleText(people: number | null): string {
  return say(people === null ? { key: 'partyPeersSome' } : { key: 'partyPeers', values: [people], count: people });
}

function warningLines(
  { severity, title, detail, hosts, count, laws, advice }: Warning,
  { laws: texts }: SiteReport,
): string[] {
  const shown = laws.slice(0, 3).flatMap(({ regime, through, certainty }) => {
    const law = texts[regime];
    if (!law) return [];
    const doubt = lawDoubt(law);
    const way = say({ key: 'lawReach', values: [word('through', through), word('certainty', certainty)] });
    return [
      `      ${[`${say(lawName(law))}, ${countryName(law.jurisdiction)}`, way, ...(doubt ? [say(doubt)] : [])].join(' · ')}`,
      ...(law.inForce === 'partly'
        ? [`        ${[law.status, ...(law.caution ? [law.caution] : [])].join(' · ')}`]
        : []),
    ];
  });
  const more = laws.length - shown.length;
  return [
    `  ${severitySigns[severity]} ${say(title)} (${count}×)`,
    `    ${say(detail)} · ${hosts.join(', ')}`,
    ...shown,
    ...(more > 0 ? [`      ${say({ key: 'showMore', values: [more] })}`] : []),
    `    ${say({ key: 'warningAdvice' })}: ${advice.map(say).join('; ')}`,
  ];
}

function destinationLines(destination: Destination): string[] {
  const { host, service, stack, operator, relation, addresses, exposures, findings, requests, earlier } = destination;
  const { tls = [] } = destination;
  const software = stack && `${stack.name}: ${stack.role}`;
  const who = operator
    ? `${operator.name} – ${operator.seats.map(({ country }) => countryName(country)).join(', ')}`
    : say({ key: 'operatorUnknown' });
  const where = addresses.map(({ ip, location, network }) => {
    return `${ip} · ${network ? `AS${network.asn} ${network.name} · ` : ''}${placeText(location)}`;
  });
  return [
    `  ${host} · ${[service?.role ?? software, who, word('relation', relation)].filter(Boolean).join(' · ')}`,
    `    ${requests + earlier}× · ${where.join('; ') || say({ key: noAddress(destination) })}`,
    ...proxyRemarks(destination).map((remark) => `    ${say(remark)}`),
    ...tls.map((way) => `    ${[tlsName(way), ...tlsRemarks(way).map(say)].join(' · ')}`),
    ...reachedBy(exposures).map(({ jurisdiction, how }) => `    ${countryName(jurisdiction)}: ${how}`),
    ...findings.map(({ kind, masked, place, key, encoding, confidence, count }) => {
      const chain = encoding.length > 0 ? `, ${encoding.join(' › ')}` : '';
      return `    ${word('kind', kind)} ${masked}: ${word('place', place)}${key ? ` ${key}` : ''}${chain} (${word('confidence', confidence)}, ${count}×)`;
    }),
  ];
}
