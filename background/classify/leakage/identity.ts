import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { IdentifierKind } from '../../../extension/model/vocabulary.ts';

/** A value to look for. Raw: it lives in memory and `storage.session` only. */
export interface Identity {
  kind: IdentifierKind;
  value: string;
  /** `declared` by the person, or `learned` from what the visit itself showed under a telling key. */
  basis: 'declared' | 'learned';
}

const placeholders = new Set([
  '',
  '0',
  '-1',
  '1',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'true',
  'false',
  'unknown',
  'anonymous',
  'guest',
  'default',
  'test',
  'user',
  'me',
  '[object object]',
]);

const plausible: Record<IdentifierKind, (value: string) => boolean> = {
  'user-id': (value) => value.length <= 256,
  'room-id': (value) => value.length <= 256,
  'display-name': (value) =>
    value.length >= 2 && value.length <= 64 && /\p{L}/u.test(value) && !/[{}[\]<>=]|:\/\//.test(value),
  email: (value) => value.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value),
  phone: (value) => value.length <= 24 && /^\+?[\d\s().-]{7,}$/.test(value) && value.replace(/\D/g, '').length >= 7,
  token: (value) => value.length >= 8 && value.length <= 8192 && !/\s/.test(value),
  'device-id': (value) => value.length >= 6 && value.length <= 256,
  'ip-address': (value) => /^[\d.]{7,15}$|^[\da-f:]{3,39}$/i.test(value),
  unknown: (value) => value.length >= 6 && value.length <= 256,
};

/** Whether a value can be what its key says: `uid=0` and `email=true` name nobody. */
export function isPlausible(kind: IdentifierKind, value: string): boolean {
  return !placeholders.has(value.toLowerCase()) && plausible[kind](value);
}

/**
 * Short numbers and plain words occur everywhere by chance: a weak value counts only under a key that gives it its
 * meaning, never as a part of other text.
 */
export function isWeak(value: string): boolean {
  if (/^\d+$/.test(value)) return value.length < 7;
  if (/^\p{L}+$/u.test(value)) return value.length < 8 && /^[\x20-\x7e]*$/.test(value);
  return [...value].length < 4;
}

const dots = '••••';

/** A form that the person recognises and nobody else can use: at most a third of the characters, never all. */
export function mask(kind: IdentifierKind, value: string): string {
  // Only the ends are shown, and a token can be thousands of characters long.
  const ends = value.length > 64 ? value.slice(0, 16) + value.slice(-16) : value;
  const characters = /[\ud800-\udfff]/.test(ends) ? [...ends] : ends.split('');
  if (kind === 'email') {
    const at = value.lastIndexOf('@');
    const top = value.slice(value.lastIndexOf('.'));
    if (at > 0) return `${characters[0]}${dots}@${dots}${top.length <= 8 ? top : ''}`;
  }
  if (characters.length < 6) return dots;
  const shown = characters.length < 12 ? 1 : 2;
  return characters.slice(0, shown).join('') + dots + characters.slice(-shown).join('');
}

/** HMAC-SHA-256 (RFC 2104) of the UTF-8 value under `secret`, as the first 32 hex digits. */
export function digest(secret: Uint8Array, value: string): string {
  return bytesToHex(hmac(sha256, secret, utf8ToBytes(value))).slice(0, 32);
}
