import type { Phrase } from '../../extension/model/phrase.ts';
import type { Destination, ProxyKind, Tls } from '../../extension/model/report.ts';

export { tlsName } from '../classify/connection.ts';

/** What is to be said of a way of encryption, besides its name. */
export function tlsRemarks({ weak, certificate }: Tls): Phrase[] {
  const remarks: Phrase[] = weak ? [{ key: 'tlsWeak' }] : [];
  if (certificate === 'added') remarks.push({ key: 'certificateAdded' });
  if (certificate === 'nobody') remarks.push({ key: 'certificateNobody' });
  return remarks;
}

const proxyKeys: Readonly<Record<ProxyKind, string>> = { http: 'proxyHttp', socks: 'proxySocks', other: 'proxyOther' };

/** Through what a destination was reached; empty where no proxy was seen. */
export const proxyRemarks = ({ proxies = [] }: Pick<Destination, 'proxies'>): Phrase[] =>
  proxies.map((proxy) => ({ key: proxyKeys[proxy] }));

/** What stands where a destination's addresses would, when there are none. */
export const noAddress = ({ proxies = [] }: Pick<Destination, 'proxies'>): 'addressBehindProxy' | 'addressUnseen' =>
  proxies.length > 0 ? 'addressBehindProxy' : 'addressUnseen';

/** Firefox numbers containers: `firefox-container-2` is 2. */
export const containerNumber = (id: string): string => /\d*$/.exec(id)?.[0] ?? '';
