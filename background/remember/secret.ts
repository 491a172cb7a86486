import browser from 'webextension-polyfill';

const item = 'secret';

/**
 * The install's own key, made at first use: digests under it tell two values apart and nothing else, and mean nothing
 * on another install.
 *
 * @returns 32 bytes
 */
export async function loadSecret(): Promise<Uint8Array> {
  const { [item]: stored } = await browser.storage.local.get(item);
  if (typeof stored === 'string' && /^[0-9a-f]{64}$/.test(stored)) {
    return Uint8Array.from(stored.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  const made = crypto.getRandomValues(new Uint8Array(32));
  await browser.storage.local.set({ [item]: Array.from(made, (byte) => byte.toString(16).padStart(2, '0')).join('') });
  return made;
}

/**
 * Which key it is, without telling it: 16 hex digits of its HMAC-SHA-256 of a fixed text. Stands beside digests that leave
 * the install, for those under different keys tell nothing of each other.
 */
export async function fingerprintOf(secret: Uint8Array): Promise<string> {
  const hash = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new Uint8Array(secret), hash, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode('earshot: which key'));
  return Array.from(new Uint8Array(signed, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
