import type { IdentifierKind } from '../../../extension/model/vocabulary.ts';
import { standsAlone } from './boundaries.ts';
import { fold, type Span } from './bytes.ts';
import { digestInBytes, digestsInRuns } from './candidates.ts';
import { fromBase64, isBase64Byte, touchesPercent } from './decoders/base64.ts';
import type { Piece } from './decoders/decoder.ts';
import { digestLengths } from './digests.ts';
import { type IdentitySet, type Known, longestNeedle, type Mark } from './identities.ts';
import type { Item } from './item.ts';
import { phonesIn } from './phones.ts';
import { runWidth, type Scan, trait } from './scan.ts';

/** An identity that stands in an item, by itself, in a spelling or as a digest. */
export interface Found {
  known: Known;
  from: number;
  to: number;
  /** What the spelling wears, outermost first. */
  coats: readonly string[];
}

/** Hits that are weighed in one item: the same identity a hundred times over tells nothing new. */
const maxFound = 300;
/** Stretches of base64 that are opened around hits in one item. */
const maxOpened = 200;
/** Where a number written with separators is looked for. */
const longestWithPhones = 1 << 16;

/**
 * What the scan of an item amounts to, now that what the decoders could open has been opened.
 *
 * @param decoded what was opened in the middle of it
 * @param hasContext whether the word before a position gives a kind to a value that could be anything
 * @returns identities that stand there, and base64 to be opened whose beginning is no boundary
 */
export function hitsIn(
  item: Item,
  set: IdentitySet,
  decoded: readonly Piece[],
  hasContext: (from: number, kind: IdentifierKind) => boolean,
): { found: Found[]; misaligned: Piece[] } {
  const { bytes, start, end, scan } = item;
  const binary = (scan.traits & trait.binary) !== 0;
  const found: Found[] = [];
  if (isEmpty(item, set)) return { found, misaligned: [] };
  const opened = new Map<string, Piece>();
  for (const { mark, end: hitEnd } of scan.hits) {
    if (found.length >= maxFound) break;
    const from = hitEnd - Math.min(mark.bytes.length, longestNeedle);
    const to = from + mark.bytes.length;
    if (to > end || !isSame(bytes, from, mark)) continue;
    const { kind } = mark.known.identity;
    if (mark.form === 'base64') {
      if (!decoded.some((piece) => isOpened(piece, from, to, mark.phase))) openAt(item, from, mark.phase, opened);
    } else if (mark.weak && !hasContext(from, kind)) continue;
    else if (mark.form === 'text' ? standsAlone(kind, item, from, to, binary) : standsExactly(item, from, to, mark)) {
      found.push({ known: mark.known, from, to, coats: mark.coats });
    }
  }
  for (const hit of digestsInRuns(item, scan, set)) {
    found.push({ known: hit.known, from: hit.start, to: hit.end, coats: hit.chain });
  }
  const digest = item.alone ? digestInBytes(item, set) : null;
  if (digest) found.push({ known: digest.known, from: start, to: end, coats: digest.chain });
  if (set.phones.length > 0 && !binary && end - start <= longestWithPhones) {
    for (const hit of phonesIn(item, set.phones))
      found.push({ known: hit.known, from: hit.start, to: hit.end, coats: [] });
  }
  return {
    found: found.length < 2 ? found : found.filter((one) => !found.some((other) => isInside(one, other))),
    misaligned: [...opened.values()],
  };
}

/** No hit, nothing long enough for a digest, and no number to be written with separators. */
function isEmpty({ scan, start, end, alone }: Item, { phones }: IdentitySet): boolean {
  if (scan.hits.length > 0 || scan.runsEnd > 0) return false;
  return !(alone && digestLengths.has(end - start)) && (phones.length === 0 || end - start < 8);
}

/** A name inside an address that is looked for as well is that address. */
const isInside = (one: Found, other: Found): boolean =>
  other.known !== one.known &&
  other.from <= one.from &&
  other.to >= one.to &&
  other.to - other.from > one.to - one.from;

/** Leaves out of a scan what stands where a decoder has found all there is. */
export function uncover(seen: Scan, covered: readonly (readonly [number, number])[]): void {
  const isCovered = (at: number): boolean => covered.some(([from, to]) => at > from && at <= to);
  seen.hits = seen.hits.filter(({ end }) => !isCovered(end));
  let kept = 0;
  for (let i = 0; i < seen.runsEnd; i += runWidth) {
    if (isCovered(seen.runs[i + 1] as number)) continue;
    seen.runs.copyWithin(kept, i, i + runWidth);
    kept += runWidth;
  }
  seen.runsEnd = kept;
}

/** The automaton has seen the first bytes in any case; here is the rest, and the case where it counts. */
function isSame(bytes: Uint8Array, from: number, { bytes: wanted, form }: Mark): boolean {
  for (let i = 0; i < wanted.length; i++) {
    const a = bytes[from + i] as number;
    const b = wanted[i] as number;
    if (form === 'text' ? fold(a) !== fold(b) : a !== b) return false;
  }
  return true;
}

/** Bytes need no boundary; a text in an alphabet of its own has one where that alphabet ends. */
function standsExactly({ bytes, start, end }: Span, from: number, to: number, { coats }: Mark): boolean {
  if (coats.length === 0) return true;
  const before = from > start ? (bytes[from - 1] as number) : 0x20;
  const after = to < end ? (bytes[to] as number) : 0x20;
  return !isBase64Byte(before) && (!isBase64Byte(after) || coats[0] === 'uuencode');
}

/** Whether a piece is what stands there, decoded from a boundary of its own. */
function isOpened({ source }: Piece, from: number, to: number, phase: number): boolean {
  return source !== undefined && source[0] <= from && source[1] >= to && (from - phase - source[0]) % 4 === 0;
}

/** Base64 that begins somewhere else than at a boundary: decoded around the hit, to be looked at as decoded. */
function openAt({ bytes, start, end }: Span, at: number, phase: number, opened: Map<string, Piece>): void {
  const quantum = at - phase;
  let from = quantum;
  while (from - 4 >= start && quantum - from < 512 && isQuantum(bytes, from - 4)) from -= 4;
  let to = at;
  while (to < end && to - at < 4096 && isBase64Byte(bytes[to] as number)) to++;
  // The same stretch is not opened again for the next hit in it.
  const id = `${to} ${from & 3}`;
  if (from < start || opened.has(id) || opened.size >= maxOpened || touchesPercent(bytes, from, to)) return;
  const decoded = fromBase64(bytes, from, to);
  opened.set(id, { key: null, bytes: decoded, start: 0, end: decoded.length, source: [from, to], isFragment: true });
}

function isQuantum(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (!isBase64Byte(bytes[i] as number)) return false;
  return true;
}
