import type { Party } from '../../model/report.ts';
import { type Ring, severities } from '../../model/vocabulary.ts';

/** The picture in units of its own; the page scales it to its width. */
export const picture = { width: 372, height: 232, centre: { x: 186, y: 116 } } as const;
export const radii: Record<Ring, number> = { hears: 48, knows: 77, contacted: 106 };

export interface Dot {
  party: Party;
  x: number;
  y: number;
  radius: number;
  label: Label | null;
}

export interface Label {
  name: string;
  /** Country codes behind the name. */
  codes: string;
  /** Where the text starts on the right of the picture, or ends on its left. */
  x: number;
  y: number;
  side: Side;
  width: number;
}

export interface RingLayout {
  dots: Dot[];
  /** Parties of each ring that found no place. */
  more: Record<Ring, number>;
}

/** Width in picture units of a text in the labels' type. */
export type Measure = (text: string, bold: boolean) => number;

const rings: Ring[] = ['hears', 'knows', 'contacted'];
const maxLabels = 12;
/** Contacted parties are named only while that many names or fewer are in the picture. */
const calmLabels = 7;
const rowHeight = 15;
/** Rows are as far apart as this allows, all of a side together. */
const pleasantHeight = 150;
const pleasantRow = 40;
/** The same where the outer ring has its names to itself: most room is towards its top and bottom. */
const outerHeight = 240;
const outerRow = 60;
const gap = 10;
const margin = 2;
/** Half the height of a caption or `+n`, which stand on the rings' lines, with half a dot and some air. */
const captionClearance = 15;
/** What a finger can hit: 24 CSS pixels (WCAG 2.2, 2.5.8) where the picture is drawn smallest, at 360 pixels less a scrollbar. */
export const targetSize = 28;

/**
 * Places parties on the three rings. The same parties give the same picture. Every label has a row of its own on its
 * side, at its dot's height and outside of it: the inner rings take the middle rows. So no label meets another one, a
 * dot or a caption, and each ends within the picture (cut short where it must be).
 */
export function layOutRings(parties: Party[], nameOf: (party: Party) => string, measure: Measure): RingLayout {
  const sorted = [...parties].sort(
    (a, b) =>
      rings.indexOf(a.ring) - rings.indexOf(b.ring) || severities.indexOf(b.severity) - severities.indexOf(a.severity),
  );
  const more: Record<Ring, number> = { hears: 0, knows: 0, contacted: 0 };
  const sides: { left: Party[]; right: Party[] } = { right: [], left: [] };
  const unlabelled: Party[] = [];
  const full = new Set<Ring>();

  for (const party of sorted) {
    const taken = sides.left.length + sides.right.length;
    const emptier: Side = sides.right.length <= sides.left.length ? 'right' : 'left';
    const room = taken < (party.ring === 'contacted' ? calmLabels : maxLabels) && !full.has(party.ring);
    const side = room && [emptier, opposite[emptier]].find((one) => hasRoom([...sides[one], party], one));
    // Whatever follows on this ring would take the same room.
    if (room && !side) full.add(party.ring);
    if (side) sides[side].push(party);
    else if (party.ring === 'contacted') unlabelled.push(party);
    else more[party.ring]++;
  }

  const dots = (['right', 'left'] as const).flatMap((side) =>
    rowsFor(sides[side], side).map(({ party, dy }) => labelledDot(party, dy, side, nameOf(party), measure)),
  );
  const places = freePlaces(dots, unlabelled.length);
  more.contacted = unlabelled.length - places.length;
  for (const [index, place] of places.entries()) {
    const party = unlabelled[index];
    if (party !== undefined) dots.push({ party, ...place, radius: 4, label: null });
  }
  // In the order in which a keyboard goes through them: by ring and weight, not by side.
  const turns = new Map(sorted.map((party, turn) => [party, turn]));
  dots.sort((a, b) => (turns.get(a.party) ?? 0) - (turns.get(b.party) ?? 0));
  return { dots, more };
}

function reach(ring: Ring): number {
  return radii[ring] - captionClearance;
}

type Side = 'left' | 'right';
const opposite: Record<Side, Side> = { left: 'right', right: 'left' };

/** Whether each of these can be hit without its neighbours, and its name stands in a row of its own. */
function hasRoom(parties: Party[], side: Side): boolean {
  const dots = rowsFor(parties, side).map(({ party, dy }) => ({ dx: distance(party.ring, dy), dy }));
  return dots.every(({ dx, dy }, index) =>
    dots.slice(index + 1).every((other) => {
      const apart = Math.hypot(dx - other.dx, dy - other.dy);
      return apart >= targetSize && Math.abs(dy - other.dy) >= rowHeight;
    }),
  );
}

/** How far to the side of the centre a dot on this ring stands at this height. */
const distance = (ring: Ring, dy: number) => Math.sqrt(radii[ring] ** 2 - dy ** 2);

