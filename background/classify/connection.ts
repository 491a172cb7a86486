import type { BlindSpot, Destination, Tls } from '../../extension/model/report.ts';

/** `TLS 1.3 · TLS_AES_128_GCM_SHA256`. Browsers call the first version `TLSv1`. */
export function tlsName({ version, cipher }: Pick<Tls, 'version' | 'cipher'>): string {
  return `${version.replace(/^TLSv1$/, 'TLSv1.0').replace(/^(TLS|SSL)v?/, '$1 ')} · ${cipher}`;
}

/** Where servers stand is not seen from behind most proxies. */
export function behindProxy(destinations: readonly Destination[]): BlindSpot[] {
  const hidden = destinations.filter(({ proxies = [], addresses }) => proxies.length > 0 && addresses.length === 0);
  return hidden.length > 0 ? [{ what: { key: 'blindProxy' }, host: null, count: hidden.length }] : [];
}
