import { base64 } from '@scure/base';

/** NIST SP 800-38D, 5.2.1.1: 96 bits, the length for which GCM is made. Random: far fewer than 2³² under one key. */
const ivLength = 12;
/** Sealed texts come in steps of this many bytes, so that the length does not tell a phone number from an address. */
const step = 256;
const space = 0x20;

/** AES-GCM with 256 bits, of which nobody can get the bits: scripts can use it, not read it. */
export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/**
 * Encrypts a value with AES-GCM (NIST SP 800-38D).
 *
 * @param name what the text belongs to: under another name it cannot be opened again
 * @param content what JSON can say
 * @returns base64 of the initialisation vector, the ciphertext and its tag
 */
export async function seal(key: CryptoKey, name: string, content: unknown): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(content));
  // JSON has no meaning for spaces behind it.
  const padded = new Uint8Array(Math.ceil((text.length + 1) / step) * step).fill(space);
  padded.set(text);
  const iv = crypto.getRandomValues(new Uint8Array(ivLength));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: named(name) }, key, padded);
  const whole = new Uint8Array(ivLength + sealed.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(sealed), ivLength);
  return base64.encode(whole);
}

/** @throws where it was not sealed with this key under this name, or was changed since */
export async function unseal(key: CryptoKey, name: string, sealed: string): Promise<unknown> {
  const whole = new Uint8Array(base64.decode(sealed));
  const text = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: whole.subarray(0, ivLength), additionalData: named(name) },
    key,
    whole.subarray(ivLength),
  );
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
}

const named = (name: string) => new TextEncoder().encode(`earshot ${name}`);
