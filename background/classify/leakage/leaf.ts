import type { IdentifierKind } from '../../../extension/model/vocabulary.ts';
import { type Span, textOf } from './bytes.ts';
import { isPlausible } from './identity.ts';
import type { Meaning } from './meaning.ts';

/** A value with the key that names it, as the page sent it: before any coat is taken off. */
export interface Leaf {
  meaning: Meaning | null;
  /** What the key names, where the value can be that; else null. */
  value: string | null;
  /** An identity that was looked for turned out to be all of the value: the key has nothing to add. */
  isKnown: boolean;
}

const longestValue = 8192;

/** What a key names, where the value can be that; else null. */
export function valueUnder(span: Span, key: string, meaning: Meaning | null): string | null {
  if (meaning?.telling !== 'strong' || span.end - span.start > longestValue) return null;
  const value = bare(meaning.kind, key, textOf(span));
  if (meaning.kind === 'room-id' && isDeviceGroup(key, value)) return null;
  // JSON under a telling key holds the identifier deeper down.
  const plausible = isPlausible(meaning.kind, value) && !/^[[{]/.test(value) && !value.includes('\ufffd');
  return plausible ? value : null;
}

/**
 * `MediaDeviceInfo.groupId` (Media Capture and Streams, section 9.2.1) in a list of microphones: 64 hexadecimal digits in
 * Chromium, 32 bytes in base64 in Firefox. Groups of people have such names nowhere.
 */
function isDeviceGroup(key: string, value: string): boolean {
  return /^groupid$/i.test(key) && /^(?:[\da-f]{64}|[\w+/]{43}=)$/.test(value);
}

/** `Authorization: Bearer eyJ…` names the token, not the scheme. */
function bare(kind: IdentifierKind, key: string, text: string): string {
  const value = text.trim();
  if (kind === 'token' && key.toLowerCase() === 'authorization') return value.replace(/^[A-Za-z]+\s+/, '');
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Kinds that one key names as often as the other: a handle under `name`, a name under `username`. */
const near: Partial<Record<IdentifierKind, IdentifierKind>> = { 'user-id': 'display-name', 'display-name': 'user-id' };

/** Whether a key's meaning makes a value of a kind out of a word that could be anything. */
export function gives(meaning: Meaning | null, kind: IdentifierKind): boolean {
  return meaning !== null && (meaning.kind === kind || meaning.kind === near[kind]);
}
