/** What `earshot where` prints for people. */
import { lawName } from '../background/tell/say-law.ts';
import type { Catalogue, RegimeFact } from '../catalogue/catalogue.ts';
import type { Exposure, Operator, Seat } from '../extension/model/report.ts';
import type { Certainty } from '../extension/model/vocabulary.ts';
import type { Data } from './data.ts';
import type { Facts } from './facts.ts';
import { placeText, reachedBy } from './reach.ts';
import { countryName, say, word, wrap } from './words.ts';

/** The names of the facts stand in a column of this width. */
const column = 12;

/**
 * One answer, without the laws' sources: those stand once below all answers.
 *
 * @param told what earlier answers told already, and is not told again in full; added to
 */
export function renderFacts(facts: Facts, catalogue: Catalogue, columns: number, told: Set<string>): string {
  const { query, registrableDomain, exposures, operator, service } = facts;
  const company = (it: Company) => companyTexts(it, catalogue, told);
  const row = (name: string, ...texts: string[]) => fact(name, texts, columns);
  const lines = [
    query.text.replace(/\p{Cc}/gu, '·'),
    ...(query.host !== null && query.host !== query.text ? row('Host', query.host) : []),
    ...(query.ip !== null && query.ip !== query.text ? row('Address', query.ip) : []),
    ...(registrableDomain !== null && registrableDomain !== query.host ? row('Domain', registrableDomain) : []),
    ...(query.host === null ? [] : row('Service', ...serviceTexts(facts, told))),
    ...(query.host === null ? [] : row('Operator', ...operatorTexts(facts, company))),
    ...(operator?.parent ? row('Parent', ...company(operator.parent)) : []),
    ...row('Network', ...networkTexts(facts, company)),
    ...row('Place', whereText(facts, catalogue)),
    ...row('Reached by', ...reachTexts(exposures, catalogue)),
  ];
  if (service) told.add(`service ${service.serviceId}`);
  return `${lines.join('\n')}\n`;
}

/** The laws that the answers name, each once, and where all facts are from. */
export function renderSources(
  all: readonly Facts[],
  { catalogue, networks }: Data,
  { columns, now, full }: { columns: number; now: number; full: boolean },
): string {
  const regimes = new Set(all.flatMap(({ exposures }) => exposures.flatMap((exposure) => exposure.regimes)));
  const jurisdictions = new Set(all.flatMap(({ exposures }) => exposures.map(({ jurisdiction }) => jurisdiction)));
  const lines: string[] = [];
  if (regimes.size > 0) {
    lines.push('The laws named above');
    for (const jurisdiction of jurisdictions) {
      const laws = Object.values(catalogue.regimes).filter(
        (regime) => regime.jurisdiction === jurisdiction && regimes.has(regime.id),
      );
      if (laws.length > 0) lines.push(`  ${countryName(jurisdiction)}`);
      for (const law of laws) lines.push(...lawLines(law, full, columns));
    }
    lines.push(
      '',
      ...wrap(
        'That a law reaches somebody says that they could be compelled, not that they were. Certain is then where they ' +
          'sit or what the law says, not that it is used. This informs; it is no legal advice.',
        columns,
      ),
    );
  }
  const { about } = networks;
  if (about) {
    const credits = about.sources.map(({ name, link, date, licence }) => `${name} ${link} (${date}, ${licence})`);
    lines.push(...wrap(`${say({ key: 'dataNetworks' })} ${credits.join('; ')}.`, columns));
    if (now - Date.parse(about.date) > halfYear) lines.push(...wrap(say({ key: 'dataOld' }), columns));
  } else lines.push(...wrap(say({ key: 'dataMissing' }), columns));
  lines.push(say({ key: 'dataCatalogue', values: [catalogue.date] }));
  return lines.join('\n');
}

const halfYear = 183 * 24 * 3600 * 1000;

function fact(name: string, texts: readonly string[], columns: number): string[] {
  const indent = ' '.repeat(2 + column);
  const lines = texts.flatMap((text) => {
    const depth = /^ */.exec(text)?.[0] ?? '';
    return wrap(text.trim(), columns, indent + depth);
  });
  return lines.map((line, at) => (at === 0 ? `  ${name.padEnd(column)}${line.trimStart()}` : line));
}

function serviceTexts({ service, stack }: Facts, told: ReadonlySet<string>): string[] {
  const texts: string[] = [];
  if (service) {
    const { backend, name, note } = service.service;
    const before = told.has(`service ${service.serviceId}`);
    texts.push(`${name}: ${service.role} · ${sureness(service)}`);
    if (note && !before) texts.push(note);
    if (backend && !before) {
      const since = backend.since ? `, ${say({ key: 'asOf', values: [backend.since] })}` : '';
      texts.push(`Its voice goes through: ${backend.text}${since} · ${sureness(backend)}`);
    }
    texts.push(sourceText([service.source, ...(backend && !before ? [backend.source] : [])]));
  }
  if (stack) {
    texts.push(`${stack.name}: ${stack.role}, by the shape of the URL; whoever runs the host runs it`);
    texts.push(sourceText([stack.source]));
  }
  return texts.length > 0 ? texts : ['not in the catalogue'];
}

type Company = Pick<Operator, 'id' | 'name' | 'seats'>;

