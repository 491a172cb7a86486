import type { Place } from '../../../extension/model/vocabulary.ts';
import { type Span, textOf } from './bytes.ts';
import { half, halfOf, isJoinable } from './edges.ts';
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

const maxMembers = 400;

/**
 * Two values of one group that only together are an identity: `user=mei.lin&domain=example.org`, `cc=49&tel=1701234567`,
 * `first=Mei&last=Lin`, `a=user_88&b=42017`.
 */
export function joinedHalves(members: readonly Member[], set: IdentitySet): Joined[] {
  if (members.length < 2 || set.known.length === 0) return [];
  const firsts: [Member, string][] = [];
  const seconds: [Member, string][] = [];
  for (const member of members.slice(0, maxMembers)) {
    const halves = halfOf(member, set.edges);
    if (halves === 0) continue;
    const text = plain(textOf(member));
    if ((halves & half.first) !== 0) firsts.push([member, text]);
    if ((halves & half.second) !== 0) seconds.push([member, text]);
  }
  const found: Joined[] = [];
  if (firsts.length === 0 || seconds.length === 0) return found;
  for (const known of set.known) {
    const { whole, phone } = known;
    if (!isJoinable(known)) continue;
    for (const [first, a] of firsts) {
      const isCode = phone !== null && a.endsWith(phone.code) && a.replace(/^(?:\+|00)/, '') === phone.code;
      if (a.length >= whole.length || !(isCode || whole.startsWith(a))) continue;
      const hit = seconds.find(([second, b]) => {
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
