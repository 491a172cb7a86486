import { fold, type Span, utf8 } from './bytes.ts';

/** Bytes with which a first half can begin, and a second half end: most values are passed over for these. */
export interface Edges {
  beginnings: Uint8Array;
  endings: Uint8Array;
}

/** A value of which halves are looked for. */
export interface Joinable {
  /** In lower case, without space around it. */
  whole: string;
  /** Country code and the rest of a phone number; null for others. */
  phone: { code: string; national: string } | null;
}

/** Characters of a half. */
export const longestHalf = 128;

export const isJoinable = ({ whole }: Joinable): boolean => whole.length >= 6 && whole.length <= 2 * longestHalf;

export function edgesOf(values: readonly Joinable[]): Edges {
  const beginnings = new Uint8Array(256);
  const endings = new Uint8Array(256);
  for (const value of values) {
    if (!isJoinable(value)) continue;
    const { whole, phone } = value;
    const first = utf8(whole.slice(0, 2))[0];
    const last = utf8(whole.slice(-2)).at(-1);
    if (first !== undefined) beginnings[first] = 1;
    if (last !== undefined) endings[last] = 1;
    if (phone) for (const start of ['+', phone.code, '0']) beginnings[start.charCodeAt(0)] = 1;
  }
  return { beginnings, endings };
}

export const half = { first: 1, second: 2 } as const;

/** Which halves a value can be by its first and last byte; 0 for most. */
export function halfOf({ bytes, start, end }: Span, { beginnings, endings }: Edges): number {
  if (end - start > longestHalf || end === start) return 0;
  const first = beginnings[fold(bytes[start] as number)] === 1 ? half.first : 0;
  return endings[fold(bytes[end - 1] as number)] === 1 ? first | half.second : first;
}