/** Gives each party of a side its height from the centre, innermost ring in the middle, further rings outwards. */
function rowsFor(parties: Party[], side: Side): { party: Party; dy: number }[] {
  const innermost = parties[0]?.ring;
  if (innermost === undefined) return [];
  const middle = parties.filter(({ ring }) => ring === innermost);
  const pleasant =
    innermost === 'contacted'
      ? Math.min(outerRow, outerHeight / parties.length)
      : Math.min(pleasantRow, pleasantHeight / parties.length);
  const step = middle.length > 1 ? Math.min(pleasant, (2 * reach(innermost)) / (middle.length - 1)) : 0;
  // A lone dot at the very height of the centre would make a beam of it: a little up on one side, down on the other.
  const shift = middle.length > 1 ? 0 : side === 'right' ? -15 : 11;
  const rows = middle.map((party, index) => ({ party, dy: shift + (index - (middle.length - 1) / 2) * step }));
  let top = rows[0]?.dy ?? 0;
  let bottom = rows.at(-1)?.dy ?? 0;
  for (const ring of rings.slice(rings.indexOf(innermost) + 1)) {
    const own = parties.filter((party) => party.ring === ring);
    const above = own.filter((_, index) => (index % 2 === 0) === (side === 'left'));
    const below = own.filter((party) => !above.includes(party));
    const up = outwards(-top, above.length, ring, pleasant);
    const down = outwards(bottom, below.length, ring, pleasant);
    for (const [index, party] of above.entries()) rows.push({ party, dy: -(up[index] ?? 0) });
    for (const [index, party] of below.entries()) rows.push({ party, dy: down[index] ?? 0 });
    top = -(up.at(-1) ?? -top);
    bottom = down.at(-1) ?? bottom;
  }
  return rows;
}

/** Distances from the centre for `count` rows beyond `last`; further out, where the ring leaves more room for a name. */
function outwards(last: number, count: number, ring: Ring, pleasant: number): number[] {
  if (count === 0) return [];
  const step = Math.min(pleasant, (reach(ring) - last) / count);
  const first = Math.max(last + step, Math.min(0.6 * radii[ring], reach(ring) - (count - 1) * step));
  return Array.from({ length: count }, (_, index) => first + index * step);
}

function labelledDot(party: Party, dy: number, side: Side, fullName: string, measure: Measure): Dot {
  const radius = party.ring === 'hears' ? 6 : 5;
  const outwards = side === 'right' ? 1 : -1;
  const x = picture.centre.x + outwards * distance(party.ring, dy);
  const y = picture.centre.y + dy;
  const start = x + outwards * gap;
  const room = (side === 'right' ? picture.width - start : start) - margin;
  // The name goes before the codes, which the table below repeats.
  const name = shorten(fullName, room, (text) => measure(text, true));
  const nameWidth = measure(name, true);
  const allCodes = party.countries.join(' ');
  const codesWidth = allCodes === '' ? 0 : measure(` ${allCodes}`, false);
  const codes = name === fullName && nameWidth + codesWidth <= room ? allCodes : '';
  const width = nameWidth + (codes === '' ? 0 : codesWidth);
  return {
    party,
    x,
    y,
    radius,
    label: { name, codes, x: start, y, side, width },
  };
}

function shorten(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && measure(`${letters.join('')}…`) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Up to `wanted` places on the outer ring, evenly spread over what labels, dots and captions leave free. */
function freePlaces(dots: Dot[], wanted: number): { x: number; y: number }[] {
  const { centre } = picture;
  const degrees = 3;
  const free: { x: number; y: number }[] = [];
  for (let angle = 0; angle < 360; angle += degrees) {
    const x = centre.x + radii.contacted * Math.sin((angle * Math.PI) / 180);
    const y = centre.y - radii.contacted * Math.cos((angle * Math.PI) / 180);
    if (Math.abs(y - centre.y) > reach('contacted') + 2) continue;
    if (dots.every((dot) => clearOf(dot, x, y))) free.push({ x, y });
  }
  const between = (degrees * Math.PI * radii.contacted) / 180;
  const count = Math.min(wanted, Math.floor((free.length * between) / targetSize));
  return Array.from({ length: count }, (_, index) => free[Math.floor(((index + 0.5) * free.length) / count)]).filter(
    (place) => place !== undefined,
  );
}

function clearOf({ x: dotX, y: dotY, label }: Dot, x: number, y: number): boolean {
  if (Math.hypot(dotX - x, dotY - y) < targetSize) return false;
  if (label === null) return true;
  const [from, to] = label.side === 'right' ? [label.x, label.x + label.width] : [label.x - label.width, label.x];
  return x < from - 8 || x > to + 8 || Math.abs(label.y - y) > rowHeight / 2 + 6;
}
