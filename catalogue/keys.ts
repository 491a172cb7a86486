import type { IdentifierKind } from '../extension/model/vocabulary.ts';

/**
 * The form in which keys are compared: lower-case, without the separators that spellings differ in, so that `user_id`,
 * `userId` and `User-ID` are one key. The compiler writes keys in this form and the classifier asks in it.
 */
export function normaliseKey(key: string): string {
  return key.toLowerCase().replace(/[_\-. ]/g, '');
}

/** Meanings that name a person, a room or a device, and are therefore looked for. */
export const namingMeanings = [
  'user-id',
  'room-id',
  'token',
  'display-name',
  'device-id',
  'email',
  'phone',
  'ip-address',
] as const satisfies readonly IdentifierKind[];

/** Meanings that the key file may state, but that name nobody: kept there so that nobody adds them as something else. */
export const otherMeanings = [
  'session-id',
  'app-id',
  'app-key',
  'account-id',
  'request-id',
  'flag',
  'token-kind',
  'jwt-claims',
] as const;

type NamingMeaning = (typeof namingMeanings)[number];

export function namesSomebody(meaning: string): meaning is NamingMeaning {
  return (namingMeanings as readonly string[]).includes(meaning);
}
