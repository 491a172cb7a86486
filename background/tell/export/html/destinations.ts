import type {
  Address,
  Destination,
  Exposure,
  Finding,
  Law,
  Location,
  Operator,
  Seat,
  SiteReport,
  Tls,
} from '../../../../extension/model/report.ts';
import { byJurisdiction } from '../../reach.ts';
import { noAddress, proxyRemarks, tlsName, tlsRemarks } from '../../say-connection.ts';
import { english, html, joined, linked, type Markup } from './markup.ts';
import { coats, fact, lawLink, place } from './warnings.ts';
import type { Words } from './words.ts';

type Facts = Pick<SiteReport, 'destinations' | 'laws' | 'parties'>;

/** Every host that was reached: whose it is, where, by whose law reached, and what was found on the way to it. */
export function* destinationsSection({ destinations, laws }: Facts, words: Words): Generator<Markup> {
  yield html`<section><h3>${words.text('paperDestinations', [destinations.length])}</h3>`;
  for (const destination of destinations) yield hostCard(destination, laws, words);
  yield html`</section>`;
}

function hostCard(destination: Destination, laws: Record<string, Law>, words: Words): Markup {
  const { host, relation, service, stack, operator, addresses, exposures, findings, tls = [] } = destination;
  const proxies = proxyRemarks(destination);
  return html`<article class="host"><h4><bdi>${host}</bdi></h4>
<p class="dim">${words.word('relation', relation)}</p>
<dl>${fact(
    words.text('hostService'),
    service &&
      html`${english(service.name, ' · ', service.role)}${service.since !== null && ` · ${words.text('asOf', [service.since])}`}${ground(service, words)}`,
  )}
${fact(words.text('paperSoftware'), stack && html`${english(stack.name, ' · ', stack.role)} <span class="dim small">${english(linked(stack.source))}</span>`)}
${fact(words.text('hostOperator'), operator ? operatorFact(operator, words) : words.text('operatorUnknown'))}
${fact(
  words.text('hostAddresses'),
  addresses.length === 0
    ? words.text(noAddress(destination))
    : html`<ul>${addresses.map((address) => html`<li>${addressFact(address, words)}</li>`)}</ul>`,
)}
${fact(words.text('hostProxy'), proxies.length > 0 && html`${proxies.map((remark) => html`${words.say(remark)} `)}`)}
${fact(words.text('hostTls'), tls.length > 0 && tlsList(tls, words))}
${fact(words.text('hostLaw'), exposures.length > 0 && reachList(exposures, laws, words))}
${fact(words.text('hostTraffic'), traffic(destination, words))}</dl>
${findings.length > 0 && findingTable(findings, words)}</article>`;
}

function ground(it: Pick<Operator, 'certainty' | 'wellKnown' | 'source'>, words: Words): Markup {
  return html`<br><span class="dim small">${words.sureness(it)} · ${english(linked(it.source))}</span>`;
}

/** What the company's seats rest on is told once, at the end. */
function operatorFact({ id, name, seats, parent }: Operator, words: Words): Markup {
  const of = (it: readonly Seat[]) =>
    it.length > 0 && ` – ${words.countries([...new Set(it.map(({ country }) => country))])}`;
  return html`<a href="#company-${id}"><bdi>${name}</bdi></a>${of(seats)}${
    parent && html`<br>${words.text('operatorParent', [parent.name])}${of(parent.seats)}`
  }`;
}

function addressFact({ ip, network, location }: Address, words: Words): Markup {
  return html`<code>${ip}</code> ${placeText(location, words)}${
    network &&
    html` <span class="dim"><bdi>AS${String(network.asn)} ${network.name}</bdi>${network.operator !== null && network.operator !== network.name && html` · <bdi>${network.operator}</bdi>`}</span>`
  }`;
}

/** Where an address is, or why that is not known. */
export function placeText({ certainty, country, candidates, note }: Location, words: Words): string {
  const texts: Record<Location['certainty'], () => string> = {
    certain: () => (country === null ? words.text('locationUnknown') : words.country(country)),
    uncertain: () => words.text('locationUncertain', [{ list: candidates.map((code) => words.country(code)) }]),
    anycast: () => words.text('locationAnycast'),
    special: () => (note === null ? words.text('locationSpecial') : words.text('locationSpecialWhich', [note])),
    unknown: () => (note === null ? words.text('locationUnknown') : words.text('locationUnknownWhy', [note])),
  };
  return texts[certainty]();
}

function tlsList(tls: readonly Tls[], words: Words): Markup {
  return html`<ul>${tls.map(
    (way) => html`<li>${[tlsName(way), ...tlsRemarks(way).map((remark) => words.say(remark))].join('. ')}</li>`,
  )}</ul>`;
}

function reachList(exposures: readonly Exposure[], laws: Record<string, Law>, words: Words): Markup {
  return html`<ul>${byJurisdiction(exposures).map(({ jurisdiction, ways, regimes }) => {
    const how = ways.map(
      ({ through, certainty }) => `${words.word('through', through)} (${words.word('certainty', certainty)})`,
    );
    const named = regimes.flatMap((id) => laws[id] ?? []);
    return html`<li>${words.country(jurisdiction)} <span class="dim">${words.list(how)}</span>${
      named.length > 0 &&
      html`<br><span class="small">${joined(
        named.map((law) => lawLink(law, words)),
        ' · ',
      )}</span>`
    }</li>`;
  })}</ul>`;
}

function traffic(destination: Destination, words: Words): Markup {
  const { schemes, requests, failed, bytesSent, unreadBodies, earlier, firstAt, lastAt } = destination;
  const said = [words.list(schemes), words.text('requests', [requests], requests)];
  if (failed > 0) said.push(words.text('requestsFailed', [failed], failed));
  if (bytesSent > 0) said.push(words.text('bytesSent', [words.bytes(bytesSent)]));
  if (unreadBodies > 0) said.push(words.text('bodiesUnread', [unreadBodies], unreadBodies));
  if (earlier > 0) said.push(words.text('requestsEarlier', [earlier], earlier));
  return html`${words.sideBySide(said.filter((text) => text !== ''))}<br><span class="dim">${words.span(firstAt, lastAt)}</span>`;
}

function findingTable(findings: readonly Finding[], words: Words): Markup {
  return html`<table><thead><tr><th scope="col">${words.text('paperFinding')}</th><th scope="col">${words.text('paperPlace')}</th><th scope="col">${words.text('paperKnown')}</th><th scope="col">${words.text('paperSeen')}</th></tr></thead>
<tbody>${findings.map(
    (finding) => html`<tr><td>${words.word('kind', finding.kind)} <code>${finding.masked}</code></td>
<td>${place(finding, words)}${finding.key !== null && html` <code>${finding.key}</code>`}${coats(finding, words)}${finding.onTheWire && html`<br><b>${words.text('findingOnTheWire')}</b>`}</td>
<td>${finding.basis === 'declared' ? words.text('confidenceDeclared') : words.word('confidence', finding.confidence)}</td>
<td>${words.text('times', [finding.count])}<br><span class="dim small">${words.span(finding.firstAt, finding.lastAt)}</span></td></tr>`,
  )}</tbody></table>`;
}
