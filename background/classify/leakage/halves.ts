import type { Place } from '../../../extension/model/vocabulary.ts';
import { fold, type Span, textOf, utf8 } from './bytes.ts';
import type { IdentitySet, Known } from './identities.ts';

/** A value of a group: the parameters of one query, the fields of one form or document. */
export interface Member extends Span {
  key: string | null;
  place: Place;
  chain: readonly string[];
}

export interface Joined {
  known: Known;
  first: Member;
  second: Member;
}

/** Bytes with which a first half can begin, and a second half end: most values are passed over for these. */
export interface Edges {
  beginnings: Uint8Array;
  endings: Uint8Array;
}

export function edgesOf(set: IdentitySet): Edges {
  const beginnings = new Uint8Array(256);
  const endings = new Uint8Array(256);
  for (const { whole, phone } of set.known) {
    if (!isJoinable(whole)) continue;
    const first = utf8(whole.slice(0, 2))[0];
    const last = utf8(whole.slice(-2)).at(-1);
    if (first !== undefined) beginnings[first] = 1;
    if (last !== undefined) endings[last] = 1;
    if (phone) for (const start of [`+${phone.code}`, phone.code, '00']) beginnings[start.charCodeAt(0)] = 1;
  }
  return { beginnings, endings };
}

const isJoinable = (whole: string): boolean => whole.length >= 6 && whole.length <= 2 * longestHalf;

/** Whether a value can be one half of something: most are passed over for their first and last byte. */
export function isHalf({ bytes, start, end }: Span, { beginnings, endings }: Edges): boolean {
  if (end - start > longestHalf || end === start) return false;
  return beginnings[fold(bytes[start] as number)] === 1 || endings[fold(bytes[end - 1] as number)] === 1;
}

const maxMembers = 400;
const longestHalf = 128;

/**
 * Two values of one group that only together are an identity: `user=mei.lin&domain=example.org`, `cc=49&tel=1701234567`,
 * `first=Mei&last=Lin`, `a=user_88&b=42017`.
 */
export function joinedHalves(members: readonly Member[], set: IdentitySet): Joined[] {
  if (members.length < 2 || set.known.length === 0) return [];
  const texts = members.slice(0, maxMembers).map((member): [Member, string] => [member, plain(textOf(member))]);
  const found: Joined[] = [];
  for (const known of set.known) {
    const { whole, phone } = known;
    if (!isJoinable(whole)) continue;
    for (const [first, a] of texts) {
      const isCode = phone !== null && a.replace(/^(?:\+|00)/, '') === phone.code;
      if (a.length >= whole.length || !(isCode || whole.startsWith(a))) continue;
      const hit = texts.find(([second, b]) => {
        return second !== first && (isCode ? isNational(phone, b) : areHalves(known, a, b));
      });
      if (hit) {
        found.push({ known, first, second: hit[0] });
        break;
      }
    }
  }
  return found;
}

function plain(text: string): string {
  let value = text;
  if (value.includes('%')) {
    try {
      value = decodeURIComponent(value);
    } catch {
      // As it is, then.
    }
  }
  return value.trim().toLowerCase();
}

function isNational({ national }: { national: string }, b: string): boolean {
  return /^[\d\s().-]+$/.test(b) && b.replace(/\D/g, '').replace(/^0/, '') === national;
}

function areHalves({ identity: { kind }, whole }: Known, a: string, b: string): boolean {
  if (a.length < 2 || b.length < 2) return false;
  if (kind === 'email' && (`${a}@${b}` === whole || a + b === whole)) return a.length + b.length >= 6;
  if (kind === 'display-name') return `${a} ${b}` === whole;
  if (a + b !== whole) return false;
  // Short numbers are everywhere: 884 and 2017 make no user.
  return /^\d+$/.test(whole) ? a.length >= 4 && b.length >= 4 : a.length >= 3 && b.length >= 3 && whole.length >= 8;
}
