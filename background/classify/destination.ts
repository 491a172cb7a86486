import { getDomain, getPublicSuffix } from 'tldts';
import type { Catalogue, ServiceFact } from '../../catalogue/catalogue.ts';
import { findHost } from '../../catalogue/hosts.ts';
import type { Operator } from '../../extension/model/report.ts';
import type { Certainty, Relation } from '../../extension/model/vocabulary.ts';

/** What the catalogue knows about a host. */
export interface Known {
  serviceId: string;
  service: ServiceFact;
  /** What runs on this very host. */
  role: string;
  operator: string | null;
  /** Contacting this host means that voice is likely involved. */
  voice: boolean;
  /** What is there is a customer's; the operator only houses it. */
  customerContent: boolean;
  certainty: Certainty;
  wellKnown?: true;
  source: string;
}

/**
 * Registrable domain by the public suffix list, its private part included (`a.github.io` and `b.github.io` are two
 * sites); null for addresses, single labels and public suffixes themselves.
 */
export function registrableDomain(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}

/** The site that a host belongs to: its registrable domain, or the host itself where it has none. */
export function siteOf(host: string): string {
  return registrableDomain(host) ?? host;
}

/** Id of the party that a destination belongs to. */
export function partyIdOf(operatorId: string | null, registrableDomain: string | null, host: string): string {
  return operatorId ?? registrableDomain ?? host;
}

/** The catalogue's entry for the longest suffix of `host`, or null. */
export function lookUp(catalogue: Catalogue, host: string): Known | null {
  const found = findHost(catalogue, host.toLowerCase());
  const service = found && catalogue.services[found.fact.service];
  if (!found || !service) return null;
  const { role, voice, fact, domain } = found;
  const { certainty, wellKnown, source, operator } = fact;
  const customerContent =
    fact.customerContent === true || (!isHelper(service) && host !== domain && isCustomers(host, domain));
  return {
    serviceId: fact.service,
    service,
    role,
    operator,
    voice,
    customerContent,
    certainty,
    ...(wellKnown && { wellKnown }),
    source,
  };
}

/**
 * Whether a host stands under a suffix below the catalogued domain where, by the private part of the public suffix
 * list, a company lets others register: `s3.amazonaws.com` under `amazonaws.com`. A host that is such a suffix itself is
 * a customer's too: the bucket then stands in the path. Where the domain is the suffix the catalogue decides, for not
 * all that stands there is a customer's: `fonts.googleapis.com` is Google's.
 */
function isCustomers(host: string, domain: string): boolean {
  return getPublicSuffix(host, { allowPrivateDomains: true })?.endsWith(`.${domain}`) === true;
}

/** An operator with its parent spelt out; null for null and for an id that the catalogue does not have. */
export function operatorOf(catalogue: Catalogue | null, id: string | null): Operator | null {
  const fact = catalogue && id !== null && Object.hasOwn(catalogue.operators, id) ? catalogue.operators[id] : undefined;
  if (!fact || catalogue === null || id === null) return null;
  const parent = fact.parent === null ? undefined : catalogue.operators[fact.parent];
  return {
    id,
    name: fact.name,
    seats: fact.seats,
    parent: parent && fact.parent !== null ? { id: fact.parent, name: parent.name, seats: parent.seats } : null,
    certainty: fact.certainty,
    ...(fact.wellKnown && { wellKnown: true }),
    source: fact.source,
  };
}

/**
 * How a destination stands to the site that the person visits: the site itself (also under another domain of the same
 * operator), a company that carries voice or messages for it, or anybody else.
 *
 * Two customers of one hosting company are not one another's first party: only a host's own domain counts there.
 *
 * @param stack whether a self-hosted stack was recognised there: whoever runs it carries voice or messages for the site
 */
export function relationOf(catalogue: Catalogue | null, site: string, host: string, stack: boolean): Relation {
  if (siteOf(host) === site) return 'first-party';
  const there = catalogue && lookUp(catalogue, host);
  const here = there && lookUp(catalogue, site);
  const sameOperator = there && here && there.operator !== null && there.operator === here.operator;
  if (sameOperator && !there.customerContent && !here.customerContent) return 'first-party';
  return stack || (there && isHelper(there.service)) ? 'works-for-site' : 'third-party';
}

function isHelper({ kind }: ServiceFact): boolean {
  return kind === 'rtc-provider' || kind === 'signalling-provider';
}

/** Whether a host is the person's own computer: what goes there goes over no wire. RFC 6761 section 6.3, RFC 6890. */
export function isThisMachine(host: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|::1|(?:.+\.)?localhost)$/.test(host);
}
