import browser, { type WebRequest } from 'webextension-polyfill';
import type { ProxyKind, Tls } from '../../extension/model/report.ts';

/** What Firefox tells of a request and Chromium does not. */
interface Told {
  ip?: string;
  proxyInfo?: { type: string; proxyDNS?: boolean } | null;
}

const proxies: Readonly<Record<string, ProxyKind>> = {
  http: 'http',
  https: 'http',
  masque: 'http',
  socks: 'socks',
  socks4: 'socks',
};

/** Through what a request went; null where it went straight, or the browser does not tell (Chromium). */
export function proxyOf({ proxyInfo }: Told): ProxyKind | null {
  if (!proxyInfo || proxyInfo.type === 'direct') return null;
  return Object.hasOwn(proxies, proxyInfo.type) ? (proxies[proxyInfo.type] ?? null) : 'other';
}

/**
 * The server's address, where the browser knows it. As measured in Firefox 153: through an HTTP proxy `ip` is the proxy's
 * own, through a SOCKS proxy that looks names up it is `0.0.0.0`, and the server's through one that does not.
 */
export function serverAddress(told: Told): string | null {
  const { ip, proxyInfo } = told;
  const proxy = proxyOf(told);
  if (ip === undefined || (proxy !== null && (proxy !== 'socks' || proxyInfo?.proxyDNS))) return null;
  return proxy !== null && /^[0.:]+$/.test(ip) ? null : ip;
}

/** Chromium has no such thing. */
export const canSeeConnections = (): boolean =>
  typeof Reflect.get(browser.webRequest, 'getSecurityInfo') === 'function';

/** RFC 8996 deprecates what is older than 1.2. */
const current = new Set(['TLSv1.2', 'TLSv1.3']);

/**
 * How the connection of a request is encrypted; null where it is not, or nothing is known. To be called while a blocking
 * `onHeadersReceived` listener runs.
 *
 * @throws where the request is over
 */
export async function tlsOf(requestId: string): Promise<Tls | null> {
  const info = await browser.webRequest.getSecurityInfo(requestId, { certificateChain: true });
  const { state, protocolVersion: version, cipherSuite: cipher } = info;
  if (state === 'insecure' || version === undefined || cipher === undefined) return null;
  return {
    version,
    cipher,
    weak: state === 'weak' || state === 'broken' || !(current.has(version) || version === 'unknown'),
    certificate: certificateOf(info),
  };
}

function certificateOf({ overridableErrorCategory, certificates }: WebRequest.SecurityInfo): Tls['certificate'] {
  if (overridableErrorCategory !== undefined) return 'nobody';
  // The chain ends with its root.
  return certificates.at(-1)?.isBuiltInRoot === false ? 'added' : 'public';
}
