import { siteOf } from '../classify/destination.ts';

/** Site of a web page's URL; null for what is not a web page. */
export function siteOfUrl(url: string): string | null {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? siteOf(hostname.replace(/\.$/, '')) : null;
  } catch {
    return null;
  }
}
