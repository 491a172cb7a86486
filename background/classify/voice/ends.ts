import type { Catalogue } from '../../../catalogue/catalogue.ts';
import type { Address, Destination, Finding, Operator, VoiceLeg } from '../../../extension/model/report.ts';
import type { Contact } from '../../../extension/model/visit.ts';
import type { Relation } from '../../../extension/model/vocabulary.ts';
import { lookUp, operatorOf, partyIdOf, registrableDomain, relationOf } from '../destination.ts';
import { exposuresOf } from '../exposure.ts';
import { peers } from '../party-ids.ts';
import type { Leg } from './legs.ts';
import type { Surroundings } from './route.ts';

/** What the visit's hosts say of an address. */
export function surroundingsOf(
  contacts: readonly Pick<Contact, 'host' | 'addresses' | 'types'>[],
  catalogue: Catalogue | null,
  site: string,
): Pick<Surroundings, 'hostAt' | 'carrierOf'> {
  const hosts = new Map<string, string>();
  const operators = new Map<string, string>();
  for (const host of [site, ...contacts.map((contact) => contact.host)]) {
    const known = catalogue && lookUp(catalogue, host);
    if (!known?.operator || operators.has(known.operator)) continue;
    const { operator, service, customerContent } = known;
    const isProvider = service.kind !== 'third-party' && !customerContent;
    operators.set(operator, isProvider ? service.name : (operatorOf(catalogue, operator)?.name ?? operator));
  }
  for (const { host, addresses, types } of contacts) {
    for (const { ip, location } of addresses) {
      // Many sites stand behind one anycast address; media has an address of its own.
      if (location.certainty !== 'anycast' && !types.every((type) => type === 'ice')) hosts.set(ip, host);
    }
  }
  return {
    hostAt(ip) {
      // Providers name a server after its address: `203-0-113-7.edge.agora.io`.
      const spelt = ip.replace(/[.:]/g, '-');
      return hosts.get(ip) ?? contacts.find(({ host }) => host === ip || host.startsWith(`${spelt}.`))?.host ?? null;
    },
    carrierOf({ network }) {
      const operator = network?.operator ?? null;
      return operator === null ? null : (operators.get(operator) ?? null);
    },
  };
}

export interface Ends {
  legs: VoiceLeg[];
  /** The visit's destinations, with what the legs add, and one more for each server that only media reached. */
  destinations: Destination[];
  /** Identifiers that people at the other end were handed. */
  told: Finding[];
}

/** Whose the other ends are: each server's address joined to the host that has it, or a destination of its own. */
export function endsOf(
  legs: readonly Leg[],
  destinations: readonly Destination[],
  catalogue: Catalogue | null,
  site: string,
): Ends {
  const all = new Map(destinations.map((destination) => [destination.host, destination]));
  const told: Finding[] = [];
  const known = legs.map(({ connection, relay, ...leg }): VoiceLeg => {
    const findings = Object.values(connection?.findings ?? {});
    let party: string | null = null;
    if (leg.route === 'peer-to-peer') {
      party = peers;
      told.push(...findings);
    } else {
      const host = leg.host ?? leg.address?.ip ?? null;
      const end = host === null ? null : (all.get(host) ?? serverAt(host, leg, catalogue, site, all));
      if (end && host !== null) {
        all.set(host, withMedia(end, leg, findings));
        party = end.party;
      }
    }
    return { ...leg, party, relay: relay && { ...relay, party: all.get(relay.host)?.party ?? null } };
  });
  return { legs: known, destinations: [...all.values()], told };
}

function withMedia(
  end: Destination,
  { address, since, until }: Leg | Omit<Leg, 'connection' | 'relay'>,
  findings: Finding[],
): Destination {
  const isNew = address !== null && !end.addresses.some(({ ip }) => ip === address.ip);
  return {
    ...end,
    addresses: isNew ? [...end.addresses, address] : end.addresses,
    findings: [...end.findings, ...findings],
    reached: true,
    types: address === null || end.types.includes('webrtc') ? end.types : [...end.types, 'webrtc'],
    lastAt: Math.max(end.lastAt, until ?? since),
  };
}

/** A server that only the media path shows: nothing but its address is known of it, or its name. */
function serverAt(
  host: string,
  { address, since, until }: Pick<Leg, 'address' | 'since' | 'until'>,
  catalogue: Catalogue | null,
  site: string,
  all: ReadonlyMap<string, Destination>,
): Destination {
  const addresses: Address[] = address === null ? [] : [address];
  const known = catalogue && lookUp(catalogue, host);
  const named = operatorOf(catalogue, known?.operator ?? null);
  const operator = named ?? operatorThere(address, catalogue, site, all);
  const domain = registrableDomain(host);
  return {
    host,
    registrableDomain: domain,
    party: partyIdOf(known?.customerContent ? null : (operator?.id ?? null), domain, host),
    relation: relationThere(host, operator, catalogue, site),
    service: null,
    stack: null,
    operator,
    addresses,
    exposures: catalogue ? exposuresOf(catalogue, operator, addresses, known?.certainty ?? 'medium') : [],
    findings: [],
    requests: 0,
    bytesSent: 0,
    failed: 0,
    reached: true,
    unreadBodies: 0,
    schemes: ['srtp'],
    types: ['webrtc'],
    earlier: 0,
    firstAt: since,
    lastAt: until ?? since,
  };
}

/**
 * The company that announces the server's address, where the visit is in touch with that very company. Anybody can rent
 * a machine in a cloud, so that the network alone says nothing of who runs it.
 */
function operatorThere(
  address: Address | null,
  catalogue: Catalogue | null,
  site: string,
  all: ReadonlyMap<string, Destination>,
): Operator | null {
  const id = address?.network?.operator ?? null;
  if (id === null || catalogue === null) return null;
  const own = lookUp(catalogue, site)?.operator === id;
  const contacted = [...all.values()].some(
    ({ operator, relation }) => operator?.id === id && relation !== 'third-party',
  );
  return own || contacted ? operatorOf(catalogue, id) : null;
}

function relationThere(host: string, operator: Operator | null, catalogue: Catalogue | null, site: string): Relation {
  const own = operator !== null && catalogue !== null && lookUp(catalogue, site)?.operator === operator.id;
  return own ? 'first-party' : relationOf(catalogue, site, host, true);
}
