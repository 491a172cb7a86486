import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSay, lookupIn, type Messages } from '../background/tell/say.ts';
import type { Destination, SiteReport, Warning } from '../extension/model/report.ts';

const messages = JSON.parse(
  readFileSync(join(import.meta.dirname, '../extension/_locales/en/messages.json'), 'utf8'),
) as Messages;
const say = createSay(lookupIn(messages), 'en');

/** Message keys are written `kindUserId`, their values `user-id`. */
const word = (prefix: string, value: string) =>
  say({ key: `${prefix}-${value}`.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase()) });

/** A report for people at a terminal: verdict, warnings with their laws, who learns what, every destination. */
export function renderReport(report: SiteReport): string {
  const { visit, verdict, warnings, parties, destinations, blindSpots } = report;
  const lines = [
    '',
    `${visit.site}`,
    `${signs[verdict.severity]} ${say(verdict.headline)}`,
    ...verdict.details.map((detail) => `  ${say(detail)}`),
    '',
    say({ key: 'warningsTitle', values: [warnings.length] }),
    ...warnings.flatMap((warning) => warningLines(warning, report)),
    '',
    say({ key: 'learnsTitle' }),
    ...parties.map(({ name, relation, voice, learns, countries }) => {
      const who =
        relation === 'wire'
          ? say({ key: 'partyWire' })
          : `${name}${countries.length > 0 ? ` (${countries.join(', ')})` : ''}`;
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

const signs = { high: '▲', medium: '◆', low: '●', info: '○' } as const;

function warningLines(
  { severity, title, detail, hosts, count, laws, advice }: Warning,
  { laws: texts }: SiteReport,
): string[] {
  const shown = laws.slice(0, 3).flatMap(({ regime, through, certainty }) => {
    const law = texts[regime];
    if (!law) return [];
    const way = `${word('through', through)}, ${word('certainty', certainty)}`;
    return [`      ${law.name} (${law.jurisdiction}) · ${way}`];
  });
  const more = laws.length - shown.length;
  return [
    `  ${signs[severity]} ${say(title)} (${count}×)`,
    `    ${say(detail)} · ${hosts.join(', ')}`,
    ...shown,
    ...(more > 0 ? [`      ${say({ key: 'showMore', values: [more] })}`] : []),
    `    ${say({ key: 'warningAdvice' })}: ${advice.map(say).join('; ')}`,
  ];
}

function destinationLines(destination: Destination): string[] {
  const { host, service, operator, relation, addresses, findings, requests, earlier } = destination;
  const who = operator
    ? `${operator.name} (${operator.seats.map(({ country }) => country).join(', ')})`
    : say({ key: 'operatorUnknown' });
  const where = addresses.map(({ ip, location, network }) => {
    const place = location.country ?? (location.candidates.join('/') || location.certainty);
    return `${ip} ${place}${network ? ` AS${network.asn} ${network.name}` : ''}`;
  });
  return [
    `  ${host} · ${[service?.role, who, word('relation', relation)].filter(Boolean).join(' · ')}`,
    `    ${requests + earlier}× · ${where.join('; ') || say({ key: 'addressUnseen' })}`,
    ...findings.map(({ kind, masked, place, key, encoding, confidence, count }) => {
      const chain = encoding.length > 0 ? `, ${encoding.join(' › ')}` : '';
      return `    ${word('kind', kind)} ${masked}: ${word('place', place)}${key ? ` ${key}` : ''}${chain} (${word('confidence', confidence)}, ${count}×)`;
    }),
  ];
}
