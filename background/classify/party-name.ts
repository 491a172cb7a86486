import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Destination } from '../../extension/model/report.ts';
import { lookUp } from './destination.ts';

/**
 * What the party of a destination is called, wherever a report speaks of it: by the service that people know where it
 * has one (`Agora`), else by the company (`Agora Lab, Inc.`), else by its domain. A customer's host bears its own name:
 * who houses it is not to blame for what is there.
 */
export function partyNameOf(
  {
    operator,
    service,
    registrableDomain,
    host,
  }: Pick<Destination, 'operator' | 'service' | 'registrableDomain' | 'host'>,
  catalogue: Catalogue | null,
): string {
  const own = registrableDomain ?? host;
  if (catalogue && lookUp(catalogue, host)?.customerContent) return own;
  const provider = service && catalogue?.services[service.id]?.kind !== 'third-party' ? service.name : null;
  return provider ?? operator?.name ?? own;
}
