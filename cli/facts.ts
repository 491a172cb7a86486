/** What the catalogue and the address data know of a query: the extension's own functions, asked without a visit. */
import { type Known, lookUp, operatorOf, registrableDomain } from '../background/classify/destination.ts';
import { exposuresOf } from '../background/classify/exposure.ts';
import { locate } from '../background/classify/network/locate.ts';
import { resolveAddress } from '../background/classify/network/resolve.ts';
import { stackOf } from '../background/classify/stack.ts';
import type { StackFact } from '../catalogue/catalogue.ts';
import type { Address, Exposure, Operator } from '../extension/model/report.ts';
import type { Data } from './data.ts';
import type { Query } from './query.ts';

/** All that is known of what was asked for. */
export interface Facts {
  query: Query;
  registrableDomain: string | null;
  service: Known | null;
  /** Software that the URL's shape tells of, where a URL was given. */
  stack: StackFact | null;
  operator: Operator | null;
  /** Who announces the address. */
  carrier: Operator | null;
  address: Address | null;
  exposures: Exposure[];
}

/** Looks a query up. Never rejects: what is not known is null, or unknown with a reason. */
export async function factsOf(query: Query, { catalogue, networks }: Data): Promise<Facts> {
  const { host, ip, doubt, url } = query;
  const service = host === null ? null : lookUp(catalogue, host);
  const operator = operatorOf(catalogue, service?.operator ?? null);
  const address =
    ip !== null
      ? await resolveAddress(ip, networks, catalogue.networks)
      : doubt !== null
        ? { ip: '', network: null, location: locate({ unknown: doubt }, null) }
        : null;
  return {
    query,
    registrableDomain: host === null ? null : registrableDomain(host),
    service,
    stack: url === null ? null : stackOf(url, '', catalogue),
    operator,
    carrier: operatorOf(catalogue, address?.network?.operator ?? null),
    address,
    exposures: exposuresOf(catalogue, operator, address ? [address] : [], service?.certainty ?? 'unknown'),
  };
}