function operatorTexts(
  { operator, service, registrableDomain, query }: Facts,
  company: (it: Company) => string[],
): string[] {
  const own = registrableDomain ?? query.host;
  if (!operator) return [service ? 'not known' : `not known: whoever has ${own} runs it, or has it run`];
  const housed = `It houses what its customers put there: whose ${own} is does not follow.`;
  return [...company(operator), ...(service?.customerContent ? [housed] : [])];
}

function companyTexts({ id, name, seats }: Company, catalogue: Catalogue, told: Set<string>): string[] {
  const countries = [...new Set(seats.map(({ country }) => countryName(country)))];
  if (told.has(`operator ${id}`)) return [`${name}: ${countries.join(', ')}; see above`];
  told.add(`operator ${id}`);
  const fact = catalogue.operators[id];
  return [
    fact ? `${name} · ${sureness(fact)}` : name,
    ...seats.map(seatText),
    ...(fact?.note ? [fact.note] : []),
    sourceText([...(fact ? [fact.source] : []), ...seats.map(({ source }) => source)]),
  ];
}

function seatText(seat: Seat): string {
  const { country, note } = seat;
  return `  seat: ${countryName(country)}${note ? ` – ${note}` : ''} · ${sureness(seat)}`;
}

function networkTexts({ query, address, carrier, operator }: Facts, company: (it: Company) => string[]): string[] {
  if (!address) return [`not known: a host is not looked up; ask for ${query.host}=IP`];
  const { network } = address;
  if (!network) return [address.location.certainty === 'special' ? 'none: not a public address' : 'not known'];
  const name = `AS${network.asn} ${network.name}`;
  if (!carrier) return [name, 'who runs it is not in the catalogue'];
  if (carrier.id === operator?.id) return [name, `run by ${carrier.name}, the operator`];
  const [first = '', ...rest] = company(carrier);
  const [owner, ...seats] = carrier.parent ? company(carrier.parent) : [];
  return [name, `run by ${first}`, ...rest, ...(owner === undefined ? [] : [`which belongs to ${owner}`, ...seats])];
}

function whereText({ address }: Facts, catalogue: Catalogue): string {
  if (!address) return 'not known: a host is not looked up';
  const { location, network } = address;
  const fixed = network && catalogue.networks[network.asn]?.country;
  if (fixed) return `${countryName(fixed)}, as all of this network`;
  return placeText(location);
}

function reachTexts(exposures: readonly Exposure[], catalogue: Catalogue): string[] {
  if (exposures.length === 0) return ['not known: nothing here names a company or a country'];
  return reachedBy(exposures).flatMap(({ jurisdiction, how, regimes }) => {
    const names = regimes.flatMap((id) => {
      const law = catalogue.regimes[id];
      return law ? [say(lawName(law))] : [];
    });
    const none = catalogue.jurisdictions[jurisdiction]
      ? 'no law of it in the catalogue that compels companies this way'
      : 'no law of it in the catalogue';
    const laws = names.length > 0 ? names.join(' · ') : `${none}: not known, not none`;
    return [`${countryName(jurisdiction)}: ${how}`, `  ${laws}`];
  });
}

function lawLines(law: RegimeFact, full: boolean, columns: number): string[] {
  const deep = ' '.repeat(6);
  const { originalName, year, certainty, inForce, status, articles, plain, sources, checked } = law;
  const { caution, counterView } = law;
  const title = [
    `${say(lawName(law))}, ${year}`,
    ...(full && originalName ? [originalName] : []),
    // Labelled: how sure the reach is stands above, and is another thing.
    say({
      key: 'lawItself',
      values: [
        [word('certainty', certainty), ...(checked.depth === 'text' ? [] : [word('lawDepth', checked.depth)])].join(
          ', ',
        ),
      ],
    }),
  ];
  const texts = [
    ...(inForce === 'partly' || full ? [`Status: ${status}`] : []),
    ...(full ? [plain, ...(articles.length > 0 ? [`Articles: ${articles.join('; ')}`] : [])] : []),
    ...(caution ? [`${say({ key: 'lawCaution' })} ${caution}`] : []),
    ...(counterView ? [`${say({ key: 'lawCounterView' })} ${counterView}`] : []),
    `${say({ key: 'sources' })} ${(full ? sources : sources.slice(0, 1)).join('; ')}`,
    ...(full ? [checkedText(checked)] : []),
  ];
  return [...wrap(title.join(' · '), columns, '    '), ...texts.flatMap((text) => wrap(text, columns, deep))];
}

function checkedText({ date, depth, note }: RegimeFact['checked']): string {
  const how = word('lawDepth', depth);
  return `${say({ key: 'lawChecked', values: [date, how] })}${note ? ` ${note}` : ''}`;
}

/** Each source once; a company's seats often share one. */
function sourceText(sources: readonly string[]): string {
  return `${say({ key: 'sources' })} ${[...new Set(sources)].join('; ')}`;
}

/** What nobody read again for the catalogue is not called certain, however well known it is. */
function sureness({ certainty, wellKnown }: { certainty: Certainty; wellKnown?: true }): string {
  return wellKnown ? say({ key: 'certaintyWellKnown' }) : word('certainty', certainty);
}
