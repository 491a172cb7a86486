/** The one way in: an address as text, the packaged data and the catalogue give an `Address`. */
import type { Catalogue, NetworkFact } from '../../../catalogue/catalogue.ts';
import type { Address } from '../../../extension/model/report.ts';
import { parseAddress, whyNoAddress } from './address.ts';
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
  const address = parseAddress(ip);
  if (!address) return { ip, network: null, location: locate({ unknown: whyNoAddress(ip) }, null) };
  const special = specialRange(address);
  if (special) return { ip: address.text, network: null, location: locate({ special }, null) };
  if (!table) return { ip: address.text, network: null, location: locate({ unknown: 'no address data' }, null) };
  const answer = await table.lookup(address);
  const fact = factOf(answer, networks);
  const name = fact || answer.asn === null ? null : await table.name(answer.asn);
  return join(address.text, answer, fact, name);
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
