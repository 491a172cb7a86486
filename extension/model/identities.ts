import * as v from 'valibot';
import type { IdentifierKind } from './vocabulary.ts';

/**
 * What a person declares of themselves, so that it is looked for in every voice visit. The values are kept encrypted
 * (background/remember/identities.ts); pages of the extension send one in and get masked forms back, never a value.
 */

/** What can be declared. Not a token: nobody should have to type a secret in. In the order in which they are offered. */
export const declarableKinds = [
  'email',
  'phone',
  'user-id',
  'display-name',
  'device-id',
] as const satisfies readonly IdentifierKind[];
export type DeclarableKind = (typeof declarableKinds)[number];

/** Each is looked for in every request: many cost time and find nothing more. */
export const maxIdentities = 32;

/** As it is stored: what it is and what it says are in the ciphertext. */
export interface SealedIdentity {
  id: string;
  /** Base64; see background/remember/seal.ts. */
  sealed: string;
}

export const sealedIdentity = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  sealed: v.pipe(v.string(), v.minLength(1), v.maxLength(8192)),
});

/** As a page shows it. */
export interface ShownIdentity {
  id: string;
  /** Null: it cannot be read any more, so it is not looked for. */
  kind: DeclarableKind | null;
  masked: string;
  /** So short or so plain that it counts only beside a name that says what it is. */
  weak: boolean;
}

/** What is wrong with an entry; each has a message of its own. */
export const identityProblems = [
  'empty',
  'too-long',
  'too-short',
  'names-nobody',
  'unreadable-characters',
  'no-email',
  'no-phone',
  'no-country-code',
  'no-letter',
  'twice',
  'too-many',
  'not-kept',
] as const;
export type IdentityProblem = (typeof identityProblems)[number];

/** What a page of the extension asks of the background. Anybody else is not answered. */
export type IdentityAsk =
  | { ask: 'identities' }
  | { ask: 'add-identity'; kind: DeclarableKind; value: string }
  | { ask: 'remove-identity'; id: string };

/** The list as it is now, and why what was asked for was not done. */
export interface IdentityAnswer {
  identities: ShownIdentity[];
  problem: IdentityProblem | null;
}

const identityAsk = v.variant('ask', [
  v.strictObject({ ask: v.literal('identities') }),
  v.strictObject({
    ask: v.literal('add-identity'),
    kind: v.picklist(declarableKinds),
    value: v.pipe(v.string(), v.maxLength(10_000)),
  }),
  v.strictObject({ ask: v.literal('remove-identity'), id: sealedIdentity.entries.id }),
]);

/** Null where it is no such question. Whether the value can be looked for is `checkIdentity`'s to say. */
export function readIdentityAsk(message: unknown): IdentityAsk | null {
  const read = v.safeParse(identityAsk, message);
  return read.success ? read.output : null;
}

const identityAnswer = v.object({
  identities: v.array(
    v.object({
      id: v.string(),
      kind: v.nullable(v.picklist(declarableKinds)),
      masked: v.string(),
      weak: v.boolean(),
    }),
  ),
  problem: v.nullable(v.picklist(identityProblems)),
});

/** @throws where it is no such answer: the background is of another version, or gone */
export function readIdentityAnswer(message: unknown): IdentityAnswer {
  return v.parse(identityAnswer, message);
}

/** RFC 5321, 4.5.3.1: an address has at most 254 characters; the rest are what the detector weighs at most. */
export const longest: Record<DeclarableKind, number> = {
  email: 254,
  phone: 40,
  'user-id': 256,
  'display-name': 64,
  'device-id': 256,
};
const shortest: Record<DeclarableKind, number> = {
  email: 5,
  phone: 1,
  'user-id': 3,
  'display-name': 2,
  'device-id': 6,
};

/** Values that stand for nobody, and stand everywhere. */
const fillers = new Set(
  'null undefined none nil nan true false unknown anonymous guest default test user admin email phone name username'.split(
    ' ',
  ),
);

/**
 * A value as it is to be looked for: without what people put around it.
 *
 * @returns what is wrong with it, or the value: trimmed; a handle without its `@`; a phone number as `+` and digits
 * (ITU-T E.164), because everything else that is looked for follows from that form
 */
export function checkIdentity(kind: DeclarableKind, typed: string): { value: string } | { problem: IdentityProblem } {
  // Direction marks and zero-width spaces come along unseen when one copies from a page or from contacts.
  const trimmed = typed.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '').trim();
  const value = kind === 'user-id' ? trimmed.replace(/^@/, '') : trimmed;
  const wrong = (problem: IdentityProblem) => ({ problem });
  if (value === '') return wrong('empty');
  if (value.length > longest[kind]) return wrong('too-long');
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return wrong('unreadable-characters');
  if (kind === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value) ? { value } : wrong('no-email');
  if (kind === 'phone') return checkPhone(value);
  if ([...value].length < shortest[kind]) return wrong('too-short');
  if (fillers.has(value.toLowerCase()) || /^(.)\1*$/u.test(value)) return wrong('names-nobody');
  if (kind === 'display-name' && !/\p{L}/u.test(value)) return wrong('no-letter');
  return { value };
}

function checkPhone(value: string): { value: string } | { problem: IdentityProblem } {
  if (!/^[+\d(][\d\s().\-/\u2010-\u2015]*$/.test(value)) return { problem: 'no-phone' };
  const international = /^(?:\+|00)/.test(value);
  // The zero in `+49 (0)170` is dialled inside the country only.
  const digits = value.replace(/^00/, '').replace(/\(0\)/, '').replace(/\D/g, '');
  if (digits.length < 7) return { problem: 'too-short' };
  if (digits.length > 15) return { problem: 'no-phone' };
  if (!international || digits.startsWith('0')) return { problem: 'no-country-code' };
  return { value: `+${digits}` };
}
