import type { Place } from '../../../extension/model/vocabulary.ts';
import { fold, type Span, textOf } from './bytes.ts';
import type { IdentitySet, Known } from './identities.ts';
import { nationalDigits } from './variants.ts';

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
  for (const { folded, variants } of set.known) {
    beginnings[folded.charCodeAt(0) & 255] = 1;
    endings[folded.charCodeAt(folded.length - 1) & 255] = 1;
    if (variants.phoneDigits !== null) {
      beginnings[variants.phoneDigits.charCodeAt(0)] = 1;
      beginnings[0x2b] = 1;
    }
  }
  return { beginnings, endings };
}

const maxMembers = 400;
const longestHalf = 128;

/**
 * Two values of one group that only together are an identity: `user=mei.lin&domain=example.org`, `cc=49&tel=1701234567`,
 * `first=Mei&last=Lin`, `a=user_88&b=42017`.
 */
export function joinedHalves(members: readonly Member[], set: IdentitySet, edges: Edges): Joined[] {
  if (members.length < 2 || set.known.length === 0) return [];
  const { beginnings, endings } = edges;
  const firsts: [Member, string][] = [];
  const seconds: [Member, string][] = [];
  for (const member of members.slice(0, maxMembers)) {
    const { bytes, start, end } = member;
    if (end - start > longestHalf || end === start) continue;
    const begins = beginnings[fold(bytes[start] as number)] === 1;
    const ends = endings[fold(bytes[end - 1] as number)] === 1;
    if (!begins && !ends) continue;
    const text = plain(textOf(member));
    if (begins) firsts.push([member, text]);
    if (ends) seconds.push([member, text]);
  }
  const found: Joined[] = [];
  for (const known of set.known) {
    const value = known.identity.value.trim().toLowerCase();
    if (value.length < 6 || value.length > 2 * longestHalf) continue;
    for (const [first, a] of firsts) {
      if (a.length >= value.length || !(value.startsWith(a) || known.variants.phoneDigits !== null)) continue;
      const hit = seconds.find(([second, b]) => second !== first && areHalves(known, value, a, b));
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

function areHalves(
  { identity: { kind }, variants: { phoneDigits } }: Known,
  value: string,
  a: string,
  b: string,
): boolean {
  if (phoneDigits !== null) {
    const national = nationalDigits(phoneDigits);
    const code = national === null ? '' : phoneDigits.slice(0, phoneDigits.length - national.length);
    const codeSent = a.replace(/^(?:\+|00)/, '');
    if (national !== null && codeSent === code && /^[\d\s().-]+$/.test(b))
      return b.replace(/\D/g, '').replace(/^0/, '') === national;
  }
  if (a.length < 2 || b.length < 2) return false;
  if (kind === 'email' && (`${a}@${b}` === value || a + b === value)) return a.length + b.length >= 6;
  if (kind === 'display-name') return `${a} ${b}` === value;
  if (a + b !== value) return false;
  // Short numbers are everywhere: 884 and 2017 make no user.
  return /^\d+$/.test(value) ? a.length >= 4 && b.length >= 4 : a.length >= 3 && b.length >= 3 && value.length >= 8;
}
