/** The one way in: an address as text, the packaged data and the catalogue give an `Address`. */
import type { Catalogue, NetworkFact } from '../../../catalogue/catalogue.ts';
import type { Address } from '../../../extension/model/report.ts';
import { type ParsedAddress, parseAddress, whyNoAddress } from './address.ts';
import { locate } from './locate.ts';
import { specialRange } from './special.ts';
import type { NetworkAnswer, NetworkTable } from './table.ts';

/**
 * What can be said about an address: its network and its place. Never rejects: what is no address, or cannot be looked
 * up, is *unknown* with a reason in `location.note`.
 *
 * @param ip As the browser, an ICE candidate or a person writes it; see `parseAddress`. The result has it canonical.
 * @param table null where there is no address data.
 * @param networks The catalogue's networks, by AS number.
 */
export async function resolveAddress(
  ip: string,
  table: NetworkTable | null,
  networks: Catalogue['networks'],
): Promise<Address> {
  const known = decided(ip, table);
  if ('location' in known) return known;
  const answer = await known.table.lookup(known.address);
  const fact = factOf(answer, networks);
  const name = fact || answer.asn === null ? null : await known.table.name(answer.asn);
  return join(known.address.text, answer, fact, name);
}

/** As `resolveAddress`, at once, or null where data would have to be read first. */
export function peekAddress(ip: string, table: NetworkTable | null, networks: Catalogue['networks']): Address | null {
  const known = decided(ip, table);
  if ('location' in known) return known;
  const answer = known.table.peek(known.address);
  if (!answer) return null;
  const fact = factOf(answer, networks);
  const name = fact || answer.asn === null ? null : known.table.peekName(answer.asn);
  return name === undefined ? null : join(known.address.text, answer, fact, name);
}

/** What needs no data is decided; the rest is for the table. */
function decided(ip: string, table: NetworkTable | null): Address | { address: ParsedAddress; table: NetworkTable } {
  const address = parseAddress(ip);
  if (!address) return { ip, network: null, location: locate({ unknown: whyNoAddress(ip) }, null) };
  const special = specialRange(address);
  if (special) return { ip: address.text, network: null, location: locate({ special }, null) };
  if (!table) return { ip: address.text, network: null, location: locate({ unknown: 'no address data' }, null) };
  return { address, table };
}

function factOf({ asn }: NetworkAnswer, networks: Catalogue['networks']): NetworkFact | null {
  const key = String(asn);
  return asn !== null && Object.hasOwn(networks, key) ? (networks[key] ?? null) : null;
}

function join(ip: string, answer: NetworkAnswer, fact: NetworkFact | null, name: string | null): Address {
  const { asn } = answer;
  const network =
    asn === null ? null : { asn, name: fact?.name ?? name ?? `AS${asn}`, operator: fact?.operator ?? null };
  return { ip, network, location: locate({ answer }, fact) };
}
