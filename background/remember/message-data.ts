import type { ProbeEventOf } from '../../extension/model/probe-event.ts';
import { utf8 } from '../classify/leakage/bytes.ts';

/** What a message held, as far as the probe took it along; null where it did not. */
export function bytesOf(data: ProbeEventOf<'data-message'>['data']): Uint8Array | null {
  if (data.as === 'unread') return null;
  return data.as === 'text' ? utf8(data.text) : fromBase64(data.base64);
}

/** Whether only the beginning of a message is there; a text's length is in UTF-16 code units. */
export function isCut(data: ProbeEventOf<'data-message'>['data'], bytes: Uint8Array, length: number): boolean {
  return (data.as === 'text' ? data.text.length : bytes.length) < length;
}

/** Null for what is no base64. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
